// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

// The small HTTP server for operators, on an address of its own:
//
//   /metrics   the process's metrics, Prometheus text format
//   /livez     200 while the process answers at all
//   /readyz    200 if every check passes, else 503 and a line for each that
//              does not: what is not ready, and why
//
// GET and HEAD only, one request for each connection. Four threads, 64
// connections that wait for them, requests of 16 KB that must be there within
// two seconds of the connection: whoever hangs holds a thread no longer than
// that, and nobody holds more memory.

#ifndef DISCLOSURE_SERVER_ADMIN_H_
#define DISCLOSURE_SERVER_ADMIN_H_

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "server/metrics.h"

namespace disclosure::server {

// One condition of readiness. `check` runs on the HTTP threads, several at a
// time: it looks at a state that somebody else keeps, and never waits.
struct ReadinessCheck {
  std::string name;
  std::function<absl::Status()> check;
};

class AdminServer {
 public:
  // Listens on `address` ("host:port", port 0 takes a free one). UNAVAILABLE
  // (ADDRESS_IN_USE) if that is not possible. `metrics`, and what the checks
  // use, outlive the server.
  static absl::StatusOr<std::unique_ptr<AdminServer>> Start(
      const std::string& address, const Metrics& metrics,
      std::vector<ReadinessCheck> checks);

  AdminServer(const AdminServer&) = delete;
  AdminServer& operator=(const AdminServer&) = delete;
  ~AdminServer();  // Stop().

  int port() const;
  // "host:port" with the port that was taken.
  std::string address() const;

  // Answers no more. Returns within a few seconds: requests that are being read
  // or answered are waited for.
  void Stop();

 private:
  class Http;
  explicit AdminServer(std::unique_ptr<Http> http);

  std::unique_ptr<Http> http_;
};

// The body of /readyz and whether all is well: for a log line, and a test.
struct Readiness {
  bool ready;
  std::string text;
};
Readiness EvaluateReadiness(const std::vector<ReadinessCheck>& checks);

}  // namespace disclosure::server

#endif  // DISCLOSURE_SERVER_ADMIN_H_
