// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0
//
// How a test is to be run, as its environment says. For tests.

#ifndef DISCLOSURE_BASE_TEST_RUN_H_
#define DISCLOSURE_BASE_TEST_RUN_H_

#include <cstdint>
#include <optional>

#include "absl/time/time.h"

namespace disclosure::base {

// The seed in DISCLOSURE_SEED, else one by chance; printed, so that a failure
// can be repeated.
uint64_t TestSeed();

// True if DISCLOSURE_LONG is set: slow tests run longer.
bool RunLong();

// The number in an environment variable; nothing if there is none.
std::optional<int64_t> NumberFromEnvironment(const char* name);

// The minutes in DISCLOSURE_MINUTES, at least 1; else `usual`.
absl::Duration RunLength(absl::Duration usual);

}  // namespace disclosure::base

#endif  // DISCLOSURE_BASE_TEST_RUN_H_
