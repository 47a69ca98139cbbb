// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

// The totals of a year as they should be, added up from the generator: plain
// sums of whole numbers, report by report and region by region. Nothing of the
// services' or the form's adding up is used.

#ifndef DISCLOSURE_BENCH_LOADGEN_EXPECTED_TOTALS_H_
#define DISCLOSURE_BENCH_LOADGEN_EXPECTED_TOTALS_H_

#include <cstdint>
#include <string>
#include <vector>

#include "bench/loadgen/commands.h"
#include "bench/loadgen/world.h"
#include "disclosure/v1/total.pb.h"

namespace disclosure::loadgen {

class ExpectedTotals {
 public:
  // About 10 bytes a figure and region: 200 MB for a real nation.
  ExpectedTotals(const World& world, const HeldReports& held, int year);

  // How `totals` of the region with this index differs; empty: it does not.
  std::string Differences(size_t region, const v1::Totals& totals) const;

 private:
  struct Sum {
    int64_t value = 0;
    int32_t filled = 0;
    int32_t blank = 0;
  };
  struct Row {
    std::vector<Sum> sums;
    int64_t expected = 0;
    int64_t received = 0;
  };

  void Add(const ReportName& name);

  const World& world_;
  // By region: the whole of it.
  std::vector<Row> rows_;
};

}  // namespace disclosure::loadgen

#endif  // DISCLOSURE_BENCH_LOADGEN_EXPECTED_TOTALS_H_
