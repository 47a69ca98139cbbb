// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

#include "server/admin.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <httplib.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <atomic>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "base/error.h"
#include "prometheus/counter.h"

namespace disclosure::server {
namespace {

using ::testing::HasSubstr;

class AdminTest : public ::testing::Test {
 protected:
  AdminTest() {
    auto server = AdminServer::Start(
        "127.0.0.1:0", metrics_,
        {{"store", [] { return absl::OkStatus(); }},
         {"feed", [this] {
            return caught_up_ ? absl::OkStatus()
                              : absl::UnavailableError("3 changes behind");
          }}});
    EXPECT_TRUE(server.ok()) << server.status();
    server_ = *std::move(server);
  }

  httplib::Client Client() {
    httplib::Client client("127.0.0.1", server_->port());
    client.set_keep_alive(true);
    return client;
  }

  std::atomic<bool> caught_up_{false};
  Metrics metrics_;
  std::unique_ptr<AdminServer> server_;
};

TEST_F(AdminTest, MetricsAreInPrometheusText) {
  metrics_.AddCounter("things_total", "Things.").Increment();
  auto client = Client();
  auto answer = client.Get("/metrics");
  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->status, 200);
  EXPECT_THAT(answer->body, HasSubstr("things_total 1\n"));
  EXPECT_THAT(answer->get_header_value("Content-Type"),
              HasSubstr("text/plain; version=0.0.4"));
}

TEST_F(AdminTest, ReadinessNamesWhatIsNotReady) {
  auto client = Client();
  auto answer = client.Get("/readyz");
  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->status, 503);
  EXPECT_EQ(answer->body, "feed: 3 changes behind\n");
  caught_up_ = true;
  answer = client.Get("/readyz");
  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->status, 200);
  EXPECT_EQ(answer->body, "ready\n");
}

TEST_F(AdminTest, LivenessDoesNotDependOnReadiness) {
  auto client = Client();
  auto answer = client.Get("/livez");
  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->status, 200);
}

TEST_F(AdminTest, OnlyGetAndHeadAndOnlySmallRequests) {
  auto client = Client();
  EXPECT_EQ(client.Post("/metrics", "x", "text/plain")->status, 405);
  EXPECT_EQ(client.Delete("/livez")->status, 405);
  EXPECT_EQ(client.Head("/livez")->status, 200);
  EXPECT_EQ(client.Get("/elsewhere")->status, 404);
  EXPECT_EQ(client.Get(("/" + std::string(9000, 'x')).c_str())->status, 414);
}

// More silent connections than threads and queue; and one that sends a line
// without an end.
TEST_F(AdminTest, ConnectionsThatHangKeepNobodyOut) {
  std::vector<int> silent;
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  address.sin_port = htons(static_cast<uint16_t>(server_->port()));
  for (int i = 0; i < 100; ++i) {
    silent.push_back(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
    ASSERT_EQ(::connect(silent.back(), reinterpret_cast<sockaddr*>(&address),
                        sizeof(address)),
              0);
  }
  const std::string line(1000, 'x');
  int64_t sent = 0;
  while (::send(silent[0], line.data(), line.size(), MSG_NOSIGNAL) > 0) ++sent;
  EXPECT_LT(sent, 10'000);  // It was cut off.
  // Those that wait are closed in their turn, and then there is room.
  int status = 0;
  const absl::Time end = absl::Now() + absl::Seconds(30);
  while (status == 0 && absl::Now() < end) {
    auto client = Client();
    if (auto answer = client.Get("/livez")) status = answer->status;
  }
  EXPECT_EQ(status, 200);
  for (const int socket : silent) {
    char byte;
    EXPECT_LE(::recv(socket, &byte, 1, 0), 0);
    ::close(socket);
  }
}

TEST_F(AdminTest, StopIsBoundedWithAnIdleConnection) {
  auto client = Client();
  ASSERT_TRUE(client.Get("/livez"));
  absl::Time start = absl::Now();
  server_->Stop();
  server_->Stop();  // Idempotent.
  EXPECT_LT(absl::Now() - start, absl::Seconds(5));
  EXPECT_FALSE(client.Get("/livez"));
}

TEST_F(AdminTest, AddressInUseIsSaid) {
  auto second = AdminServer::Start(server_->address(), metrics_, {});
  EXPECT_EQ(base::GetErrorDetails(second.status()).reason, "ADDRESS_IN_USE");
  EXPECT_THAT(std::string(second.status().message()),
              HasSubstr(server_->address()));
}

}  // namespace
}  // namespace disclosure::server
