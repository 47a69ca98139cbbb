// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

// One total of an answer, in two steps: gathered under the model's lock, then
// filled into the answer outside it. Pure functions.

#ifndef DISCLOSURE_SERVICES_QUERY_SUMS_H_
#define DISCLOSURE_SERVICES_QUERY_SUMS_H_

#include "absl/status/status.h"
#include "disclosure/v1/position.pb.h"
#include "disclosure/v1/total.pb.h"
#include "form/catalog.h"
#include "services/query/contents.h"
#include "services/query/figure_filter.h"
#include "services/query/read_model.h"
#include "services/query/year_view.h"

namespace disclosure::query {

// Which reports of a region a coverage counts.
enum class Counted {
  // The own reports of its own offices.
  kOwn,
  // Its page: everything as counted below it, and its own area report.
  kPage,
  // What its parent counts of it: its area report or its parts.
  kContribution,
};

// A total that is to be filled. What it points to never changes.
struct Sum {
  YearViewPtr view = nullptr;
  int year = 0;
  int region = 0;
  int line = kAllLines;
  v1::Part part = v1::PART_SUBTREE;
  Counted counted = Counted::kPage;
  // None: no report.
  Row row = Row();
};

// The row of a region and line; where only rows that differ are kept, the row
// that it is the same as. None: no report.
Row FindRow(const Contents& contents, const YearView& view, int year,
            int region, int line);

// A whole Sum: `part` and what its coverage counts.
Sum GatherSum(const Contents& contents, const YearViewPtr& view, int year,
              int region, int line, v1::Part part, Counted counted);

v1::Coverage CoverageOf(const Sum& sum);

// Fills all of `totals` except the positions, with the figures that `filter`
// lets pass. INTERNAL (FIGURES_UNREADABLE).
absl::Status FillTotals(const form::Catalog& catalog,
                        const FigureFilter& filter, const Sum& sum,
                        v1::Totals* totals);

}  // namespace disclosure::query

#endif  // DISCLOSURE_SERVICES_QUERY_SUMS_H_
