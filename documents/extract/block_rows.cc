// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

#include "documents/extract/block_rows.h"

#include <algorithm>
#include <utility>

namespace disclosure::documents {
namespace {

// The cells of the table in the order they are printed: block by block.
std::vector<int> PrintedOrder(const form::Table& table) {
  std::vector<int> cells;
  for (const form::Row& row : table.rows) {
    cells.insert(cells.end(), row.cells.begin(), row.cells.end());
  }
  return cells;
}

size_t CountNamed(const PrintedRow& row) {
  return static_cast<size_t>(
      std::count_if(row.figures.begin(), row.figures.end(),
                    [](const auto& figure) { return figure.column >= 0; }));
}

// Whether no head says that figure i is another cell than the i-th.
bool FitsOrder(const std::vector<PrintedFigure>& figures,
               const std::vector<int>& cells, const form::Catalog& catalog) {
  for (size_t i = 0; i < cells.size(); ++i) {
    const form::Cell& cell = catalog.cells()[static_cast<size_t>(cells[i])];
    const PrintedFigure& figure = figures[i];
    if (figure.column >= 0 && figure.column != cell.column) return false;
    if (figure.block >= 0 && figure.block != cell.row) return false;
  }
  return true;
}

}  // namespace

std::optional<BlockRow> FindBlockRow(const form::Table& table,
                                     const form::Catalog& catalog,
                                     const std::vector<PrintedRow>& printed) {
  const std::vector<int> cells = PrintedOrder(table);
  const LineWindows windows(printed, cells.size());
  std::optional<BlockRow> found;
  for (size_t p = 0; p < printed.size(); ++p) {
    const PrintedRow& row = printed[p];
    const bool grid = row.layout == Layout::kGrid;
    // Half of the heads must be known: a row of another table has few.
    if (grid && CountNamed(row) * 2 < cells.size()) continue;
    if (!grid && row.heads.empty()) continue;
    if (found && row.CountFilled() == 0) continue;
    // By order: the columns of the form play no part yet.
    const std::vector<int> any(cells.size(), -1);
    PrintedRow unnamed = row;
    unnamed.heads.clear();
    for (PrintedFigure& figure : unnamed.figures) figure.column = -1;
    auto in_order = AssignFigures(unnamed, any, windows);
    BlockRow candidate;
    candidate.printed = static_cast<int>(p);
    const bool complete = row.figures.size() == cells.size()
                              ? FitsOrder(row.figures, cells, catalog)
                              : !grid && in_order.front().has_value();
    for (size_t i = 0; i < cells.size(); ++i) {
      auto& figure = candidate.figures[cells[i]];
      if (complete) {
        figure = std::move(in_order[i]);
        continue;
      }
      const form::Cell& cell = catalog.cells()[static_cast<size_t>(cells[i])];
      for (const PrintedFigure& named : row.figures) {
        if (named.column == cell.column && named.block == cell.row) {
          figure = AssignedFigure{named};
        }
      }
    }
    if (!grid && !complete) continue;
    const bool filled = row.CountFilled() > 0;
    found = std::move(candidate);
    if (filled) break;
  }
  return found;
}

}  // namespace disclosure::documents
