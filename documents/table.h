// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

// A printed table: what every reader makes of a document and what every writer
// is given. Plain values, as safe as an int.

#ifndef DISCLOSURE_DOCUMENTS_TABLE_H_
#define DISCLOSURE_DOCUMENTS_TABLE_H_

#include <string>
#include <vector>

namespace disclosure::documents {

// How far the positions of a table's cells can be trusted.
enum class Layout {
  // Rows, columns and spans are the document's own (HTML, DOCX, XLSX, a PDF
  // with ruled lines).
  kGrid,
  // Rows are the document's own. The cells of a row are in order, but columns
  // may be shifted or run together (lines with tabs or pipes, OCR).
  kRows,
  // Only the order of the cells is known (a text with one cell per line). Row
  // is the number of the cell, column is 0.
  kStream,
};

// A cell, or what several merged cells show.
struct TableCell {
  // As printed, UTF-8; lines within the cell are separated by '\n'. Empty: the
  // cell is there and blank.
  std::string text;
  // From 0.
  int row = 0;
  int column = 0;
  // At least 1.
  int row_span = 1;
  int column_span = 1;

  bool operator==(const TableCell&) const = default;
};

struct Table {
  Layout layout = Layout::kGrid;
  // From 1; 0: the format has no pages.
  int page = 0;
  // What the document calls it (the sheet of a workbook); may be empty.
  std::string name;
  // The sheet is hidden.
  bool hidden = false;
  // Every cell lies within these.
  int rows = 0;
  int columns = 0;
  // By row, then column; in a grid no two overlap, and a place that no cell
  // covers does not exist in the document.
  std::vector<TableCell> cells;

  bool operator==(const Table&) const = default;
};

}  // namespace disclosure::documents

#endif  // DISCLOSURE_DOCUMENTS_TABLE_H_
