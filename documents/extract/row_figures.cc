// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

#include "documents/extract/row_figures.h"

#include <algorithm>
#include <string>

#include "documents/extract/figure_text.h"
#include "documents/read/characters.h"

namespace disclosure::documents {
namespace {

using Assigned = std::vector<std::optional<AssignedFigure>>;

bool IsFilled(const PrintedFigure& figure) {
  return !Comparable(figure.text).empty();
}

// The first and the number of the figures that hold text, if they stand
// together.
std::optional<std::pair<size_t, size_t>> FilledRun(const PrintedRow& row) {
  size_t first = 0;
  while (first < row.figures.size() && !IsFilled(row.figures[first])) ++first;
  size_t end = first;
  while (end < row.figures.size() && IsFilled(row.figures[end])) ++end;
  for (size_t i = end; i < row.figures.size(); ++i) {
    if (IsFilled(row.figures[i])) return std::nullopt;
  }
  return std::make_pair(first, end - first);
}

// All figures of the row's cells if there are as many as columns though there
// are fewer cells: they ran together.
std::vector<PrintedFigure> SplitCells(const PrintedRow& row, size_t columns) {
  std::vector<PrintedFigure> split;
  for (const PrintedFigure& figure : row.figures) {
    if (!IsFilled(figure)) continue;
    for (std::string& text : SplitFigures(figure.text)) {
      PrintedFigure part = figure;
      part.text = std::move(text);
      part.column = -1;
      part.run_together = true;
      split.push_back(std::move(part));
    }
  }
  if (split.size() != columns) split.clear();
  return split;
}

// The figures that stand as far from the left as the heads of the line above,
// if there is one for each and nothing else; else those that ran together.
std::vector<PrintedFigure> FiguresUnderHeads(const PrintedRow& row,
                                             size_t columns) {
  std::vector<PrintedFigure> under;
  size_t filled = 0;
  for (const PrintedFigure& figure : row.figures) {
    const bool is_under = std::any_of(
        row.heads.begin(), row.heads.end(),
        [&](auto& head) { return head.table_column == figure.table_column; });
    if (is_under) under.push_back(figure);
    if (is_under && IsFilled(figure)) ++filled;
  }
  const auto all_filled = static_cast<size_t>(
      std::count_if(row.figures.begin(), row.figures.end(), IsFilled));
  if (under.size() == columns && row.heads.size() == columns &&
      filled == all_filled) {
    return under;
  }
  return SplitCells(row, columns);
}

// The figures in the order of the columns, if the row has just as many.
std::vector<PrintedFigure> FiguresInOrder(const PrintedRow& row, size_t columns,
                                          const LineWindows& windows) {
  if (row.figures.size() == columns) return row.figures;
  if (row.layout != Layout::kGrid) {
    // More heads, or longer lines, than the form has columns: no run of figures
    // tells which of them it is.
    if (row.head_words > static_cast<int>(columns) ||
        windows.HasLongerLine(row)) {
      return {};
    }
    const auto run = FilledRun(row);
    if (run && run->second == columns) {
      const auto begin =
          row.figures.begin() + static_cast<std::ptrdiff_t>(run->first);
      return {begin, begin + static_cast<std::ptrdiff_t>(columns)};
    }
    if (!windows.all_lines()) return FiguresUnderHeads(row, columns);
    const auto first = windows.FirstFigure(row);
    std::vector<PrintedFigure> window;
    bool outside = false;
    for (const PrintedFigure& figure : row.figures) {
      const bool inside =
          first && figure.table_column >= *first &&
          figure.table_column < *first + static_cast<int>(columns);
      if (inside) window.push_back(figure);
      outside = outside || (!inside && IsFilled(figure));
    }
    if (window.size() == columns && !outside) return window;
    // Blank from end to end: it does not matter which cells these are.
    if (run && run->second == 0 && row.figures.size() >= columns) {
      const auto begin = row.figures.begin();
      return {begin, begin + static_cast<std::ptrdiff_t>(columns)};
    }
  }
  return SplitCells(row, columns);
}

// Names figures by the heads of the lines above, where there are as many.
void NameByHeads(const PrintedRow& row, std::vector<PrintedFigure>* figures) {
  if (row.heads.size() != figures->size()) return;
  for (size_t i = 0; i < figures->size(); ++i) {
    (*figures)[i].column = row.heads[i].column;
    (*figures)[i].head = row.heads[i].head;
  }
}

// By the names of the heads alone.
Assigned AssignByNames(const std::vector<PrintedFigure>& figures,
                       const std::vector<int>& columns) {
  Assigned assigned(columns.size());
  // A figure under no words at all: the row is shifted, so nothing is sure.
  for (const PrintedFigure& figure : figures) {
    if (figure.column < 0 && !figure.has_head && IsFilled(figure)) {
      return assigned;
    }
  }
  for (size_t i = 0; i < columns.size(); ++i) {
    const PrintedFigure* found = nullptr;
    bool several = false;
    for (const PrintedFigure& figure : figures) {
      if (figure.column != columns[i]) continue;
      several = several || found != nullptr;
      found = &figure;
    }
    if (found != nullptr && !several) assigned[i] = AssignedFigure{*found};
  }
  return assigned;
}

}  // namespace

LineWindows::LineWindows(const std::vector<PrintedRow>& rows, size_t columns,
                         bool all_lines)
    : all_lines_(all_lines) {
  for (const PrintedRow& row : rows) {
    if (row.layout == Layout::kGrid) continue;
    const auto run = FilledRun(row);
    if (all_lines && run && run->second > columns)
      longer_.insert({row.table, row.cells});
    if (!all_lines || !run || run->second != columns) continue;
    const int first = row.figures[run->first].table_column;
    const auto [at, added] = first_.try_emplace({row.table, row.cells}, first);
    if (!added && at->second != first) at->second = -1;
  }
}

bool LineWindows::HasLongerLine(const PrintedRow& row) const {
  return longer_.count({row.table, row.cells}) > 0;
}

std::optional<int> LineWindows::FirstFigure(const PrintedRow& row) const {
  const auto found = first_.find({row.table, row.cells});
  if (found == first_.end() || found->second < 0) return std::nullopt;
  return found->second;
}

Assigned AssignFigures(const PrintedRow& row, const std::vector<int>& columns,
                       const LineWindows& windows) {
  // A grid with more cells than the form has columns: the heads tell.
  Assigned named(columns.size());
  if (row.layout == Layout::kGrid && row.figures.size() != columns.size()) {
    named = AssignByNames(row.figures, columns);
    const bool any = std::any_of(named.begin(), named.end(),
                                 [](auto& figure) { return figure; });
    if (any) return named;
  }
  std::vector<PrintedFigure> figures =
      FiguresInOrder(row, columns.size(), windows);
  if (figures.empty()) return named;
  if (row.layout != Layout::kGrid) {
    const bool named_all = row.heads.size() == figures.size();
    if (row.heads_contradict && !named_all) return named;
    NameByHeads(row, &figures);
  }
  bool contradicted = false;
  for (size_t i = 0; i < columns.size(); ++i) {
    const int column = figures[i].column;
    contradicted = contradicted || (column >= 0 && column != columns[i]);
  }
  // The form's columns in another order, or a row that is shifted against its
  // heads? Only a figure under every head speaks for the former.
  if (contradicted) {
    Assigned by_names = AssignByNames(figures, columns);
    const bool all = std::all_of(by_names.begin(), by_names.end(),
                                 [](auto& figure) { return figure; });
    if (all) return by_names;
  }
  const bool has_heads =
      std::any_of(figures.begin(), figures.end(),
                  [](auto& figure) { return figure.has_head; });
  Assigned assigned(columns.size());
  for (size_t i = 0; i < columns.size(); ++i) {
    // Lines lose their heads, and so does a table that goes on where all its
    // rows are alike; else a grid has them, unless they are damaged.
    const bool headless = windows.all_lines() && !has_heads;
    const bool damaged = row.layout == Layout::kGrid && !headless &&
                         figures[i].column != columns[i];
    assigned[i] = AssignedFigure{std::move(figures[i]), damaged};
  }
  return assigned;
}

}  // namespace disclosure::documents
