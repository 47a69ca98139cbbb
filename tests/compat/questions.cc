// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

// Each method is asked at least once, if its answer is to stay the same.

#include <set>
#include <string>
#include <vector>

#include "disclosure/v1/change_feed_service.pb.h"
#include "disclosure/v1/ingest_service.pb.h"
#include "disclosure/v1/query_service.pb.h"
#include "disclosure/v1/registry_service.pb.h"
#include "disclosure/v1/rollup_service.pb.h"
#include "tests/compat/version.h"
#include "tests/system/reports.h"

namespace disclosure::testing {
namespace {

constexpr char kOffice[] = "419001004-01";
constexpr int kYear = 2020;

class Questions {
 public:
  template <typename Request>
  void Ask(const std::string& method, const std::string& what,
           const Request& request, const std::set<std::string>& except = {}) {
    Capture& capture = all_.emplace_back();
    capture.method = "disclosure.v1." + method;
    capture.what = what;
    capture.requests = {request.SerializeAsString()};
    capture.except = except;
  }

  std::vector<Capture> Take() && { return std::move(all_); }

 private:
  std::vector<Capture> all_;
};

// A request about the report of the reference case.
template <typename Request>
Request OfReport() {
  Request request;
  request.set_office(kOffice);
  request.set_year(kYear);
  request.set_scope(v1::SCOPE_OWN);
  return request;
}

template <typename Request>
Request OfRegion(const std::string& region, int year) {
  Request request;
  request.set_region(region);
  request.set_year(year);
  return request;
}

void AskIngest(Questions* questions) {
  auto report = OfReport<v1::GetReportRequest>();
  questions->Ask("IngestService.GetReport", "the current revision", report);
  report.set_revision(1);
  questions->Ask("IngestService.GetReport", "the first revision", report);
  report.set_revision(4);
  questions->Ask("IngestService.GetReport", "a withdrawal", report);
  auto revisions = OfReport<v1::ListRevisionsRequest>();
  revisions.set_page_size(3);
  questions->Ask("IngestService.ListRevisions", "a first page", revisions);
  questions->Ask("RegistryService.ListRegions", "all regions",
                 v1::RegistryServiceListRegionsRequest());
  questions->Ask("RegistryService.ListOffices", "all offices",
                 v1::RegistryServiceListOfficesRequest());
  v1::FollowRequest follow;
  follow.set_from_sequence(1);
  questions->Ask("ChangeFeedService.Follow", "the whole log", follow);
}

void AskRollup(Questions* questions) {
  questions->Ask("RollupService.Follow", "a snapshot",
                 v1::RollupServiceFollowRequest(),
                 {"disclosure.v1.RollupServiceFollowResponse.catalog"});
  using Status = v1::RollupServiceGetStatusResponse;
  const std::string status = Status::descriptor()->full_name();
  questions->Ask("RollupService.GetStatus", "where it is",
                 v1::RollupServiceGetStatusRequest(),
                 {status + ".catalog", status + ".checkpoint_sequence",
                  status + ".rows", status + ".verified_at"});
  questions->Ask("RollupService.Verify", "a recomputation",
                 v1::VerifyRequest());
}

void AskQuery(Questions* questions) {
  const std::string service = "QueryService.";
  questions->Ask(service + "GetTotals", "a city",
                 OfRegion<v1::GetTotalsRequest>("419001", kYear));
  questions->Ask(service + "GetTotals", "a province",
                 OfRegion<v1::GetTotalsRequest>("320000", 2024));
  questions->Ask(service + "ListTotals", "a city and its parts",
                 OfRegion<v1::ListTotalsRequest>("320800", 2024));
  v1::GetSeriesRequest series;
  series.set_region("419001");
  series.set_first_year(2019);
  series.set_last_year(2021);
  questions->Ask(service + "GetSeries", "three years", series);
  questions->Ask(service + "GetCoverage", "who has filed",
                 OfRegion<v1::GetCoverageRequest>("419001", kYear));
  questions->Ask(service + "ListMissing", "who has not",
                 OfRegion<v1::ListMissingRequest>("419001", kYear));
  auto reports = OfRegion<v1::ListReportsRequest>("419001", kYear);
  reports.set_with_figures(true);
  questions->Ask(service + "ListReports", "with their figures", reports);
  questions->Ask(service + "ListRegions", "the parts of a city",
                 OfRegion<v1::QueryServiceListRegionsRequest>("419001", kYear));
  questions->Ask(service + "ListOffices", "the offices of a city",
                 OfRegion<v1::QueryServiceListOfficesRequest>("419001", kYear));
  questions->Ask(service + "GetReport", "through query",
                 OfReport<v1::QueryServiceGetReportRequest>());
  using Status = v1::QueryServiceGetStatusResponse;
  const std::string status = Status::descriptor()->full_name();
  questions->Ask(service + "GetStatus", "where it is",
                 v1::QueryServiceGetStatusRequest(),
                 {status + ".catalog", status + ".rows", status + ".updated_at",
                  status + ".version"});
}

void AskWrongly(Questions* questions) {
  auto report = OfReport<v1::GetReportRequest>();
  report.set_year(2019);
  questions->Ask("IngestService.GetReport", "one that was never filed", report);
  questions->Ask("QueryService.GetTotals", "a region that is not",
                 OfRegion<v1::GetTotalsRequest>("999999", kYear));
  v1::SubmitReportRequest submit;
  *submit.mutable_submission()->mutable_report() =
      ReadTestReport("419001004-01-2020.json");
  submit.mutable_submission()->set_request_id("r-2");
  questions->Ask("IngestService.SubmitReport", "other content under an old id",
                 submit);
  submit.mutable_submission()->set_request_id("");
  submit.mutable_submission()->mutable_report()->set_revision(1);
  questions->Ask("IngestService.SubmitReport", "on an old revision", submit);
  v1::FollowRequest follow;
  follow.set_log("00000000000000000000000000000000");
  follow.set_from_sequence(1);
  questions->Ask("ChangeFeedService.Follow", "another log", follow);
}

}  // namespace

std::vector<Capture> MakeQuestions() {
  Questions questions;
  AskIngest(&questions);
  AskRollup(&questions);
  AskQuery(&questions);
  AskWrongly(&questions);
  v1::SubmitReportRequest submit;
  *submit.mutable_submission()->mutable_report() =
      ReadTestReport("419001004-01-2020.json");
  submit.mutable_submission()->mutable_report()->set_revision(5);
  questions.Ask("IngestService.SubmitReport", "the next revision", submit,
                {"disclosure.v1.Receipt.committed_at"});
  return std::move(questions).Take();
}

}  // namespace disclosure::testing
