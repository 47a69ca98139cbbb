// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

// Three processes are killed at random moments and started again, while offices
// file. Clients repeat what had no answer with the same request id. At the end
// the log must be exactly what was acknowledged, and the totals what the model
// makes of it.

#include <algorithm>
#include <atomic>
#include <iostream>
#include <map>
#include <string>
#include <thread>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/synchronization/notification.h"
#include "base/sha256.h"
#include "disclosure/v1/change.pb.h"
#include "gtest/gtest.h"
#include "tests/system/compare.h"
#include "tests/system/daemon.h"
#include "tests/system/process.h"
#include "tests/system/world.h"

namespace disclosure::testing {
namespace {

constexpr int kWriters = 3;

// What a log says of one change: enough to find one that was made up.
using Filed = std::map<int64_t, std::string>;
template <class T>
std::string Name(const T& of) {
  return absl::StrCat(of.office(), " ", of.year(), " ", of.scope(), " ",
                      of.revision(), of.withdrawn() ? " withdrawn" : "");
}

bool OutcomeIsUnknown(const absl::Status& status) {
  return absl::IsUnavailable(status) || absl::IsDeadlineExceeded(status);
}

// Files for some of the offices, one message at a time, and keeps what was
// acknowledged.
class Writer {
 public:
  Writer(const std::string& address, const v1::RegistryRows& rows,
         uint64_t seed)
      : client_(address), random_(seed) {
    model_.Apply(rows);
  }

  void Run(const absl::Notification& stop) {
    while (!stop.HasBeenNotified()) {
      const int64_t chance = Pick(random_, 9);
      if (chance == 0) {
        Withdraw();
      } else if (chance < 4) {
        SubmitBatch();
      } else {
        SubmitOne();
      }
    }
  }

  const Model& model() const { return model_; }
  const Filed& filed() const { return filed_; }
  int repeated() const { return repeated_; }

 private:
  void Keep(const v1::Receipt& receipt) {
    if (receipt.unchanged()) return;
    const auto [it, added] =
        filed_.emplace(receipt.position().sequence(), Name(receipt));
    EXPECT_TRUE(added) << "two receipts of change " << it->first;
  }

  // Repeats the call until its outcome is known.
  template <class Method, class Request>
  auto Insist(Method method, const Request& request) {
    for (;;) {
      auto answer = Call(client_.ingest(), method, request, absl::Seconds(10));
      if (answer.ok() || !OutcomeIsUnknown(answer.status())) return answer;
      ++repeated_;
    }
  }

  void SubmitOne() {
    v1::SubmitReportRequest request;
    *request.mutable_submission() = RandomSubmission(random_, model_);
    auto answer = Insist(&v1::IngestService::Stub::SubmitReport, request);
    ASSERT_TRUE(answer.ok()) << Describe(answer.status());
    model_.Submit(request.submission().report(), answer->receipt());
    Keep(answer->receipt());
  }

  void Withdraw() {
    const auto request = RandomWithdrawal(random_, model_);
    if (!request) return;
    auto answer = Insist(&v1::IngestService::Stub::WithdrawReport, *request);
    ASSERT_TRUE(answer.ok()) << Describe(answer.status());
    model_.Withdraw(answer->receipt());
    Keep(answer->receipt());
  }

  // Reports of different names in one message of a stream.
  void SubmitBatch() {
    std::map<std::string, v1::Submission> batch;
    for (int i = 0; i < 8; ++i) {
      v1::Submission submission = RandomSubmission(random_, model_);
      const v1::AnnualReport& report = submission.report();
      batch.emplace(
          absl::StrCat(report.office(), report.year(), report.scope()),
          submission);
    }
    v1::SubmitReportsRequest request;
    for (const auto& [name, submission] : batch) {
      *request.add_submissions() = submission;
    }
    v1::SubmitReportsResponse response;
    while (!TryBatch(request, &response)) ++repeated_;
    ASSERT_EQ(response.results_size(), request.submissions_size());
    for (int i = 0; i < response.results_size(); ++i) {
      const v1::SubmitResult& result = response.results(i);
      ASSERT_TRUE(result.has_receipt()) << result.status().message();
      model_.Submit(request.submissions(i).report(), result.receipt());
      Keep(result.receipt());
    }
  }

  // False: the outcome of some or all of it is unknown.
  bool TryBatch(const v1::SubmitReportsRequest& request,
                v1::SubmitReportsResponse* response) {
    grpc::ClientContext context;
    context.set_wait_for_ready(true);
    context.set_deadline(absl::ToChronoTime(absl::Now() + absl::Seconds(10)));
    auto stream = client_.ingest().SubmitReports(&context);
    const bool answered = stream->Write(request) && stream->Read(response);
    if (answered) stream->WritesDone();
    if (!answered) context.TryCancel();
    const grpc::Status ended = stream->Finish();
    if (!answered) return false;
    for (const v1::SubmitResult& result : response->results()) {
      if (!result.has_receipt() &&
          OutcomeIsUnknown(server::FromStatusMessage(result.status()))) {
        return false;
      }
    }
    return true;
  }

  Client client_;
  Random random_;
  Model model_;
  Filed filed_;
  int repeated_ = 0;
};

class CrashTest : public ::testing::Test {
 protected:
  CrashTest()
      : random_(TestSeed()),
        data_(folder_.path() + "/data"),
        daemons_(data_),
        client_(std::make_unique<Client>(daemons_.MakeClient())) {}

  // The world's offices, dealt out to the writers; each knows all regions.
  std::vector<v1::RegistryRows> Deal(const v1::RegistryRows& world) {
    v1::RegistryRows regions = world;
    regions.clear_offices();
    std::vector<v1::RegistryRows> hands(kWriters, regions);
    for (int i = 0; i < world.offices_size(); ++i) {
      *hands[static_cast<size_t>(i % kWriters)].add_offices() =
          world.offices(i);
    }
    return hands;
  }

  // Kills and starts until `length` has passed; returns how often.
  int Kill(absl::Duration length) {
    const absl::Time end = absl::Now() + length;
    absl::Notification never;
    int kills = 0;
    while (absl::Now() < end && !HasFailure()) {
      never.WaitForNotificationWithTimeout(
          absl::Milliseconds(50 + Pick(random_, 700)));
      // One alone, or several that overlap.
      const int first = static_cast<int>(Pick(random_, 2));
      const int count = OneIn(random_, 4) ? 2 : 1;
      for (int i = 0; i < count; ++i) daemons_[(first + i) % 3].Kill();
      kills += count;
      for (int i = 0; i < count; ++i) {
        if (!daemons_[(first + i) % 3].Start()) return kills;
      }
    }
    for (int i = 0; i < 3; ++i) daemons_[i].WaitReady();
    return kills;
  }

  // The log is dense, its chain holds, and it says exactly what was filed.
  v1::LogPosition ExpectLog(const Filed& filed) {
    auto changes = client_->ReadLog();
    EXPECT_TRUE(changes.ok()) << Describe(changes.status());
    if (!changes.ok()) return {};
    Filed logged;
    std::string hash(32, '\0');
    int64_t sequence = 0;
    for (const v1::LoggedChange& entry : *changes) {
      hash = base::Sha256Of(hash + entry.change());
      v1::Change change;
      EXPECT_TRUE(change.ParseFromString(entry.change()));
      EXPECT_EQ(change.sequence(), ++sequence);
      EXPECT_EQ(entry.hash(), hash) << sequence;
      if (change.has_report()) logged[sequence] = Name(change.report());
    }
    EXPECT_EQ(logged.size(), filed.size());
    for (const auto& [at, name] : filed) EXPECT_EQ(logged[at], name) << at;
    v1::LogPosition head;
    head.set_log(log_);
    head.set_sequence(sequence);
    return head;
  }

  // Every acknowledged revision of the report is there, and the current content
  // is what was acknowledged last.
  void ExpectReport(const Model& model, const std::string& office, int year,
                    v1::Scope scope) {
    const int revision = model.Revision(office, year, scope);
    if (revision == 0) return;
    v1::ListRevisionsRequest list;
    list.set_office(office);
    list.set_year(year);
    list.set_scope(scope);
    list.set_page_size(1000);
    auto revisions =
        Call(client_->ingest(), &v1::IngestService::Stub::ListRevisions, list);
    ASSERT_TRUE(revisions.ok()) << Describe(revisions.status());
    EXPECT_EQ(revisions->revisions_size(), std::min(revision, 1000)) << office;

    v1::GetReportRequest get;
    get.set_office(office);
    get.set_year(year);
    get.set_scope(scope);
    auto report =
        Call(client_->ingest(), &v1::IngestService::Stub::GetReport, get);
    ASSERT_TRUE(report.ok()) << Describe(report.status());
    EXPECT_EQ(report->current_revision(), revision) << office;
    ASSERT_EQ(report->has_report(), model.IsFiled(office, year, scope));
    if (!report->has_report()) return;
    EXPECT_EQ(PrintDifferences(model.Figures(office, year, scope),
                               ToMap(report->report().figures())),
              "")
        << office;
  }

  void ExpectReports(const Model& model) {
    const v1::RegistryRows rows = model.Rows();
    for (const v1::OfficeRow& row : rows.offices()) {
      for (int year = kFirstYear; year <= kLastYear; ++year) {
        ExpectReport(model, row.id(), year, v1::SCOPE_OWN);
        ExpectReport(model, row.id(), year, v1::SCOPE_AREA);
      }
    }
  }

  Random random_;
  TemporaryFolder folder_;
  const std::string data_;
  ThreeDaemons daemons_;
  std::unique_ptr<Client> client_;
  std::string log_;
};

TEST_F(CrashTest, NothingAcknowledgedIsLostAndNothingCountsTwice) {
  const v1::RegistryRows world = MakeWorld(random_);
  auto applied = client_->Apply(world);
  ASSERT_TRUE(applied.ok()) << Describe(applied.status());
  log_ = applied->log().id();

  std::vector<std::unique_ptr<Writer>> writers;
  for (const v1::RegistryRows& hand : Deal(world)) {
    writers.push_back(
        std::make_unique<Writer>(daemons_.ingest().address(), hand, random_()));
  }
  absl::Notification stop;
  std::vector<std::thread> threads;
  for (auto& writer : writers) {
    threads.emplace_back([&writer, &stop] { writer->Run(stop); });
  }
  const int kills = Kill(RunLong() ? absl::Minutes(5) : absl::Seconds(12));
  stop.Notify();
  for (std::thread& thread : threads) thread.join();

  client_ = std::make_unique<Client>(daemons_.MakeClient());
  Model model;
  model.Apply(world);
  Filed filed;
  int repeated = 0;
  for (const auto& writer : writers) {
    model.Take(writer->model());
    filed.insert(writer->filed().begin(), writer->filed().end());
    repeated += writer->repeated();
  }
  std::cout << kills << " kills, " << filed.size() << " changes, " << repeated
            << " repeated calls" << std::endl;
  const v1::LogPosition head = ExpectLog(filed);
  ExpectReports(model);
  for (int year = kFirstYear; year <= kLastYear; ++year) {
    ExpectAnswers(*client_, model, year, model.Lines(year), head);
  }
  ExpectVerified(*client_);
  client_.reset();
  writers.clear();
  for (int number = 2; number >= 0; --number) daemons_[number].Stop();
  const Finished fsck =
      RunProgram({BuiltProgram("disclosured"), "fsck", "--data-dir=" + data_});
  EXPECT_EQ(fsck.code, 0) << fsck.output;
}

}  // namespace
}  // namespace disclosure::testing
