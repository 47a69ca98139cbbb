// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

// What a document says about each figure of one table of the form, before
// equations are looked at.
//
// Pure functions, thread-safe.

#ifndef DISCLOSURE_DOCUMENTS_EXTRACT_CELL_READING_H_
#define DISCLOSURE_DOCUMENTS_EXTRACT_CELL_READING_H_

#include <string>
#include <vector>

#include "disclosure/v1/report.pb.h"
#include "documents/read/document.h"
#include "form/catalog.h"

namespace disclosure::documents {

struct CellReading {
  // READ (never CONFIRMED), BLANK, AMBIGUOUS, UNREADABLE or ABSENT.
  v1::EvidenceState state = v1::EVIDENCE_STATE_ABSENT;
  // The figure, if READ.
  int64_t value = 0;
  std::vector<int64_t> candidates;
  std::vector<v1::EvidenceDoubt> doubts;
  // The words above it name its column.
  bool head_known = false;
  // Its column was told by the order of the figures alone, in a text without
  // rows or a cell that holds several.
  bool by_order = false;
  // As printed.
  std::string raw_text;
  // Places in the document, from 1; 0: not known.
  int page = 0;
  int table = 0;
  int row = 0;
  int column = 0;
};

struct TableReading {
  // An index into the catalogue's tables.
  int table = 0;
  // By cell of the catalogue; those of other tables are ABSENT.
  std::vector<CellReading> cells;
  // By row of the form: how well its printed label fits; 0: not found.
  std::vector<double> row_fits;
  // Rows that hold figures and are none of the form's, with their labels, that
  // stand among rows of the form.
  std::vector<std::string> extra_rows;

  // Cells of which something is printed.
  int CountFound() const;
};

// Reads a table of the form wherever in the document it stands.
TableReading ReadFormTable(const form::Catalog& catalog, int table,
                           const Document& document);

}  // namespace disclosure::documents

#endif  // DISCLOSURE_DOCUMENTS_EXTRACT_CELL_READING_H_
