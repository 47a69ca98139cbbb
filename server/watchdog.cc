// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

#include "server/watchdog.h"

#include <cstdlib>
#include <utility>

#include "absl/strings/str_cat.h"
#include "server/log.h"

namespace disclosure::server {

Watchdog::Watchdog(absl::Duration limit, std::function<std::string()> diagnose)
    : thread_([this, limit, diagnose = std::move(diagnose)] {
        {
          absl::MutexLock lock(&mutex_);
          if (mutex_.AwaitWithTimeout(absl::Condition(&disarmed_), limit)) {
            return;
          }
        }
        LogError(absl::StrCat("not over after ", absl::FormatDuration(limit),
                              ", aborting: ", diagnose()));
        std::abort();
      }) {}

Watchdog::~Watchdog() {
  {
    absl::MutexLock lock(&mutex_);
    disarmed_ = true;
  }
  thread_.join();
}

}  // namespace disclosure::server
