// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

// A PostgreSQL server of our own: a new cluster in a folder that is removed
// with it, a Unix socket there and no port, every commit synced. The server
// never outlives the object: it is stopped by its process id, also when this
// program is told to end, and when it is killed.

#ifndef DISCLOSURE_BENCH_PEERS_POSTGRES_CLUSTER_H_
#define DISCLOSURE_BENCH_PEERS_POSTGRES_CLUSTER_H_

#include <map>
#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "bench/peers/postgres_connection.h"
#include "bench/peers/scratch_folder.h"
#include "tests/system/process.h"

namespace disclosure::bench {

class PostgresCluster {
 public:
  struct Options {
    // Where the folder is made. The disk there is measured.
    std::string parent;
    // Where initdb and postgres are.
    std::string programs = "/usr/lib/postgresql/15/bin";
    // The user it runs as if this program is root, which PostgreSQL refuses.
    std::string user = "postgres";
  };

  // NOT_FOUND if PostgreSQL is not installed.
  static absl::StatusOr<std::unique_ptr<PostgresCluster>> Start(
      const Options& options);

  ~PostgresCluster();  // Stops the server.
  PostgresCluster(const PostgresCluster&) = delete;
  PostgresCluster& operator=(const PostgresCluster&) = delete;

  absl::StatusOr<std::unique_ptr<PostgresConnection>> Connect() const;

  // What the server was told beyond its defaults.
  static const std::map<std::string, std::string>& Settings();

 private:
  PostgresCluster(std::unique_ptr<ScratchFolder> folder,
                  std::unique_ptr<testing::Process> server);

  std::unique_ptr<ScratchFolder> folder_;
  std::unique_ptr<testing::Process> server_;
};

}  // namespace disclosure::bench

#endif  // DISCLOSURE_BENCH_PEERS_POSTGRES_CLUSTER_H_
