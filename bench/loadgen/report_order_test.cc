// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

// What is sent, and what stands afterwards, by playing it.

#include "bench/loadgen/report_order.h"

#include <map>
#include <set>
#include <utility>

#include "gtest/gtest.h"

namespace disclosure::loadgen {
namespace {

TEST(ReportOrderTest, ScatterIsAPermutation) {
  for (const int64_t size : {1, 2, 3, 7, 10, 100, 997, 1'000, 15'000}) {
    const Scatter scatter(size);
    std::set<int64_t> seen;
    for (int64_t i = 0; i < size; ++i) {
      const int64_t n = scatter.At(i);
      seen.insert(n);
      EXPECT_EQ(scatter.PlaceOf(n), i);
    }
    EXPECT_EQ(static_cast<int64_t>(seen.size()), size);
    EXPECT_EQ(*seen.begin(), 0);
    EXPECT_EQ(*seen.rbegin(), size - 1);
  }
}

TEST(ReportOrderTest, TheNewestYearComesFirstAndIsComplete) {
  const ReportOrder order(50, 2016, 2025);
  EXPECT_EQ(order.size(), 500);
  std::set<std::pair<int, int64_t>> all;
  for (int64_t n = 0; n < order.size(); ++n) {
    const ReportName name = order.Report(n);
    EXPECT_EQ(name.year, 2025 - n / 50);
    EXPECT_EQ(name.revision, 1);
    all.insert({name.year, name.office});
  }
  EXPECT_EQ(all.size(), 500u);
}

TEST(ReportOrderTest, CurrentIsWhatAmendmentsLeave) {
  const ReportOrder order(20, 2020, 2022);
  for (const int64_t reports : {1, 5, 20, 43, 60}) {
    const Scatter scatter(reports);
    // By year and office.
    std::map<std::pair<int, int64_t>, int> revisions;
    for (int64_t n = 0; n < reports; ++n) {
      const ReportName name = order.Report(n);
      revisions[{name.year, name.office}] = 1;
    }
    for (int64_t m = 0; m < 150; ++m) {
      for (int64_t n = 0; n < reports; ++n) {
        const ReportName name = order.Current(n, scatter, m);
        const int revision = revisions[{name.year, name.office}];
        ASSERT_EQ(name.revision, revision);
      }
      // The others stay as they were sent.
      if (reports < order.size()) {
        ASSERT_EQ(order.Current(reports, scatter, m), order.Report(reports));
      }
      const ReportName amended = order.Amendment(m, scatter);
      const int next = ++revisions[{amended.year, amended.office}];
      ASSERT_EQ(amended.revision, next);
    }
  }
}

}  // namespace
}  // namespace disclosure::loadgen
