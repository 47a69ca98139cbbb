// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0
//
// Makes a chosen operation on the disk fail, or cuts the power at it, so that
// tests can see what a program does at every point where a disk can let it
// down.
//
//   auto faults = std::make_shared<FaultPlan>();
//   ... open a Database with options.faults = faults ...
//   faults->FailNth(3, Fault::kNotDone);     // the third change from now on
//
// Thread-safe.

#ifndef DISCLOSURE_STORAGE_FAULTS_H_
#define DISCLOSURE_STORAGE_FAULTS_H_

#include <cstdint>

#include "absl/base/thread_annotations.h"
#include "absl/functional/function_ref.h"
#include "absl/synchronization/mutex.h"
#include "storage/unsynced.h"

namespace disclosure::storage {

// How an operation fails. All but a full disk are reported as an I/O error.
enum class Fault {
  kNone,
  // Nothing was done.
  kNotDone,
  // An append wrote the first half of its bytes; others did nothing.
  kHalfDone,
  // It was done completely, and reported as failed all the same.
  kDone,
  // Nothing was done because the disk is full.
  kDiskFull,
  // Only reads are counted, and fail.
  kNotRead,
};

enum class Operation {
  // Create, append, flush, rename, delete, truncate.
  kChange,
  // Of a file or a folder. Counted as a change.
  kSync,
  kRead,
};

// Counts the operations that change the disk, and those that read it, and says
// which of them fail.
class FaultPlan {
 public:
  // Lets the n-th operation from now on (n >= 1) fail, and `count` in all.
  void FailNth(int64_t n, Fault fault, int64_t count = 1);

  // At the n-th change from now on (n >= 1) this process ends at once, with the
  // exit code kPowerCutExit, and leaves on the disk what a power cut could
  // have: that change may or may not have been done, and `seed` says how much
  // of what was not synced is lost; an even one takes all of it. For a process
  // that was forked for it.
  static constexpr int kPowerCutExit = 77;
  void CutPowerAtNth(int64_t n, uint64_t seed);

  // Lets nothing fail from now on.
  void Heal();

  // How many changes there were so far, and how many operations failed.
  int64_t operations() const;
  int64_t failures() const;

  // Called by the file system for each operation: calls `perform` with how it
  // is to fail, which tells Unsynced what it has done. One at a time.
  void Perform(Operation operation,
               absl::FunctionRef<void(Fault, Unsynced&)> perform);

 private:
  Fault Next(Operation operation) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  bool IsDue(int64_t number) const ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);

  mutable absl::Mutex mutex_;
  int64_t operations_ ABSL_GUARDED_BY(mutex_) = 0;
  int64_t reads_ ABSL_GUARDED_BY(mutex_) = 0;
  int64_t failures_ ABSL_GUARDED_BY(mutex_) = 0;
  int64_t first_ ABSL_GUARDED_BY(mutex_) = 0;
  int64_t last_ ABSL_GUARDED_BY(mutex_) = 0;
  Fault fault_ ABSL_GUARDED_BY(mutex_) = Fault::kNone;
  // 0: the power is not to be cut.
  int64_t power_until_ ABSL_GUARDED_BY(mutex_) = 0;
  uint64_t power_seed_ ABSL_GUARDED_BY(mutex_) = 0;
  Unsynced unsynced_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace disclosure::storage

#endif  // DISCLOSURE_STORAGE_FAULTS_H_
