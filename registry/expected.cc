// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

#include "registry/expected.h"

#include <algorithm>
#include <cstddef>

namespace disclosure::registry {
namespace {

void Add(const YearTree::Office& office, ExpectedReports& reports) {
  if (office.reports_own()) {
    ++reports.own;
    ++reports.parts;
  }
  if (office.reports_area()) ++reports.area;
}

}  // namespace

Expected::Expected(const YearTree& tree) {
  const std::vector<YearTree::Region>& regions = tree.regions();
  all_lines_.resize(regions.size());
  begin_.reserve(regions.size() + 1);
  begin_.push_back(0);
  for (const YearTree::Region& region : regions) {
    for (const int line : region.subtree_lines()) {
      by_line_.push_back({line, {}});
    }
    begin_.push_back(by_line_.size());
  }

  // Children come after their parents: from the back, a region is complete
  // when it is reached.
  for (size_t r = regions.size(); r-- > 0;) {
    const YearTree::Region& region = regions[r];
    for (int o = region.offices_begin(); o < region.offices_end(); ++o) {
      const YearTree::Office& office = tree.offices()[o];
      if (!office.counts()) continue;
      Add(office, all_lines_[r]);
      const auto at = std::lower_bound(
          by_line_.begin() + static_cast<ptrdiff_t>(begin_[r]),
          by_line_.begin() + static_cast<ptrdiff_t>(begin_[r + 1]),
          office.line(), [](const LineReports& reports, int line) {
            return reports.line < line;
          });
      Add(office, at->reports);
    }
    if (region.parent() == YearTree::kNone) continue;

    const auto parent = static_cast<size_t>(region.parent());
    const bool by_area = region.counted_by_area();
    all_lines_[parent].parts += all_lines_[r].contribution(by_area);
    // Every line of a region is also one of its parent, in the same order.
    size_t above = begin_[parent];
    for (size_t i = begin_[r]; i < begin_[r + 1]; ++i) {
      while (by_line_[above].line < by_line_[i].line) ++above;
      by_line_[above].reports.parts +=
          by_line_[i].reports.contribution(by_area);
    }
  }
}

ExpectedReports Expected::Of(int region, int line) const {
  const auto begin = by_line_.begin() + static_cast<ptrdiff_t>(begin_[region]);
  const auto end =
      by_line_.begin() + static_cast<ptrdiff_t>(begin_[region + 1]);
  const auto at = std::lower_bound(begin, end, line,
                                   [](const LineReports& reports, int wanted) {
                                     return reports.line < wanted;
                                   });
  if (at == end || at->line != line) return {};
  return at->reports;
}

}  // namespace disclosure::registry
