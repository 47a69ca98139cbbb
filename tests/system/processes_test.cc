// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

// The suite as three processes, used as people use it: the registry and the
// real reports come in through the command line. Then one process at a time is
// stopped or killed and started again; answers must stay the same, and go on.

#include <string>
#include <vector>

#include "gtest/gtest.h"
#include "tests/system/compare.h"
#include "tests/system/daemon.h"
#include "tests/system/process.h"
#include "tests/system/reports.h"

namespace disclosure::testing {
namespace {

constexpr char kReference[] = "419001004-01-2020.json";

class ProcessesTest : public ::testing::Test {
 protected:
  ProcessesTest() : daemons_(folder_.path() + "/data"), client_(MakeClient()) {}

  std::unique_ptr<Client> MakeClient() const {
    return std::make_unique<Client>(daemons_.MakeClient());
  }

  // Starts one again. Clients connect anew: what was sent on the connection
  // that broke has an unknown outcome.
  void Restart(int number) {
    ASSERT_TRUE(daemons_[number].StartReady());
    client_ = MakeClient();
  }

  Finished Run(const std::vector<std::string>& arguments) {
    std::vector<std::string> all = {BuiltProgram("disclosure")};
    all.insert(all.end(), arguments.begin(), arguments.end());
    all.push_back("--lang=zh");
    all.push_back("--ingest=" + daemons_.ingest().address());
    all.push_back("--aggregate=" + daemons_.aggregate().address());
    all.push_back("--query=" + daemons_.query().address());
    return RunProgram(all);
  }

  void ExpectDone(const std::vector<std::string>& arguments,
                  const std::string& text) {
    const Finished finished = Run(arguments);
    EXPECT_EQ(finished.code, 0) << arguments[0] << "\n" << finished.output;
    EXPECT_NE(finished.output.find(text), std::string::npos)
        << arguments[0] << " printed\n"
        << finished.output;
  }

  void ApplyRegistry() {
    ExpectDone(
        {"registry", "apply", TestData("regions.csv"), TestData("offices.csv")},
        "");
  }

  // Takes the reference case back to the server with one case more in a column
  // of its own, and returns where that was committed.
  v1::LogPosition Amend(v1::AnnualReport* report) {
    auto* requests = report->mutable_figures()->mutable_requests();
    for (auto* row :
         {requests->mutable_received(), requests->mutable_granted_in_full(),
          requests->mutable_concluded_total()}) {
      row->set_business(row->business() + 1);
      row->set_total(row->total() + 1);
    }
    auto receipt = client_->Submit(*report);
    EXPECT_TRUE(receipt.ok()) << Describe(receipt.status());
    if (!receipt.ok()) return {};
    EXPECT_EQ(receipt->revision(), report->revision() + 1);
    report->set_revision(receipt->revision());
    return receipt->position();
  }

  void ExpectTotals(const v1::AnnualReport& report,
                    const v1::LogPosition& position) {
    v1::GetTotalsRequest request;
    request.set_region("419001");
    request.set_year(2020);
    *request.mutable_min_position() = position;
    auto answer =
        Call(client_->query(), &v1::QueryService::Stub::GetTotals, request);
    ASSERT_TRUE(answer.ok()) << Describe(answer.status());
    EXPECT_EQ(PrintDifferences(ToMap(report.figures()),
                               ToMap(answer->totals().figures())),
              "");
    EXPECT_EQ(Print(CountsOf(answer->totals().coverage())),
              "expected 16 received 1 late 1 with errors 0 with questions 0");
  }

  TemporaryFolder folder_;
  ThreeDaemons daemons_;
  std::unique_ptr<Client> client_;
};

TEST_F(ProcessesTest, CommandLineFilesRealReportsAndReadsTotals) {
  ApplyRegistry();
  ExpectDone({"submit", TestData("reports")}, "受理 4 份");
  // Submitting the same again is harmless.
  ExpectDone({"submit", TestData("reports")}, "未变 4 份");
  ExpectDone({"totals", "--region", "济源市", "--year", "2020"}, "1/16");
  ExpectDone({"coverage", "--region", "济源市", "--year", "2020", "--missing"},
             "北海街道办事处");
  ExpectDone({"history", "--office", "419001004-01", "--year", "2020"}, "");
  ExpectDone({"verify"}, "");

  const Finished refused =
      Run({"submit", TestData("damaged/row-total-wrong.json")});
  EXPECT_EQ(refused.code, 1) << refused.output;
  EXPECT_NE(refused.output.find("requests.denied_third_party_rights.total"),
            std::string::npos)
      << refused.output;
}

TEST_F(ProcessesTest, EachProcessMayRestartWhileAnswersStayRight) {
  ApplyRegistry();
  v1::AnnualReport report = ReadTestReport(kReference);
  auto receipt = client_->Submit(report);
  ASSERT_TRUE(receipt.ok()) << Describe(receipt.status());
  report.set_revision(receipt->revision());
  v1::LogPosition position = receipt->position();
  for (int number = 0; number < 3; ++number) {
    SCOPED_TRACE(number);
    client_.reset();
    daemons_[number].Stop();
    Restart(number);
    ExpectTotals(report, position);
    position = Amend(&report);
    ExpectTotals(report, position);

    daemons_[number].Kill();
    Restart(number);
    ExpectTotals(report, position);
    position = Amend(&report);
    ExpectTotals(report, position);
  }
  ExpectVerified(*client_);
  EXPECT_EQ(position.sequence(), 8);  // registry, report, 6 amendments
  client_.reset();
  for (int number = 2; number >= 0; --number) daemons_[number].Stop();
}

TEST_F(ProcessesTest, ReadersGoOnWhileIngestAndAggregateAreAway) {
  ApplyRegistry();
  v1::AnnualReport report = ReadTestReport(kReference);
  auto receipt = client_->Submit(report);
  ASSERT_TRUE(receipt.ok()) << Describe(receipt.status());
  ExpectTotals(report, receipt->position());
  daemons_.ingest().Kill();
  daemons_.aggregate().Kill();
  ExpectTotals(report, receipt->position());
  // What is asked of ingest says so, and does not hang.
  v1::QueryServiceGetReportRequest request;
  request.set_office(report.office());
  request.set_year(report.year());
  request.set_scope(report.scope());
  auto answer = Call(client_->query(), &v1::QueryService::Stub::GetReport,
                     request, absl::Seconds(5));
  EXPECT_EQ(answer.status().code(), absl::StatusCode::kUnavailable)
      << Describe(answer.status());
  Restart(0);
  Restart(1);
  report.set_revision(receipt->revision());
  ExpectTotals(report, receipt->position());
  const v1::LogPosition later = Amend(&report);
  ExpectTotals(report, later);
}

}  // namespace
}  // namespace disclosure::testing
