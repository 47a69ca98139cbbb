// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

// PDF documents. A PDF holds no paragraphs and no tables, only glyphs and
// strokes at places. Ruled lines become the grid of a table, glyphs fall into
// its cells; lines of words and numbers without rulings become rows; all other
// glyphs become paragraphs. Thread-safe. Damaged, encrypted, scanned and
// oversized files are refused (read/refusal.h).

#ifndef DISCLOSURE_DOCUMENTS_READ_PDF_H_
#define DISCLOSURE_DOCUMENTS_READ_PDF_H_

#include <string_view>

#include "absl/status/statusor.h"

#include "documents/read/document.h"

namespace disclosure::documents {

absl::StatusOr<Document> ReadPdf(std::string_view bytes);

}  // namespace disclosure::documents

#endif  // DISCLOSURE_DOCUMENTS_READ_PDF_H_
