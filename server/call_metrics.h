// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

// Counts and times every call of a gRPC server under the usual names:
//
//   grpc_server_started_total{grpc_type,grpc_service,grpc_method}
//   grpc_server_handled_total{..., grpc_code}
//   grpc_server_handling_seconds{...}                      (a histogram)
//
// and writes one line per call to the log at debug level: method, code, time;
// never who called or what was said.

#ifndef DISCLOSURE_SERVER_CALL_METRICS_H_
#define DISCLOSURE_SERVER_CALL_METRICS_H_

#include <memory>
#include <string>

#include "absl/base/thread_annotations.h"
#include "absl/container/flat_hash_map.h"
#include "absl/synchronization/mutex.h"
#include "grpcpp/support/server_interceptor.h"
#include "server/metrics.h"

namespace disclosure::server {

class MethodMetrics;

// Thread-safe. `metrics` outlives the server.
class CallMetrics
    : public grpc::experimental::ServerInterceptorFactoryInterface {
 public:
  explicit CallMetrics(Metrics& metrics);
  ~CallMetrics() override;

  grpc::experimental::Interceptor* CreateServerInterceptor(
      grpc::experimental::ServerRpcInfo* info) override;

 private:
  MethodMetrics& Lookup(const grpc::experimental::ServerRpcInfo& info);

  Metrics& metrics_;
  absl::Mutex mutex_;
  // By the method's name; those that do not exist share one.
  absl::flat_hash_map<std::string, std::unique_ptr<MethodMetrics>> methods_
      ABSL_GUARDED_BY(mutex_);
};

}  // namespace disclosure::server

#endif  // DISCLOSURE_SERVER_CALL_METRICS_H_
