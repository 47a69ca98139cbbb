// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

// A GetReport of query: passed on to ingest, answered when ingest answers.

#ifndef DISCLOSURE_SERVICES_QUERY_REPORT_CALL_H_
#define DISCLOSURE_SERVICES_QUERY_REPORT_CALL_H_

#include <memory>

#include "disclosure/v1/query_service.pb.h"
#include "server/unary_call.h"
#include "services/query/report_source.h"

namespace disclosure::query {

class ReportCall : public server::UnaryCall {
 public:
  ReportCall(server::CallBook& book, grpc::CallbackServerContext* context,
             const v1::QueryServiceGetReportRequest* request,
             v1::QueryServiceGetReportResponse* response,
             ReportSource& reports);

 private:
  void Begin() override;
  void OnCancelled(const absl::Status& why) override;

  const v1::QueryServiceGetReportRequest* const request_;
  v1::QueryServiceGetReportResponse* const response_;
  ReportSource& reports_;
  // Written before gRPC knows the call, so before it can be cancelled.
  std::shared_ptr<ReportSource::Question> question_;
};

}  // namespace disclosure::query

#endif  // DISCLOSURE_SERVICES_QUERY_REPORT_CALL_H_
