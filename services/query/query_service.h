// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

// QueryService over the read model: each method starts a call that computes its
// answer with a pure function, at once or when the model has the position it
// waits for. No logic of its own.
//
// GetTotals and ListTotals take and give bytes: see wire_call.h.

#ifndef DISCLOSURE_SERVICES_QUERY_QUERY_SERVICE_H_
#define DISCLOSURE_SERVICES_QUERY_QUERY_SERVICE_H_

#include <functional>

#include "disclosure/v1/query_service.grpc.pb.h"
#include "server/call_book.h"
#include "services/query/kept_totals.h"
#include "services/query/lookup.h"
#include "services/query/position_waits.h"
#include "services/query/report_source.h"

namespace disclosure::query {

using QueryServiceBase = v1::QueryService::WithRawCallbackMethod_GetTotals<
    v1::QueryService::WithRawCallbackMethod_ListTotals<
        v1::QueryService::CallbackService>>;

class QueryServiceImpl final : public QueryServiceBase {
 public:
  struct Parts {
    server::CallBook& book;
    const AnswerContext& answers;
    KeptTotals& kept;
    PositionWaits& waits;
    ReportSource& reports;
    // The answer of GetStatus; quick, from any thread.
    std::function<v1::QueryServiceGetStatusResponse()> status;
  };

  // All parts outlive the service.
  explicit QueryServiceImpl(Parts parts);

  grpc::ServerUnaryReactor* DescribeForm(
      grpc::CallbackServerContext* context,
      const v1::DescribeFormRequest* request,
      v1::DescribeFormResponse* response) override;
  grpc::ServerUnaryReactor* ListRegions(
      grpc::CallbackServerContext* context,
      const v1::QueryServiceListRegionsRequest* request,
      v1::QueryServiceListRegionsResponse* response) override;
  grpc::ServerUnaryReactor* SearchRegions(
      grpc::CallbackServerContext* context,
      const v1::SearchRegionsRequest* request,
      v1::SearchRegionsResponse* response) override;
  grpc::ServerUnaryReactor* ListOffices(
      grpc::CallbackServerContext* context,
      const v1::QueryServiceListOfficesRequest* request,
      v1::QueryServiceListOfficesResponse* response) override;
  grpc::ServerUnaryReactor* GetTotals(grpc::CallbackServerContext* context,
                                      const grpc::ByteBuffer* request,
                                      grpc::ByteBuffer* response) override;
  grpc::ServerUnaryReactor* ListTotals(grpc::CallbackServerContext* context,
                                       const grpc::ByteBuffer* request,
                                       grpc::ByteBuffer* response) override;
  grpc::ServerUnaryReactor* GetSeries(grpc::CallbackServerContext* context,
                                      const v1::GetSeriesRequest* request,
                                      v1::GetSeriesResponse* response) override;
  grpc::ServerUnaryReactor* GetCoverage(
      grpc::CallbackServerContext* context,
      const v1::GetCoverageRequest* request,
      v1::GetCoverageResponse* response) override;
  grpc::ServerUnaryReactor* ListMissing(
      grpc::CallbackServerContext* context,
      const v1::ListMissingRequest* request,
      v1::ListMissingResponse* response) override;
  grpc::ServerUnaryReactor* ListReports(
      grpc::CallbackServerContext* context,
      const v1::ListReportsRequest* request,
      v1::ListReportsResponse* response) override;
  grpc::ServerUnaryReactor* GetReport(
      grpc::CallbackServerContext* context,
      const v1::QueryServiceGetReportRequest* request,
      v1::QueryServiceGetReportResponse* response) override;
  grpc::ServerUnaryReactor* ExportForm(
      grpc::CallbackServerContext* context,
      const v1::ExportFormRequest* request,
      v1::ExportFormResponse* response) override;
  grpc::ServerUnaryReactor* GetStatus(
      grpc::CallbackServerContext* context,
      const v1::QueryServiceGetStatusRequest* request,
      v1::QueryServiceGetStatusResponse* response) override;

 private:
  template <class Request, class Response, class Answer>
  grpc::ServerUnaryReactor* StartAnswer(grpc::CallbackServerContext* context,
                                        const Request* request,
                                        Response* response, Answer answer);

  const Parts parts_;
  v1::FormDescription form_;
};

}  // namespace disclosure::query

#endif  // DISCLOSURE_SERVICES_QUERY_QUERY_SERVICE_H_
