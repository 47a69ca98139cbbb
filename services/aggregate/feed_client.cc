// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

#include "services/aggregate/feed_client.h"

#include <utility>

#include "absl/time/clock.h"
#include "server/status.h"
#include "server/stream_reader.h"

namespace disclosure::aggregate {
namespace {

// A read of a known number of changes must end: this long, and for each change
// this much longer. Far above what any disk or network needs.
constexpr absl::Duration kReadTime = absl::Seconds(30);
constexpr absl::Duration kReadTimePerChange = absl::Milliseconds(2);

}  // namespace

FeedClient::FeedClient(const std::shared_ptr<grpc::Channel>& ingest)
    : stub_(v1::ChangeFeedService::NewStub(ingest)) {}

absl::Status FeedClient::Follow(
    const std::string& log, int64_t from_sequence,
    absl::FunctionRef<absl::Status(v1::FollowResponse)> take) {
  return FollowUntil(log, from_sequence, absl::InfiniteFuture(), take);
}

absl::Status FeedClient::FollowUntil(
    const std::string& log, int64_t from_sequence, absl::Time deadline,
    absl::FunctionRef<absl::Status(v1::FollowResponse)> take) {
  grpc::ClientContext context;
  if (deadline != absl::InfiniteFuture()) {
    context.set_deadline(absl::ToChronoTime(deadline));
  }
  {
    absl::MutexLock lock(&mutex_);
    if (cancelled_) return absl::CancelledError("stopped");
    context_ = &context;
  }
  v1::FollowRequest request;
  request.set_log(log);
  request.set_from_sequence(from_sequence);
  server::StreamReader<v1::FollowResponse> reader;
  stub_->async()->Follow(&context, &request, reader.reactor());
  reader.Start();
  absl::Status taken;
  v1::FollowResponse response;
  while (taken.ok() && reader.Read(&response)) {
    taken = take(std::move(response));
  }
  // What is not read any more must be cancelled, or Finish() waits for it.
  if (!taken.ok()) context.TryCancel();
  grpc::Status ended = reader.Finish();
  {
    absl::MutexLock lock(&mutex_);
    context_ = nullptr;
  }
  if (!taken.ok()) return taken;
  if (ended.ok()) return absl::UnavailableError("the feed has ended");
  return server::FromGrpcStatus(ended);
}

absl::Status FeedClient::Read(
    const std::string& log, int64_t first, int64_t last,
    absl::FunctionRef<absl::Status(v1::LoggedChange)> take) {
  int64_t next = first;
  absl::Time deadline =
      absl::Now() + kReadTime + kReadTimePerChange * (last - first);
  absl::Status ended =
      FollowUntil(log, first, deadline, [&](v1::FollowResponse response) {
        for (v1::LoggedChange& change : *response.mutable_changes()) {
          if (next > last) break;
          absl::Status taken = take(std::move(change));
          if (!taken.ok()) return taken;
          ++next;
        }
        return next > last ? absl::CancelledError("all read")
                           : absl::OkStatus();
      });
  return next > last ? absl::OkStatus() : ended;
}

void FeedClient::EndStream() {
  absl::MutexLock lock(&mutex_);
  if (context_ != nullptr) context_->TryCancel();
}

void FeedClient::Cancel() {
  absl::MutexLock lock(&mutex_);
  cancelled_ = true;
  if (context_ != nullptr) context_->TryCancel();
}

bool FeedClient::cancelled() const {
  absl::MutexLock lock(&mutex_);
  return cancelled_;
}

}  // namespace disclosure::aggregate
