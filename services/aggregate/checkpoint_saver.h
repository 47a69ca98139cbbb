// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

// Saves the live rollup every second, or sooner if much has changed, on a
// thread of its own and on that of the follower; nothing while the log is
// replayed in bulk. A disk that fails does not stop the totals: they are served
// from memory, and saving is tried again.
//
// Thread-safe.

#ifndef DISCLOSURE_SERVICES_AGGREGATE_CHECKPOINT_SAVER_H_
#define DISCLOSURE_SERVICES_AGGREGATE_CHECKPOINT_SAVER_H_

#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <thread>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "base/clock.h"
#include "services/aggregate/checkpoint.h"
#include "services/aggregate/live_rollup.h"

namespace disclosure::aggregate {

class CheckpointSaver {
 public:
  struct Options {
    // Longer: more of the log is read again after a restart. Shorter: more is
    // written.
    absl::Duration period = absl::Seconds(1);

    // So many changes are saved at once, whatever the time. More: larger
    // batches in memory while the log is replayed.
    int64_t changes_max = 10'000;

    // The wait after a failure.
    absl::Duration retry_period = absl::Seconds(10);

    // What the wait after a failure is measured by; outlives the saver.
    const base::Clock* clock = &base::SystemClock();

    // Gets a line for what an operator should read.
    std::function<void(const std::string& line)> log;
  };

  // The rollup outlives the saver.
  CheckpointSaver(Options options, std::unique_ptr<Checkpoint> checkpoint,
                  LiveRollup& live);
  CheckpointSaver(const CheckpointSaver&) = delete;
  CheckpointSaver& operator=(const CheckpointSaver&) = delete;
  ~CheckpointSaver();  // Stop().

  // Puts the state that was saved last in place of the live one, if there is
  // one. Before Start().
  absl::Status Load();

  // Begins to save every period, on a thread of its own.
  void Start();

  // Saves what has changed, unless a failure was a moment ago.
  void Save();

  // To be called after changes were applied; saves if they have become many.
  void Applied();

  // Throws away what was saved and what is live, to begin with `log`.
  void BeginAnew(const v1::LogInfo& log);

  // Saves a last time and joins the thread. Idempotent.
  void Stop();

  // The position saved last.
  int64_t sequence() const { return sequence_; }

 private:
  void Run();
  void SaveLocked() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);

  const Options options_;
  LiveRollup& live_;
  absl::Mutex mutex_;
  const std::unique_ptr<Checkpoint> checkpoint_ ABSL_PT_GUARDED_BY(mutex_);
  bool stopped_ ABSL_GUARDED_BY(mutex_) = false;
  absl::Time not_before_ ABSL_GUARDED_BY(mutex_) = absl::InfinitePast();
  std::atomic<int64_t> sequence_ = 0;
  std::thread thread_;
};

}  // namespace disclosure::aggregate

#endif  // DISCLOSURE_SERVICES_AGGREGATE_CHECKPOINT_SAVER_H_
