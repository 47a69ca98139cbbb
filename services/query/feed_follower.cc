// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

#include "services/query/feed_follower.h"

#include <utility>

#include "absl/random/random.h"
#include "server/status.h"

namespace disclosure::query {

FeedFollower::FeedFollower(Options options, ReadModel& model,
                           std::function<void()> applied)
    : steps_(options, model, std::move(applied)) {}

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

void FeedFollower::Run() {
  const auto stub = v1::RollupService::NewStub(channel_);
  absl::BitGen random;
  for (;;) {
    const absl::Status ended = FollowOnce(*stub);
    {
      absl::MutexLock lock(&mutex_);
      if (stopped_) return;
    }
    // Half of each wait is chance, so that replicas do not come back together.
    const absl::Duration wait = steps_.Ended(ended);
    if (!WaitBeforeNext(wait * absl::Uniform(random, 0.5, 1.0))) return;
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
  const v1::RollupServiceFollowRequest request = steps_.NextRequest();
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
  // Each takes the memory of the one before it.
  v1::RollupServiceFollowResponse response;
  while (reader->Read(&response)) {
    const absl::Status taken = steps_.Take(response);
    if (!taken.ok()) return taken;
  }
  return absl::OkStatus();
}

}  // namespace disclosure::query
