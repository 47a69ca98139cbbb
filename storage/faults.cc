// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

#include "storage/faults.h"

namespace disclosure::storage {

void FaultPlan::FailNth(int64_t n, Fault fault, int64_t count) {
  absl::MutexLock lock(&mutex_);
  first_ = operations_ + n;
  last_ = first_ + count - 1;
  fault_ = fault;
}

void FaultPlan::Heal() {
  absl::MutexLock lock(&mutex_);
  fault_ = Fault::kNone;
}

int64_t FaultPlan::operations() const {
  absl::MutexLock lock(&mutex_);
  return operations_;
}

int64_t FaultPlan::failures() const {
  absl::MutexLock lock(&mutex_);
  return failures_;
}

Fault FaultPlan::Next() {
  absl::MutexLock lock(&mutex_);
  ++operations_;
  if (fault_ == Fault::kNone || operations_ < first_ || operations_ > last_) {
    return Fault::kNone;
  }
  ++failures_;
  return fault_;
}

}  // namespace disclosure::storage
