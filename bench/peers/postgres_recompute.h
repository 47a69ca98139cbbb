// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

// How long PostgreSQL takes to compute all totals anew from dumped reports.

#ifndef DISCLOSURE_BENCH_PEERS_POSTGRES_RECOMPUTE_H_
#define DISCLOSURE_BENCH_PEERS_POSTGRES_RECOMPUTE_H_

#include <nlohmann/json.hpp>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "bench/peers/postgres_cluster.h"
#include "bench/peers/report_dump.h"

namespace disclosure::bench {

// Loads the dump, which is not part of the time, then groups the reports by
// region and year, and these level by level up to the root. Stopped by `limit`
// if need be: then `seconds` is null and `stopped` true. INTERNAL if the root
// is not the sum of the reports.
absl::StatusOr<nlohmann::json> MeasureRecompute(const PostgresCluster& cluster,
                                                ReportDump& dump, int cells,
                                                absl::Duration limit);

}  // namespace disclosure::bench

#endif  // DISCLOSURE_BENCH_PEERS_POSTGRES_RECOMPUTE_H_
