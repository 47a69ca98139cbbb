// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

#include "bench/loadgen/expected_totals.h"

#include "absl/strings/str_cat.h"
#include "form/figures.h"

namespace disclosure::loadgen {
namespace {

// Named in one line of differences.
constexpr int kDifferencesMax = 5;

std::string Shown(const form::FigureVector& figures, int cell) {
  return figures.has(cell) ? absl::StrCat(figures.value(cell)) : "blank";
}

}  // namespace

ExpectedTotals::ExpectedTotals(const World& world, const HeldReports& held,
                               int year)
    : world_(world), rows_(world.nation().regions().size()) {
  for (const Office& office : world.nation().offices()) {
    ++rows_[static_cast<size_t>(office.region)].expected;
  }
  const Scatter amended(held.Amended());
  for (int64_t n = 0; n < held.reports; ++n) {
    if (world.order().Report(n).year != year) continue;
    Add(world.order().Current(n, amended, held.amendments));
  }
  // Parents come before their children.
  const std::vector<Region>& regions = world.nation().regions();
  for (size_t i = regions.size(); i-- > 1;) {
    Row& parent = rows_[static_cast<size_t>(regions[i].parent)];
    const Row& row = rows_[i];
    parent.expected += row.expected;
    parent.received += row.received;
    if (row.sums.empty()) continue;
    parent.sums.resize(row.sums.size());
    for (size_t cell = 0; cell < row.sums.size(); ++cell) {
      parent.sums[cell].value += row.sums[cell].value;
      parent.sums[cell].filled += row.sums[cell].filled;
      parent.sums[cell].blank += row.sums[cell].blank;
    }
  }
}

void ExpectedTotals::Add(const ReportName& name) {
  const form::FigureVector figures = world_.maker().Figures(name);
  Row& row = rows_[static_cast<size_t>(
      world_.nation().offices()[static_cast<size_t>(name.office)].region)];
  ++row.received;
  row.sums.resize(world_.maker().catalog().cells().size());
  for (int cell : world_.maker().PlanOf(name.year).asked) {
    Sum& sum = row.sums[static_cast<size_t>(cell)];
    sum.value += figures.value(cell);
    ++(figures.has(cell) ? sum.filled : sum.blank);
  }
}

std::string ExpectedTotals::Differences(size_t region,
                                        const v1::Totals& totals) const {
  const form::Catalog& catalog = world_.maker().catalog();
  const Row& row = rows_[region];
  const auto figures = form::FromMessage(catalog, totals.figures());
  const auto blanks = form::FromMessage(catalog, totals.not_reported());
  if (!figures.ok() || !blanks.ok()) return "figures of another form";
  std::string text;
  int differences = 0;
  const auto note = [&](const std::string& what, const std::string& expected,
                        const std::string& found) {
    if (++differences > kDifferencesMax) return;
    absl::StrAppend(&text, what, ": expected ", expected, ", found ", found,
                    "; ");
  };
  const v1::Coverage& coverage = totals.coverage();
  const std::pair<int64_t, int64_t> counts[] = {
      {row.expected, coverage.expected()},
      {row.received, coverage.received()},
      {row.expected - row.received, coverage.missing()}};
  for (const auto& [expected, found] : counts) {
    if (expected == found) continue;
    note("coverage", absl::StrCat(expected), absl::StrCat(found));
  }
  for (const form::Cell& cell : catalog.cells()) {
    const Sum sum =
        row.sums.empty() ? Sum() : row.sums[static_cast<size_t>(cell.index)];
    if (figures->has(cell.index) != (sum.filled > 0) ||
        figures->value(cell.index) != sum.value) {
      note(cell.path, sum.filled > 0 ? absl::StrCat(sum.value) : "blank",
           Shown(*figures, cell.index));
    }
    if (blanks->value(cell.index) != sum.blank) {
      note(absl::StrCat("not reported ", cell.path), absl::StrCat(sum.blank),
           Shown(*blanks, cell.index));
    }
  }
  if (differences > kDifferencesMax) {
    absl::StrAppend(&text, "and ", differences - kDifferencesMax, " more; ");
  }
  return text;
}

}  // namespace disclosure::loadgen
