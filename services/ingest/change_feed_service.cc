// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

#include "services/ingest/change_feed_service.h"

#include "services/ingest/change_cursor.h"
#include "services/ingest/errors.h"

namespace disclosure::ingest {
namespace {

class ChangeStream : public server::FeedStream<v1::FollowResponse> {
 public:
  ChangeStream(server::CallBook& book, server::FeedPump& pump,
               grpc::CallbackServerContext* context, const ServiceParts& parts,
               const v1::FollowRequest& request)
      : FeedStream(book, pump, context), parts_(parts), cursor_(request) {
    parts_.metrics.AddFollower();
  }

  ~ChangeStream() override { parts_.metrics.RemoveFollower(); }

 private:
  absl::StatusOr<bool> Fill(v1::FollowResponse* response) override {
    return cursor_.Next(parts_.committer.state(), parts_.store, response);
  }

  const ServiceParts& parts_;
  ChangeCursor cursor_;  // Of the pump's thread.
};

}  // namespace

grpc::ServerWriteReactor<v1::FollowResponse>* ChangeFeedService::Follow(
    grpc::CallbackServerContext* context, const v1::FollowRequest* request) {
  return server::StartStream<ChangeStream>(parts_.book, pump_, context, parts_,
                                           *request);
}

}  // namespace disclosure::ingest
