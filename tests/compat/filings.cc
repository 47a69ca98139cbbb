// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

// A little of everything that a log can hold.

#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "disclosure/v1/ingest_service.pb.h"
#include "disclosure/v1/registry_service.pb.h"
#include "tests/compat/version.h"
#include "tests/system/reports.h"

namespace disclosure::testing {
namespace {

constexpr char kReference[] = "419001004-01-2020.json";
constexpr char kSubmit[] = "disclosure.v1.IngestService.SubmitReport";
constexpr char kBatch[] = "disclosure.v1.IngestService.SubmitReports";
constexpr char kApply[] = "disclosure.v1.RegistryService.ApplyRegistry";

template <typename Request>
Capture Filing(const std::string& method, const std::string& what,
               const Request& request) {
  Capture capture;
  capture.method = method;
  capture.what = what;
  capture.requests = {request.SerializeAsString()};
  return capture;
}

v1::Submission Submission(v1::AnnualReport report, const std::string& id) {
  v1::Submission submission;
  *submission.mutable_report() = std::move(report);
  submission.set_request_id(id);
  return submission;
}

Capture Submit(const std::string& what, const v1::Submission& submission) {
  v1::SubmitReportRequest request;
  *request.mutable_submission() = submission;
  Capture capture = Filing(kSubmit, what, request);
  // Texts may become better.
  capture.except = {"disclosure.v1.LocalizedText.zh",
                    "disclosure.v1.LocalizedText.en"};
  return capture;
}

// The regions and offices that the reports need.
v1::RegistryRows SmallRegistry() {
  const std::set<std::string> others = {"320000", "320800", "320813"};
  v1::RegistryRows all = ReadTestRegistry();
  v1::RegistryRows rows;
  for (const v1::RegionRow& row : all.regions()) {
    if (row.code().starts_with("41") || others.contains(row.code())) {
      *rows.add_regions() = row;
    }
  }
  for (const v1::OfficeRow& row : all.offices()) {
    if (row.region().starts_with("41") || others.contains(row.region())) {
      *rows.add_offices() = row;
    }
  }
  return rows;
}

Capture Registry() {
  v1::ApplyRegistryRequest request;
  *request.mutable_rows() = SmallRegistry();
  request.set_request_id("registry-1");
  request.set_note("建立名录");
  return Filing(kApply, "the registry", request);
}

Capture RegistryChange() {
  v1::ApplyRegistryRequest request;
  const v1::RegistryRows all = SmallRegistry();
  for (const v1::OfficeRow& row : all.offices()) {
    if (row.id() == "419001004-01")
      *request.mutable_rows()->add_offices() = row;
  }
  v1::OfficeRow& row = *request.mutable_rows()->mutable_offices(0);
  row.set_name("济源示范区天坛街道办事处");
  row.add_aliases("天坛街道办事处");
  row.set_contact("政务公开办公室");
  v1::DueDate& due = *request.mutable_rows()->add_due_dates();
  due.set_report_year(2020);
  due.set_year(2021);
  due.set_month(3);
  due.set_day(31);
  request.set_request_id("registry-2");
  request.set_expected_revision(1);
  return Filing(kApply, "an office renamed, with a contact; a due date",
                request);
}

// Long enough to be packed, and not the same line over and over.
std::string LongText() {
  std::string text;
  for (int i = 1; i <= 300; ++i) {
    absl::StrAppend(&text, "第", i, "项：主动公开信息", i * 37 % 1009,
                    "条。\n");
  }
  return text;
}

std::vector<Capture> Revisions() {
  std::vector<Capture> filings;
  v1::AnnualReport report = ReadTestReport(kReference);
  filings.push_back(Submit("a first revision", Submission(report, "r-1")));
  report.set_revision(1);
  report.mutable_narrative()->set_other_matters("更正：无其他事项。");
  v1::Submission second = Submission(report, "r-2");
  second.set_note("更正文字");
  second.set_on_behalf_of("419001002-01");
  filings.push_back(Submit("an amendment, filed for another", second));
  report.set_revision(2);
  report.mutable_narrative()->set_overview(LongText());
  filings.push_back(Submit("a large narrative", Submission(report, "r-3")));
  v1::WithdrawReportRequest withdrawal;
  withdrawal.set_office(report.office());
  withdrawal.set_year(report.year());
  withdrawal.set_scope(report.scope());
  withdrawal.set_request_id("r-4");
  withdrawal.set_expected_revision(3);
  withdrawal.set_note("重新核对");
  filings.push_back(Filing("disclosure.v1.IngestService.WithdrawReport",
                           "a withdrawal", withdrawal));
  report.set_revision(4);
  filings.push_back(Submit("filed again", Submission(report, "r-5")));
  return filings;
}

// Both editions, random figures with blanks; one report that is refused and one
// that is taken as it was published though its figures do not balance.
Capture Batch() {
  Random random(20);
  Capture capture;
  capture.method = kBatch;
  capture.what = "a stream of two messages, one report of which is refused";
  capture.except = {"disclosure.v1.LocalizedText.zh",
                    "disclosure.v1.LocalizedText.en",
                    "google.rpc.Status.message", "google.rpc.Status.details"};
  int number = 0;
  for (const int size : {4, 2}) {
    v1::SubmitReportsRequest request;
    for (int i = 0; i < size; ++i) {
      ++number;
      const std::string office = absl::StrCat("41900100", number % 3 + 1);
      v1::AnnualReport report = RandomReport(random, office + "-01",
                                             2019 + number / 3, v1::SCOPE_OWN);
      const bool wrong = number == 4 || number == 5;
      if (wrong) Break(&report);
      v1::Submission submission =
          Submission(std::move(report), absl::StrCat("b-", number));
      submission.set_as_published(number == 5);
      *request.add_submissions() = std::move(submission);
    }
    capture.requests.push_back(request.SerializeAsString());
  }
  return capture;
}

}  // namespace

std::vector<Capture> MakeFilings() {
  std::vector<Capture> filings = {Registry()};
  for (Capture& filing : Revisions()) filings.push_back(std::move(filing));
  filings.push_back(Batch());
  filings.push_back(RegistryChange());
  filings.push_back(
      Submit("an area report, edition of 2021",
             Submission(ReadTestReport("320800-01-2024-area.json"), "r-6")));
  filings.push_back(
      Submit("an area report that mixes the editions",
             Submission(ReadTestReport("320813-01-2024-area.json"), "r-7")));
  return filings;
}

}  // namespace disclosure::testing
