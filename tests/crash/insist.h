// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

// What a client does whose call had no answer: it repeats the call, with the
// same request id, until it has one.

#ifndef DISCLOSURE_TESTS_CRASH_INSIST_H_
#define DISCLOSURE_TESTS_CRASH_INSIST_H_

#include <functional>
#include <string>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "tests/crash/journal.h"

namespace disclosure::testing {

// The deadline of one attempt.
inline constexpr absl::Duration kAttemptLimit = absl::Seconds(10);

// Nobody knows whether the call had its effect, or it had none because the
// server is full: it is to be repeated.
bool IsToBeRepeated(const absl::Status& status);

// Attempts until the outcome is known, and returns it. Each unknown outcome is
// written to the journal; none within a minute is a finding.
absl::Status Insist(Journal& journal, const std::string& who,
                    const std::string& request_id,
                    const std::function<absl::Status()>& attempt);

}  // namespace disclosure::testing

#endif  // DISCLOSURE_TESTS_CRASH_INSIST_H_
