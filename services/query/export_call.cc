// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

#include "services/query/export_call.h"

#include <utility>

#include "grpcpp/server_context.h"
#include "server/message_memory.h"
#include "services/query/export.h"

namespace disclosure::query {

ExportCall::ExportCall(server::CallBook& book,
                       grpc::CallbackServerContext* context,
                       const v1::ExportFormRequest* request,
                       v1::ExportFormResponse* response, Parts parts)
    : UnaryCall(book, context),
      request_(*request),
      response_(response),
      parts_(std::move(parts)) {}

void ExportCall::Begin() {
  absl::Status checked = Hold(server::MemoryOf(request_));
  if (checked.ok()) checked = CheckExport(request_);
  if (!checked.ok()) {
    FinishOnce(checked);
  } else if (!request_.office().empty()) {
    AskForReport();
  } else {
    WriteTotalOrWait();
  }
}

void ExportCall::AskForReport() {
  question_ = parts_.reports.Ask(
      ReportOf(request_), deadline(),
      [call =
           Self<ExportCall>()](absl::StatusOr<v1::GetReportResponse> report) {
        if (!call->Claim()) return;  // It has ended meanwhile.
        if (!report.ok()) return call->FinishClaimed(report.status());
        call->Finish(ExportReport(call->parts_.answers.catalog, call->request_,
                                  *report));
      });
}

void ExportCall::WriteTotalOrWait() {
  const absl::StatusOr<server::ParkedCalls*> place =
      parts_.waits.PlaceToWait(request_.min_position());
  if (!place.ok()) {
    FinishOnce(place.status());
  } else if (*place != nullptr) {
    WaitFor(**place, request_.min_position().sequence(),
            [call = Self<ExportCall>()] { call->WriteTotalOrWait(); });
  } else if (Claim()) {
    Finish(ExportTotal(parts_.answers, request_, parts_.log_name()));
  }
}

// The call is claimed: the response is this thread's.
void ExportCall::Finish(absl::StatusOr<v1::ExportFormResponse> response) {
  if (!response.ok()) return FinishClaimed(response.status());
  const absl::Status held = Hold(server::MemoryOfAnswer(*response));
  if (held.ok()) response_->Swap(&*response);
  FinishClaimed(held);
}

void ExportCall::OnCancelled(const absl::Status& why) {
  if (question_ != nullptr) ReportSource::Withdraw(*question_);
  UnaryCall::OnCancelled(why);
}

}  // namespace disclosure::query
