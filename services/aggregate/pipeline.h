// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

// Batches of work that go from the thread that reads them to one that does
// them, in order, so that reading goes on meanwhile.
//
//   Pipeline<std::vector<Change>> pipeline(
//       4, [&](std::vector<Change> changes) { return Apply(changes); });
//   absl::Status status = pipeline.Add(std::move(changes));  // Many times.
//   if (status.ok()) status = pipeline.Drain();
//
// Add, Drain and destruction belong to one thread.

#ifndef DISCLOSURE_SERVICES_AGGREGATE_PIPELINE_H_
#define DISCLOSURE_SERVICES_AGGREGATE_PIPELINE_H_

#include <cstddef>
#include <deque>
#include <functional>
#include <thread>
#include <utility>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/synchronization/mutex.h"

namespace disclosure::aggregate {

template <class Batch>
class Pipeline {
 public:
  using Work = std::function<absl::Status(Batch)>;

  // At most `waiting_max` batches wait; whoever adds more waits too.
  Pipeline(size_t waiting_max, Work work)
      : waiting_max_(waiting_max),
        work_(std::move(work)),
        thread_([this] { Run(); }) {}
  Pipeline(const Pipeline&) = delete;
  Pipeline& operator=(const Pipeline&) = delete;

  // Drops what waits; what is being done is done.
  ~Pipeline() {
    {
      absl::MutexLock lock(&mutex_);
      ended_ = true;
    }
    thread_.join();
  }

  // True: nothing waits and nothing is being done, and that stays so until the
  // next Add.
  bool idle() const {
    absl::MutexLock lock(&mutex_);
    return IsDone();
  }

  // Hands a batch over. After a batch has failed: its error, and nothing more
  // is done.
  absl::Status Add(Batch batch) {
    absl::MutexLock lock(&mutex_);
    mutex_.Await(absl::Condition(this, &Pipeline::HasRoom));
    if (!failed_.ok()) return failed_;
    waiting_.push_back(std::move(batch));
    return absl::OkStatus();
  }

  // Waits until all is done. The error of the batch that failed, if one did.
  absl::Status Drain() {
    absl::MutexLock lock(&mutex_);
    mutex_.Await(absl::Condition(this, &Pipeline::IsDone));
    return failed_;
  }

 private:
  bool HasRoom() const ABSL_SHARED_LOCKS_REQUIRED(mutex_) {
    return waiting_.size() < waiting_max_ || !failed_.ok();
  }
  bool IsDone() const ABSL_SHARED_LOCKS_REQUIRED(mutex_) {
    return !working_ && (waiting_.empty() || !failed_.ok());
  }
  bool HasWork() const ABSL_SHARED_LOCKS_REQUIRED(mutex_) {
    return ended_ || (!waiting_.empty() && failed_.ok());
  }

  void Run() {
    absl::MutexLock lock(&mutex_);
    for (;;) {
      mutex_.Await(absl::Condition(this, &Pipeline::HasWork));
      if (ended_) return;
      Batch batch = std::move(waiting_.front());
      waiting_.pop_front();
      working_ = true;
      mutex_.Unlock();
      absl::Status done = work_(std::move(batch));
      mutex_.Lock();
      working_ = false;
      if (!done.ok()) failed_ = done;
    }
  }

  const size_t waiting_max_;
  const Work work_;
  mutable absl::Mutex mutex_;
  std::deque<Batch> waiting_ ABSL_GUARDED_BY(mutex_);
  bool working_ ABSL_GUARDED_BY(mutex_) = false;
  bool ended_ ABSL_GUARDED_BY(mutex_) = false;
  absl::Status failed_ ABSL_GUARDED_BY(mutex_);
  std::thread thread_;
};

}  // namespace disclosure::aggregate

#endif  // DISCLOSURE_SERVICES_AGGREGATE_PIPELINE_H_
