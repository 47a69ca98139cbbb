// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

// How many reports are expected in a year, per region and line of work: the
// 应报 of every page of coverage.
//
// Only counted offices are expected to report. With own(r) the own reports of
// r's offices, and area(r) = 1 if r has an office that reports about the area:
//
//   contribution(c) = counted by area ? area(c) : parts(c)
//   parts(r)        = own(r) + the contributions of r's children
//   page(r)         = parts(r) + area(r)
//
// A report belongs to the line of its office; lines add up to the region.
//
// An Expected never changes; any number of threads may use one.

#ifndef DISCLOSURE_REGISTRY_EXPECTED_H_
#define DISCLOSURE_REGISTRY_EXPECTED_H_

#include <cstdint>
#include <vector>

#include "registry/year_tree.h"

namespace disclosure::registry {

// In reports (office, year, scope).
struct ExpectedReports {
  // Own reports of the region's own offices.
  int64_t own = 0;
  // Own, and the children as each is counted.
  int64_t parts = 0;
  // 1 if the region's government is expected to report about its area.
  int64_t area = 0;

  // What the region's page shows.
  int64_t page() const { return parts + area; }

  // What the region adds to its parent.
  int64_t contribution(bool counted_by_area) const {
    return counted_by_area ? area : parts;
  }

  bool operator==(const ExpectedReports&) const = default;
};

class Expected {
 public:
  // One pass over the tree from the leaves up. The tree is not kept, but its
  // numbers are what regions and lines are known by.
  explicit Expected(const YearTree& tree);

  // Of all lines.
  const ExpectedReports& Of(int region) const { return all_lines_[region]; }

  // Of one line (an index into YearTree::lines()); zeros if none of the
  // region's offices or of those below has that line.
  ExpectedReports Of(int region, int line) const;

 private:
  struct LineReports {
    int line = 0;
    ExpectedReports reports;
  };

  std::vector<ExpectedReports> all_lines_;
  // By region, then by line: those of region r are [begin_[r], begin_[r + 1]).
  std::vector<LineReports> by_line_;
  std::vector<size_t> begin_;
};

}  // namespace disclosure::registry

#endif  // DISCLOSURE_REGISTRY_EXPECTED_H_
