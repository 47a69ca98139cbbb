// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

#include "tests/suite/client.h"

#include <cstdlib>
#include <iostream>
#include <limits>
#include <utility>
#include <vector>

#include "absl/time/clock.h"
#include "base/error.h"
#include "base/file.h"
#include "form/catalog.h"
#include "form/report_file.h"
#include "registry/csv.h"
#include "server/retry.h"
#include "server/status.h"

namespace disclosure::tests {
namespace {

std::string ReadTestdata(const std::string& name) {
  absl::StatusOr<std::string> text = base::ReadFile("testdata/" + name);
  if (!text.ok()) {
    std::cerr << "the test cannot read its data: " << text.status()
              << std::endl;
    std::abort();
  }
  return *std::move(text);
}

// One call. Stub methods have the same shape whatever they carry.
template <class Stub, class Request, class Response>
absl::StatusOr<Response> Call(Stub& stub,
                              grpc::Status (Stub::*method)(grpc::ClientContext*,
                                                           const Request&,
                                                           Response*),
                              const Request& request) {
  grpc::ClientContext context;
  SetDeadline(context);
  Response response;
  const grpc::Status status = (stub.*method)(&context, request, &response);
  if (!status.ok()) return server::FromGrpcStatus(status);
  return response;
}

server::RetryOptions Patience() {
  return {.attempts_max = std::numeric_limits<int>::max(),
          .wait_first = absl::Milliseconds(5),
          .wait_max = absl::Milliseconds(100),
          .deadline = absl::Now() + kStepMax};
}

// The same, repeated while the answer is UNAVAILABLE.
template <class Stub, class Request, class Response>
absl::StatusOr<Response> CallWhenReady(
    Stub& stub,
    grpc::Status (Stub::*method)(grpc::ClientContext*, const Request&,
                                 Response*),
    const Request& request) {
  absl::StatusOr<Response> response = absl::UnknownError("not called");
  server::Retry(Patience(), [&] {
    response = Call(stub, method, request);
    return response.status();
  }).IgnoreError();  // It is the status of the response.
  return response;
}

}  // namespace

void SetDeadline(grpc::ClientContext& context, absl::Duration within) {
  context.set_deadline(absl::ToChronoTime(absl::Now() + within));
}

bool Eventually(const std::function<bool()>& condition) {
  return server::Retry(Patience(),
                       [&] {
                         return condition() ? absl::OkStatus()
                                            : absl::UnavailableError("not yet");
                       })
      .ok();
}

Client::Client(const std::shared_ptr<grpc::Channel>& channel)
    : Client(channel, channel) {}

Client::Client(const std::shared_ptr<grpc::Channel>& ingest,
               const std::shared_ptr<grpc::Channel>& query)
    : ingest_(v1::IngestService::NewStub(ingest)),
      registry_(v1::RegistryService::NewStub(ingest)),
      query_(v1::QueryService::NewStub(query)) {}

absl::StatusOr<v1::LogPosition> Client::ApplyRegistry(
    const std::function<void(v1::RegistryRows&)>& edit) {
  registry::RegistryFiles files;
  for (const char* name : {"regions.csv", "offices.csv"}) {
    if (!registry::ReadRegistryCsv(name, ReadTestdata(name), files).empty()) {
      return absl::InternalError("the registry of testdata is damaged");
    }
  }
  if (edit != nullptr) edit(files.rows);
  v1::ApplyRegistryRequest request;
  *request.mutable_rows() = std::move(files.rows);
  const auto response =
      Call(*registry_, &v1::RegistryService::Stub::ApplyRegistry, request);
  if (!response.ok()) return response.status();
  return response->position();
}

absl::StatusOr<v1::Receipt> Client::Submit(const v1::AnnualReport& report,
                                           bool as_published) {
  v1::SubmitReportRequest request;
  *request.mutable_submission()->mutable_report() = report;
  request.mutable_submission()->set_as_published(as_published);
  const auto response =
      Call(*ingest_, &v1::IngestService::Stub::SubmitReport, request);
  if (!response.ok()) return response.status();
  return response->receipt();
}

absl::StatusOr<v1::Receipt> Client::Withdraw(const std::string& office,
                                             int year, v1::Scope scope) {
  v1::WithdrawReportRequest request;
  request.set_office(office);
  request.set_year(year);
  request.set_scope(scope);
  request.set_note("a test");
  const auto response =
      Call(*ingest_, &v1::IngestService::Stub::WithdrawReport, request);
  if (!response.ok()) return response.status();
  return response->receipt();
}

absl::StatusOr<v1::Totals> Client::GetTotals(
    const std::string& region, int year, const v1::LogPosition& min_position,
    const std::string& line) {
  v1::GetTotalsRequest request;
  request.set_region(region);
  request.set_year(year);
  request.set_line(line);
  *request.mutable_min_position() = min_position;
  const auto response =
      CallWhenReady(*query_, &v1::QueryService::Stub::GetTotals, request);
  if (!response.ok()) return response.status();
  return response->totals();
}

absl::StatusOr<v1::ListTotalsResponse> Client::ListTotals(
    const std::string& region, int year, const v1::LogPosition& min_position) {
  v1::ListTotalsRequest request;
  request.set_region(region);
  request.set_year(year);
  *request.mutable_min_position() = min_position;
  return CallWhenReady(*query_, &v1::QueryService::Stub::ListTotals, request);
}

absl::StatusOr<v1::GetReportResponse> Client::GetReport(
    const std::string& office, int year, v1::Scope scope) {
  v1::QueryServiceGetReportRequest request;
  request.set_office(office);
  request.set_year(year);
  request.set_scope(scope);
  const auto response =
      Call(*query_, &v1::QueryService::Stub::GetReport, request);
  if (!response.ok()) return response.status();
  return response->report();
}

absl::StatusOr<v1::QueryServiceGetStatusResponse> Client::GetStatus() {
  return Call(*query_, &v1::QueryService::Stub::GetStatus,
              v1::QueryServiceGetStatusRequest());
}

v1::AnnualReport ReadReport(const std::string& name) {
  auto report = form::ReadReportJson(name, ReadTestdata("reports/" + name));
  if (!report.ok()) {
    std::cerr << "the test cannot read its data: " << report.status()
              << std::endl;
    std::abort();
  }
  return *std::move(report);
}

v1::AnnualReport SmallReport(const std::string& office, int year,
                             int64_t applications) {
  v1::AnnualReport report;
  report.set_office(office);
  report.set_year(year);
  report.set_scope(v1::SCOPE_OWN);
  report.mutable_editions()->set_publication(v1::EDITION_2021);
  report.mutable_editions()->set_requests(v1::EDITION_2021);
  v1::Requests* requests = report.mutable_figures()->mutable_requests();
  for (auto* row : {requests->mutable_received(),
                    requests->mutable_carried_over_to_next_year()}) {
    row->set_natural_person(applications);
    row->set_total(applications);
  }
  return report;
}

int64_t ApplicationsIn(const v1::Figures& figures) {
  return figures.requests().received().total();
}

std::string ReasonOf(const absl::Status& status) {
  return base::GetErrorDetails(status).reason;
}

}  // namespace disclosure::tests
