// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

#include "services/query/feed_follower.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "absl/random/random.h"
#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "base/absl_strings.h"
#include "base/error.h"
#include "server/log.h"
#include "server/status.h"
#include "services/query/update.h"

namespace disclosure::query {
namespace {

// True for what query itself refused: a refusal has a reason of its own, the
// end of a stream has the code of the connection or of aggregate.
bool IsRefusal(const absl::Status& status) {
  const std::string reason = base::GetErrorDetails(status).reason;
  return reason == "CATALOG_DIFFERS" || reason == "FEED_BROKEN" ||
         reason == "POSITION_WENT_BACK";
}

}  // namespace

FeedFollower::FeedFollower(Options options, ReadModel& model,
                           std::function<void()> applied)
    : options_(std::move(options)),
      model_(model),
      applied_(std::move(applied)) {}

FeedFollower::~FeedFollower() { Stop(); }

void FeedFollower::Start(std::shared_ptr<grpc::Channel> aggregate) {
  channel_ = std::move(aggregate);
  thread_ = std::thread([this] { Run(); });
}

void FeedFollower::Stop() {
  {
    absl::MutexLock lock(&mutex_);
    stopped_ = true;
    if (context_ != nullptr) context_->TryCancel();
  }
  if (thread_.joinable()) thread_.join();
}

FeedFollower::State FeedFollower::state() const {
  absl::MutexLock lock(&mutex_);
  return state_;
}

void FeedFollower::SetState(State state) {
  absl::MutexLock lock(&mutex_);
  state_ = std::move(state);
}

void FeedFollower::Run() {
  const auto stub = v1::RollupService::NewStub(channel_);
  absl::BitGen random;
  absl::Duration wait = options_.wait_first;
  std::string logged;
  for (;;) {
    updated_ = false;
    const absl::Status ended = FollowOnce(*stub);
    const bool refused = IsRefusal(ended);
    SetState({.following = false, .problem = ended, .refused = refused});
    if (updated_) {
      wait = options_.wait_first;
      logged.clear();
    }
    if (refused) wait = options_.wait_max;
    // Half of each wait is chance, so that replicas do not come back together.
    const absl::Duration pause = wait * absl::Uniform(random, 0.5, 1.0);
    if (!WaitBeforeNext(pause)) return;
    // The same trouble is told once, however often it is met.
    if (logged != ended.message()) {
      logged = std::string(ended.message());
      const std::string line =
          absl::StrCat("query does not follow aggregate: ", logged);
      // Before the first update aggregate is likely still starting.
      const bool expected = !refused && model_.position().log().empty();
      server::Log(
          expected ? server::LogLevel::kInfo : server::LogLevel::kWarning,
          line);
    }
    wait = std::min(wait * 2, options_.wait_max);
  }
}

bool FeedFollower::WaitBeforeNext(absl::Duration wait) {
  absl::MutexLock lock(&mutex_);
  return !mutex_.AwaitWithTimeout(absl::Condition(&stopped_), wait);
}

absl::Status FeedFollower::FollowOnce(v1::RollupService::Stub& stub) {
  grpc::ClientContext context;
  {
    absl::MutexLock lock(&mutex_);
    if (stopped_) return absl::CancelledError("stopped");
    context_ = &context;
  }
  v1::RollupServiceFollowRequest request;
  const v1::LogPosition from = model_.position();
  if (!from.log().empty()) *request.mutable_from() = from;
  Reader reader;
  stub.async()->Follow(&context, &request, reader.reactor());
  reader.Start();
  const absl::Status refused = ReadUpdates(&reader);
  // What is not read any more must be cancelled, or Finish() waits for it.
  if (!refused.ok()) context.TryCancel();
  const grpc::Status ended = reader.Finish();
  {
    absl::MutexLock lock(&mutex_);
    context_ = nullptr;
  }
  if (!refused.ok()) return refused;
  if (ended.ok()) return absl::UnavailableError("the feed has ended");
  return server::FromGrpcStatus(ended);
}

absl::Status FeedFollower::ReadUpdates(Reader* reader) {
  UpdateStage stage(*options_.catalog);
  // Each takes the memory of the one before it.
  v1::RollupServiceFollowResponse response;
  while (reader->Read(&response)) {
    absl::StatusOr<std::optional<Update>> update = stage.Add(response);
    if (!update.ok()) return update.status();
    if (!update->has_value()) continue;
    const absl::Status applied = model_.Apply(**std::move(update));
    if (!applied.ok()) return applied;
    if (!updated_) SetState({.following = true});
    updated_ = true;
    applied_();
  }
  return absl::OkStatus();
}

}  // namespace disclosure::query
