// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

#include "server/options.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>

#include "base/error.h"
#include "server/channel.h"
#include "server/pem.h"

namespace disclosure::server {
namespace {

using ::testing::HasSubstr;

std::string ReasonOf(const absl::Status& status) {
  return base::GetErrorDetails(status).reason;
}

TEST(OptionsTest, DefaultsAreSafe) {
  EXPECT_TRUE(Validate(ServerOptions()).ok());
  EXPECT_TRUE(Validate(ClientOptions()).ok());
  EXPECT_TRUE(IsLocalAddress(ServerOptions().listen_address));
}

TEST(OptionsTest, LocalAddressesAreThoseOfThisMachineAlone) {
  for (const char* local : {"127.0.0.1:1", "127.8.8.8:1", "localhost:1",
                            "[::1]:1", "unix:/run/d.sock"}) {
    EXPECT_TRUE(IsLocalAddress(local)) << local;
  }
  for (const char* open : {"0.0.0.0:1", "[::]:1", "10.0.0.1:1", "host:1",
                           "127.example.org:1", "::1:1", "127.0.0.1"}) {
    EXPECT_FALSE(IsLocalAddress(open)) << open;
  }
}

TEST(OptionsTest, OpenAddressNamesTheSafeFlagsBeforeTheUnsafeOne) {
  absl::Status status = Validate(ServerOptions{.listen_address = "0.0.0.0:1"});
  EXPECT_EQ(ReasonOf(status), "INSECURE_ADDRESS");
  for (const std::string& text :
       {std::string(status.message()), base::GetErrorDetails(status).zh}) {
    size_t insecure = text.find("--insecure");
    ASSERT_NE(insecure, std::string::npos);
    for (const char* flag : {"--tls-cert", "--tls-key", "--tls-client-ca"}) {
      EXPECT_LT(text.find(flag), insecure) << text;
    }
  }
}

TEST(OptionsTest, OpenAddressNeedsTlsAndClientIdentityOrInsecure) {
  ServerOptions options{
      .listen_address = "0.0.0.0:1", .tls_cert = "c", .tls_key = "k"};
  EXPECT_EQ(ReasonOf(Validate(options)), "INSECURE_ADDRESS");
  options.tls_client_ca = "ca";
  EXPECT_TRUE(Validate(options).ok());
  EXPECT_TRUE(
      Validate(ServerOptions{.listen_address = "0.0.0.0:1", .insecure = true})
          .ok());
}

TEST(OptionsTest, HalfOfAPairIsRefused) {
  EXPECT_EQ(ReasonOf(Validate(ServerOptions{.tls_cert = "c"})),
            "TLS_FILES_INCOMPLETE");
  EXPECT_EQ(ReasonOf(Validate(ServerOptions{.tls_client_ca = "c"})),
            "TLS_FILES_INCOMPLETE");
  EXPECT_EQ(ReasonOf(Validate(ClientOptions{.tls_ca = "a", .tls_key = "k"})),
            "TLS_FILES_INCOMPLETE");
  EXPECT_EQ(ReasonOf(Validate(ClientOptions{.tls_cert = "c", .tls_key = "k"})),
            "TLS_FILES_INCOMPLETE");
}

TEST(OptionsTest, WhatIsNoAddressIsRefused) {
  for (const char* wrong : {"", "127.0.0.1", ":17000", "host:", "host:abc",
                            "host:123456", "::1:80"}) {
    ServerOptions options;
    options.listen_address = wrong;
    EXPECT_EQ(ReasonOf(Validate(options)), "ADDRESS_INVALID") << wrong;
  }
  ServerOptions admin;
  admin.admin_address = "nowhere";
  EXPECT_EQ(ReasonOf(Validate(admin)), "ADDRESS_INVALID");
}

TEST(OptionsTest, LimitsMustBePositive) {
  EXPECT_EQ(ReasonOf(Validate(ServerOptions{.max_message_bytes = 0})),
            "LIMIT_INVALID");
  EXPECT_EQ(ReasonOf(Validate(ServerOptions{.max_streams = 0})),
            "LIMIT_INVALID");
}

TEST(ChannelTest, UnreadableTlsFileIsNamed) {
  auto channel = MakeChannel({.tls_ca = "/nowhere/ca.pem"});
  EXPECT_EQ(ReasonOf(channel.status()), "TLS_FILE_UNREADABLE");
  EXPECT_THAT(std::string(channel.status().message()),
              HasSubstr("/nowhere/ca.pem"));
}

TEST(PemTest, AFileWithoutPemIsRefused) {
  std::string path = ::testing::TempDir() + "not_pem.txt";
  std::ofstream(path) << "hello";
  EXPECT_EQ(ReasonOf(ReadPemFile(path).status()), "TLS_FILE_UNREADABLE");
  EXPECT_EQ(ReasonOf(ReadPemFile(::testing::TempDir()).status()),
            "TLS_FILE_UNREADABLE");
}

}  // namespace
}  // namespace disclosure::server
