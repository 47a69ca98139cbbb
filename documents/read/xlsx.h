// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

// Workbooks since 2007, of Excel, WPS and LibreOffice. Thread-safe.

#ifndef DISCLOSURE_DOCUMENTS_READ_XLSX_H_
#define DISCLOSURE_DOCUMENTS_READ_XLSX_H_

#include <string_view>

#include "absl/status/statusor.h"

#include "documents/read/document.h"

namespace disclosure::documents {

// Each visible sheet becomes the paragraphs and tables of layout.h, the tables
// named after it; a hidden sheet one table that says so. A table reaches from
// the first to the last row and column with a content; every place in it is a
// cell, merged ones one. Rows and columns that are hidden are left out of
// visible sheets. A filled blank form (template_format.h) is an exception: each
// of its sheets is one table, from A1 on. Formulas show the result that was
// stored with them; one without a result shows itself (`=SUM(A1:A2)`), because
// it is not blank. Numbers: see number_format.h.
//
// DOCUMENT_DAMAGED, DOCUMENT_TOO_LARGE, DOCUMENT_ENCRYPTED.
absl::StatusOr<Document> ReadXlsx(std::string_view bytes);

}  // namespace disclosure::documents

#endif  // DISCLOSURE_DOCUMENTS_READ_XLSX_H_
