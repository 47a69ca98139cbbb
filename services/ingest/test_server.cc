// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

#include "services/ingest/test_server.h"

#include <utility>

#include <gmock/gmock.h>

#include "absl/time/clock.h"
#include "grpcpp/channel.h"
#include "grpcpp/client_context.h"
#include "server/channel.h"
#include "server/retry.h"
#include "server/status.h"
#include "services/ingest/fsck.h"

namespace disclosure::ingest {
namespace {

template <typename Response, typename Method>
absl::StatusOr<Response> CallServer(Method method) {
  grpc::ClientContext context;
  Response response;
  absl::Status status = server::FromGrpcStatus(method(&context, &response));
  if (!status.ok()) return status;
  return response;
}

}  // namespace

bool Eventually(const std::function<bool()>& condition) {
  server::RetryOptions patience;
  patience.attempts_max = 2000;
  patience.wait_first = absl::Milliseconds(1);
  patience.wait_max = absl::Milliseconds(20);
  patience.deadline = absl::Now() + absl::Seconds(10);
  return server::Retry(patience,
                       [&] {
                         return condition() ? absl::OkStatus()
                                            : absl::UnavailableError("not yet");
                       })
      .ok();
}

void ServerTest::SetUp() {
  StartServer();
  v1::ApplyRegistryRequest request;
  *request.mutable_rows() = SmallRegistry();
  auto applied = Apply(request);
  ASSERT_TRUE(applied.ok()) << applied.status();
}

void ServerTest::StartServer() {
  server::ServerOptions options;
  options.listen_address = "127.0.0.1:0";
  metrics_ = std::make_unique<server::Metrics>();
  book_ = std::make_unique<server::CallBook>(options);
  auto ingest = Ingest::Create({.folder = folder_.path() + "/ingest",
                                .log_name = "test",
                                .backup_folder = backup_folder_,
                                .clock = &clock_,
                                .log = nullptr,
                                .faults = faults_},
                               *book_, *metrics_);
  ASSERT_TRUE(ingest.ok()) << ingest.status();
  ingest_ = *std::move(ingest);
  auto server = server::GrpcServer::Start(options, *book_, *metrics_,
                                          ingest_->services());
  ASSERT_TRUE(server.ok()) << server.status();
  server_ = *std::move(server);
  auto channel = server::MakeChannel({.address = server_->address()});
  ASSERT_TRUE(channel.ok()) << channel.status();
  ingest_stub_ = v1::IngestService::NewStub(*channel);
  registry_stub_ = v1::RegistryService::NewStub(*channel);
  feed_stub_ = v1::ChangeFeedService::NewStub(*channel);
  backup_stub_ = v1::BackupService::NewStub(*channel);
}

void ServerTest::StopServer() {
  if (!server_) return;
  server_->Shutdown();
  ingest_->Stop();
  EXPECT_TRUE(Eventually([this] { return book_->live() == 0; }))
      << book_->live() << " calls are left";
  server_.reset();
  ingest_.reset();
  book_.reset();
  metrics_.reset();
}

void ServerTest::TearDown() {
  StopServer();
  auto report = Fsck(folder_.path() + "/ingest");
  ASSERT_TRUE(report.ok()) << report.status();
  EXPECT_THAT(report->problems, ::testing::IsEmpty());
}

absl::StatusOr<v1::SubmitReportResponse> ServerTest::Submit(
    v1::Submission submission) {
  v1::SubmitReportRequest request;
  *request.mutable_submission() = std::move(submission);
  return CallServer<v1::SubmitReportResponse>(
      [&](auto* context, auto* response) {
        return ingest_stub_->SubmitReport(context, request, response);
      });
}

absl::StatusOr<v1::SubmitReportResponse> ServerTest::Submit(
    v1::AnnualReport report, const std::string& request_id) {
  v1::Submission submission;
  *submission.mutable_report() = std::move(report);
  submission.set_request_id(request_id);
  return Submit(std::move(submission));
}

absl::StatusOr<v1::WithdrawReportResponse> ServerTest::Withdraw(
    const std::string& office, bool validate_only) {
  v1::WithdrawReportRequest request;
  request.set_office(office);
  request.set_year(2020);
  request.set_scope(v1::SCOPE_OWN);
  request.set_note("filed twice");
  request.set_validate_only(validate_only);
  return CallServer<v1::WithdrawReportResponse>(
      [&](auto* context, auto* response) {
        return ingest_stub_->WithdrawReport(context, request, response);
      });
}

absl::StatusOr<v1::GetReportResponse> ServerTest::Get(const std::string& office,
                                                      int revision) {
  v1::GetReportRequest request;
  request.set_office(office);
  request.set_year(2020);
  request.set_scope(v1::SCOPE_OWN);
  request.set_revision(revision);
  return CallServer<v1::GetReportResponse>([&](auto* context, auto* response) {
    return ingest_stub_->GetReport(context, request, response);
  });
}

absl::StatusOr<v1::ListRevisionsResponse> ServerTest::List(
    const std::string& office, int page_size, const std::string& token) {
  v1::ListRevisionsRequest request;
  request.set_office(office);
  request.set_year(2020);
  request.set_scope(v1::SCOPE_OWN);
  request.set_page_size(page_size);
  request.set_page_token(token);
  return CallServer<v1::ListRevisionsResponse>(
      [&](auto* context, auto* response) {
        return ingest_stub_->ListRevisions(context, request, response);
      });
}

absl::StatusOr<v1::ApplyRegistryResponse> ServerTest::Apply(
    const v1::ApplyRegistryRequest& request) {
  return CallServer<v1::ApplyRegistryResponse>(
      [&](auto* context, auto* response) {
        return registry_stub_->ApplyRegistry(context, request, response);
      });
}

std::string ServerTest::Print(
    const absl::StatusOr<v1::SubmitReportResponse>& response) {
  if (!response.ok()) return Reason(response.status());
  if (!response->has_receipt()) return "valid";
  return ingest::Print(response->receipt());
}

std::string ServerTest::Print(
    const absl::StatusOr<v1::WithdrawReportResponse>& response) {
  if (!response.ok()) return Reason(response.status());
  if (!response->has_receipt()) return "valid";
  return ingest::Print(response->receipt());
}

}  // namespace disclosure::ingest
