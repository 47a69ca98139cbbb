// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

#include "storage/faults.h"

#include <unistd.h>

namespace disclosure::storage {

void FaultPlan::FailNth(int64_t n, Fault fault, int64_t count) {
  absl::MutexLock lock(&mutex_);
  first_ = (fault == Fault::kNotRead ? reads_ : operations_) + n;
  last_ = first_ + count - 1;
  fault_ = fault;
}

void FaultPlan::CutPowerAtNth(int64_t n, uint64_t seed) {
  absl::MutexLock lock(&mutex_);
  power_until_ = operations_ + n;
  power_seed_ = seed;
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

void FaultPlan::Perform(Operation operation,
                        absl::FunctionRef<void(Fault, Unsynced&)> perform) {
  absl::MutexLock lock(&mutex_);
  const Fault fault = Next(operation);
  if (operation == Operation::kRead || operations_ != power_until_) {
    return perform(fault, unsynced_);
  }
  // A change that is not synced yet is for `unsynced_` to take or leave.
  if (operation != Operation::kSync) perform(Fault::kNone, unsynced_);
  unsynced_.Take(power_seed_);
  _exit(kPowerCutExit);
}

Fault FaultPlan::Next(Operation operation) {
  const bool is_read = operation == Operation::kRead;
  const int64_t number = is_read ? ++reads_ : ++operations_;
  if (is_read != (fault_ == Fault::kNotRead) || !IsDue(number)) {
    return Fault::kNone;
  }
  ++failures_;
  return fault_;
}

bool FaultPlan::IsDue(int64_t number) const {
  return fault_ != Fault::kNone && first_ <= number && number <= last_;
}

}  // namespace disclosure::storage
