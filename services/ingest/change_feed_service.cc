// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

#include "services/ingest/change_feed_service.h"

#include <cstdint>

#include "services/ingest/errors.h"

namespace disclosure::ingest {
namespace {

// What one message holds at most. Larger ones cost memory per follower, smaller
// ones time per change.
constexpr int kChangesMax = 1000;
constexpr size_t kBytesMax = 1 << 20;

class ChangeStream : public server::FeedStream<v1::FollowResponse> {
 public:
  ChangeStream(server::CallBook& book, server::FeedPump& pump,
               grpc::CallbackServerContext* context, const ServiceParts& parts,
               const v1::FollowRequest& request)
      : FeedStream(book, pump, context),
        parts_(parts),
        request_(request),
        next_(request.from_sequence()) {
    parts_.metrics.AddFollower();
  }

  ~ChangeStream() override { parts_.metrics.RemoveFollower(); }

 private:
  // The first message is sent even if there is no change: it names the log.
  absl::StatusOr<bool> Fill(v1::FollowResponse* response) override {
    LogState state = parts_.committer.state();
    int64_t head = state.tail.sequence;
    if (absl::Status valid = Check(state); !valid.ok()) return valid;
    if (next_ > head && begun_) return false;
    *response->mutable_log() = state.log;
    response->set_head_sequence(head);
    begun_ = true;
    if (next_ > head) return true;
    // The message was sent before and keeps its memory: nothing is allocated.
    auto add = [&](const ChangeValue& change) {
      v1::LoggedChange* logged = response->add_changes();
      logged->mutable_change()->assign(change.change);
      logged->mutable_hash()->assign(change.hash);
      logged->mutable_figures_part()->assign(change.figures_part);
    };
    absl::StatusOr<int> read =
        parts_.store.ReadChanges(next_, head, kChangesMax, kBytesMax, add);
    if (!read.ok()) return read.status();
    next_ += *read;
    return true;
  }

  // Also later: a log that was opened again after a failure may be shorter
  // than what this follower has seen of it.
  absl::Status Check(const LogState& state) const {
    if (!request_.log().empty() && request_.log() != state.log.id()) {
      return LogUnknown(request_.log(), state.log);
    }
    if (next_ < 1) {
      return FieldInvalid("from_sequence", "it must be at least 1.",
                          "至少为 1。");
    }
    if (next_ > state.tail.sequence + 1) {
      return PositionAhead(next_, state.tail.sequence);
    }
    return absl::OkStatus();
  }

  const ServiceParts& parts_;
  const v1::FollowRequest request_;
  // Of the pump's thread.
  int64_t next_;
  bool begun_ = false;
};

}  // namespace

grpc::ServerWriteReactor<v1::FollowResponse>* ChangeFeedService::Follow(
    grpc::CallbackServerContext* context, const v1::FollowRequest* request) {
  return server::StartStream<ChangeStream>(parts_.book, pump_, context, parts_,
                                           *request);
}

}  // namespace disclosure::ingest
