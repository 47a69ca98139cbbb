// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0
//
// Makes a chosen operation on the disk fail, so that tests can see what a
// program does at every point where a disk can let it down.
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
#include "absl/synchronization/mutex.h"

namespace disclosure::storage {

// How an operation fails. All are reported as an I/O error.
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
};

// Counts the operations that change the disk (create, append, flush, sync,
// rename, delete, truncate) and says which of them fail.
class FaultPlan {
 public:
  // Lets the n-th operation from now on (n >= 1) fail, and `count` in all.
  void FailNth(int64_t n, Fault fault, int64_t count = 1);

  // Lets nothing fail from now on.
  void Heal();

  // How many operations there were so far, and how many of them failed.
  int64_t operations() const;
  int64_t failures() const;

  // Called by the file system for each operation.
  Fault Next();

 private:
  mutable absl::Mutex mutex_;
  int64_t operations_ ABSL_GUARDED_BY(mutex_) = 0;
  int64_t failures_ ABSL_GUARDED_BY(mutex_) = 0;
  int64_t first_ ABSL_GUARDED_BY(mutex_) = 0;
  int64_t last_ ABSL_GUARDED_BY(mutex_) = 0;
  Fault fault_ ABSL_GUARDED_BY(mutex_) = Fault::kNone;
};

}  // namespace disclosure::storage

#endif  // DISCLOSURE_STORAGE_FAULTS_H_
