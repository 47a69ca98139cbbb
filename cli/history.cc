// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

// disclosure history: every revision of a report, who, when and why.

#include "base/text.h"
#include "cli/commands.h"
#include "cli/listing.h"
#include "cli/resolve.h"
#include "disclosure/v1/ingest_service.grpc.pb.h"

namespace disclosure::cli {
namespace {

std::string StateOf(const Session& session, const v1::RevisionInfo& info) {
  if (info.withdrawn()) return session.Say("撤回", "withdrawn");
  std::string state = info.revision() == 1 ? session.Say("报送", "submitted")
                                           : session.Say("更正", "amended");
  if (info.as_published()) state = session.Say("补录", "as published");
  if (info.late()) state += session.Say(" 逾期", " late");
  return state;
}

}  // namespace

int RunHistory(Session& session, const ReportName& report) {
  const auto office = ResolveOffice(session, report.office, report.year);
  if (!office.ok()) return session.Fail(office.status());
  v1::ListRevisionsRequest request;
  request.set_office(office->id());
  request.set_year(report.year);
  request.set_scope(report.area ? v1::SCOPE_AREA : v1::SCOPE_OWN);
  request.set_page_size(1000);
  Listing listing(
      session, {session.Say("版次", "revision"), session.Say("事项", "what"),
                session.Say("时间", "when"), session.Say("经手", "who"),
                session.Say("序号", "position"), session.Say("校验", "digest"),
                session.Say("错误", "errors"), session.Say("疑问", "questions"),
                session.Say("原因", "why")});
  const auto stub = v1::IngestService::NewStub(session.ingest());
  const absl::Status status = ForEachPage<v1::ListRevisionsResponse>(
      session, request,
      [&](grpc::ClientContext* context, const auto& page, auto* response) {
        return stub->ListRevisions(context, page, response);
      },
      [&](const v1::ListRevisionsResponse& response) {
        for (const v1::RevisionInfo& info : response.revisions()) {
          std::string who = info.principal().subject();
          if (!info.on_behalf_of().empty()) {
            who += session.Say("（代 ", " (for ") + info.on_behalf_of() +
                   session.Say("）", ")");
          }
          listing.Add(
              {std::to_string(info.revision()), StateOf(session, info),
               PrintTime(info.committed_at()), who,
               PrintPosition(info.position(), response.log()),
               info.digest().empty() ? "" : base::AbbreviateHash(info.digest()),
               std::to_string(info.errors()), std::to_string(info.questions()),
               info.note()},
              ToJson(info));
        }
      });
  if (!status.ok()) return session.Fail(status);
  return session.Write(listing.Print());
}

}  // namespace disclosure::cli
