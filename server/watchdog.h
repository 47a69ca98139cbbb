// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

// Turns a hang into an end with a diagnosis. Guards a step that must be over in
// bounded time:
//
//   Watchdog watchdog(absl::Seconds(10), [&] { return "calls left: ..."; });
//   server.Shutdown();   // The watchdog is disarmed when it is destroyed.

#ifndef DISCLOSURE_SERVER_WATCHDOG_H_
#define DISCLOSURE_SERVER_WATCHDOG_H_

#include <functional>
#include <string>
#include <thread>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"

namespace disclosure::server {

class Watchdog {
 public:
  // Unless it is destroyed within `limit`, writes what `diagnose` says to the
  // log and aborts the process. `diagnose` runs on a thread of its own and must
  // not wait for what hangs.
  Watchdog(absl::Duration limit, std::function<std::string()> diagnose);
  Watchdog(const Watchdog&) = delete;
  Watchdog& operator=(const Watchdog&) = delete;
  ~Watchdog();

 private:
  absl::Mutex mutex_;
  bool disarmed_ ABSL_GUARDED_BY(mutex_) = false;
  std::thread thread_;
};

}  // namespace disclosure::server

#endif  // DISCLOSURE_SERVER_WATCHDOG_H_
