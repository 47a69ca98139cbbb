// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

#include "cli/fetch.h"

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

}  // namespace disclosure::cli
