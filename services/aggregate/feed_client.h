// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

// Reads the change feed of ingest, one stream at a time, on the thread of the
// caller. Cancel() may come from any thread.

#ifndef DISCLOSURE_SERVICES_AGGREGATE_FEED_CLIENT_H_
#define DISCLOSURE_SERVICES_AGGREGATE_FEED_CLIENT_H_

#include <cstdint>
#include <memory>
#include <string>

#include "absl/base/thread_annotations.h"
#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "disclosure/v1/change_feed_service.grpc.pb.h"
#include "grpcpp/channel.h"
#include "services/aggregate/change_source.h"

namespace disclosure::aggregate {

class FeedClient : public ChangeSource {
 public:
  explicit FeedClient(const std::shared_ptr<grpc::Channel>& ingest);

  // Calls `take` with each response, until it fails, the stream ends, or
  // Cancel(). Never OK: the error of `take`, else that of the stream.
  absl::Status Follow(const std::string& log, int64_t from_sequence,
                      absl::FunctionRef<absl::Status(v1::FollowResponse)> take);

  absl::Status Read(
      const std::string& log, int64_t first, int64_t last,
      absl::FunctionRef<absl::Status(v1::LoggedChange)> take) override;

  // Ends the stream under way.
  void EndStream();

  // Ends the stream under way and refuses later ones.
  void Cancel();
  bool cancelled() const override;

 private:
  absl::Status FollowUntil(
      const std::string& log, int64_t from_sequence, absl::Time deadline,
      absl::FunctionRef<absl::Status(v1::FollowResponse)> take);

  const std::unique_ptr<v1::ChangeFeedService::Stub> stub_;
  mutable absl::Mutex mutex_;
  bool cancelled_ ABSL_GUARDED_BY(mutex_) = false;
  grpc::ClientContext* context_ ABSL_GUARDED_BY(mutex_) = nullptr;
};

}  // namespace disclosure::aggregate

#endif  // DISCLOSURE_SERVICES_AGGREGATE_FEED_CLIENT_H_
