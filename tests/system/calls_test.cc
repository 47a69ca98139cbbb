// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

// Calls that wait, streams that are not read, clients that vanish: with all
// services in one process on two cores, nothing may block anything else, and
// nothing may be left over. The process's own count of live calls says so.

#include <sched.h>

#include <memory>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "absl/synchronization/mutex.h"
#include "gtest/gtest.h"
#include "tests/system/daemon.h"
#include "tests/system/http.h"
#include "tests/system/process.h"
#include "tests/system/reports.h"

namespace disclosure::testing {
namespace {

constexpr char kLive[] = "disclosure_live_calls";
constexpr char kStreams[] = "disclosure_open_streams";
constexpr char kWaiting[] = "disclosure_query_waiting_calls";
constexpr absl::Duration kSettle = absl::Seconds(15);
constexpr int kMany = 64;

// Unary calls under way together, by the callback API: no thread each.
template <class Request, class Response>
class Calls {
 public:
  // Sends `count` of them by send(context, request, response, done).
  template <class Send>
  Calls(const Request& request, int count, absl::Duration limit, Send send)
      : calls_(static_cast<size_t>(count)), request_(request) {
    for (auto& call : calls_) {
      call.context.set_deadline(absl::ToChronoTime(absl::Now() + limit));
      send(&call.context, &request_, &call.response,
           [this, &call](const grpc::Status& status) {
             absl::MutexLock lock(&mutex_);
             call.status = status;
             ++ended_;
           });
    }
  }
  ~Calls() { WaitForAll(kCallLimit); }

  void Cancel() {
    for (auto& call : calls_) call.context.TryCancel();
  }

  // How many have ended, once all have or `limit` has passed.
  int WaitForAll(absl::Duration limit) {
    const auto all = [this]() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
      return ended_ == static_cast<int>(calls_.size());
    };
    absl::MutexLock lock(&mutex_);
    mutex_.AwaitWithTimeout(absl::Condition(&all), limit);
    return ended_;
  }

  // How many ended with a code.
  int Count(grpc::StatusCode code) {
    absl::MutexLock lock(&mutex_);
    int count = 0;
    for (const auto& call : calls_) {
      if (call.status && call.status->error_code() == code) ++count;
    }
    return count;
  }

  const Response& response(int number) const {
    return calls_[static_cast<size_t>(number)].response;
  }

 private:
  struct OneCall {
    grpc::ClientContext context;
    Response response;
    std::optional<grpc::Status> status;
  };
  std::vector<OneCall> calls_;
  const Request request_;
  absl::Mutex mutex_;
  int ended_ ABSL_GUARDED_BY(mutex_) = 0;
};

using TotalsCalls = Calls<v1::GetTotalsRequest, v1::GetTotalsResponse>;
using ReportCalls =
    Calls<v1::QueryServiceGetReportRequest, v1::QueryServiceGetReportResponse>;

// The processes that a test starts run on two cores, as it does itself.
void UseTwoCores() {
  cpu_set_t all;
  CPU_ZERO(&all);
  ASSERT_EQ(::sched_getaffinity(0, sizeof(all), &all), 0);
  cpu_set_t two;
  CPU_ZERO(&two);
  for (int cpu = 0; cpu < CPU_SETSIZE && CPU_COUNT(&two) < 2; ++cpu) {
    if (CPU_ISSET(cpu, &all)) CPU_SET(cpu, &two);
  }
  ASSERT_EQ(::sched_setaffinity(0, sizeof(two), &two), 0);
}

class CallsTest : public ::testing::Test {
 protected:
  CallsTest()
      : daemon_({"--target=all", "--data-dir=" + folder_.path() + "/data"}) {
    UseTwoCores();
    if (!daemon_.StartReady()) return;
    // Aggregate follows ingest, query follows aggregate.
    EXPECT_EQ(WaitForMetric(daemon_.admin(), kStreams, 2, kSettle), 2);
    EXPECT_EQ(WaitForMetric(daemon_.admin(), kLive, 2, kSettle), 2);
    client_ = std::make_unique<Client>(daemon_.address());
    auto applied = client_->Apply(ReadTestRegistry());
    EXPECT_TRUE(applied.ok()) << Describe(applied.status());
    report_ = ReadTestReport("419001004-01-2020.json");
    Submit();
  }

  ~CallsTest() override {
    // An idle client that does not listen costs the grace.
    client_.reset();
    daemon_.Stop();
  }

  // Files the reference case, the first time; then it amends its narrative.
  void Submit() {
    report_.mutable_narrative()->set_overview(
        "第" + std::to_string(report_.revision() + 1) + "版");
    auto receipt = client_->Submit(report_);
    ASSERT_TRUE(receipt.ok()) << Describe(receipt.status());
    report_.set_revision(receipt->revision());
    position_ = receipt->position();
  }

  v1::GetTotalsRequest TotalsAt(int64_t beyond) const {
    v1::GetTotalsRequest request;
    request.set_region("419001");
    request.set_year(2020);
    *request.mutable_min_position() = position_;
    request.mutable_min_position()->set_sequence(position_.sequence() + beyond);
    return request;
  }
  std::unique_ptr<TotalsCalls> Wait(int count, int64_t beyond,
                                    absl::Duration limit) {
    return std::make_unique<TotalsCalls>(
        TotalsAt(beyond), count, limit, [this](auto... arguments) {
          client_->query().async()->GetTotals(arguments...);
        });
  }

  void ExpectWaiting(double count) {
    EXPECT_EQ(WaitForMetric(daemon_.admin(), kWaiting, count, kSettle), count);
  }

  // Other calls are answered, and soon.
  void ExpectLively() {
    auto totals = Call(client_->query(), &v1::QueryService::Stub::GetTotals,
                       TotalsAt(0), absl::Seconds(5));
    EXPECT_TRUE(totals.ok()) << Describe(totals.status());
    auto status = Call(client_->rollup(), &v1::RollupService::Stub::GetStatus,
                       v1::RollupServiceGetStatusRequest(), absl::Seconds(5));
    EXPECT_TRUE(status.ok()) << Describe(status.status());
  }

  // Nothing is left but the services' own streams.
  void ExpectNothingLeft() {
    EXPECT_EQ(WaitForMetric(daemon_.admin(), kStreams, 2, kSettle), 2);
    EXPECT_EQ(WaitForMetric(daemon_.admin(), kLive, 2, kSettle), 2);
    EXPECT_EQ(ReadMetric(daemon_.admin(), kWaiting), 0);
  }

  TemporaryFolder folder_;
  Daemon daemon_;
  std::unique_ptr<Client> client_;
  v1::AnnualReport report_;
  v1::LogPosition position_;
};

TEST_F(CallsTest, ManyWaitsAndReadsAllEndWhileOthersGoOn) {
  auto waits = Wait(kMany, 1, kCallLimit);
  ExpectWaiting(kMany);
  v1::QueryServiceGetReportRequest request;
  request.set_office(report_.office());
  request.set_year(report_.year());
  request.set_scope(report_.scope());
  ReportCalls reads(request, kMany, kCallLimit, [this](auto... arguments) {
    client_->query().async()->GetReport(arguments...);
  });
  ExpectLively();
  EXPECT_EQ(reads.WaitForAll(kCallLimit), kMany);
  EXPECT_EQ(reads.Count(grpc::StatusCode::OK), kMany);
  EXPECT_EQ(waits->Count(grpc::StatusCode::OK), 0);
  Submit();
  EXPECT_EQ(waits->WaitForAll(kCallLimit), kMany);
  EXPECT_EQ(waits->Count(grpc::StatusCode::OK), kMany);
  EXPECT_GE(waits->response(0).totals().positions(0).sequence(),
            position_.sequence());
  ExpectNothingLeft();
}

TEST_F(CallsTest, WaitsEndByDeadlineAndByCancellation) {
  auto late = Wait(kMany, 1000, absl::Milliseconds(500));
  auto cancelled = Wait(kMany, 1000, kCallLimit);
  ExpectLively();
  EXPECT_EQ(late->WaitForAll(kSettle), kMany);
  EXPECT_EQ(late->Count(grpc::StatusCode::DEADLINE_EXCEEDED), kMany);
  ExpectWaiting(kMany);
  cancelled->Cancel();
  EXPECT_EQ(cancelled->WaitForAll(kSettle), kMany);
  EXPECT_EQ(cancelled->Count(grpc::StatusCode::CANCELLED), kMany);
  ExpectNothingLeft();
}

TEST_F(CallsTest, FeedsThatAreNeverReadHoldNothingUp) {
  constexpr int kFeeds = 20;
  struct Feeds {
    std::vector<std::unique_ptr<grpc::ClientContext>> contexts;
    std::vector<std::unique_ptr<grpc::ClientReader<v1::FollowResponse>>>
        changes;
    std::vector<
        std::unique_ptr<grpc::ClientReader<v1::RollupServiceFollowResponse>>>
        rollups;
  } feeds;
  // On connections of their own, which go away with this block.
  auto vanishing = std::make_unique<Client>(daemon_.address());
  v1::FollowRequest from_first;
  from_first.set_from_sequence(1);
  for (int i = 0; i < kFeeds; ++i) {
    feeds.contexts.push_back(std::make_unique<grpc::ClientContext>());
    feeds.changes.push_back(
        vanishing->feed().Follow(feeds.contexts.back().get(), from_first));
    feeds.contexts.push_back(std::make_unique<grpc::ClientContext>());
    feeds.rollups.push_back(vanishing->rollup().Follow(
        feeds.contexts.back().get(), v1::RollupServiceFollowRequest()));
  }
  EXPECT_EQ(WaitForMetric(daemon_.admin(), kStreams, 2 + 2 * kFeeds, kSettle),
            2 + 2 * kFeeds);
  for (int i = 0; i < 50; ++i) Submit();
  ExpectLively();
  for (auto& context : feeds.contexts) context->TryCancel();
  for (auto& reader : feeds.changes) reader->Finish();
  for (auto& reader : feeds.rollups) reader->Finish();
  ExpectNothingLeft();
}

TEST_F(CallsTest, ClientsThatAreKilledLeaveNothing) {
  std::vector<std::unique_ptr<Process>> clients;
  for (int i = 0; i < 4; ++i) {
    clients.push_back(std::make_unique<Process>(std::vector<std::string>{
        BuiltProgram("disclosure"), "--server=" + daemon_.address(),
        "--timeout=60", "totals", "--region", "419001", "--year", "2020",
        "--after", "main:1000"}));
  }
  ExpectWaiting(4);
  for (auto& client : clients) client->Kill();
  ExpectWaiting(0);
  ExpectNothingLeft();
}

TEST_F(CallsTest, StopIsBoundedWithEverythingOpen) {
  auto waits = Wait(kMany, 1000, absl::Seconds(60));
  grpc::ClientContext contexts[3];
  v1::FollowRequest from_first;
  from_first.set_from_sequence(1);
  auto unread = client_->feed().Follow(&contexts[0], from_first);
  auto read = client_->feed().Follow(&contexts[1], from_first);
  auto submits = client_->ingest().SubmitReports(&contexts[2]);
  v1::SubmitReportsRequest request;
  *request.add_submissions()->mutable_report() = report_;
  ASSERT_TRUE(submits->Write(request));
  v1::SubmitReportsResponse response;
  ASSERT_TRUE(submits->Read(&response));
  std::thread reader([&read] {
    v1::FollowResponse change;
    while (read->Read(&change)) {
    }
  });
  ExpectWaiting(kMany);
  daemon_.Stop();  // Fails unless it ends with 0 in time.
  EXPECT_EQ(waits->WaitForAll(kSettle), kMany);
  EXPECT_EQ(waits->Count(grpc::StatusCode::UNAVAILABLE), kMany);
  reader.join();
  EXPECT_EQ(read->Finish().error_code(), grpc::StatusCode::UNAVAILABLE);
  EXPECT_FALSE(submits->Read(&response));
  EXPECT_FALSE(submits->Finish().ok());
  // What it has not read stands before the end.
  contexts[0].TryCancel();
  EXPECT_FALSE(unread->Finish().ok());
}

}  // namespace
}  // namespace disclosure::testing
