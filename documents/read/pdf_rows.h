// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

// Tables without rulings: lines with several numbers in them. Pure,
// thread-safe.

#ifndef DISCLOSURE_DOCUMENTS_READ_PDF_ROWS_H_
#define DISCLOSURE_DOCUMENTS_READ_PDF_ROWS_H_

#include <cstddef>
#include <string_view>
#include <vector>

#include "documents/read/pdf_lines.h"
#include "documents/table.h"

namespace disclosure::documents {

// A word that may stand in a cell for figures: digits with a sign, a comma, a
// point or a unit, or a stroke for none.
bool IsFigure(std::string_view word);

// The end of the table that begins with line `begin`; `begin` if none does.
size_t EndOfRows(const std::vector<PdfLine>& lines, size_t begin);

// The lines from `begin` to `end` as rows. A number that is missing in a column
// of numbers is an empty cell.
Table RowsOf(const std::vector<PdfLine>& lines, size_t begin, size_t end);

}  // namespace disclosure::documents

#endif  // DISCLOSURE_DOCUMENTS_READ_PDF_ROWS_H_
