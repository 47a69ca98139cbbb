// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

// Three nodes, as three processes, restarted one at a time: nothing is lost,
// nothing counts twice, and a reader never goes back.

#include <memory>
#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/suite/client.h"
#include "tests/suite/node.h"

namespace disclosure::tests {
namespace {

class RestartTest : public testing::Test {
 protected:
  void SetUp() override {
    StartIngest("127.0.0.1:0");
    ingest_address_ = ingest_->address();
    StartAggregate("127.0.0.1:0");
    aggregate_address_ = aggregate_->address();
    StartQuery();
    client_ = std::make_unique<Client>(ConnectTo(ingest_address_),
                                       ConnectTo(query_->address()));
    ASSERT_TRUE(client_->ApplyRegistry().ok());
    Submit("419001001-01", 10);
  }

  void StartIngest(const std::string& address) {
    ingest_ = std::make_unique<Node>(Node::Options{.folder = folder_.path(),
                                                   .aggregate = false,
                                                   .query = false,
                                                   .listen_address = address});
  }
  void StartAggregate(const std::string& address) {
    aggregate_ =
        std::make_unique<Node>(Node::Options{.folder = folder_.path(),
                                             .ingest = false,
                                             .query = false,
                                             .ingest_address = ingest_address_,
                                             .listen_address = address});
  }
  void StartQuery() {
    query_ = std::make_unique<Node>(
        Node::Options{.ingest = false,
                      .aggregate = false,
                      .ingest_address = ingest_address_,
                      .aggregate_address = aggregate_address_});
  }

  void Submit(const std::string& office, int64_t applications) {
    absl::StatusOr<v1::Receipt> receipt;
    ASSERT_TRUE(Eventually([&] {
      receipt = client_->Submit(SmallReport(office, 2022, applications));
      return receipt.ok();
    })) << receipt.status();
    position_ = receipt->position();
    total_ += applications;
  }

  // Totals include everything submitted, and are not older than before.
  void ExpectTotals() {
    const auto totals = client_->GetTotals("419001", 2022, position_);
    ASSERT_TRUE(totals.ok()) << totals.status();
    EXPECT_EQ(ApplicationsIn(totals->figures()), total_);
    EXPECT_GE(totals->positions(0).sequence(), seen_);
    seen_ = totals->positions(0).sequence();
  }

  ScratchFolder folder_;
  ScratchFolder other_folder_;
  std::string ingest_address_;
  std::string aggregate_address_;
  std::unique_ptr<Node> ingest_;
  std::unique_ptr<Node> aggregate_;
  std::unique_ptr<Node> query_;
  std::unique_ptr<Client> client_;
  v1::LogPosition position_;
  int64_t total_ = 0;
  int64_t seen_ = 0;
};

TEST_F(RestartTest, QueryAnswersWhileTheOthersAreAwayAndCatchesUp) {
  ExpectTotals();
  aggregate_.reset();
  Submit("419001002-01", 20);
  // Old, and true at the position that it names.
  const auto old = client_->GetTotals("419001", 2022);
  ASSERT_TRUE(old.ok()) << old.status();
  EXPECT_EQ(ApplicationsIn(old->figures()), 10);
  EXPECT_LT(old->positions(0).sequence(), position_.sequence());
  EXPECT_TRUE(query_->query().readiness().ok());
  EXPECT_TRUE(Eventually([&] { return !client_->GetStatus()->ready(); }));

  StartAggregate(aggregate_address_);
  ExpectTotals();
  EXPECT_TRUE(Eventually([&] { return client_->GetStatus()->ready(); }));
}

TEST_F(RestartTest, IngestReturnsWithEverythingThatWasAcknowledged) {
  ExpectTotals();
  ingest_.reset();
  ExpectTotals();
  StartIngest(ingest_address_);
  Submit("419001003-01", 30);
  ExpectTotals();
}

TEST_F(RestartTest, AFreshQueryHasTheSameTotals) {
  Submit("419001004-01", 40);
  ExpectTotals();
  query_.reset();
  StartQuery();
  client_ = std::make_unique<Client>(ConnectTo(ingest_address_),
                                     ConnectTo(query_->address()));
  ExpectTotals();
  const std::string metrics = query_->metrics();
  EXPECT_THAT(metrics,
              testing::HasSubstr("disclosure_query_position_sequence"));
  EXPECT_THAT(metrics, testing::HasSubstr("disclosure_query_feed_lag_changes"));
}

TEST_F(RestartTest, AnotherLogReplacesTheTotals) {
  ExpectTotals();
  const v1::LogPosition old = position_;
  aggregate_.reset();
  ingest_.reset();
  // Another store at the same place, as after a loss of the disk.
  const Node::Options empty{.folder = other_folder_.path(),
                            .aggregate = false,
                            .query = false,
                            .listen_address = ingest_address_};
  ingest_ = std::make_unique<Node>(empty);
  aggregate_ = std::make_unique<Node>(
      Node::Options{.folder = other_folder_.path(),
                    .ingest = false,
                    .query = false,
                    .ingest_address = ingest_address_,
                    .listen_address = aggregate_address_});
  ASSERT_TRUE(Eventually([&] { return client_->ApplyRegistry().ok(); }));
  total_ = 0;
  seen_ = 0;
  Submit("419001005-01", 5);
  EXPECT_NE(position_.log(), old.log());
  ASSERT_TRUE(Eventually(
      [&] { return client_->GetTotals("419001", 2022, position_).ok(); }));
  ExpectTotals();
  EXPECT_EQ(ReasonOf(client_->GetTotals("419001", 2022, old).status()),
            "LOG_UNKNOWN");
}

}  // namespace
}  // namespace disclosure::tests
