// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0
//
// Ingest behind a real gRPC server on a free port, with the small registry of
// test_support.h applied. Ending it checks that no call is left and that the
// folder is sound.

#ifndef DISCLOSURE_SERVICES_INGEST_TEST_SERVER_H_
#define DISCLOSURE_SERVICES_INGEST_TEST_SERVER_H_

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "absl/status/statusor.h"
#include "base/clock.h"
#include "disclosure/v1/backup_service.grpc.pb.h"
#include "disclosure/v1/change_feed_service.grpc.pb.h"
#include "disclosure/v1/ingest_service.grpc.pb.h"
#include "disclosure/v1/registry_service.grpc.pb.h"
#include "server/grpc_server.h"
#include "services/ingest/ingest.h"
#include "services/ingest/test_support.h"
#include "storage/temporary_folder.h"

namespace disclosure::ingest {

// True once `condition` holds; false if it does not within ten seconds.
bool Eventually(const std::function<bool()>& condition);

class ServerTest : public ::testing::Test {
 protected:
  void SetUp() override;
  void TearDown() override;

  void StartServer();
  void StopServer();

  // One call each, by the client's library; the status as it arrived.
  absl::StatusOr<v1::SubmitReportResponse> Submit(v1::Submission submission);
  absl::StatusOr<v1::SubmitReportResponse> Submit(
      v1::AnnualReport report, const std::string& request_id = "");
  absl::StatusOr<v1::WithdrawReportResponse> Withdraw(
      const std::string& office, bool validate_only = false);
  absl::StatusOr<v1::GetReportResponse> Get(const std::string& office,
                                            int revision = 0);
  absl::StatusOr<v1::ListRevisionsResponse> List(const std::string& office,
                                                 int page_size = 0,
                                                 const std::string& token = "");
  absl::StatusOr<v1::ApplyRegistryResponse> Apply(
      const v1::ApplyRegistryRequest& request);

  // The receipt as text, or the reason of the refusal.
  static std::string Print(
      const absl::StatusOr<v1::SubmitReportResponse>& response);
  static std::string Print(
      const absl::StatusOr<v1::WithdrawReportResponse>& response);

  storage::TemporaryFolder folder_;
  std::string backup_folder_ = folder_.path() + "/backups";
  base::SimulatedClock clock_{InTime()};
  std::shared_ptr<storage::FaultPlan> faults_;
  std::unique_ptr<server::Metrics> metrics_;
  std::unique_ptr<server::CallBook> book_;
  std::unique_ptr<Ingest> ingest_;
  std::unique_ptr<server::GrpcServer> server_;
  std::unique_ptr<v1::IngestService::Stub> ingest_stub_;
  std::unique_ptr<v1::RegistryService::Stub> registry_stub_;
  std::unique_ptr<v1::ChangeFeedService::Stub> feed_stub_;
  std::unique_ptr<v1::BackupService::Stub> backup_stub_;
};

}  // namespace disclosure::ingest

#endif  // DISCLOSURE_SERVICES_INGEST_TEST_SERVER_H_
