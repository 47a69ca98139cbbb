// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

// Calls that wait: many at once, cancelled, too late, and at the end of the
// server. Nothing of them may stay, and other calls go on meanwhile.

#include <atomic>
#include <memory>
#include <string>
#include <vector>

#include "absl/synchronization/blocking_counter.h"
#include "absl/time/clock.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/suite/client.h"
#include "tests/suite/node.h"

namespace disclosure::tests {
namespace {

constexpr int kCalls = 64;

// Calls of one method that are under way together.
template <class Request, class Response>
class Batch {
 public:
  using Method = void (*)(v1::QueryService::Stub& stub,
                          grpc::ClientContext* context, const Request* request,
                          Response* response,
                          std::function<void(grpc::Status)> done);

  Batch(v1::QueryService::Stub& stub, Method method, const Request& request,
        absl::Duration deadline = kStepMax)
      : request_(request), calls_(kCalls), ended_(kCalls) {
    for (Call& call : calls_) {
      SetDeadline(call.context, deadline);
      method(stub, &call.context, &request_, &call.response,
             [this, &call](grpc::Status status) {
               call.status = std::move(status);
               ++ended_count_;
               ended_.DecrementCount();
             });
    }
  }

  void Cancel() {
    for (Call& call : calls_) call.context.TryCancel();
  }
  // The codes that the calls ended with, once all have.
  std::vector<grpc::StatusCode> Codes() {
    ended_.Wait();
    std::vector<grpc::StatusCode> codes;
    for (const Call& call : calls_) codes.push_back(call.status.error_code());
    return codes;
  }
  const Response& response(int i) const { return calls_[i].response; }
  int ended_count() const { return ended_count_; }

 private:
  struct Call {
    grpc::ClientContext context;
    Response response;
    grpc::Status status;
  };
  const Request request_;
  std::vector<Call> calls_;
  std::atomic<int> ended_count_ = 0;
  absl::BlockingCounter ended_;
};

using TotalsBatch = Batch<v1::GetTotalsRequest, v1::GetTotalsResponse>;
using ReportBatch =
    Batch<v1::QueryServiceGetReportRequest, v1::QueryServiceGetReportResponse>;

void AskTotals(v1::QueryService::Stub& stub, grpc::ClientContext* context,
               const v1::GetTotalsRequest* request,
               v1::GetTotalsResponse* response,
               std::function<void(grpc::Status)> done) {
  stub.async()->GetTotals(context, request, response, std::move(done));
}

void AskReport(v1::QueryService::Stub& stub, grpc::ClientContext* context,
               const v1::QueryServiceGetReportRequest* request,
               v1::QueryServiceGetReportResponse* response,
               std::function<void(grpc::Status)> done) {
  stub.async()->GetReport(context, request, response, std::move(done));
}

class WaitingTest : public testing::Test {
 protected:
  void SetUp() override {
    const auto applied = client_.ApplyRegistry();
    ASSERT_TRUE(applied.ok()) << applied.status();
    const auto receipt = client_.Submit(SmallReport("419001001-01", 2022, 3));
    ASSERT_TRUE(receipt.ok()) << receipt.status();
    position_ = receipt->position();
    ASSERT_TRUE(client_.GetTotals("419001", 2022, position_).ok());
    request_.set_region("419001");
    request_.set_year(2022);
    *request_.mutable_min_position() = position_;
    // What lives while nobody calls: the streams between the services.
    ASSERT_TRUE(Eventually([&] {
      idle_calls_ = node_.live_calls();
      return idle_calls_ == 2;
    })) << node_.live_calls();
  }

  // Waits until that many calls are parked.
  bool AreWaiting(int64_t calls) {
    return Eventually([&] {
      const auto status = client_.GetStatus();
      return status.ok() && status->waiting_calls() == calls;
    });
  }

  ScratchFolder folder_;
  Node node_{{.folder = folder_.path()}};
  Client client_{node_.Connect()};
  v1::LogPosition position_;
  v1::GetTotalsRequest request_;
  int64_t idle_calls_ = 0;
};

TEST_F(WaitingTest, ManyWaitsAndReportsAtOnceAllEndAndOtherCallsGoOn) {
  request_.mutable_min_position()->set_sequence(position_.sequence() + 1);
  TotalsBatch totals(client_.query(), AskTotals, request_);
  ASSERT_TRUE(AreWaiting(kCalls));

  v1::QueryServiceGetReportRequest wanted;
  wanted.set_office("419001001-01");
  wanted.set_year(2022);
  wanted.set_scope(v1::SCOPE_OWN);
  ReportBatch reports(client_.query(), AskReport, wanted);
  const auto other = client_.GetTotals("419001", 2022);
  ASSERT_TRUE(other.ok()) << other.status();
  EXPECT_EQ(ApplicationsIn(other->figures()), 3);
  EXPECT_THAT(reports.Codes(), testing::Each(grpc::StatusCode::OK));
  EXPECT_EQ(reports.response(0).report().report().office(), "419001001-01");
  EXPECT_EQ(totals.ended_count(), 0);

  ASSERT_TRUE(client_.Submit(SmallReport("419001002-01", 2022, 4)).ok());
  EXPECT_THAT(totals.Codes(), testing::Each(grpc::StatusCode::OK));
  for (int i = 0; i < kCalls; ++i) {
    EXPECT_EQ(ApplicationsIn(totals.response(i).totals().figures()), 7);
  }
  EXPECT_TRUE(Eventually([&] { return node_.live_calls() == idle_calls_; }));
}

TEST_F(WaitingTest, CancelledWaitsLeaveNothing) {
  request_.mutable_min_position()->set_sequence(position_.sequence() + 1000);
  TotalsBatch totals(client_.query(), AskTotals, request_);
  ASSERT_TRUE(AreWaiting(kCalls));
  totals.Cancel();
  EXPECT_THAT(totals.Codes(), testing::Each(grpc::StatusCode::CANCELLED));
  EXPECT_TRUE(AreWaiting(0));
  EXPECT_TRUE(Eventually([&] { return node_.live_calls() == idle_calls_; }));
}

TEST_F(WaitingTest, ADeadlineEndsAWait) {
  request_.mutable_min_position()->set_sequence(position_.sequence() + 1000);
  TotalsBatch totals(client_.query(), AskTotals, request_,
                     absl::Milliseconds(300));
  EXPECT_THAT(totals.Codes(),
              testing::Each(grpc::StatusCode::DEADLINE_EXCEEDED));
  EXPECT_TRUE(AreWaiting(0));
  EXPECT_TRUE(Eventually([&] { return node_.live_calls() == idle_calls_; }));
}

TEST_F(WaitingTest, APositionOfAnotherLogIsRefused) {
  v1::LogPosition other = position_;
  other.set_log("0123456789abcdef0123456789abcdef");
  const auto totals = client_.GetTotals("419001", 2022, other);
  EXPECT_EQ(totals.status().code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_EQ(ReasonOf(totals.status()), "LOG_UNKNOWN");
}

TEST_F(WaitingTest, AReportThatIsNotThereIsSaidByIngest) {
  const auto report = client_.GetReport("419001009-01", 2022, v1::SCOPE_OWN);
  EXPECT_EQ(report.status().code(), absl::StatusCode::kNotFound);
  EXPECT_EQ(ReasonOf(report.status()), "REPORT_NOT_FOUND");
}

TEST_F(WaitingTest, StoppingEndsTheWaits) {
  request_.mutable_min_position()->set_sequence(position_.sequence() + 1000);
  TotalsBatch totals(client_.query(), AskTotals, request_);
  ASSERT_TRUE(AreWaiting(kCalls));
  const absl::Time begin = absl::Now();
  node_.Stop();
  EXPECT_LT(absl::Now() - begin, absl::Seconds(5));
  EXPECT_THAT(totals.Codes(), testing::Each(grpc::StatusCode::UNAVAILABLE));
  EXPECT_EQ(node_.live_calls(), 0);
}

}  // namespace
}  // namespace disclosure::tests
