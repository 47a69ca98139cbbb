// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

// One process of the suite, put together: data folders, metrics, the services
// of its target, the gRPC server and the admin server. Where several services
// run in one process they still speak to each other through their API, over
// in-process channels: one code path.
//
//   auto suite = Suite::Start(options);
//   if (!suite.ok()) ...
//   ... until told to stop:
//   (*suite)->Stop();

#ifndef DISCLOSURE_SERVICES_SUITE_H_
#define DISCLOSURE_SERVICES_SUITE_H_

#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "server/admin.h"
#include "server/call_book.h"
#include "server/data_dir.h"
#include "server/grpc_server.h"
#include "server/metrics.h"
#include "services/suite_options.h"

namespace disclosure::ingest {
class Ingest;
}  // namespace disclosure::ingest
namespace disclosure::aggregate {
class Aggregate;
}  // namespace disclosure::aggregate
namespace disclosure::query {
class Query;
}  // namespace disclosure::query

namespace disclosure {

class HealthWatch;

// Thread-safe, apart from Stop().
class Suite {
 public:
  // Starts everything; what was started before a failure is stopped again.
  // Errors: those of Validate(), of DataDir::Open, of the services and of the
  // servers. The services are then still on their way to be ready: health and
  // /readyz say when they are.
  static absl::StatusOr<std::unique_ptr<Suite>> Start(
      const SuiteOptions& options);

  Suite(const Suite&) = delete;
  Suite& operator=(const Suite&) = delete;
  ~Suite();  // Stop().

  // "host:port" with the ports that were taken; the second may be empty.
  const std::string& address() const { return address_; }
  const std::string& admin_address() const { return admin_address_; }

  // One line that says what runs where.
  std::string Description() const;

  // Health says NOT_SERVING, waiting calls and streams are ended, calls under
  // way go on for the grace, what waits to be committed is committed and
  // answered, everything is closed. Bounded by the grace and a second or two.
  // Idempotent; one thread.
  void Stop();

 private:
  explicit Suite(const SuiteOptions& options);

  absl::Status OpenFolders();
  absl::Status CreateServices();
  absl::Status CreateIngest();
  absl::Status CreateAggregate();
  absl::Status StartServers();
  // Connects the services to those before them.
  absl::Status Connect();
  std::vector<server::ReadinessCheck> Checks() const;

  const SuiteOptions options_;
  std::string address_;
  std::string admin_address_;

  // Made in this order, ended backwards.
  std::vector<std::unique_ptr<server::DataDir>> folders_;
  server::Metrics metrics_;
  server::CallBook book_;
  std::unique_ptr<ingest::Ingest> ingest_;
  std::unique_ptr<aggregate::Aggregate> aggregate_;
  std::unique_ptr<query::Query> query_;
  std::unique_ptr<server::GrpcServer> server_;
  std::unique_ptr<server::AdminServer> admin_;
  std::unique_ptr<HealthWatch> health_;
};

}  // namespace disclosure

#endif  // DISCLOSURE_SERVICES_SUITE_H_
