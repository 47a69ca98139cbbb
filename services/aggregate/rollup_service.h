// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

// RollupService: streams of updates, status, verify, rebuild.

#ifndef DISCLOSURE_SERVICES_AGGREGATE_ROLLUP_SERVICE_H_
#define DISCLOSURE_SERVICES_AGGREGATE_ROLLUP_SERVICE_H_

#include <atomic>

#include "disclosure/v1/rollup_service.grpc.pb.h"
#include "server/call_book.h"
#include "server/feed_stream.h"
#include "services/aggregate/checkpoint_saver.h"
#include "services/aggregate/follower.h"
#include "services/aggregate/live_rollup.h"
#include "services/aggregate/maintenance_worker.h"

namespace disclosure::aggregate {

// What the calls work with. All of it outlives the service.
struct ServiceParts {
  server::CallBook& book;
  server::FeedPump& pump;
  LiveRollup& live;
  const Follower& follower;
  const CheckpointSaver& saver;
  MaintenanceWorker& worker;
  // Followers open now.
  std::atomic<int>& followers;
};

v1::RollupServiceGetStatusResponse StatusOf(const ServiceParts& parts);

class RollupService : public v1::RollupService::CallbackService {
 public:
  explicit RollupService(ServiceParts parts) : parts_(parts) {}

  grpc::ServerWriteReactor<v1::RollupServiceFollowResponse>* Follow(
      grpc::CallbackServerContext* context,
      const v1::RollupServiceFollowRequest* request) override;

  grpc::ServerUnaryReactor* GetStatus(
      grpc::CallbackServerContext* context,
      const v1::RollupServiceGetStatusRequest* request,
      v1::RollupServiceGetStatusResponse* response) override;

  grpc::ServerUnaryReactor* Verify(grpc::CallbackServerContext* context,
                                   const v1::VerifyRequest* request,
                                   v1::VerifyResponse* response) override;

  grpc::ServerUnaryReactor* Rebuild(grpc::CallbackServerContext* context,
                                    const v1::RebuildRequest* request,
                                    v1::RebuildResponse* response) override;

 private:
  const ServiceParts parts_;
};

}  // namespace disclosure::aggregate

#endif  // DISCLOSURE_SERVICES_AGGREGATE_ROLLUP_SERVICE_H_
