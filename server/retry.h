// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

// Repeating a call that may be repeated: a read, or a mutation with a request
// id. For threads of our own; it sleeps between the attempts.

#ifndef DISCLOSURE_SERVER_RETRY_H_
#define DISCLOSURE_SERVER_RETRY_H_

#include <functional>

#include "absl/status/status.h"
#include "absl/time/time.h"

namespace disclosure::server {

struct RetryOptions {
  // Attempts in all.
  int attempts_max = 5;
  // The wait before the second attempt; doubled for each further one. Half of
  // each wait is chance, so that clients do not come back together.
  absl::Duration wait_first = absl::Milliseconds(100);
  absl::Duration wait_max = absl::Seconds(3);
  // No attempt begins after it.
  absl::Time deadline = absl::InfiniteFuture();
  // How to wait; a test gives its own.
  std::function<void(absl::Duration)> sleep = absl::SleepFor;
};

// Calls `attempt` until it answers something else than UNAVAILABLE, CANCELLED
// (by a server that is stopping; not for calls that their caller cancels) or,
// with a time to retry after, RESOURCE_EXHAUSTED. A time the server names is
// honoured when it is the longer one. Returns the last answer.
absl::Status Retry(const RetryOptions& options,
                   const std::function<absl::Status()>& attempt);

}  // namespace disclosure::server

#endif  // DISCLOSURE_SERVER_RETRY_H_
