// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

#include "documents/extract/block_rows.h"

#include <algorithm>
#include <set>
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

// A second row of figures: where they differ nobody can say which counts.
void KeepWhatAgrees(const BlockRow& second, BlockRow* first) {
  for (auto& [cell, place] : first->figures) {
    const auto other = second.figures.find(cell);
    if (!place.figure || other == second.figures.end() ||
        !other->second.figure ||
        place.figure->figure.text != other->second.figure->figure.text) {
      place.figure.reset();
    }
  }
}

// A figure under no words at all: the row is shifted against its heads.
bool IsShifted(const PrintedRow& row) {
  return std::any_of(
      row.figures.begin(), row.figures.end(), [](const PrintedFigure& figure) {
        return figure.is_number && figure.column < 0 && !figure.has_head;
      });
}

// The figure whose heads name the cell.
std::optional<AssignedFigure> FindByName(const PrintedRow& row,
                                         const form::Catalog& catalog,
                                         int cell_index) {
  const form::Cell& cell = catalog.cells()[static_cast<size_t>(cell_index)];
  std::optional<AssignedFigure> found;
  if (IsShifted(row)) return found;
  for (const PrintedFigure& figure : row.figures) {
    if (figure.column != cell.column || figure.block != cell.row) continue;
    if (found) return std::nullopt;
    found = AssignedFigure{figure};
  }
  return found;
}

// A block whose cells are not all named is under the wrong head.
void DropPartialBlocks(const form::Catalog& catalog,
                       std::map<int, std::optional<AssignedFigure>>* named) {
  std::map<int, size_t> sizes;
  const auto row_of = [&](int cell) {
    return catalog.cells()[static_cast<size_t>(cell)].row;
  };
  for (const auto& [cell, figure] : *named) ++sizes[row_of(cell)];
  std::erase_if(*named, [&](const auto& entry) {
    const form::Cell& cell = catalog.cells()[static_cast<size_t>(entry.first)];
    const form::Table& table =
        catalog.tables()[static_cast<size_t>(cell.table)];
    return sizes[cell.row] !=
           table.rows[static_cast<size_t>(cell.row)].cells.size();
  });
}

// Blocks that are printed as tables of their own: of each table the first row
// with figures under the heads of a whole block.
std::optional<BlockRow> CollectBlocks(const std::vector<int>& cells,
                                      const form::Catalog& catalog,
                                      const std::vector<PrintedRow>& printed) {
  BlockRow collected;
  std::set<int> tables;
  for (size_t p = 0; p < printed.size(); ++p) {
    const PrintedRow& row = printed[p];
    if (row.layout != Layout::kGrid || row.CountNumbers() == 0) continue;
    std::map<int, std::optional<AssignedFigure>> named;
    for (int cell : cells) {
      auto figure = FindByName(row, catalog, cell);
      if (figure) named[cell] = std::move(figure);
    }
    DropPartialBlocks(catalog, &named);
    if (named.empty() || !tables.insert(row.table).second) continue;
    for (auto& [cell, figure] : named) {
      BlockFigure& place = collected.figures[cell];
      // Printed twice: nobody can say which counts.
      const bool twice = place.figure.has_value();
      place = {static_cast<int>(p), std::move(figure)};
      if (twice) place.figure.reset();
    }
  }
  if (collected.figures.empty()) return std::nullopt;
  return collected;
}

}  // namespace

std::optional<BlockRow> FindBlockRow(const form::Table& table,
                                     const form::Catalog& catalog,
                                     const std::vector<PrintedRow>& printed) {
  const std::vector<int> cells = PrintedOrder(table);
  const LineWindows windows(printed, cells.size(), true);
  std::optional<BlockRow> found;
  bool found_numbers = false;
  for (size_t p = 0; p < printed.size(); ++p) {
    const PrintedRow& row = printed[p];
    const bool grid = row.layout == Layout::kGrid;
    // Half of the heads must be known: a row of another table has few.
    if (grid && CountNamed(row) * 2 < cells.size()) continue;
    if (!grid && row.heads.empty()) continue;
    if (!grid && row.heads_contradict) continue;
    if (found && row.CountNumbers() == 0) continue;
    // By order: the columns of the form play no part yet.
    const std::vector<int> any(cells.size(), -1);
    PrintedRow unnamed = row;
    unnamed.heads.clear();
    for (PrintedFigure& figure : unnamed.figures) figure.column = -1;
    auto in_order = AssignFigures(unnamed, any, windows);
    const bool complete = row.figures.size() == cells.size()
                              ? FitsOrder(row.figures, cells, catalog)
                              : !grid && in_order.front().has_value();
    if (!complete) continue;
    BlockRow candidate;
    for (size_t i = 0; i < cells.size(); ++i) {
      candidate.figures[cells[i]] = {static_cast<int>(p),
                                     std::move(in_order[i])};
    }
    const bool second = found && found_numbers;
    if (second) {
      KeepWhatAgrees(candidate, &*found);
    } else {
      found = std::move(candidate);
      found_numbers = row.CountNumbers() > 0;
    }
  }
  if (!found) found = CollectBlocks(cells, catalog, printed);
  return found;
}

}  // namespace disclosure::documents
