// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

// Follows aggregate's feed over gRPC: one thread that takes the steps of
// FeedSteps and connects anew when the stream ends.

#ifndef DISCLOSURE_SERVICES_QUERY_FEED_FOLLOWER_H_
#define DISCLOSURE_SERVICES_QUERY_FEED_FOLLOWER_H_

#include <functional>
#include <memory>
#include <thread>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "disclosure/v1/rollup_service.grpc.pb.h"
#include "grpcpp/channel.h"
#include "server/stream_reader.h"
#include "services/query/feed_steps.h"
#include "services/query/read_model.h"

namespace disclosure::query {

// Thread-safe.
class FeedFollower {
 public:
  using Options = FeedSteps::Options;
  using State = FeedSteps::State;

  // `applied` runs on the follower's thread after each update. The model
  // outlives the follower.
  FeedFollower(Options options, ReadModel& model,
               std::function<void()> applied);
  FeedFollower(const FeedFollower&) = delete;
  FeedFollower& operator=(const FeedFollower&) = delete;
  ~FeedFollower();  // Stop().

  // Begins to follow. At most once.
  void Start(std::shared_ptr<grpc::Channel> aggregate);

  // Ends the stream and joins the thread.
  void Stop();

  State state() const { return steps_.state(); }

 private:
  using Reader = server::StreamReader<v1::RollupServiceFollowResponse>;

  void Run();
  // Follows until the stream ends; says why.
  absl::Status FollowOnce(v1::RollupService::Stub& stub);
  // Reads updates and applies them. OK: the stream has ended.
  absl::Status ReadUpdates(Reader* reader);
  // False: told to stop.
  bool WaitBeforeNext(absl::Duration wait);

  FeedSteps steps_;
  mutable absl::Mutex mutex_;
  bool stopped_ ABSL_GUARDED_BY(mutex_) = false;
  grpc::ClientContext* context_ ABSL_GUARDED_BY(mutex_) = nullptr;
  std::shared_ptr<grpc::Channel> channel_;
  std::thread thread_;
};

}  // namespace disclosure::query

#endif  // DISCLOSURE_SERVICES_QUERY_FEED_FOLLOWER_H_
