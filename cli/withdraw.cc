// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

// disclosure withdraw: takes a report out of every total; its revisions stay.

#include "base/random_id.h"
#include "cli/commands.h"
#include "cli/json.h"
#include "cli/receipt.h"
#include "cli/resolve.h"
#include "disclosure/v1/ingest_service.grpc.pb.h"
#include "grpcpp/client_context.h"

namespace disclosure::cli {

int RunWithdraw(Session& session, const WithdrawOptions& options) {
  const auto office =
      ResolveOffice(session, options.report.office, options.report.year);
  if (!office.ok()) return session.Fail(office.status());
  v1::WithdrawReportRequest request;
  request.set_office(office->id());
  request.set_year(options.report.year);
  request.set_scope(options.report.area ? v1::SCOPE_AREA : v1::SCOPE_OWN);
  request.set_request_id(base::RandomId());
  request.set_on_behalf_of(options.on_behalf_of);
  request.set_note(options.note);
  const auto stub = v1::IngestService::NewStub(session.ingest());
  v1::WithdrawReportResponse response;
  const absl::Status status = session.Call([&](grpc::ClientContext* context) {
    return stub->WithdrawReport(context, request, &response);
  });
  if (!status.ok()) return session.Fail(status);
  return session.Write(session.format() == Format::kJson
                           ? ToJson(response) + "\n"
                           : PrintReceipt(session, response.receipt()));
}

}  // namespace disclosure::cli
