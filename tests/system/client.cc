// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

#include "tests/system/client.h"

#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "base/check.h"
#include "base/error.h"
#include "grpcpp/channel.h"
#include "server/channel.h"

namespace disclosure::testing {
namespace {

std::shared_ptr<grpc::Channel> ChannelTo(const server::ClientOptions& options) {
  auto channel = server::MakeChannel(options);
  DISCLOSURE_CHECK(channel.ok());
  return *channel;
}

server::ClientOptions At(const std::string& address) {
  server::ClientOptions options;
  options.address = address;
  return options;
}

}  // namespace

Client::Client(const std::string& address) : Client(At(address)) {}

Client::Client(const server::ClientOptions& all) {
  auto channel = ChannelTo(all);
  Connect(channel, channel, channel);
}

Client::Client(const std::string& ingest, const std::string& aggregate,
               const std::string& query) {
  Connect(ChannelTo(At(ingest)), ChannelTo(At(aggregate)),
          ChannelTo(At(query)));
}

void Client::Connect(std::shared_ptr<grpc::Channel> ingest,
                     std::shared_ptr<grpc::Channel> aggregate,
                     std::shared_ptr<grpc::Channel> query) {
  ingest_ = v1::IngestService::NewStub(ingest);
  registry_ = v1::RegistryService::NewStub(ingest);
  feed_ = v1::ChangeFeedService::NewStub(ingest);
  rollup_ = v1::RollupService::NewStub(aggregate);
  query_ = v1::QueryService::NewStub(query);
  ingest_channel_ = std::move(ingest);
}

absl::StatusOr<v1::ApplyRegistryResponse> Client::Apply(
    const v1::RegistryRows& rows, const std::string& request_id) {
  v1::ApplyRegistryRequest request;
  *request.mutable_rows() = rows;
  request.set_request_id(request_id);
  return Call(*registry_, &v1::RegistryService::Stub::ApplyRegistry, request);
}

absl::StatusOr<v1::SubmitReportResponse> Client::Submit(
    const v1::Submission& submission) {
  v1::SubmitReportRequest request;
  *request.mutable_submission() = submission;
  return Call(*ingest_, &v1::IngestService::Stub::SubmitReport, request);
}

absl::StatusOr<v1::Receipt> Client::Submit(const v1::AnnualReport& report) {
  v1::Submission submission;
  *submission.mutable_report() = report;
  auto response = Submit(submission);
  if (!response.ok()) return response.status();
  return response->receipt();
}

absl::StatusOr<std::vector<v1::LoggedChange>> Client::ReadLog() {
  std::vector<v1::LoggedChange> changes;
  grpc::ClientContext context;
  context.set_deadline(absl::ToChronoTime(absl::Now() + kCallLimit));
  v1::FollowRequest request;
  request.set_from_sequence(1);
  auto reader = feed_->Follow(&context, request);
  v1::FollowResponse response;
  int64_t head = -1;
  while (reader->Read(&response)) {
    if (head < 0) head = response.head_sequence();
    for (v1::LoggedChange& change : *response.mutable_changes()) {
      changes.push_back(std::move(change));
    }
    if (static_cast<int64_t>(changes.size()) >= head) {
      context.TryCancel();
      return changes;
    }
  }
  return server::FromGrpcStatus(reader->Finish());
}

std::string Reason(const absl::Status& status) {
  if (status.ok()) return "OK";
  const std::string reason = base::GetErrorDetails(status).reason;
  return reason.empty() ? absl::StatusCodeToString(status.code()) : reason;
}

std::string Describe(const absl::Status& status) {
  return status.ok() ? "OK"
                     : absl::StrCat(Reason(status), ": ", status.message());
}

}  // namespace disclosure::testing
