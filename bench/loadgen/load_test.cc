// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

// Loads against an echo server that is stopped, or dies, in the middle.

#include "bench/loadgen/load.h"

#include <signal.h>

#include <memory>
#include <string>
#include <thread>

#include "bench/loadgen/stream_load.h"
#include "bench/loadgen/unary_load.h"
#include "bench/peers/echo_message.h"
#include "gtest/gtest.h"
#include "tests/system/daemon.h"
#include "tests/system/process.h"

namespace disclosure::loadgen {
namespace {

constexpr int64_t kMillisecond = 1'000'000;

class LoadTest : public ::testing::Test {
 protected:
  void StartServer() {
    server_ = std::make_unique<testing::Process>(
        std::vector<std::string>{testing::BuiltProgram("echo_server")});
    const auto line = server_->WaitForLine("serves at ", testing::kStartLimit);
    ASSERT_TRUE(line);
    auto channels = Connect(line->substr(line->rfind(' ') + 1), 1);
    ASSERT_TRUE(channels.ok()) << channels.status();
    channels_ = *std::move(channels);
    std::string request(100, 'x');
    peers::SetEchoAnswerBytes(10, &request);
    request_ = ToByteBuffer(request);
  }

  LoadResult Run(bool stream, const LoadOptions& options,
                 const ReadAnswer& read = nullptr) {
    Progress progress("test", options.count);
    const auto make = [this](int64_t) { return request_; };
    return stream ? RunStreams(channels_, peers::kEchoStreamMethod, options,
                               make, read, &progress)
                  : RunUnary(channels_, peers::kEchoUnaryMethod, options, make,
                             read, &progress);
  }

  std::unique_ptr<testing::Process> server_;
  Channels channels_;
  grpc::ByteBuffer request_;
};

TEST(LatenciesTest, PercentilesAreExact) {
  Latencies latencies;
  EXPECT_EQ(latencies.AtUs(0.5), 0);
  for (int64_t us = 1'000; us >= 1; --us) latencies.Add(us * 1'000);
  Latencies more;
  more.Add(5 * kMillisecond);
  latencies.Merge(more);
  EXPECT_EQ(latencies.count(), 1'001);
  EXPECT_EQ(latencies.AtUs(0), 1);
  EXPECT_EQ(latencies.AtUs(0.5), 501);
  EXPECT_EQ(latencies.AtUs(0.99), 991);
  EXPECT_EQ(latencies.AtUs(1), 5'000);
}

TEST(WaitUntilTest, DoesNotReturnEarly) {
  for (int i = 0; i < 50; ++i) {
    const int64_t due = NowNanos() + i * 20'000;
    WaitUntil(due);
    EXPECT_GE(NowNanos(), due);
  }
}

// The server stands still for 0.4 of 1 s: two fifths of the calls are due in
// that time, and half of these wait for at least half of it.
TEST_F(LoadTest, AnOpenLoopCountsFromTheScheduleWhileTheServerStalls) {
  StartServer();
  for (const bool stream : {false, true}) {
    std::thread staller([this] {
      const int64_t begin = NowNanos();
      WaitUntil(begin + 300 * kMillisecond);
      ::kill(server_->pid(), SIGSTOP);
      WaitUntil(begin + 700 * kMillisecond);
      ::kill(server_->pid(), SIGCONT);
    });
    LoadResult result =
        Run(stream, {.count = 1'000, .clients = 2, .rate = 1'000});
    staller.join();
    EXPECT_EQ(result.answers, 1'000);
    EXPECT_TRUE(result.errors.empty());
    EXPECT_GE(result.latencies.AtUs(0.82), 150'000);
    EXPECT_GE(result.seconds, 0.99);
  }
}

TEST_F(LoadTest, ProcessorTimeIsThatOfTheLoad) {
  StartServer();
  for (const bool stream : {false, true}) {
    const LoadResult result =
        Run(stream, {.count = 200, .clients = 2, .threads = 2});
    EXPECT_EQ(result.answers, 200);
    EXPECT_GT(result.cpu_seconds, 0);
    EXPECT_LE(result.cpu_seconds,
              result.seconds * (std::thread::hardware_concurrency() + 0.1));
  }
}

TEST_F(LoadTest, AServerThatDiesEndsTheLoadWithErrors) {
  for (const double rate : {0.0, 4'000.0}) {
    for (const bool stream : {false, true}) {
      StartServer();
      // More than is done before the end.
      const int64_t count = rate > 0 ? 2'000 : 50'000;
      const LoadResult result =
          Run(stream, {.count = count, .clients = 3, .rate = rate},
              [this](int64_t, const grpc::ByteBuffer&, LoadResult* into) {
                if (++into->items == 50) ::kill(server_->pid(), SIGKILL);
              });
      EXPECT_GE(result.answers, 50);
      EXPECT_LT(result.answers, count);
      int64_t errors = 0;
      for (const auto& [reason, times] : result.errors) errors += times;
      EXPECT_GT(errors, 0);
      // A closed loop of streams does not send what nobody can take.
      if (rate > 0 || !stream) {
        EXPECT_EQ(result.answers + errors, count);
      }
    }
  }
}

}  // namespace
}  // namespace disclosure::loadgen
