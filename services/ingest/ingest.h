// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0
//
// Ingest, assembled: store, committer, feed, backups and the services.
//
//   auto ingest = Ingest::Create({.folder = data_dir + "/ingest"}, book,
//                                metrics);
//   auto server = GrpcServer::Start(options, book, metrics,
//                                   (*ingest)->services());
//   ...
//   (*server)->Shutdown();
//   (*ingest)->Stop();
//
// It is destroyed after the gRPC server and after the last scrape of `metrics`,
// and before `book` and `metrics`.

#ifndef DISCLOSURE_SERVICES_INGEST_INGEST_H_
#define DISCLOSURE_SERVICES_INGEST_INGEST_H_

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "base/clock.h"
#include "disclosure/v1/position.pb.h"
#include "server/call_book.h"
#include "server/metrics.h"
#include "storage/faults.h"

namespace grpc {
class Service;
}  // namespace grpc

namespace disclosure::ingest {

class Ingest {
 public:
  struct Options {
    // Of the database; made if it does not exist.
    std::string folder;

    // The log's name for people. Empty: the one it has, "main" for a new log.
    std::string log_name;

    // Where backups are written; empty: none can be made. Looked at when one
    // is made: a folder that is missing does not keep ingest from serving.
    std::string backup_folder;

    // Memory for blocks of the database.
    size_t cache_bytes = 64 << 20;

    // Must outlive ingest.
    const base::Clock* clock = &base::SystemClock();

    // Lines for the operator, from any thread. May be null.
    std::function<void(const std::string&)> log;

    // For tests: operations of the disk that fail.
    std::shared_ptr<storage::FaultPlan> faults;
  };

  // Opens the database, making it if need be, and starts the threads. The
  // errors of storage::Database::Open and of EmbeddedStore::Begin.
  static absl::StatusOr<std::unique_ptr<Ingest>> Create(
      const Options& options, server::CallBook& book, server::Metrics& metrics);

  ~Ingest();  // Stop().
  Ingest(const Ingest&) = delete;
  Ingest& operator=(const Ingest&) = delete;

  // To be served by one gRPC server; valid as long as this object.
  std::vector<grpc::Service*> services();

  // OK, or why nothing can be committed now. Does not wait.
  absl::Status readiness() const;

  // The log, and its last sequence.
  v1::LogInfo log() const;
  int64_t head_sequence() const;

  // Commits and answers what waits, ends the feed and the threads, and closes
  // the database. To be called when the gRPC server is down. Idempotent.
  void Stop();

 private:
  struct Parts;
  explicit Ingest(std::unique_ptr<Parts> parts);

  std::unique_ptr<Parts> parts_;
};

}  // namespace disclosure::ingest

#endif  // DISCLOSURE_SERVICES_INGEST_INGEST_H_
