// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

// What following the log of ingest consists of, without a thread and without a
// network: what to ask for, what to do with an answer, and what the end of a
// stream means. Follower runs these steps over gRPC.
//
//   for (;;) {
//     request = steps.NextRequest();
//     for each response:  if (!steps.Apply(response).ok()) break;
//     wait(steps.Ended(why));
//     if (steps.state().stopped_at_change) return;
//   }
//
// What cannot be applied stops it for good: the rollup stays at the change
// before, nothing is served any more, and the problem names the change. A log
// that ingest no longer has is given up: everything is derived anew from the
// log that it has.

#ifndef DISCLOSURE_SERVICES_AGGREGATE_FOLLOW_STEPS_H_
#define DISCLOSURE_SERVICES_AGGREGATE_FOLLOW_STEPS_H_

#include <cstdint>
#include <string>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "disclosure/v1/change_feed_service.pb.h"
#include "services/aggregate/checkpoint_saver.h"
#include "services/aggregate/live_rollup.h"

namespace disclosure::aggregate {

// Thread-safe; steps are taken one after the other.
class FollowSteps {
 public:
  struct Options {
    // The wait before ingest is asked again; doubled each time, and back to the
    // first after changes. Longer: ingest is found later.
    absl::Duration wait_first = absl::Milliseconds(50);
    absl::Duration wait_max = absl::Seconds(2);

    // From so many changes on they are applied in bulk. Fewer are done one by
    // one before all rows could be summed up.
    int64_t far_behind = 20'000;
  };

  // Rollup and saver outlive it.
  FollowSteps(Options options, LiveRollup& live, CheckpointSaver& saver)
      : options_(options),
        live_(live),
        saver_(saver),
        wait_(options.wait_first) {}
  FollowSteps(const FollowSteps&) = delete;
  FollowSteps& operator=(const FollowSteps&) = delete;

  // Begins a stream: what it asks for.
  v1::FollowRequest NextRequest();

  // Applies a response of the stream. After an error the stream is of no more
  // use.
  absl::Status Apply(v1::FollowResponse response);

  // The stream has ended with this, which is not OK. Returns the longest wait
  // before the next one; nothing to wait for if following has stopped for good.
  absl::Duration Ended(const absl::Status& status);

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
  void Heard(int64_t head);
  bool IsFarBehind(int64_t sequence) const;
  void ReadyIfCaughtUp(int64_t sequence);

  const Options options_;
  LiveRollup& live_;
  CheckpointSaver& saver_;

  mutable absl::Mutex mutex_;
  State state_ ABSL_GUARDED_BY(mutex_);
  // The first head heard of since everything began anew; -1: none yet.
  int64_t target_ ABSL_GUARDED_BY(mutex_) = -1;
  // The stream under way brought a response.
  bool heard_ ABSL_GUARDED_BY(mutex_) = false;

  // Of the thread that ends streams: the next wait, and what was told last.
  absl::Duration wait_;
  std::string logged_;
};

}  // namespace disclosure::aggregate

#endif  // DISCLOSURE_SERVICES_AGGREGATE_FOLLOW_STEPS_H_
