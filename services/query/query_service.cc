// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

#include "services/query/query_service.h"

#include <utility>

#include "grpcpp/server_context.h"
#include "server/unary_call.h"
#include "services/query/answer_call.h"
#include "services/query/coverage.h"
#include "services/query/export_call.h"
#include "services/query/places.h"
#include "services/query/report_call.h"
#include "services/query/reports.h"
#include "services/query/series.h"
#include "services/query/totals.h"
#include "services/query/wire_call.h"

namespace disclosure::query {

QueryServiceImpl::QueryServiceImpl(Parts parts) : parts_(std::move(parts)) {
  parts_.answers.catalog.Describe(&form_);
}

template <class Request, class Response, class Answer>
grpc::ServerUnaryReactor* QueryServiceImpl::StartAnswer(
    grpc::CallbackServerContext* context, const Request* request,
    Response* response, Answer answer) {
  return server::StartCall<AnswerCall<Request, Response>>(
      parts_.book, context, request, response, parts_.answers, parts_.waits,
      answer);
}

grpc::ServerUnaryReactor* QueryServiceImpl::DescribeForm(
    grpc::CallbackServerContext* context, const v1::DescribeFormRequest*,
    v1::DescribeFormResponse* response) {
  *response->mutable_form() = form_;
  return server::FinishNow(parts_.book, context, form_.ByteSizeLong());
}

grpc::ServerUnaryReactor* QueryServiceImpl::GetStatus(
    grpc::CallbackServerContext* context,
    const v1::QueryServiceGetStatusRequest*,
    v1::QueryServiceGetStatusResponse* response) {
  *response = parts_.status();
  return server::FinishNow(parts_.book, context, response->ByteSizeLong());
}

grpc::ServerUnaryReactor* QueryServiceImpl::GetReport(
    grpc::CallbackServerContext* context,
    const v1::QueryServiceGetReportRequest* request,
    v1::QueryServiceGetReportResponse* response) {
  return server::StartCall<ReportCall>(parts_.book, context, request, response,
                                       parts_.reports);
}

grpc::ServerUnaryReactor* QueryServiceImpl::ExportForm(
    grpc::CallbackServerContext* context, const v1::ExportFormRequest* request,
    v1::ExportFormResponse* response) {
  return server::StartCall<ExportCall>(
      parts_.book, context, request, response,
      ExportCall::Parts{.answers = parts_.answers,
                        .waits = parts_.waits,
                        .reports = parts_.reports,
                        .log_name = [this]() -> std::string {
                          const auto status = parts_.status();
                          if (status.logs().empty()) return "";
                          return status.logs(0).name();
                        }});
}

grpc::ServerUnaryReactor* QueryServiceImpl::ListRegions(
    grpc::CallbackServerContext* context,
    const v1::QueryServiceListRegionsRequest* request,
    v1::QueryServiceListRegionsResponse* response) {
  return StartAnswer(context, request, response, &query::ListRegions);
}

grpc::ServerUnaryReactor* QueryServiceImpl::SearchRegions(
    grpc::CallbackServerContext* context,
    const v1::SearchRegionsRequest* request,
    v1::SearchRegionsResponse* response) {
  return StartAnswer(context, request, response, &query::SearchRegions);
}

grpc::ServerUnaryReactor* QueryServiceImpl::ListOffices(
    grpc::CallbackServerContext* context,
    const v1::QueryServiceListOfficesRequest* request,
    v1::QueryServiceListOfficesResponse* response) {
  return StartAnswer(context, request, response, &query::ListOffices);
}

grpc::ServerUnaryReactor* QueryServiceImpl::GetTotals(
    grpc::CallbackServerContext* context, const grpc::ByteBuffer* request,
    grpc::ByteBuffer* response) {
  return server::StartCall<WireCall<v1::GetTotalsRequest>>(
      parts_.book, context, request, response, parts_.answers, parts_.kept,
      parts_.waits, &GetTotalsOnWire);
}

grpc::ServerUnaryReactor* QueryServiceImpl::ListTotals(
    grpc::CallbackServerContext* context, const grpc::ByteBuffer* request,
    grpc::ByteBuffer* response) {
  return server::StartCall<WireCall<v1::ListTotalsRequest>>(
      parts_.book, context, request, response, parts_.answers, parts_.kept,
      parts_.waits, &ListTotalsOnWire);
}

grpc::ServerUnaryReactor* QueryServiceImpl::GetSeries(
    grpc::CallbackServerContext* context, const v1::GetSeriesRequest* request,
    v1::GetSeriesResponse* response) {
  return StartAnswer(context, request, response, &query::GetSeries);
}

grpc::ServerUnaryReactor* QueryServiceImpl::GetCoverage(
    grpc::CallbackServerContext* context, const v1::GetCoverageRequest* request,
    v1::GetCoverageResponse* response) {
  return StartAnswer(context, request, response, &query::GetCoverage);
}

grpc::ServerUnaryReactor* QueryServiceImpl::ListMissing(
    grpc::CallbackServerContext* context, const v1::ListMissingRequest* request,
    v1::ListMissingResponse* response) {
  return StartAnswer(context, request, response, &query::ListMissing);
}

grpc::ServerUnaryReactor* QueryServiceImpl::ListReports(
    grpc::CallbackServerContext* context, const v1::ListReportsRequest* request,
    v1::ListReportsResponse* response) {
  return StartAnswer(context, request, response, &query::ListReports);
}

}  // namespace disclosure::query
