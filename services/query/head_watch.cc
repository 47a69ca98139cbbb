// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

#include "services/query/head_watch.h"

#include <utility>

#include "absl/time/clock.h"

namespace disclosure::query {
namespace {

constexpr absl::Duration kAnswerWithin = absl::Seconds(2);

}  // namespace

HeadWatch::~HeadWatch() { Stop(); }

void HeadWatch::Start(std::shared_ptr<grpc::Channel> aggregate,
                      absl::Duration period) {
  channel_ = std::move(aggregate);
  thread_ = std::thread([this, period] { Run(period); });
}

void HeadWatch::Stop() {
  {
    absl::MutexLock lock(&mutex_);
    stopped_ = true;
    if (context_ != nullptr) context_->TryCancel();
  }
  if (thread_.joinable()) thread_.join();
}

void HeadWatch::Run(absl::Duration period) {
  const auto stub = v1::RollupService::NewStub(channel_);
  for (;;) {
    {
      absl::MutexLock lock(&mutex_);
      if (mutex_.AwaitWithTimeout(absl::Condition(&stopped_), period)) return;
    }
    AskOnce(*stub);
  }
}

void HeadWatch::AskOnce(v1::RollupService::Stub& stub) {
  grpc::ClientContext context;
  context.set_deadline(absl::ToChronoTime(absl::Now() + kAnswerWithin));
  {
    absl::MutexLock lock(&mutex_);
    if (stopped_) return;
    context_ = &context;
  }
  v1::RollupServiceGetStatusResponse response;
  const grpc::Status status =
      stub.GetStatus(&context, v1::RollupServiceGetStatusRequest(), &response);
  {
    absl::MutexLock lock(&mutex_);
    context_ = nullptr;
  }
  // No answer is no news: that the feed is broken is the follower's to say.
  if (status.ok()) heard_(response);
}

}  // namespace disclosure::query
