// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

// disclosure offices: who files, and what is expected of them.

#include "cli/commands.h"
#include "cli/listing.h"
#include "cli/resolve.h"
#include "disclosure/v1/query_service.grpc.pb.h"

namespace disclosure::cli {
namespace {

std::string ReportsWord(const Session& session, const v1::OfficeEntry& office) {
  std::string word;
  if (office.reports_own()) word = PrintScope(session, false);
  if (office.reports_area()) {
    if (!word.empty()) word += "+";
    word += PrintScope(session, true);
  }
  return word;
}

}  // namespace

int RunOffices(Session& session, const OfficesOptions& options) {
  v1::QueryServiceListOfficesRequest request;
  if (!options.region.empty()) {
    auto region = ResolveRegion(session, options.region, options.year);
    if (!region.ok()) return session.Fail(region.status());
    request.set_region(region->region().code());
  }
  request.set_text(options.text);
  request.set_line(options.line);
  request.set_year(options.year);
  request.set_page_size(1000);
  Listing listing(
      session,
      {session.Say("编号", "id"), session.Say("名称", "name"),
       session.Say("地区", "region"), session.Say("条线", "line"),
       session.Say("应报", "reports"), session.Say("计入汇总", "counted"),
       session.Say("上级", "above")});
  const auto stub = v1::QueryService::NewStub(session.query());
  const absl::Status status = ForEachPage<v1::QueryServiceListOfficesResponse>(
      session, request,
      [&](grpc::ClientContext* context, const auto& page, auto* response) {
        return stub->ListOffices(context, page, response);
      },
      [&](const v1::QueryServiceListOfficesResponse& response) {
        for (const v1::OfficeEntry& office : response.offices()) {
          listing.Add({office.id(), office.name(), office.region().name(),
                       office.line(), ReportsWord(session, office),
                       office.not_counted() ? session.Say("否", "no")
                                            : session.Say("是", "yes"),
                       PrintPath(office.region())},
                      ToJson(office));
        }
      });
  if (!status.ok()) return session.Fail(status);
  return session.Write(listing.Print());
}

}  // namespace disclosure::cli
