// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

// What PostgreSQL does with submissions: one report a transaction, from several
// connections, with and without totals that a trigger keeps.

#ifndef DISCLOSURE_BENCH_PEERS_POSTGRES_WRITES_H_
#define DISCLOSURE_BENCH_PEERS_POSTGRES_WRITES_H_

#include <cstddef>
#include <cstdint>

#include <nlohmann/json.hpp>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "bench/peers/postgres_cluster.h"

namespace disclosure::bench {

struct WriteOptions {
  int connections = 1;
  // It is measured for so long.
  absl::Duration time = absl::Seconds(5);
  // A trigger keeps the totals of the report's region and of the four levels
  // above it; else reports are only kept.
  bool totals = false;
  int offices = 150'000;
  int cells = 0;
  size_t narrative_bytes = 6000;
  uint64_t seed = 1;
};

// Begins with empty tables. INTERNAL if the totals are not those of the
// reports in the end.
absl::StatusOr<nlohmann::json> MeasureWrites(const PostgresCluster& cluster,
                                             const WriteOptions& options);

}  // namespace disclosure::bench

#endif  // DISCLOSURE_BENCH_PEERS_POSTGRES_WRITES_H_
