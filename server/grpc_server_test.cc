// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

#include "server/grpc_server.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "absl/strings/str_cat.h"
#include "absl/synchronization/notification.h"
#include "absl/time/clock.h"
#include "base/error.h"
#include "grpcpp/client_context.h"
#include "grpcpp/generic/generic_stub.h"
#include "grpcpp/support/byte_buffer.h"
#include "grpcpp/support/slice.h"
#include "server/channel.h"
#include "server/status.h"
#include "server/testdata/echo_service.h"

namespace disclosure::server {
namespace {

using testing::EchoServer;
using testing::EchoService;
using testing::Eventually;
using ::testing::HasSubstr;

std::string ReasonOf(const absl::Status& status) {
  return base::GetErrorDetails(status).reason;
}

absl::Status Say(EchoService::Stub& stub, const std::string& text) {
  grpc::ClientContext context;
  testing::SayRequest request;
  request.set_text(text);
  testing::SayResponse response;
  return FromGrpcStatus(stub.Say(&context, request, &response));
}

// A unary call by name with raw bytes: for services whose protos are not here,
// and for what no stub would send.
absl::StatusOr<std::string> RawCall(
    const std::shared_ptr<grpc::Channel>& channel, const std::string& method,
    const std::string& request) {
  grpc::GenericStub stub(channel);
  grpc::Slice slice(request);
  grpc::ByteBuffer sent(&slice, 1);
  grpc::ByteBuffer received;
  grpc::ClientContext context;
  absl::Notification done;
  grpc::Status status;
  stub.UnaryCall(&context, method, {}, &sent, &received, [&](grpc::Status s) {
    status = std::move(s);
    done.Notify();
  });
  done.WaitForNotification();
  if (!status.ok()) return FromGrpcStatus(status);
  grpc::Slice whole;
  if (!received.DumpToSingleSlice(&whole).ok()) {
    return absl::InternalError("no answer");
  }
  return std::string(reinterpret_cast<const char*>(whole.begin()),
                     whole.size());
}

constexpr char kHealthCheck[] = "/grpc.health.v1.Health/Check";
// HealthCheckResponse { status: 1 SERVING, 2 NOT_SERVING }.
constexpr char kServing[] = "\x08\x01";
constexpr char kNotServing[] = "\x08\x02";

TEST(GrpcServerTest, TakesAFreePortAndSaysWhich) {
  EchoServer server;
  EXPECT_GT(server.server().port(), 0);
  EXPECT_EQ(server.server().address(),
            absl::StrCat("127.0.0.1:", server.server().port()));
  auto stub = server.Stub();
  EXPECT_TRUE(Say(*stub, "hello").ok());
}

TEST(GrpcServerTest, HealthFollowsSetServing) {
  EchoServer server;
  auto channel = server.Connect();
  EXPECT_EQ(*RawCall(channel, kHealthCheck, ""), kNotServing);
  server.server().SetServing(true);
  EXPECT_EQ(*RawCall(channel, kHealthCheck, ""), kServing);
  server.server().SetServing(false);
  EXPECT_EQ(*RawCall(channel, kHealthCheck, ""), kNotServing);
}

// The reflection service answers a stream; that it is there shows in the code
// of a unary call to it.
TEST(GrpcServerTest, ReflectionIsThere) {
  EchoServer server;
  grpc::GenericStub stub(server.Connect());
  grpc::ClientContext context;
  grpc::CompletionQueue queue;
  auto call = stub.PrepareCall(
      &context,
      "/grpc.reflection.v1alpha.ServerReflection/ServerReflectionInfo", &queue);
  auto next = [&] {
    void* tag;
    bool ok = false;
    return queue.Next(&tag, &ok) && ok;
  };
  call->StartCall(nullptr);
  ASSERT_TRUE(next());
  // ServerReflectionRequest { list_services: "" }
  grpc::Slice slice(std::string("\x3a\x00", 2));
  call->Write(grpc::ByteBuffer(&slice, 1), nullptr);
  ASSERT_TRUE(next());
  grpc::ByteBuffer answer;
  call->Read(&answer, nullptr);
  ASSERT_TRUE(next());
  grpc::Slice whole;
  ASSERT_TRUE(answer.DumpToSingleSlice(&whole).ok());
  EXPECT_THAT(
      std::string(reinterpret_cast<const char*>(whole.begin()), whole.size()),
      HasSubstr("disclosure.server.testing.EchoService"));
  context.TryCancel();
  grpc::Status status;
  call->Finish(&status, nullptr);
  next();
  queue.Shutdown();
  EXPECT_FALSE(next());
}

TEST(GrpcServerTest, PortInUseIsSaid) {
  EchoServer first;
  CallBook book{ServerOptions()};
  Metrics metrics;
  auto second = GrpcServer::Start({.listen_address = first.server().address()},
                                  book, metrics, {});
  EXPECT_EQ(ReasonOf(second.status()), "ADDRESS_IN_USE");
  EXPECT_THAT(std::string(second.status().message()),
              HasSubstr(first.server().address()));
}

TEST(GrpcServerTest, UnsafeOptionsAndMissingFilesDoNotStart) {
  CallBook book{ServerOptions()};
  Metrics metrics;
  EXPECT_EQ(ReasonOf(GrpcServer::Start({.listen_address = "0.0.0.0:0"}, book,
                                       metrics, {})
                         .status()),
            "INSECURE_ADDRESS");
  EXPECT_EQ(ReasonOf(GrpcServer::Start({.listen_address = "127.0.0.1:0",
                                        .tls_cert = "/nowhere/cert.pem",
                                        .tls_key = "/nowhere/key.pem"},
                                       book, metrics, {})
                         .status()),
            "TLS_FILE_UNREADABLE");
}

TEST(GrpcServerTest, MessageThatIsTooLargeIsRefusedWithTheLimit) {
  EchoServer server;
  auto channel = *MakeChannel(
      {.address = server.server().address(), .max_message_bytes = 300'000'000});
  auto stub = EchoService::NewStub(channel);
  absl::Status status = Say(*stub, std::string(200'000'000, 'x'));
  EXPECT_EQ(status.code(), absl::StatusCode::kResourceExhausted);
  EXPECT_EQ(ReasonOf(status), "MESSAGE_TOO_LARGE");
  EXPECT_THAT(std::string(status.message()), HasSubstr("5000000"));
  EXPECT_TRUE(Say(*stub, "and on it goes").ok());
}

TEST(GrpcServerTest, TruncatedMessageIsAnErrorOfTheCallAlone) {
  EchoServer server;
  auto channel = server.Connect();
  std::string method = "/disclosure.server.testing.EchoService/Say";
  // Field 1, 100 bytes announced, 3 sent.
  auto answer = RawCall(channel, method,
                        "\x0a\x64"
                        "abc");
  EXPECT_FALSE(answer.ok());
  EXPECT_TRUE(RawCall(channel, method,
                      "\x0a\x03"
                      "abc")
                  .ok());
}

// gRPC drops an error whose trailers are too large, code included; ours must
// arrive with the most it can carry, over the wire.
TEST(GrpcServerTest, LargestStatusArrivesWhole) {
  base::ErrorDetails details;
  details.reason = "REPORT_HAS_ERRORS";
  details.zh = std::string(3000, '%');
  std::string chinese;
  for (int i = 0; i < 1000; ++i) chinese += "错";
  for (int i = 0; i < 229; ++i) {
    details.violations.push_back(
        {absl::StrCat("field_", i), "does not add up", "不平衡"});
  }
  grpc::Status sent = ToGrpcStatus(
      base::MakeError(absl::StatusCode::kInvalidArgument, chinese, details));

  class Refusing : public EchoService::CallbackService {
   public:
    explicit Refusing(grpc::Status status) : status_(std::move(status)) {}
    grpc::ServerUnaryReactor* Say(grpc::CallbackServerContext* context,
                                  const testing::SayRequest*,
                                  testing::SayResponse*) override {
      grpc::ServerUnaryReactor* reactor = context->DefaultReactor();
      reactor->Finish(status_);
      return reactor;
    }
    const grpc::Status status_;
  } service(sent);
  CallBook book{ServerOptions()};
  Metrics metrics;
  auto server = GrpcServer::Start({.listen_address = "127.0.0.1:0"}, book,
                                  metrics, {&service});
  ASSERT_TRUE(server.ok());
  auto stub =
      EchoService::NewStub(*MakeChannel({.address = (*server)->address()}));
  absl::Status received = Say(*stub, "x");
  EXPECT_EQ(received.code(), absl::StatusCode::kInvalidArgument);
  base::ErrorDetails back = base::GetErrorDetails(received);
  EXPECT_EQ(back.reason, "REPORT_HAS_ERRORS");
  EXPECT_EQ(back.metadata["violations_total"], "229");
  EXPECT_GT(back.violations.size(), 5u);
}

TEST(GrpcServerTest, CallsAreCountedUnderTheUsualNames) {
  EchoServer server;
  auto stub = server.Stub();
  EXPECT_TRUE(Say(*stub, "a").ok());
  EXPECT_TRUE(Say(*stub, "b").ok());
  const std::string labels =
      "grpc_method=\"Say\",grpc_service=\"disclosure.server.testing."
      "EchoService\",grpc_type=\"unary\"";
  // The interceptor of a call ends a moment after its answer.
  EXPECT_TRUE(Eventually([&] {
    return server.metrics().Text().find(absl::StrCat(
               "grpc_server_handling_seconds_count{", labels, "} 2\n")) !=
           std::string::npos;
  })) << server.metrics().Text();
  std::string text = server.metrics().Text();
  EXPECT_THAT(text, HasSubstr(absl::StrCat("grpc_server_started_total{", labels,
                                           "} 2\n")));
  EXPECT_THAT(text, HasSubstr(absl::StrCat(
                        "grpc_server_handled_total{grpc_code=\"OK\",", labels,
                        "} 2\n")));
  EXPECT_THAT(text, HasSubstr("disclosure_live_calls"));
}

TEST(GrpcServerTest, ShutdownWithoutCallsTakesNoTime) {
  ServerOptions options = EchoServer::Options();
  options.shutdown_grace = absl::Seconds(60);
  EchoServer server(options);
  auto stub = server.Stub();
  EXPECT_TRUE(Say(*stub, "a").ok());
  absl::Time start = absl::Now();
  server.server().Shutdown();
  server.server().Shutdown();  // Idempotent.
  EXPECT_LT(absl::Now() - start, absl::Seconds(5));
  EXPECT_EQ(ReasonOf(Say(*stub, "b")), "SERVER_UNREACHABLE");
}

}  // namespace
}  // namespace disclosure::server
