// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

// Keeps what the gRPC health service says in step with readiness: the same
// conditions that /readyz shows.

#ifndef DISCLOSURE_SERVICES_HEALTH_WATCH_H_
#define DISCLOSURE_SERVICES_HEALTH_WATCH_H_

#include <thread>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"
#include "server/admin.h"
#include "server/grpc_server.h"

namespace disclosure {

// Thread-safe.
class HealthWatch {
 public:
  // Looks at the checks several times a second, on a thread of its own, logs
  // each change, and tells `server`, which outlives the watch.
  HealthWatch(std::vector<server::ReadinessCheck> checks,
              server::GrpcServer& server);
  HealthWatch(const HealthWatch&) = delete;
  HealthWatch& operator=(const HealthWatch&) = delete;
  ~HealthWatch();  // Looks no more; what was said last stays.

 private:
  void Run();

  const std::vector<server::ReadinessCheck> checks_;
  server::GrpcServer& server_;
  absl::Mutex mutex_;
  bool stopped_ ABSL_GUARDED_BY(mutex_) = false;
  std::thread thread_;
};

}  // namespace disclosure

#endif  // DISCLOSURE_SERVICES_HEALTH_WATCH_H_
