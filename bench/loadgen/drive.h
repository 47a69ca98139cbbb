// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

// What commands that send or ask share: requests made beforehand, and results
// as JSON.

#ifndef DISCLOSURE_BENCH_LOADGEN_DRIVE_H_
#define DISCLOSURE_BENCH_LOADGEN_DRIVE_H_

#include <cstdint>
#include <functional>
#include <string>

#include "absl/status/statusor.h"
#include "bench/loadgen/commands.h"
#include "bench/loadgen/load.h"

namespace disclosure::loadgen {

// Calls `work` with 0 to count - 1, on as many threads as there are cores.
void ForAll(int64_t count, const std::function<void(int64_t)>& work);

// Runs a load against `address`, unary or by streams as `drive` says, after
// preparing its requests if it says so. RESOURCE_EXHAUSTED if they pass the
// bytes that may be prepared; UNAVAILABLE.
absl::StatusOr<LoadResult> Drive(const std::string& what,
                                 const std::string& address,
                                 const std::string& method,
                                 const DriveOptions& drive,
                                 const MakeRequest& make,
                                 const ReadAnswer& read);

// `items`: what one item is called, such as "reports". Adds "ok".
Json ToJson(const std::string& items, LoadResult* result);

// p50 ... max, in us.
Json ToJson(Latencies* latencies);

}  // namespace disclosure::loadgen

#endif  // DISCLOSURE_BENCH_LOADGEN_DRIVE_H_
