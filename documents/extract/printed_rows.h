// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

// The rows of a document's tables as one table of the form sees them: the words
// before the figures, and the figures with the columns that the heads above
// them name. Which row of the form each one is, is not decided here.
//
// Pure functions, thread-safe.

#ifndef DISCLOSURE_DOCUMENTS_EXTRACT_PRINTED_ROWS_H_
#define DISCLOSURE_DOCUMENTS_EXTRACT_PRINTED_ROWS_H_

#include <string>
#include <vector>

#include "documents/extract/grid_heads.h"
#include "documents/read/document.h"

namespace disclosure::documents {

// A printed cell that may hold a figure.
struct PrintedFigure {
  // As printed, and whether it looks like a figure; blank is not.
  std::string text;
  bool is_number = false;
  // Its head as printed; empty if there is none.
  std::string head;
  // The column and the row (of a table of blocks) of the form that the heads
  // above name; -1: they name none.
  int column = -1;
  int block = -1;
  // The place in the document's table.
  int table_column = 0;
  // Whether words stand above it, read or not. Only in grids.
  bool has_head = false;
  // It shared its cell with other figures.
  bool run_together = false;
};

// A row of a document that may be a row of the form.
struct PrintedRow {
  // Places in the document.
  int table = 0;
  int row = 0;
  int page = 0;
  Layout layout = Layout::kGrid;
  // Comparable texts before the figures.
  std::vector<std::string> label;
  std::vector<PrintedFigure> figures;
  // Outside grids: the nearest line of heads above, in order.
  std::vector<PrintedFigure> heads;
  // The number of cells of the row, the label's included.
  int cells = 0;

  // How many of `figures` look like one.
  int CountNumbers() const;
};

// The rows of all tables in reading order that have room for figures of this
// table of the form.
std::vector<PrintedRow> FindPrintedRows(const FormTableLabels& form,
                                        const Document& document);

}  // namespace disclosure::documents

#endif  // DISCLOSURE_DOCUMENTS_EXTRACT_PRINTED_ROWS_H_
