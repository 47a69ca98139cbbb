// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

// The query service, put together: read model, follower, waits, and the gRPC
// service over them.
//
//   auto query = Query::Create(options, book, metrics);
//   auto server = GrpcServer::Start(..., (*query)->services());
//   (*query)->Start(aggregate_channel, ingest_channel);
//   ... until told to stop:
//   (*query)->Stop();
//   server->Shutdown();

#ifndef DISCLOSURE_SERVICES_QUERY_QUERY_H_
#define DISCLOSURE_SERVICES_QUERY_QUERY_H_

#include <cstddef>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "base/clock.h"
#include "disclosure/v1/query_service.pb.h"
#include "form/catalog.h"
#include "server/call_book.h"
#include "server/metrics.h"

namespace grpc {
class Channel;
class Service;
}  // namespace grpc

namespace disclosure::query {

// Thread-safe, apart from Start() and Stop(), which one thread calls.
class Query {
 public:
  struct Options {
    const form::Catalog* catalog = nullptr;
    const base::Clock* clock = &base::SystemClock();

    // The program's version and source revision, for GetStatus.
    std::string version;

    // Calls that wait for a position at a time, and reports that are asked of
    // ingest at a time. Larger: more memory for clients that wait.
    size_t waiting_calls_max = 1024;
    size_t report_calls_max = 1024;

    // Memory for totals in the bytes of answers: see kept_totals.h.
    size_t kept_bytes_max = 256 << 20;

    // How often aggregate is asked for the head of the log.
    absl::Duration head_period = absl::Seconds(2);
  };

  // `book`, `metrics` and what the options point to outlive the service, and
  // this outlives the last scrape and the gRPC server. INVALID_ARGUMENT without
  // a catalogue.
  static absl::StatusOr<std::unique_ptr<Query>> Create(
      Options options, server::CallBook& book, server::Metrics& metrics);

  Query(const Query&) = delete;
  Query& operator=(const Query&) = delete;
  virtual ~Query() = default;  // Stop().

  // To be served by one gRPC server; valid as long as this object.
  virtual std::vector<grpc::Service*> services() = 0;

  // Begins to follow aggregate and to pass GetReport on to ingest. The channels
  // may lead to the server that this service is in.
  virtual void Start(std::shared_ptr<grpc::Channel> aggregate,
                     std::shared_ptr<grpc::Channel> ingest) = 0;

  // OK while answers are given and the feed is not refused; a feed that is
  // interrupted leaves the service ready, and its answers say how old they are.
  // UNAVAILABLE (NOT_READY) before the first update; else why not.
  virtual absl::Status readiness() const = 0;

  virtual v1::QueryServiceGetStatusResponse GetStatus() const = 0;

  // Follows no further, and ends the calls that wait with UNAVAILABLE. What is
  // in memory is still answered until the server is shut down. Returns when no
  // thread or call of this service waits any more. Idempotent.
  virtual void Stop() = 0;

 protected:
  Query() = default;
};

}  // namespace disclosure::query

#endif  // DISCLOSURE_SERVICES_QUERY_QUERY_H_
