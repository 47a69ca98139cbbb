// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

// Ruled lines become the grids of tables. Pure, thread-safe.

#ifndef DISCLOSURE_DOCUMENTS_READ_PDF_GRID_H_
#define DISCLOSURE_DOCUMENTS_READ_PDF_GRID_H_

#include <vector>

#include "documents/read/pdf_page.h"
#include "documents/table.h"

namespace disclosure::documents {

// A table without its text, and where its lines are.
struct RuledTable {
  Table table;
  // From left to right, one more than columns; from top to bottom, one more
  // than rows.
  std::vector<double> x;
  std::vector<double> y;

  bool Holds(const Box& glyph) const;
  // The index of the cell with the middle of the glyph, which the table holds.
  int CellOf(const Box& glyph) const;
  // By place, row by row.
  std::vector<int> cell_at;
};

// From top to bottom. A place that no line separates from its neighbour is one
// cell with it. Frames around text are no tables.
std::vector<RuledTable> FindTables(const Rulings& rulings);

}  // namespace disclosure::documents

#endif  // DISCLOSURE_DOCUMENTS_READ_PDF_GRID_H_
