// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

// Follows the log of ingest: one thread that reads changes and applies them,
// from the position the live rollup has, and connects anew when the stream
// ends. While more waits to be read, a second thread applies; and if very much
// does before anybody is served, in bulk.
//
// What cannot be applied stops it for good: the rollup stays at the change
// before, nothing is served any more, and the problem names the change. A log
// that ingest no longer has is given up: everything is derived anew from the
// log that it has.

#ifndef DISCLOSURE_SERVICES_AGGREGATE_FOLLOWER_H_
#define DISCLOSURE_SERVICES_AGGREGATE_FOLLOWER_H_

#include <cstdint>
#include <memory>
#include <string>
#include <thread>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "services/aggregate/checkpoint_saver.h"
#include "services/aggregate/feed_client.h"
#include "services/aggregate/live_rollup.h"
#include "services/aggregate/pipeline.h"

namespace disclosure::aggregate {

// Thread-safe, apart from Start() and Stop(), which one thread calls.
class Follower {
 public:
  struct Options {
    // The wait before ingest is asked again; doubled each time, and back to the
    // first after changes. Longer: ingest is found later.
    absl::Duration wait_first = absl::Milliseconds(50);
    absl::Duration wait_max = absl::Seconds(2);
  };

  // Rollup and saver outlive it.
  Follower(Options options, LiveRollup& live, CheckpointSaver& saver);
  Follower(const Follower&) = delete;
  Follower& operator=(const Follower&) = delete;
  ~Follower();  // Stop().

  // Begins to follow. At most once.
  void Start(const std::shared_ptr<grpc::Channel>& ingest);

  // Ends the stream and joins the thread. Idempotent.
  void Stop();

  struct State {
    // The rollup has reached the head that was found when following began.
    bool ready = false;
    // Why it is not following; OK before the first failure and while it does.
    absl::Status problem;
    // True: the problem is a change, and following has stopped for good.
    bool stopped_at_change = false;
    // The head last heard of.
    int64_t head = 0;
  };
  State state() const;

  // OK if totals may be served, else UNAVAILABLE (AGGREGATE_REPLAYING,
  // AGGREGATE_STOPPED) with the problem.
  absl::Status CheckReady() const;

 private:
  using Responses = Pipeline<v1::FollowResponse>;

  void Run();
  // Follows until the stream ends.
  absl::Status FollowOnce();
  absl::Status Take(v1::FollowResponse response, Responses& others);
  absl::Status Apply(v1::FollowResponse response);
  void Heard(int64_t head);
  bool IsFarBehind(int64_t sequence) const;
  void ReadyIfCaughtUp(int64_t sequence);
  void SetProblem(const absl::Status& problem);
  // False: told to stop.
  bool WaitBeforeNext(absl::Duration wait);

  const Options options_;
  LiveRollup& live_;
  CheckpointSaver& saver_;
  std::unique_ptr<FeedClient> feed_;

  mutable absl::Mutex mutex_;
  bool stopped_ ABSL_GUARDED_BY(mutex_) = false;
  State state_ ABSL_GUARDED_BY(mutex_);
  // The first head heard of since everything began anew; -1: none yet.
  int64_t target_ ABSL_GUARDED_BY(mutex_) = -1;

  // Of the thread alone: whether the stream under way brought a response.
  bool heard_ = false;
  std::thread thread_;
};

}  // namespace disclosure::aggregate

#endif  // DISCLOSURE_SERVICES_AGGREGATE_FOLLOWER_H_
