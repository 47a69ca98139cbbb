// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

#include "cli/receipt.h"

#include "base/text.h"
#include "cli/resolve.h"
#include "disclosure/v1/ingest_service.grpc.pb.h"
#include "grpcpp/client_context.h"

namespace disclosure::cli {

std::string PrintReceipt(const Session& session, const v1::Receipt& receipt) {
  const std::string revision = std::to_string(receipt.revision());
  const std::string year = std::to_string(receipt.year());
  const std::string scope =
      PrintScope(session, receipt.scope() == v1::SCOPE_AREA);
  const std::string word = receipt.withdrawn()
                               ? session.Say("已撤回  ", "withdrawn  ")
                               : session.Say("已受理  ", "accepted  ");
  std::string text =
      word +
      session.Say(receipt.office_name() + "（" + receipt.office() + "）" +
                      year + " 年度 " + scope + "  第 " + revision + " 版",
                  receipt.office_name() + " (" + receipt.office() + ")  " +
                      year + "  " + scope + "  revision " + revision);
  if (receipt.late()) text += session.Say("  逾期", "  late");
  if (receipt.errors() > 0) {
    const std::string n = std::to_string(receipt.errors());
    text += session.Say("  有 " + n + " 个错误", "  " + n + " errors");
  }
  if (receipt.questions() > 0) {
    const std::string n = std::to_string(receipt.questions());
    text += session.Say("  有 " + n + " 个疑问", "  " + n + " questions");
  }
  text += "\n        " + PrintTime(receipt.committed_at()) +
          session.Say("  序号 ", "  position ") +
          PrintPosition(receipt.position(), receipt.log());
  if (!receipt.digest().empty()) {
    text += session.Say("  校验 ", "  digest ") +
            base::AbbreviateHash(receipt.digest());
  }
  text += "\n";
  if (receipt.unchanged()) {
    text += session.Say(
        "        与第 " + revision + " 版完全相同，未产生新版本。\n",
        "        The same as revision " + revision +
            "; no new revision was made.\n");
  }
  return text;
}

absl::StatusOr<int> CurrentRevision(const Session& session,
                                    const std::string& office, int year,
                                    v1::Scope scope) {
  const auto stub = v1::IngestService::NewStub(session.ingest());
  v1::ListRevisionsRequest request;
  request.set_office(office);
  request.set_year(year);
  request.set_scope(scope);
  request.set_page_size(1);
  v1::ListRevisionsResponse response;
  const absl::Status status = session.Call([&](grpc::ClientContext* context) {
    return stub->ListRevisions(context, request, &response);
  });
  if (absl::IsNotFound(status)) return 0;
  if (!status.ok()) return status;
  return response.revisions_size() == 0 ? 0 : response.revisions(0).revision();
}

}  // namespace disclosure::cli
