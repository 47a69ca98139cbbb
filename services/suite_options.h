// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

// What one process of the suite runs and where: plain values, filled from the
// command line. Functions are thread-safe.

#ifndef DISCLOSURE_SERVICES_SUITE_OPTIONS_H_
#define DISCLOSURE_SERVICES_SUITE_OPTIONS_H_

#include <optional>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "server/options.h"

namespace disclosure {

// Which services run in the process.
enum class Target { kAll, kIngest, kAggregate, kQuery };

// "all", "ingest", "aggregate" or "query".
std::optional<Target> ParseTarget(std::string_view name);
std::string TargetName(Target target);

// Where a target listens unless it is told otherwise: loopback.
std::string DefaultListenAddress(Target target);
std::string DefaultAdminAddress(Target target);

inline bool RunsIngest(Target target) {
  return target == Target::kAll || target == Target::kIngest;
}
inline bool RunsAggregate(Target target) {
  return target == Target::kAll || target == Target::kAggregate;
}
inline bool RunsQuery(Target target) {
  return target == Target::kAll || target == Target::kQuery;
}

struct SuiteOptions {
  Target target = Target::kAll;

  // Holds a folder for each service that keeps something: ingest/, aggregate/.
  // Processes of different targets may share it. Query keeps nothing.
  std::string data_dir;

  // Where ingest writes backups; empty: it makes none. Not in the data folder.
  std::string backup_dir;

  // Addresses, TLS and limits of the server.
  server::ServerOptions server;

  // Where the services before this one are; empty where they run in this
  // process.
  std::string ingest;
  std::string aggregate;

  // TLS files for the connections to them; its address is not used.
  server::ClientOptions client;

  // The log's name for people. Empty: the one it has, "main" for a new log.
  std::string log_name;
};

// How to connect to `address` with the TLS files of the options.
server::ClientOptions ConnectionTo(const SuiteOptions& options,
                                   const std::string& address);

// OK, or INVALID_ARGUMENT (LOG_NAME_INVALID). Empty is good.
absl::Status CheckLogName(const std::string& name);

// OK, or INVALID_ARGUMENT (FLAG_MISSING, FLAG_UNUSED, LOG_NAME_INVALID,
// BACKUP_DIR_IN_DATA, or what server::Validate says) with a message that names
// the flag. Opens no file.
absl::Status Validate(const SuiteOptions& options);

}  // namespace disclosure

#endif  // DISCLOSURE_SERVICES_SUITE_OPTIONS_H_
