// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0
//
// A few threads for work that may wait for the disk, and a bounded queue in
// front of them. Thread-safe.

#ifndef DISCLOSURE_SERVICES_INGEST_WORKER_POOL_H_
#define DISCLOSURE_SERVICES_INGEST_WORKER_POOL_H_

#include <cstddef>
#include <deque>
#include <functional>
#include <thread>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/synchronization/mutex.h"

namespace disclosure::ingest {

class WorkerPool {
 public:
  // `queue_max` pieces of work wait at most.
  WorkerPool(int threads, size_t queue_max);
  ~WorkerPool();  // Stop().
  WorkerPool(const WorkerPool&) = delete;
  WorkerPool& operator=(const WorkerPool&) = delete;

  // OK: `work` will run exactly once. Otherwise (QUEUE_FULL, SHUTTING_DOWN) it
  // never will.
  absl::Status Add(std::function<void()> work);

  // Refuses new work, does what waits, and ends the threads. Idempotent.
  void Stop();

 private:
  void Run();

  const size_t queue_max_;
  absl::Mutex mutex_;
  std::deque<std::function<void()>> queue_ ABSL_GUARDED_BY(mutex_);
  bool stopping_ ABSL_GUARDED_BY(mutex_) = false;
  std::vector<std::thread> threads_;
};

}  // namespace disclosure::ingest

#endif  // DISCLOSURE_SERVICES_INGEST_WORKER_POOL_H_
