// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

// The one Rollup of the process, shared: one thread applies changes, others
// read slices of updates, save checkpoints, verify and replace it.
//
// Two locks, always taken in this order: the gate, which is held by whoever may
// change the rollup, and the mutex, which is held exclusively only while it
// changes. So whoever holds the gate can read at leisure while others read too.
//
// Thread-safe. Callbacks must not call back into it.

#ifndef DISCLOSURE_SERVICES_AGGREGATE_LIVE_ROLLUP_H_
#define DISCLOSURE_SERVICES_AGGREGATE_LIVE_ROLLUP_H_

#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/synchronization/mutex.h"
#include "services/aggregate/rollup.h"

namespace disclosure::aggregate {

// What is to be known about it at any time, without waiting for its locks.
struct RollupFacts {
  v1::LogInfo log;
  int64_t sequence = 0;
  int64_t rows = 0;
  int64_t reports = 0;
  // Grows when the rollup is replaced by one that no follower can continue.
  int64_t generation = 0;
};

class LiveRollup {
 public:
  // `changed` runs after each change of the rollup, without locks. The layout
  // must outlive it.
  LiveRollup(const FormLayout& layout, std::function<void()> changed);
  LiveRollup(const LiveRollup&) = delete;
  LiveRollup& operator=(const LiveRollup&) = delete;

  const FormLayout& layout() const { return layout_; }

  RollupFacts facts() const ABSL_LOCKS_EXCLUDED(facts_mutex_);

  // Puts another rollup in its place; followers must begin anew.
  void Reset(std::unique_ptr<Rollup> rollup) ABSL_LOCKS_EXCLUDED(gate_, mutex_);

  // Tells it the log's newest name.
  void SetLog(const v1::LogInfo& log) ABSL_LOCKS_EXCLUDED(gate_, mutex_);

  // Applies changes in order, up to the first that fails.
  absl::Status Apply(std::vector<DecodedChange> changes)
      ABSL_LOCKS_EXCLUDED(gate_, mutex_);

  // As those of Rollup: in between nobody may read rows.
  void BeginBulk() ABSL_LOCKS_EXCLUDED(gate_, mutex_);
  void Settle() ABSL_LOCKS_EXCLUDED(gate_, mutex_);

  // Calls read(const Rollup&, generation) while nothing changes.
  template <class Reader>
  auto Read(Reader read) const ABSL_LOCKS_EXCLUDED(mutex_) {
    absl::ReaderMutexLock lock(&mutex_);
    return read(static_cast<const Rollup&>(*rollup_), generation_);
  }

  // Calls read(const Rollup&) while nobody may change it; readers go on. Lets
  // changes that wait go first.
  template <class Reader>
  auto Pause(Reader read) ABSL_LOCKS_EXCLUDED(gate_, mutex_) {
    absl::MutexLock gate(&gate_);
    gate_.Await(absl::Condition(
        +[](std::atomic<int>* waiting) { return *waiting == 0; }, &waiting_));
    return read(Unchanging());
  }

  // Pauses, calls make(const Rollup&), which returns a rollup of the same log
  // at the same position or an error, and takes over what differs. The number
  // of items that did.
  absl::StatusOr<int64_t> Replace(
      const std::function<absl::StatusOr<std::unique_ptr<Rollup>>(
          const Rollup&)>& make) ABSL_LOCKS_EXCLUDED(gate_, mutex_);

 private:
  // To be called with the gate: nobody else can change the rollup, so reading
  // it needs no further lock.
  const Rollup& Unchanging() ABSL_NO_THREAD_SAFETY_ANALYSIS { return *rollup_; }
  // Publishes the facts and tells the world.
  void Changed() ABSL_EXCLUSIVE_LOCKS_REQUIRED(gate_)
      ABSL_LOCKS_EXCLUDED(mutex_);

  const FormLayout& layout_;
  const std::function<void()> changed_;
  // Calls of Apply that wait for the gate; one less while the gate is held.
  std::atomic<int> waiting_ = 0;
  absl::Mutex gate_ ABSL_ACQUIRED_BEFORE(mutex_);
  mutable absl::Mutex mutex_;
  std::unique_ptr<Rollup> rollup_ ABSL_GUARDED_BY(mutex_);
  int64_t generation_ ABSL_GUARDED_BY(mutex_) = 0;
  mutable absl::Mutex facts_mutex_;
  RollupFacts facts_ ABSL_GUARDED_BY(facts_mutex_);
};

}  // namespace disclosure::aggregate

#endif  // DISCLOSURE_SERVICES_AGGREGATE_LIVE_ROLLUP_H_
