// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

// The aggregate service, put together: live rollup, checkpoints, follower,
// worker, and the gRPC service over them.
//
//   auto aggregate = Aggregate::Create(
//       {.folder = data_dir + "/aggregate", .catalog = catalog},
//       book, metrics);
//   auto server = GrpcServer::Start(options, book, metrics,
//                                   {(*aggregate)->service()});
//   (*aggregate)->Start(ingest_channel);
//   ... until told to stop:
//   (*aggregate)->Stop();
//   (*server)->Shutdown();

#ifndef DISCLOSURE_SERVICES_AGGREGATE_AGGREGATE_H_
#define DISCLOSURE_SERVICES_AGGREGATE_AGGREGATE_H_

#include <memory>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "base/clock.h"
#include "disclosure/v1/rollup_service.pb.h"
#include "form/catalog.h"
#include "server/call_book.h"
#include "server/metrics.h"

namespace grpc {
class Channel;
class Service;
}  // namespace grpc

namespace disclosure::aggregate {

// Thread-safe, apart from Start() and Stop(), which one thread calls.
class Aggregate {
 public:
  struct Options {
    // Of the checkpoint; made if it does not exist.
    std::string folder;

    const form::Catalog* catalog = nullptr;
    const base::Clock* clock = &base::SystemClock();

    // How often the totals are saved. Longer: more of the log is read again
    // after a restart.
    absl::Duration checkpoint_period = absl::Seconds(1);
  };

  // Opens the checkpoint. `book`, `metrics` and what the options point to
  // outlive the service; it outlives the gRPC server and the last scrape. The
  // errors of storage::Database::Open for a folder that cannot be used;
  // INVALID_ARGUMENT without a catalogue.
  static absl::StatusOr<std::unique_ptr<Aggregate>> Create(
      Options options, server::CallBook& book, server::Metrics& metrics);

  Aggregate(const Aggregate&) = delete;
  Aggregate& operator=(const Aggregate&) = delete;
  virtual ~Aggregate() = default;  // Stop().

  // For GrpcServer::Start().
  virtual grpc::Service* service() = 0;

  // Loads the checkpoint and begins to follow ingest. The channel may lead to
  // the server that this service is in. The errors of a folder that has become
  // unusable.
  virtual absl::Status Start(std::shared_ptr<grpc::Channel> ingest) = 0;

  // OK once the totals are true at the head that was found, and from then on,
  // also while ingest is away. UNAVAILABLE (AGGREGATE_REPLAYING,
  // AGGREGATE_STOPPED) else, with the change that stopped it.
  virtual absl::Status CheckReady() const = 0;

  virtual v1::RollupServiceGetStatusResponse GetStatus() const = 0;

  // Follows no further, ends the streams of its followers, gives up a verify or
  // rebuild that runs, and saves a last checkpoint. Idempotent.
  virtual void Stop() = 0;

 protected:
  Aggregate() = default;
};

}  // namespace disclosure::aggregate

#endif  // DISCLOSURE_SERVICES_AGGREGATE_AGGREGATE_H_
