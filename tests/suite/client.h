// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

// For tests of the whole: what an office, an analyst and an operator do, as
// calls that wait for their answer.

#ifndef DISCLOSURE_TESTS_SUITE_CLIENT_H_
#define DISCLOSURE_TESTS_SUITE_CLIENT_H_

#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "disclosure/v1/ingest_service.grpc.pb.h"
#include "disclosure/v1/query_service.grpc.pb.h"
#include "disclosure/v1/registry_service.grpc.pb.h"
#include "grpcpp/channel.h"

namespace disclosure::tests {

// No step of a test takes longer, on a busy machine either.
inline constexpr absl::Duration kStepMax = absl::Seconds(60);

// Sets the deadline of one call.
void SetDeadline(grpc::ClientContext& context,
                 absl::Duration within = kStepMax);

// Repeats `condition` until it holds; false if it did not within kStepMax.
bool Eventually(const std::function<bool()>& condition);

class Client {
 public:
  explicit Client(const std::shared_ptr<grpc::Channel>& channel);
  // Query apart from ingest.
  Client(const std::shared_ptr<grpc::Channel>& ingest,
         const std::shared_ptr<grpc::Channel>& query);

  // The registry in testdata/, changed by `edit`.
  absl::StatusOr<v1::LogPosition> ApplyRegistry(
      const std::function<void(v1::RegistryRows&)>& edit = nullptr);

  absl::StatusOr<v1::Receipt> Submit(const v1::AnnualReport& report,
                                     bool as_published = false);
  absl::StatusOr<v1::Receipt> Withdraw(const std::string& office, int year,
                                       v1::Scope scope);

  // Repeats the call while query is not ready.
  absl::StatusOr<v1::Totals> GetTotals(const std::string& region, int year,
                                       const v1::LogPosition& min_position = {},
                                       const std::string& line = "");
  absl::StatusOr<v1::ListTotalsResponse> ListTotals(
      const std::string& region, int year,
      const v1::LogPosition& min_position = {});
  absl::StatusOr<v1::GetReportResponse> GetReport(const std::string& office,
                                                  int year, v1::Scope scope);
  absl::StatusOr<v1::QueryServiceGetStatusResponse> GetStatus();

  v1::QueryService::Stub& query() { return *query_; }

 private:
  std::unique_ptr<v1::IngestService::Stub> ingest_;
  std::unique_ptr<v1::RegistryService::Stub> registry_;
  std::unique_ptr<v1::QueryService::Stub> query_;
};

// A report file of testdata/reports.
v1::AnnualReport ReadReport(const std::string& name);

// An own report with that many applications received and still open: it
// balances.
v1::AnnualReport SmallReport(const std::string& office, int year,
                             int64_t applications);

// The applications received in a total, 0 if it has none.
int64_t ApplicationsIn(const v1::Figures& figures);

// The reason of an error.
std::string ReasonOf(const absl::Status& status);

}  // namespace disclosure::tests

#endif  // DISCLOSURE_TESTS_SUITE_CLIENT_H_
