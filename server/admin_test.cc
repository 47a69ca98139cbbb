// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

#include "server/admin.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <httplib.h>

#include <atomic>

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
