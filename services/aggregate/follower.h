// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

// Follows the log of ingest over gRPC: one thread that takes the steps of
// FollowSteps and connects anew when the stream ends. While more waits to be
// read, a second thread applies.

#ifndef DISCLOSURE_SERVICES_AGGREGATE_FOLLOWER_H_
#define DISCLOSURE_SERVICES_AGGREGATE_FOLLOWER_H_

#include <memory>
#include <thread>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "services/aggregate/checkpoint_saver.h"
#include "services/aggregate/feed_client.h"
#include "services/aggregate/follow_steps.h"
#include "services/aggregate/live_rollup.h"
#include "services/aggregate/pipeline.h"

namespace disclosure::aggregate {

// Thread-safe, apart from Start() and Stop(), which one thread calls.
class Follower {
 public:
  using Options = FollowSteps::Options;
  using State = FollowSteps::State;

  // Rollup and saver outlive it.
  Follower(Options options, LiveRollup& live, CheckpointSaver& saver);
  Follower(const Follower&) = delete;
  Follower& operator=(const Follower&) = delete;
  ~Follower();  // Stop().

  // Begins to follow. At most once.
  void Start(const std::shared_ptr<grpc::Channel>& ingest);

  // Ends the stream and joins the thread. Idempotent.
  void Stop();

  // As those of FollowSteps.
  State state() const { return steps_.state(); }
  absl::Status CheckReady() const { return steps_.CheckReady(); }

 private:
  using Responses = Pipeline<v1::FollowResponse>;

  void Run();
  // Follows until the stream ends.
  absl::Status FollowOnce();
  absl::Status Take(v1::FollowResponse response, Responses& others);
  // False: told to stop.
  bool WaitBeforeNext(absl::Duration wait);

  LiveRollup& live_;
  FollowSteps steps_;
  std::unique_ptr<FeedClient> feed_;

  mutable absl::Mutex mutex_;
  bool stopped_ ABSL_GUARDED_BY(mutex_) = false;
  std::thread thread_;
};

}  // namespace disclosure::aggregate

#endif  // DISCLOSURE_SERVICES_AGGREGATE_FOLLOWER_H_
