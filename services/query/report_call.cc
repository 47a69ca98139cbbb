// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

#include "services/query/report_call.h"

#include <utility>

#include "grpcpp/server_context.h"
#include "server/message_memory.h"

namespace disclosure::query {

ReportCall::ReportCall(server::CallBook& book,
                       grpc::CallbackServerContext* context,
                       const v1::QueryServiceGetReportRequest* request,
                       v1::QueryServiceGetReportResponse* response,
                       ReportSource& reports)
    : UnaryCall(book, context),
      request_(request),
      response_(response),
      reports_(reports) {}

void ReportCall::Begin() {
  v1::GetReportRequest asked;
  asked.set_office(request_->office());
  asked.set_year(request_->year());
  asked.set_scope(request_->scope());
  asked.set_revision(request_->revision());
  question_ = reports_.Ask(
      std::move(asked), deadline(),
      [call =
           Self<ReportCall>()](absl::StatusOr<v1::GetReportResponse> report) {
        if (!call->Claim()) return;  // It has ended meanwhile.
        if (!report.ok()) return call->FinishClaimed(report.status());
        const absl::Status held = call->Hold(server::MemoryOfAnswer(*report));
        if (held.ok()) call->response_->mutable_report()->Swap(&*report);
        call->FinishClaimed(held);
      });
}

void ReportCall::OnCancelled(const absl::Status& why) {
  if (question_ != nullptr) ReportSource::Withdraw(*question_);
  UnaryCall::OnCancelled(why);
}

}  // namespace disclosure::query
