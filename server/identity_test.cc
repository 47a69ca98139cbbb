// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

// Who is calling, over every kind of connection.

#include "server/identity.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>

#include "base/error.h"
#include "grpcpp/client_context.h"
#include "server/channel.h"
#include "server/status.h"
#include "server/testdata/certificates.h"
#include "server/testdata/echo_service.h"

namespace disclosure::server {
namespace {

using testing::CertificateFiles;
using testing::EchoServer;
using testing::EchoService;
using testing::TestAuthority;

struct Answer {
  absl::Status status;
  Principal principal;
};

Answer WhoAmI(const std::shared_ptr<grpc::Channel>& channel) {
  auto stub = EchoService::NewStub(channel);
  grpc::ClientContext context;
  context.AddMetadata("subject", "somebody-else");  // Never believed.
  context.set_deadline(absl::ToChronoTime(absl::Now() + absl::Seconds(20)));
  testing::SayResponse response;
  grpc::Status status = stub->Say(&context, {}, &response);
  return {FromGrpcStatus(status), {response.subject(), response.method()}};
}

class IdentityTest : public ::testing::Test {
 protected:
  IdentityTest() {
    std::string name = ::testing::TempDir() + "identity_XXXXXX";
    folder_ = ::mkdtemp(name.data());
  }
  ~IdentityTest() override { std::filesystem::remove_all(folder_); }

  ServerOptions TlsOptions(TestAuthority& authority) {
    CertificateFiles files =
        authority.Issue("server", "DNS:localhost,IP:127.0.0.1");
    ServerOptions options = EchoServer::Options();
    options.tls_cert = files.cert;
    options.tls_key = files.key;
    options.tls_client_ca = authority.ca();
    return options;
  }

  Answer WithCertificate(EchoServer& server, TestAuthority& authority,
                         const CertificateFiles& files) {
    return WhoAmI(*MakeChannel({.address = server.server().address(),
                                .tls_ca = authority.ca(),
                                .tls_cert = files.cert,
                                .tls_key = files.key}));
  }

  std::string folder_;
};

TEST_F(IdentityTest, APeerOnThisMachineIsLocal) {
  EchoServer server;
  EXPECT_EQ(WhoAmI(server.Connect()).principal, (Principal{"local", "local"}));
}

TEST_F(IdentityTest, AUnixSocketIsLocal) {
  ServerOptions options = EchoServer::Options();
  options.listen_address = "unix:" + folder_ + "/socket";
  EchoServer server(options);
  EXPECT_EQ(server.server().port(), 0);
  EXPECT_EQ(WhoAmI(server.Connect()).principal, (Principal{"local", "local"}));
}

TEST_F(IdentityTest, TheSameProcessIsAService) {
  EchoServer server;
  EXPECT_EQ(WhoAmI(server.server().InProcessChannel()).principal,
            (Principal{"disclosured", "service"}));
}

TEST_F(IdentityTest, ACertificateNamesItsHolder) {
  TestAuthority authority(folder_);
  EchoServer server(TlsOptions(authority));
  EXPECT_EQ(
      WithCertificate(server, authority,
                      authority.Issue("unused", "URI:spiffe://gov/tiantan"))
          .principal,
      (Principal{"spiffe://gov/tiantan", "tls"}));
  EXPECT_EQ(WithCertificate(server, authority, authority.Issue("天坛街道", ""))
                .principal,
            (Principal{"天坛街道", "tls"}));
}

TEST_F(IdentityTest, ServerWithAKeyOfAnotherCertificateDoesNotStart) {
  TestAuthority authority(folder_);
  ServerOptions options = TlsOptions(authority);
  options.tls_key = authority.Issue("other", "").key;
  CallBook book(options);
  Metrics metrics;
  absl::Status status = GrpcServer::Start(options, book, metrics, {}).status();
  EXPECT_EQ(status.code(), absl::StatusCode::kFailedPrecondition) << status;
  EXPECT_THAT(std::string(status.message()),
              ::testing::HasSubstr(options.tls_key));
}

TEST_F(IdentityTest, WithoutACertificateOfTheAuthorityThereIsNoCall) {
  TestAuthority authority(folder_);
  EchoServer server(TlsOptions(authority));
  Answer answer = WhoAmI(*MakeChannel(
      {.address = server.server().address(), .tls_ca = authority.ca()}));
  EXPECT_EQ(answer.status.code(), absl::StatusCode::kUnavailable);

  std::filesystem::create_directory(folder_ + "/other");
  TestAuthority other(folder_ + "/other");
  answer = WithCertificate(server, authority, other.Issue("forged", ""));
  EXPECT_EQ(answer.status.code(), absl::StatusCode::kUnavailable);
}

}  // namespace
}  // namespace disclosure::server
