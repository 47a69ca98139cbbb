// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

// The official form as a workbook: one sheet for each table, one for the text,
// and one that checks every equation with live formulas. A total that equals
// the sum of its parts is a formula too; one that does not is the figure that
// was reported, for a contradiction is shown and never repaired. Same input,
// same bytes. Thread-safe.

#ifndef DISCLOSURE_DOCUMENTS_WRITE_XLSX_H_
#define DISCLOSURE_DOCUMENTS_WRITE_XLSX_H_

#include <string>

#include "absl/status/statusor.h"
#include "documents/write/form_document.h"
#include "form/catalog.h"

namespace disclosure::documents {

// Errors: as Workbook.
absl::StatusOr<std::string> WriteXlsx(const form::Catalog& catalog,
                                      const FormDocument& document);

}  // namespace disclosure::documents

#endif  // DISCLOSURE_DOCUMENTS_WRITE_XLSX_H_
