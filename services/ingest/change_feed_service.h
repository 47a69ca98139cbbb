// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0
//
// disclosure.v1.ChangeFeedService over the core: the log, as fast as each
// follower reads.

#ifndef DISCLOSURE_SERVICES_INGEST_CHANGE_FEED_SERVICE_H_
#define DISCLOSURE_SERVICES_INGEST_CHANGE_FEED_SERVICE_H_

#include "disclosure/v1/change_feed_service.grpc.pb.h"
#include "server/feed_stream.h"
#include "services/ingest/service_parts.h"

namespace disclosure::ingest {

class ChangeFeedService : public v1::ChangeFeedService::CallbackService {
 public:
  // `pump` outlives the gRPC server and is woken after each commit.
  ChangeFeedService(const ServiceParts& parts, server::FeedPump& pump)
      : parts_(parts), pump_(pump) {}

  grpc::ServerWriteReactor<v1::FollowResponse>* Follow(
      grpc::CallbackServerContext* context,
      const v1::FollowRequest* request) override;

 private:
  const ServiceParts parts_;
  server::FeedPump& pump_;
};

}  // namespace disclosure::ingest

#endif  // DISCLOSURE_SERVICES_INGEST_CHANGE_FEED_SERVICE_H_
