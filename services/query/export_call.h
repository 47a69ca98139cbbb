// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

// One ExportForm of query: a report is asked of ingest, a total is taken from
// the model once it has the position; then the form is written, which takes
// milliseconds.

#ifndef DISCLOSURE_SERVICES_QUERY_EXPORT_CALL_H_
#define DISCLOSURE_SERVICES_QUERY_EXPORT_CALL_H_

#include <functional>
#include <memory>
#include <string>

#include "disclosure/v1/query_service.pb.h"
#include "server/unary_call.h"
#include "services/query/lookup.h"
#include "services/query/position_waits.h"
#include "services/query/report_source.h"

namespace disclosure::query {

class ExportCall : public server::UnaryCall {
 public:
  // What it works with; all outlive the call.
  struct Parts {
    const AnswerContext& answers;
    PositionWaits& waits;
    ReportSource& reports;
    // What people call the log that is followed; quick, from any thread.
    std::function<std::string()> log_name;
  };

  ExportCall(server::CallBook& book, grpc::CallbackServerContext* context,
             const v1::ExportFormRequest* request,
             v1::ExportFormResponse* response, Parts parts);

 private:
  void Begin() override;
  void OnCancelled(const absl::Status& why) override;
  void AskForReport();
  void WriteTotalOrWait();
  void Finish(absl::StatusOr<v1::ExportFormResponse> response);

  // A copy: the request is gone once somebody else has ended the call.
  const v1::ExportFormRequest request_;
  v1::ExportFormResponse* const response_;
  const Parts parts_;
  // Written before gRPC knows the call, so before it can be cancelled.
  std::shared_ptr<ReportSource::Question> question_;
};

}  // namespace disclosure::query

#endif  // DISCLOSURE_SERVICES_QUERY_EXPORT_CALL_H_
