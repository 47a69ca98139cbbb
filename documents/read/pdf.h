// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

// PDF files with a text layer. Thread-safe.

#ifndef DISCLOSURE_DOCUMENTS_READ_PDF_H_
#define DISCLOSURE_DOCUMENTS_READ_PDF_H_

#include <string_view>

#include "absl/status/statusor.h"

#include "documents/read/document.h"

namespace disclosure::documents {

absl::StatusOr<Document> ReadPdf(std::string_view bytes);

}  // namespace disclosure::documents

#endif  // DISCLOSURE_DOCUMENTS_READ_PDF_H_
