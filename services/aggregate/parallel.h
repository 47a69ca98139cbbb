// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

// Work on several years at a time.

#ifndef DISCLOSURE_SERVICES_AGGREGATE_PARALLEL_H_
#define DISCLOSURE_SERVICES_AGGREGATE_PARALLEL_H_

#include <cstddef>

#include "absl/functional/function_ref.h"

namespace disclosure::aggregate {

// Calls `work` with each number below `count`, on as many threads as there are
// processors (eight at most), this one among them; returns when all is done.
void ForEachInParallel(size_t count, absl::FunctionRef<void(size_t)> work);

}  // namespace disclosure::aggregate

#endif  // DISCLOSURE_SERVICES_AGGREGATE_PARALLEL_H_
