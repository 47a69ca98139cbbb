// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

// Every way a unary call can end, against a real server. EchoServer checks at
// its end that no call object is left.

#include "server/unary_call.h"

#include <gtest/gtest.h>

#include <thread>
#include <vector>

#include "absl/time/clock.h"
#include "base/error.h"
#include "grpcpp/client_context.h"
#include "server/status.h"
#include "server/testdata/echo_service.h"

namespace disclosure::server {
namespace {

using testing::EchoServer;
using testing::EchoService;
using testing::Eventually;

std::string ReasonOf(const grpc::Status& status) {
  return base::GetErrorDetails(FromGrpcStatus(status)).reason;
}

grpc::Status Say(EchoService::Stub& stub, int64_t wait_for,
                 absl::Duration deadline = absl::Seconds(20)) {
  grpc::ClientContext context;
  context.set_deadline(absl::ToChronoTime(absl::Now() + deadline));
  testing::SayRequest request;
  request.set_text("hello");
  request.set_wait_for(wait_for);
  testing::SayResponse response;
  grpc::Status status = stub.Say(&context, request, &response);
  if (status.ok()) {
    EXPECT_EQ(response.text(), "hello");
  }
  return status;
}

TEST(UnaryCallTest, AnswersAtOnceWhatIsReached) {
  EchoServer server;
  auto stub = server.Stub();
  EXPECT_TRUE(Say(*stub, 0).ok());
}

TEST(UnaryCallTest, WaitsUntilTheSequenceIsReached) {
  EchoServer server;
  auto stub = server.Stub();
  std::thread writer([&] {
    EXPECT_TRUE(Eventually([&] { return server.parked().size() == 1; }));
    server.parked().Advance(5);
  });
  EXPECT_TRUE(Say(*stub, 5).ok());
  writer.join();
}

// More waits than the library has threads, and other calls go on meanwhile.
TEST(UnaryCallTest, SixtyFourWaitsHoldNoThread) {
  EchoServer server;
  auto stub = server.Stub();
  std::vector<std::thread> clients;
  std::atomic<int> answered{0};
  for (int i = 0; i < 64; ++i) {
    clients.emplace_back([&] { answered += Say(*stub, 9).ok() ? 1 : 0; });
  }
  EXPECT_TRUE(Eventually([&] { return server.parked().size() == 64; }));
  EXPECT_TRUE(Say(*stub, 0).ok());
  server.parked().Advance(9);
  for (std::thread& client : clients) client.join();
  EXPECT_EQ(answered, 64);
}

TEST(UnaryCallTest, ClientsDeadlineEndsTheWait) {
  EchoServer server;
  auto stub = server.Stub();
  grpc::Status status = Say(*stub, 5, absl::Milliseconds(50));
  EXPECT_EQ(status.error_code(), grpc::StatusCode::DEADLINE_EXCEEDED);
  EXPECT_TRUE(Eventually([&] { return server.book().live() == 0; }));
  EXPECT_EQ(server.parked().size(), 0u);
}

TEST(UnaryCallTest, CancelledWaitLeavesTheList) {
  EchoServer server;
  auto stub = server.Stub();
  grpc::ClientContext context;
  testing::SayRequest request;
  request.set_wait_for(5);
  testing::SayResponse response;
  std::thread canceller([&] {
    EXPECT_TRUE(Eventually([&] { return server.parked().size() == 1; }));
    context.TryCancel();
  });
  grpc::Status status = stub->Say(&context, request, &response);
  canceller.join();
  EXPECT_EQ(status.error_code(), grpc::StatusCode::CANCELLED);
  EXPECT_TRUE(Eventually([&] { return server.book().live() == 0; }));
  EXPECT_EQ(server.parked().size(), 0u);
}

// The client brings no deadline, and the service has forgotten the call.
TEST(UnaryCallTest, CallWithoutADeadlineGetsTheDefaultOne) {
  ServerOptions options = EchoServer::Options();
  options.default_deadline = absl::Milliseconds(50);
  EchoServer server(options);
  auto stub = server.Stub();
  grpc::ClientContext context;
  testing::ForgetResponse response;
  grpc::Status status = stub->Forget(&context, {}, &response);
  EXPECT_EQ(status.error_code(), grpc::StatusCode::DEADLINE_EXCEEDED);
  EXPECT_EQ(ReasonOf(status), "DEADLINE_EXCEEDED");
  EXPECT_TRUE(Eventually([&] { return server.book().live() == 0; }));
}

// A unary call that forgets to finish makes a plain server hang for ever.
TEST(UnaryCallTest, ForgottenCallDoesNotHangTheShutdown) {
  EchoServer server;
  auto stub = server.Stub();
  grpc::ClientContext context;
  testing::ForgetResponse response;
  std::thread stopper([&] {
    EXPECT_TRUE(Eventually([&] { return server.book().live() == 1; }));
    server.server().Shutdown();
  });
  grpc::Status status = stub->Forget(&context, {}, &response);
  stopper.join();
  EXPECT_FALSE(status.ok());
  EXPECT_EQ(server.book().live(), 0);
}

TEST(UnaryCallTest, ClosedListEndsTheCallWithAReason) {
  EchoServer server;
  auto stub = server.Stub();
  server.parked().Close();
  grpc::Status status = Say(*stub, 5);
  EXPECT_EQ(status.error_code(), grpc::StatusCode::UNAVAILABLE);
  EXPECT_EQ(ReasonOf(status), "SHUTTING_DOWN");
}

// Clients cancel at random moments while the sequence moves on: whoever comes
// first, each call ends once and none is left.
TEST(UnaryCallTest, CancellationAndAnswerMayRace) {
  EchoServer server;
  auto stub = server.Stub();
  std::atomic<int64_t> sequence{0};
  std::vector<std::thread> clients;
  for (int t = 0; t < 4; ++t) {
    clients.emplace_back([&, t] {
      for (int i = 0; i < 100; ++i) {
        int64_t wanted = ++sequence;
        grpc::ClientContext context;
        testing::SayRequest request;
        request.set_wait_for(wanted);
        testing::SayResponse response;
        std::thread other([&] {
          if ((i + t) % 2 == 0) context.TryCancel();
          server.parked().Advance(wanted);
        });
        grpc::Status status = stub->Say(&context, request, &response);
        other.join();
        EXPECT_TRUE(status.ok() ||
                    status.error_code() == grpc::StatusCode::CANCELLED);
      }
    });
  }
  for (std::thread& client : clients) client.join();
  EXPECT_TRUE(Eventually([&] { return server.book().live() == 0; }));
}

}  // namespace
}  // namespace disclosure::server
