// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

// A document as text that a test can compare with.

#ifndef DISCLOSURE_DOCUMENTS_READ_TESTING_PRINT_DOCUMENT_H_
#define DISCLOSURE_DOCUMENTS_READ_TESTING_PRINT_DOCUMENT_H_

#include <string>

#include "absl/status/statusor.h"

#include "documents/read/document.h"

namespace disclosure::documents {

// One line a paragraph, `[rows x columns name]` and one line a row for a table:
//   [2x3 Sheet1]
//   0:规章{1,2} 2:12
//   0:a/b
// Before each cell its column, after it its spans when they are not {1,1}; `/`
// is a line end within it. A refusal is printed as its reason.
std::string Print(const absl::StatusOr<Document>& document);

// What does not fit the promises of table.h and document.h; empty: nothing.
std::string Broken(const Document& document);

}  // namespace disclosure::documents

#endif  // DISCLOSURE_DOCUMENTS_READ_TESTING_PRINT_DOCUMENT_H_
