// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

// Which figure of a printed row belongs to which column of its row of the form.
//
// Pure functions, thread-safe.

#ifndef DISCLOSURE_DOCUMENTS_EXTRACT_ROW_FIGURES_H_
#define DISCLOSURE_DOCUMENTS_EXTRACT_ROW_FIGURES_H_

#include <map>
#include <optional>
#include <set>
#include <utility>
#include <vector>

#include "documents/extract/printed_rows.h"

namespace disclosure::documents {

// A figure that was assigned to a column.
struct AssignedFigure {
  PrintedFigure figure;
  // Its head is damaged; it was found by its order.
  bool head_damaged = false;
};

// Where the figures of complete lines stand, for lines with blank cells: by
// table and number of cells of the line, the place of the first figure.
class LineWindows {
 public:
  // `columns`: how many figures a complete line has; `all_lines`: those of
  // every row of the form's table, not of some.
  LineWindows(const std::vector<PrintedRow>& rows, size_t columns,
              bool all_lines);

  bool all_lines() const { return all_lines_; }

  // Whether a line of that kind has more figures than the form has columns.
  bool HasLongerLine(const PrintedRow& row) const;

  // Nothing if no complete line of that kind was seen, or if they differ.
  std::optional<int> FirstFigure(const PrintedRow& row) const;

 private:
  const bool all_lines_;
  // Table, cells of the line -> place; -1: they differ.
  std::map<std::pair<int, int>, int> first_;
  std::set<std::pair<int, int>> longer_;
};

// For each of `columns` (of the form, in its order) the figure printed for it.
// Nothing where that cannot be told: then the figure is not readable.
std::vector<std::optional<AssignedFigure>> AssignFigures(
    const PrintedRow& row, const std::vector<int>& columns,
    const LineWindows& windows);

}  // namespace disclosure::documents

#endif  // DISCLOSURE_DOCUMENTS_EXTRACT_ROW_FIGURES_H_
