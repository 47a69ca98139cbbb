// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

// Typed calls of the suite's services, blocking, each with a deadline.

#ifndef DISCLOSURE_TESTS_SYSTEM_CLIENT_H_
#define DISCLOSURE_TESTS_SYSTEM_CLIENT_H_

#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "disclosure/v1/change_feed_service.grpc.pb.h"
#include "disclosure/v1/ingest_service.grpc.pb.h"
#include "disclosure/v1/query_service.grpc.pb.h"
#include "disclosure/v1/registry_service.grpc.pb.h"
#include "disclosure/v1/rollup_service.grpc.pb.h"
#include "grpcpp/client_context.h"
#include "server/options.h"
#include "server/status.h"

namespace disclosure::testing {

inline constexpr absl::Duration kCallLimit = absl::Seconds(30);

// One call, which waits for a server that is being started. `method` as in
// &v1::QueryService::Stub::GetTotals.
template <class Stub, class Request, class Response>
absl::StatusOr<Response> Call(Stub& stub,
                              grpc::Status (Stub::*method)(grpc::ClientContext*,
                                                           const Request&,
                                                           Response*),
                              const Request& request,
                              absl::Duration limit = kCallLimit) {
  grpc::ClientContext context;
  context.set_deadline(absl::ToChronoTime(absl::Now() + limit));
  context.set_wait_for_ready(true);
  Response response;
  const grpc::Status status = (stub.*method)(&context, request, &response);
  if (!status.ok()) return server::FromGrpcStatus(status);
  return response;
}

// The services, each at its address.
class Client {
 public:
  // All of them at one address.
  explicit Client(const std::string& address);
  explicit Client(const server::ClientOptions& all);
  Client(const std::string& ingest, const std::string& aggregate,
         const std::string& query);

  v1::IngestService::Stub& ingest() { return *ingest_; }
  v1::RegistryService::Stub& registry() { return *registry_; }
  v1::ChangeFeedService::Stub& feed() { return *feed_; }
  v1::RollupService::Stub& rollup() { return *rollup_; }
  v1::QueryService::Stub& query() { return *query_; }
  const std::shared_ptr<grpc::Channel>& ingest_channel() {
    return ingest_channel_;
  }

  absl::StatusOr<v1::ApplyRegistryResponse> Apply(
      const v1::RegistryRows& rows, const std::string& request_id = "");
  absl::StatusOr<v1::SubmitReportResponse> Submit(
      const v1::Submission& submission);
  // Of a report as it is, or as an amendment of `report.revision`.
  absl::StatusOr<v1::Receipt> Submit(const v1::AnnualReport& report);

  // All changes of the log, up to the head when asked.
  absl::StatusOr<std::vector<v1::LoggedChange>> ReadLog();

 private:
  void Connect(std::shared_ptr<grpc::Channel> ingest,
               std::shared_ptr<grpc::Channel> aggregate,
               std::shared_ptr<grpc::Channel> query);

  std::shared_ptr<grpc::Channel> ingest_channel_;
  std::unique_ptr<v1::IngestService::Stub> ingest_;
  std::unique_ptr<v1::RegistryService::Stub> registry_;
  std::unique_ptr<v1::ChangeFeedService::Stub> feed_;
  std::unique_ptr<v1::RollupService::Stub> rollup_;
  std::unique_ptr<v1::QueryService::Stub> query_;
};

// "OK", or the reason of an error with its message.
std::string Describe(const absl::Status& status);
// The reason alone; "OK".
std::string Reason(const absl::Status& status);

}  // namespace disclosure::testing

#endif  // DISCLOSURE_TESTS_SYSTEM_CLIENT_H_
