// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

#include "services/aggregate/rollup_service.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "base/error.h"
#include "server/unary_call.h"
#include "services/aggregate/update_feed.h"

namespace disclosure::aggregate {
namespace {

class RollupStream
    : public server::FeedStream<v1::RollupServiceFollowResponse> {
 public:
  RollupStream(server::CallBook& book, server::FeedPump& pump,
               grpc::CallbackServerContext* context, const ServiceParts& parts,
               v1::LogPosition from)
      : FeedStream(book, pump, context),
        parts_(parts),
        feed_(parts.live, std::move(from)) {
    ++parts_.followers;
  }

  ~RollupStream() override { --parts_.followers; }

 private:
  absl::StatusOr<bool> Fill(
      v1::RollupServiceFollowResponse* response) override {
    return feed_.Next(
        feed_.begun() ? absl::OkStatus() : parts_.follower.CheckReady(),
        response);
  }

  const ServiceParts& parts_;
  UpdateFeed feed_;  // Of the pump's thread.
};

class VerifyCall : public server::UnaryCall {
 public:
  VerifyCall(server::CallBook& book, grpc::CallbackServerContext* context,
             const ServiceParts& parts, v1::VerifyResponse* response)
      : UnaryCall(book, context), parts_(parts), response_(response) {}

 private:
  void Begin() override {
    absl::Status begun = parts_.follower.CheckReady();
    if (begun.ok()) {
      begun =
          parts_.worker.Verify([call = Self<VerifyCall>()](
                                   absl::StatusOr<v1::VerifyResponse> result) {
            if (!call->Claim()) return;
            if (result.ok()) *call->response_ = *std::move(result);
            call->FinishClaimed(result.status());
          });
    }
    if (!begun.ok()) FinishOnce(begun);
  }

  const ServiceParts& parts_;
  v1::VerifyResponse* const response_;
};

class RebuildCall : public server::UnaryCall {
 public:
  RebuildCall(server::CallBook& book, grpc::CallbackServerContext* context,
              const ServiceParts& parts, v1::RebuildResponse* response)
      : UnaryCall(book, context), parts_(parts), response_(response) {}

 private:
  void Begin() override {
    absl::Status begun = parts_.follower.CheckReady();
    if (begun.ok()) {
      begun = parts_.worker.Rebuild(
          [call = Self<RebuildCall>()](
              absl::StatusOr<v1::RebuildResponse> result) {
            if (!call->Claim()) return;
            if (result.ok()) *call->response_ = *std::move(result);
            call->FinishClaimed(result.status());
          });
    }
    if (!begun.ok()) FinishOnce(begun);
  }

  const ServiceParts& parts_;
  v1::RebuildResponse* const response_;
};

}  // namespace

v1::RollupServiceGetStatusResponse StatusOf(const ServiceParts& parts) {
  v1::RollupServiceGetStatusResponse status;
  RollupFacts facts = parts.live.facts();
  Follower::State following = parts.follower.state();
  MaintenanceWorker::Result verified = parts.worker.last();
  *status.mutable_log() = facts.log;
  status.mutable_position()->set_log(facts.log.id());
  status.mutable_position()->set_sequence(facts.sequence);
  status.set_head_sequence(following.head);
  status.set_checkpoint_sequence(parts.saver.sequence());
  status.set_ready(following.ready);
  status.set_problem(absl::StrCat(following.problem.message()));
  status.set_reports(facts.reports);
  status.set_rows(facts.rows);
  status.set_catalog(parts.live.layout().catalog().fingerprint());
  if (verified.at != absl::InfinitePast()) {
    status.mutable_verified_at()->set_seconds(absl::ToUnixSeconds(verified.at));
  }
  status.set_verify_mismatches(verified.mismatches);
  return status;
}

grpc::ServerWriteReactor<v1::RollupServiceFollowResponse>*
RollupService::Follow(grpc::CallbackServerContext* context,
                      const v1::RollupServiceFollowRequest* request) {
  return server::StartStream<RollupStream>(parts_.book, parts_.pump, context,
                                           parts_, request->from());
}

grpc::ServerUnaryReactor* RollupService::GetStatus(
    grpc::CallbackServerContext* context,
    const v1::RollupServiceGetStatusRequest* /*request*/,
    v1::RollupServiceGetStatusResponse* response) {
  *response = StatusOf(parts_);
  return server::FinishNow(parts_.book, context, response->ByteSizeLong());
}

grpc::ServerUnaryReactor* RollupService::Verify(
    grpc::CallbackServerContext* context, const v1::VerifyRequest* /*request*/,
    v1::VerifyResponse* response) {
  return server::StartCall<VerifyCall>(parts_.book, context, parts_, response);
}

grpc::ServerUnaryReactor* RollupService::Rebuild(
    grpc::CallbackServerContext* context, const v1::RebuildRequest* /*request*/,
    v1::RebuildResponse* response) {
  return server::StartCall<RebuildCall>(parts_.book, context, parts_, response);
}

}  // namespace disclosure::aggregate
