// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

#include "services/query/sums.h"

#include <optional>
#include <string_view>

#include "registry/expected.h"
#include "services/query/entries.h"
#include "services/query/errors.h"

namespace disclosure::query {
namespace {

// The sum of the parts is stored only where it is not the own reports.
const std::optional<TotalFacts>& PartsOf(const RowFacts& row) {
  return row.parts.has_value() ? row.parts : row.own;
}

void Add(const std::optional<TotalFacts>& total, v1::Coverage& coverage) {
  if (!total.has_value()) return;
  coverage.set_received(coverage.received() + total->received);
  coverage.set_late(coverage.late() + total->late);
  coverage.set_with_errors(coverage.with_errors() + total->with_errors);
  coverage.set_with_questions(coverage.with_questions() +
                              total->with_questions);
}

v1::Coverage CoverageOf(const Sum& sum, const RowFacts& row) {
  const registry::ExpectedReports expected =
      sum.view->Expected(sum.region, sum.line);
  const bool by_area = sum.view->region(sum.region).counted_by_area();
  v1::Coverage coverage;
  switch (sum.counted) {
    case Counted::kOwn:
      coverage.set_expected(expected.own);
      Add(row.own, coverage);
      break;
    case Counted::kPage:
      coverage.set_expected(expected.page());
      Add(PartsOf(row), coverage);
      Add(row.published, coverage);
      break;
    case Counted::kContribution:
      coverage.set_expected(expected.contribution(by_area));
      Add(by_area ? row.published : PartsOf(row), coverage);
      break;
  }
  coverage.set_missing(coverage.expected() - coverage.received());
  return coverage;
}

// What a total shows of a row.
const std::optional<TotalFacts>& CountedOf(const Sum& sum,
                                           const RowFacts& row) {
  if (sum.part == v1::PART_OWN) return row.own;
  return sum.view->region(sum.region).counted_by_area() ? row.published
                                                        : PartsOf(row);
}

absl::Status FillCounted(const form::Catalog& catalog,
                         const FigureFilter& filter, const TotalFacts& total,
                         v1::Totals* totals) {
  absl::Status filled =
      filter.Fill(catalog, total.figures, totals->mutable_figures());
  if (filled.ok() && !total.not_reported.empty()) {
    filled = filter.Fill(catalog, total.not_reported,
                         totals->mutable_not_reported());
  }
  // Kept as they were fed, so that taking in a snapshot is quick.
  if (filled.ok() && total.editions.has_value() &&
      !totals->mutable_editions()->ParseFromArray(
          total.editions->data(), static_cast<int>(total.editions->size()))) {
    return FeedBroken("the editions of a total cannot be read");
  }
  return filled;
}

}  // namespace

Row FindRow(const Contents& contents, const YearView& view, int year,
            int region, int line) {
  const YearTree::Region& place = view.region(region);
  if (line == kAllLines) return contents.FindRow(year, place.code(), "");
  Row row = contents.FindRow(year, place.code(), view.tree().lines()[line]);
  if (!row && place.subtree_lines().size() == 1 &&
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
  return CoverageOf(sum, sum.row.Read());
}

absl::Status FillTotals(const form::Catalog& catalog,
                        const FigureFilter& filter, const Sum& sum,
                        v1::Totals* totals) {
  const YearTree& tree = sum.view->tree();
  const RowFacts row = sum.row.Read();
  FillRegionRef(tree, sum.region, totals->mutable_region());
  totals->set_year(sum.year);
  if (sum.line != kAllLines) totals->set_line(tree.lines()[sum.line]);
  totals->set_part(sum.part);
  totals->set_counted_by(tree.regions()[sum.region].counted_by());
  *totals->mutable_coverage() = CoverageOf(sum, row);
  totals->mutable_figures();

  absl::Status filled;
  if (const auto& counted = CountedOf(sum, row); counted.has_value()) {
    filled = FillCounted(catalog, filter, *counted, totals);
  }
  if (sum.part == v1::PART_OWN || !row.published.has_value()) return filled;

  if (filled.ok()) {
    filled = filter.Fill(catalog, row.published->figures,
                         totals->mutable_published());
  }
  const auto& parts = PartsOf(row);
  if (filled.ok()) {
    filled = filter.Fill(catalog, parts.has_value() ? parts->figures : "",
                         totals->mutable_parts());
  }
  return filled;
}

}  // namespace disclosure::query
