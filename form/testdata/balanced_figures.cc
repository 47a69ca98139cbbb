// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

#include "form/testdata/balanced_figures.h"

#include <algorithm>
#include <fstream>
#include <sstream>

#include "absl/strings/str_cat.h"
#include "gtest/gtest.h"

namespace disclosure::form::testdata {
namespace {

// Fills every total from its parts, lowest first.
void FillTotals(FigureVector* figures, const std::vector<bool>& asked) {
  const Catalog& catalog = figures->catalog();
  for (bool changed = true; changed;) {
    changed = false;
    for (const Equation& equation : catalog.equations()) {
      const int total = equation.right[0];
      if (!equation.is_sum || !asked[static_cast<size_t>(total)]) continue;
      int64_t sum = 0;
      for (int cell : equation.left) sum += figures->value(cell);
      if (figures->has(total) && figures->value(total) == sum) continue;
      figures->Set(total, sum);
      changed = true;
    }
  }
}

}  // namespace

v1::Editions EditionsOf(v1::Edition publication, v1::Edition requests) {
  v1::Editions editions;
  editions.set_publication(publication);
  editions.set_requests(requests);
  return editions;
}

FigureVector BalancedFigures(const v1::Editions& editions, int64_t max,
                             std::mt19937_64* random) {
  const Catalog& catalog = **Catalog::BuiltIn();
  const std::vector<bool> asked = catalog.AskedCells(editions);
  FigureVector figures(catalog);
  std::uniform_int_distribution<int64_t> any(0, max);
  for (const Cell& cell : catalog.cells()) {
    if (!asked[static_cast<size_t>(cell.index)]) continue;
    figures.Set(cell.index, any(*random));
  }
  // What was published is at most what is public.
  for (const AtLeast& rule : catalog.at_least()) {
    if (!figures.has(rule.figure)) continue;
    figures.Set(rule.figure,
                figures.value(rule.figure) + figures.value(rule.part));
  }
  FillTotals(&figures, asked);
  // The totals of a row move with its columns, so balance these first.
  const Table& table = catalog.tables()[static_cast<size_t>(
      catalog.FindPath("requests.received.total")->table)];
  for (const Column& column : table.columns) {
    if (column.name == "total") continue;
    const auto at = [&](const char* row) {
      return catalog.FindPath(absl::StrCat("requests.", row, ".", column.name))
          ->index;
    };
    const int64_t handled = figures.value(at("concluded_total")) +
                            figures.value(at("carried_over_to_next_year"));
    const int64_t carried =
        std::min(handled, figures.value(at("carried_over_from_last_year")));
    figures.Set(at("carried_over_from_last_year"), carried);
    figures.Set(at("received"), handled - carried);
  }
  FillTotals(&figures, asked);
  return figures;
}

v1::AnnualReport ReportOf(const v1::Editions& editions,
                          const FigureVector& figures, int year) {
  v1::AnnualReport report;
  report.set_office("419001004-01");
  report.set_year(year);
  report.set_scope(v1::SCOPE_OWN);
  *report.mutable_editions() = editions;
  ToMessage(figures.catalog(), figures, report.mutable_figures());
  return report;
}

std::string ReadFile(const std::string& path) {
  std::ifstream file(path);
  EXPECT_TRUE(file.is_open()) << path;
  std::stringstream content;
  content << file.rdbuf();
  return content.str();
}

}  // namespace disclosure::form::testdata
