// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

#include "services/aggregate/follower.h"

#include <utility>

#include "absl/random/random.h"

namespace disclosure::aggregate {
namespace {

// Responses that wait to be applied, of about a megabyte each.
constexpr size_t kWaitingMax = 4;

}  // namespace

Follower::Follower(Options options, LiveRollup& live, CheckpointSaver& saver)
    : live_(live), steps_(options, live, saver) {}

Follower::~Follower() { Stop(); }

void Follower::Start(const std::shared_ptr<grpc::Channel>& ingest) {
  feed_ = std::make_unique<FeedClient>(ingest);
  thread_ = std::thread([this] { Run(); });
}

void Follower::Stop() {
  {
    absl::MutexLock lock(&mutex_);
    stopped_ = true;
  }
  if (feed_ != nullptr) feed_->Cancel();
  if (thread_.joinable()) thread_.join();
}

void Follower::Run() {
  absl::BitGen random;
  for (;;) {
    const absl::Status ended = FollowOnce();
    {
      absl::MutexLock lock(&mutex_);
      if (stopped_) return;
    }
    const absl::Duration wait = steps_.Ended(ended);
    if (state().stopped_at_change) return;
    // Half of each wait is chance, so that not all come back together.
    if (!WaitBeforeNext(wait * absl::Uniform(random, 0.5, 1.0))) return;
  }
}

absl::Status Follower::FollowOnce() {
  Responses others(kWaitingMax, [this](v1::FollowResponse response) {
    absl::Status applied = steps_.Apply(std::move(response));
    if (!applied.ok()) feed_->EndStream();
    return applied;
  });
  const v1::FollowRequest request = steps_.NextRequest();
  absl::Status ended = feed_->Follow(request.log(), request.from_sequence(),
                                     [&](v1::FollowResponse response) {
                                       return Take(std::move(response), others);
                                     });
  absl::Status applied = others.Drain();
  return applied.ok() ? ended : applied;
}

absl::Status Follower::Take(v1::FollowResponse response, Responses& others) {
  // What is alone is applied here: handing it over would only take time.
  const int64_t behind = response.head_sequence() - live_.facts().sequence -
                         response.changes_size();
  if (behind <= 0 && others.idle()) return steps_.Apply(std::move(response));
  return others.Add(std::move(response));
}

bool Follower::WaitBeforeNext(absl::Duration wait) {
  absl::MutexLock lock(&mutex_);
  return !mutex_.AwaitWithTimeout(absl::Condition(&stopped_), wait);
}

}  // namespace disclosure::aggregate
