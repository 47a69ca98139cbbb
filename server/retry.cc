// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

#include "server/retry.h"

#include <algorithm>
#include <optional>

#include "absl/random/random.h"
#include "absl/time/clock.h"
#include "base/error.h"

namespace disclosure::server {
namespace {

bool MayRepeat(const absl::Status& status,
               const std::optional<absl::Duration>& retry_after) {
  // So ends gRPC a call that a stopping server has not begun. Nobody who
  // cancels a call repeats it.
  if (status.code() == absl::StatusCode::kCancelled) return true;
  if (status.code() == absl::StatusCode::kUnavailable) return true;
  return status.code() == absl::StatusCode::kResourceExhausted &&
         retry_after.has_value();
}

}  // namespace

absl::Status Retry(const RetryOptions& options,
                   const std::function<absl::Status()>& attempt) {
  absl::BitGen chance;
  absl::Duration wait = options.wait_first;
  for (int attempts = 1;; ++attempts) {
    absl::Status status = attempt();
    std::optional<absl::Duration> retry_after =
        base::GetErrorDetails(status).retry_after;
    if (status.ok() || attempts >= options.attempts_max ||
        !MayRepeat(status, retry_after)) {
      return status;
    }
    absl::Duration pause = wait * absl::Uniform(chance, 0.5, 1.0);
    pause = std::max(pause, retry_after.value_or(absl::ZeroDuration()));
    if (absl::Now() + pause >= options.deadline) return status;
    options.sleep(pause);
    wait = std::min(wait * 2, options.wait_max);
  }
}

}  // namespace disclosure::server
