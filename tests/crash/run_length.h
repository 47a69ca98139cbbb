// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

// How long a test goes on that could do so for ever.

#ifndef DISCLOSURE_TESTS_CRASH_RUN_LENGTH_H_
#define DISCLOSURE_TESTS_CRASH_RUN_LENGTH_H_

#include "absl/time/time.h"

namespace disclosure::testing {

// The minutes in DISCLOSURE_MINUTES, at least 1; else `usual`.
absl::Duration RunLength(absl::Duration usual);

}  // namespace disclosure::testing

#endif  // DISCLOSURE_TESTS_CRASH_RUN_LENGTH_H_
