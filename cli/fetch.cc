// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

#include "cli/fetch.h"

#include <utility>

#include "cli/listing.h"
#include "cli/resolve.h"
#include "disclosure/v1/query_service.grpc.pb.h"
#include "grpcpp/client_context.h"

namespace disclosure::cli {

absl::StatusOr<v1::GetReportResponse> FetchReport(Session& session,
                                                  const ReportName& name,
                                                  int revision) {
  const auto office = ResolveOffice(session, name.office, name.year);
  if (!office.ok()) return office.status();
  v1::QueryServiceGetReportRequest request;
  request.set_office(office->id());
  request.set_year(name.year);
  request.set_scope(name.area ? v1::SCOPE_AREA : v1::SCOPE_OWN);
  request.set_revision(revision);
  const auto stub = v1::QueryService::NewStub(session.query());
  v1::QueryServiceGetReportResponse response;
  const absl::Status status = session.Call([&](grpc::ClientContext* context) {
    return stub->GetReport(context, request, &response);
  });
  if (!status.ok()) return status;
  return std::move(*response.mutable_report());
}

absl::StatusOr<v1::Totals> FetchTotals(Session& session, const TotalsName& name,
                                       bool own, const v1::LogPosition& after) {
  const auto stub = v1::QueryService::NewStub(session.query());
  v1::GetTotalsRequest request;
  request.set_region(name.region);
  request.set_year(name.year);
  request.set_line(name.line);
  request.set_part(own ? v1::PART_OWN : v1::PART_SUBTREE);
  if (!after.log().empty()) *request.mutable_min_position() = after;
  v1::GetTotalsResponse response;
  const absl::Status status = session.Call([&](grpc::ClientContext* context) {
    return stub->GetTotals(context, request, &response);
  });
  if (!status.ok()) return status;
  return std::move(*response.mutable_totals());
}

absl::Status ForEachChildTotals(
    Session& session, const TotalsName& name, const v1::LogPosition& after,
    const std::function<void(const v1::ListTotalsResponse&)>& take) {
  const auto stub = v1::QueryService::NewStub(session.query());
  v1::ListTotalsRequest request;
  request.set_region(name.region);
  request.set_year(name.year);
  request.set_line(name.line);
  request.set_page_size(500);
  if (!after.log().empty()) *request.mutable_min_position() = after;
  return ForEachPage<v1::ListTotalsResponse>(
      session, request,
      [&](grpc::ClientContext* context, const auto& page, auto* response) {
        return stub->ListTotals(context, page, response);
      },
      take);
}

}  // namespace disclosure::cli
