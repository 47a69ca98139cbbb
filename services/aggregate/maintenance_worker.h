// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

// One thread for work that takes long and must not be done twice at a time:
// Verify and Rebuild. Remembers what the last Verify found.
//
// Thread-safe, apart from Start() and Stop(), which one thread calls.

#ifndef DISCLOSURE_SERVICES_AGGREGATE_MAINTENANCE_WORKER_H_
#define DISCLOSURE_SERVICES_AGGREGATE_MAINTENANCE_WORKER_H_

#include <cstdint>
#include <functional>
#include <memory>
#include <thread>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "base/clock.h"
#include "services/aggregate/feed_client.h"
#include "services/aggregate/live_rollup.h"
#include "services/aggregate/maintenance.h"

namespace disclosure::aggregate {

class MaintenanceWorker {
 public:
  // The clock and the rollup outlive it.
  MaintenanceWorker(LiveRollup& live, const base::Clock& clock);
  MaintenanceWorker(const MaintenanceWorker&) = delete;
  MaintenanceWorker& operator=(const MaintenanceWorker&) = delete;
  ~MaintenanceWorker();  // Stop().

  void Start(const std::shared_ptr<grpc::Channel>& ingest);

  // Ends what is running (its callback gets the error) and joins the thread.
  // Idempotent.
  void Stop();

  using Verified = std::function<void(absl::StatusOr<v1::VerifyResponse>)>;
  using Rebuilt = std::function<void(absl::StatusOr<v1::RebuildResponse>)>;

  // Does it on the worker's thread, which then calls back. ABORTED
  // (VERIFY_RUNNING) if one of the two is running, UNAVAILABLE
  // (SHUTTING_DOWN): then there is no callback.
  absl::Status Verify(Verified verified);
  absl::Status Rebuild(Rebuilt rebuilt);

  // The last Verify that came to its end.
  struct Result {
    // InfinitePast: none.
    absl::Time at = absl::InfinitePast();
    // What it found, and no Rebuild has corrected since.
    int64_t mismatches = 0;
  };
  Result last() const;

 private:
  // Does the work and returns how to tell its result: that happens when the
  // worker is free again, so that who is told can ask for the next.
  using Tell = std::function<void()>;
  using Job = std::function<Tell()>;

  void Run();
  bool HasWork() const ABSL_SHARED_LOCKS_REQUIRED(mutex_) {
    return stopped_ || job_ != nullptr;
  }
  absl::Status Add(Job job);
  void SetMismatches(absl::Time at, int64_t mismatches);

  LiveRollup& live_;
  const base::Clock& clock_;
  std::unique_ptr<FeedClient> feed_;

  mutable absl::Mutex mutex_;
  bool stopped_ ABSL_GUARDED_BY(mutex_) = false;
  bool started_ ABSL_GUARDED_BY(mutex_) = false;
  bool busy_ ABSL_GUARDED_BY(mutex_) = false;
  Job job_ ABSL_GUARDED_BY(mutex_);
  Result last_ ABSL_GUARDED_BY(mutex_);
  std::thread thread_;
};

}  // namespace disclosure::aggregate

#endif  // DISCLOSURE_SERVICES_AGGREGATE_MAINTENANCE_WORKER_H_
