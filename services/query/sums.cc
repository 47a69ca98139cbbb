// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

#include "services/query/sums.h"

#include <cstdint>
#include <string>

#include "form/figures.h"
#include "registry/expected.h"
#include "services/query/entries.h"

namespace disclosure::query {
namespace {

// The sum of the parts is stored only where it is not the own reports.
const v1::TotalState& PartsOf(const v1::RollupRow& row) {
  return row.has_parts() ? row.parts() : row.own();
}

void Add(const v1::TotalState& state, v1::Coverage& coverage) {
  coverage.set_received(coverage.received() + state.received());
  coverage.set_late(coverage.late() + state.late());
  coverage.set_with_errors(coverage.with_errors() + state.with_errors());
  coverage.set_with_questions(coverage.with_questions() +
                              state.with_questions());
}

// What a total shows of a row.
const v1::TotalState& CountedState(const Sum& sum) {
  if (sum.part == v1::PART_OWN) return sum.row->own();
  return sum.view->region(sum.region).counted_by_area() ? sum.row->published()
                                                        : PartsOf(*sum.row);
}

}  // namespace

RowPtr FindRow(const Contents& contents, const YearView& view, int year,
               int region, int line) {
  const YearTree::Region& place = view.region(region);
  if (line == kAllLines) return contents.FindRow(year, place.code(), "");
  RowPtr row = contents.FindRow(year, place.code(), view.tree().lines()[line]);
  if (row == nullptr && place.subtree_lines().size() == 1 &&
      place.subtree_lines().front() == line) {
    return contents.FindRow(year, place.code(), "");
  }
  return row;
}

Sum GatherSum(const Contents& contents, const YearViewPtr& view, int year,
              int region, int line, v1::Part part, Counted counted) {
  return {.view = view,
          .year = year,
          .region = region,
          .line = line,
          .part = part,
          .counted = counted,
          .row = FindRow(contents, *view, year, region, line)};
}

v1::Coverage CoverageOf(const Sum& sum) {
  const registry::ExpectedReports expected =
      sum.view->Expected(sum.region, sum.line);
  const bool by_area = sum.view->region(sum.region).counted_by_area();
  const v1::RollupRow& row =
      sum.row == nullptr ? v1::RollupRow::default_instance() : *sum.row;
  v1::Coverage coverage;
  switch (sum.counted) {
    case Counted::kOwn:
      coverage.set_expected(expected.own);
      Add(row.own(), coverage);
      break;
    case Counted::kPage:
      coverage.set_expected(expected.page());
      Add(PartsOf(row), coverage);
      Add(row.published(), coverage);
      break;
    case Counted::kContribution:
      coverage.set_expected(expected.contribution(by_area));
      Add(by_area ? row.published() : PartsOf(row), coverage);
      break;
  }
  coverage.set_missing(coverage.expected() - coverage.received());
  return coverage;
}

absl::Status FillTotals(const form::Catalog& catalog,
                        const FigureFilter& filter, const Sum& sum,
                        v1::Totals* totals) {
  const YearTree& tree = sum.view->tree();
  FillRegionRef(tree, sum.region, totals->mutable_region());
  totals->set_year(sum.year);
  if (sum.line != kAllLines) totals->set_line(tree.lines()[sum.line]);
  totals->set_part(sum.part);
  totals->set_counted_by(tree.regions()[sum.region].counted_by());
  *totals->mutable_coverage() = CoverageOf(sum);
  totals->mutable_figures();
  if (sum.row == nullptr) return absl::OkStatus();

  const v1::TotalState& state = CountedState(sum);
  absl::Status filled =
      filter.Fill(catalog, state.figures(), totals->mutable_figures());
  if (filled.ok() && !state.not_reported().empty()) {
    filled = filter.Fill(catalog, state.not_reported(),
                         totals->mutable_not_reported());
  }
  if (state.has_editions()) *totals->mutable_editions() = state.editions();
  if (sum.part == v1::PART_OWN || !sum.row->has_published()) return filled;

  if (filled.ok()) {
    filled = filter.Fill(catalog, sum.row->published().figures(),
                         totals->mutable_published());
  }
  if (filled.ok()) {
    filled = filter.Fill(catalog, PartsOf(*sum.row).figures(),
                         totals->mutable_parts());
  }
  return filled;
}

}  // namespace disclosure::query
