// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

#include "server/feed_stream.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>
#include <thread>
#include <vector>

#include "base/error.h"
#include "grpcpp/client_context.h"
#include "server/status.h"
#include "server/testdata/echo_service.h"

namespace disclosure::server {
namespace {

using testing::CountResponse;
using testing::EchoServer;
using testing::EchoService;
using ::testing::ElementsAre;
using testing::Eventually;

// A follower with its own connection, so that its flow control is its own.
struct Follower {
  explicit Follower(EchoServer& server, int64_t from = 1, int message_bytes = 0)
      : stub(server.Stub()) {
    testing::CountRequest request;
    request.set_from(from);
    request.set_message_bytes(message_bytes);
    reader = stub->Count(&context, request);
  }

  // The next numbers; fewer when the stream ends.
  std::vector<int64_t> Read(int count) {
    std::vector<int64_t> numbers;
    CountResponse response;
    while (count-- > 0 && reader->Read(&response)) {
      numbers.push_back(response.number());
    }
    return numbers;
  }

  absl::Status End() { return FromGrpcStatus(reader->Finish()); }

  std::unique_ptr<EchoService::Stub> stub;
  grpc::ClientContext context;
  std::unique_ptr<grpc::ClientReader<CountResponse>> reader;
};

std::string ReasonOf(const absl::Status& status) {
  return base::GetErrorDetails(status).reason;
}

TEST(FeedStreamTest, SendsWhatIsThereAndThenWhatComes) {
  EchoServer server;
  server.service().SetHead(3);
  Follower follower(server, 2);
  EXPECT_THAT(follower.Read(2), ElementsAre(2, 3));
  server.service().SetHead(5);
  EXPECT_THAT(follower.Read(2), ElementsAre(4, 5));
  follower.context.TryCancel();
  EXPECT_EQ(follower.End().code(), absl::StatusCode::kCancelled);
  EXPECT_TRUE(Eventually([&] { return server.book().streams() == 0; }));
}

// A writer and several followers at once: nobody misses a Wake().
TEST(FeedStreamTest, NoWakeUpIsLost) {
  constexpr int kNumbers = 2000;
  EchoServer server;
  std::vector<std::thread> followers;
  std::atomic<int> complete{0};
  for (int i = 0; i < 4; ++i) {
    followers.emplace_back([&] {
      Follower follower(server);
      std::vector<int64_t> numbers = follower.Read(kNumbers);
      bool in_order = numbers.size() == kNumbers;
      for (size_t n = 0; n < numbers.size(); ++n) {
        in_order &= numbers[n] == static_cast<int64_t>(n) + 1;
      }
      complete += in_order ? 1 : 0;
      follower.context.TryCancel();
    });
  }
  for (int i = 1; i <= kNumbers; ++i) server.service().SetHead(i);
  for (std::thread& follower : followers) follower.join();
  EXPECT_EQ(complete, 4);
}

TEST(FeedStreamTest, WaitingStreamsAreAskedAgainAtLeastThatOften) {
  EchoServer server(EchoServer::Options(),
                    {.wake_every = absl::Seconds(1) / 50});
  server.service().SetHead(1);
  Follower follower(server);
  EXPECT_THAT(follower.Read(1), ElementsAre(1));
  server.service().SetHeadQuietly(2);
  EXPECT_THAT(follower.Read(1), ElementsAre(2));
  follower.context.TryCancel();
}

// Flow control stops the stream after what the transport takes; the rest is
// never made.
TEST(FeedStreamTest, FollowerThatNeverReadsCostsABoundedNumberOfMessages) {
  EchoServer server;
  Follower silent(server, 1, 1 << 20);
  server.service().SetHead(1000);
  Follower other(server, 1001);
  EXPECT_TRUE(Eventually([&] {
    return server.service().filled >= 2 && server.book().streams() == 2;
  }));
  server.service().SetHead(1003);  // The other one is served all the same.
  EXPECT_THAT(other.Read(3), ElementsAre(1001, 1002, 1003));
  EXPECT_LT(server.service().filled, 50);
  // And it does not hold up the end.
  absl::Time start = absl::Now();
  server.server().Shutdown();
  EXPECT_LT(absl::Now() - start, absl::Seconds(5));
}

TEST(FeedStreamTest, ErrorOfFillingEndsTheStreamWithIt) {
  EchoServer server;
  server.service().broken_number = 3;
  server.service().SetHead(5);
  Follower follower(server);
  EXPECT_THAT(follower.Read(5), ElementsAre(1, 2));
  absl::Status end = follower.End();
  EXPECT_EQ(end.code(), absl::StatusCode::kDataLoss);
  EXPECT_EQ(ReasonOf(end), "BROKEN");
}

TEST(FeedStreamTest, ShutdownTellsWaitingFollowersToEnd) {
  EchoServer server;
  server.service().SetHead(1);
  Follower follower(server);
  EXPECT_THAT(follower.Read(1), ElementsAre(1));
  std::thread stopper([&] { server.server().Shutdown(); });
  EXPECT_THAT(follower.Read(1), ElementsAre());
  absl::Status end = follower.End();
  stopper.join();
  EXPECT_EQ(end.code(), absl::StatusCode::kUnavailable);
  EXPECT_EQ(ReasonOf(end), "SHUTTING_DOWN");
}

TEST(FeedStreamTest, OneStreamMoreThanTheBookHoldsIsRefused) {
  ServerOptions options = EchoServer::Options();
  options.max_followers = 1;
  EchoServer server(options);
  server.service().SetHead(1);
  Follower first(server);
  EXPECT_THAT(first.Read(1), ElementsAre(1));
  Follower second(server);
  EXPECT_THAT(second.Read(1), ElementsAre());
  absl::Status end = second.End();
  EXPECT_EQ(end.code(), absl::StatusCode::kResourceExhausted);
  EXPECT_EQ(ReasonOf(end), "TOO_MANY_FOLLOWERS");
  EXPECT_TRUE(base::GetErrorDetails(end).retry_after.has_value());
  first.context.TryCancel();
}

// Followers come and go while numbers are sent; EchoServer checks at its end
// that none of them is left.
TEST(FeedStreamTest, FollowersThatVanishLeaveNothingBehind) {
  EchoServer server;
  std::vector<std::thread> followers;
  for (int t = 0; t < 4; ++t) {
    followers.emplace_back([&, t] {
      for (int i = 0; i < 25; ++i) {
        Follower follower(server, 1, 1 << 12);
        if (i % 2 == t % 2) follower.Read(1 + i);
        follower.context.TryCancel();
      }
    });
  }
  for (int i = 1; i <= 200; ++i) server.service().SetHead(i);
  for (std::thread& follower : followers) follower.join();
  EXPECT_TRUE(Eventually([&] { return server.book().live() == 0; }));
}

}  // namespace
}  // namespace disclosure::server
