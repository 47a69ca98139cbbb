// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

// Any document, recognised by its content. Thread-safe.

#ifndef DISCLOSURE_DOCUMENTS_READ_READ_DOCUMENT_H_
#define DISCLOSURE_DOCUMENTS_READ_READ_DOCUMENT_H_

#include <string_view>

#include "absl/status/statusor.h"

#include "documents/read/document.h"

namespace disclosure::documents {

// PDF, DOCX, XLSX, HTML and text are read here. What came before 2007 (.doc,
// .wps, .xls, .et), RTF and OpenDocument are read through LibreOffice if it is
// installed, which takes seconds. `name` only begins the message of an error;
// endings of names lie.
//
// INVALID_ARGUMENT: DOCUMENT_KIND_UNSUPPORTED, DOCUMENT_WITHOUT_TEXT,
// DOCUMENT_ENCRYPTED, DOCUMENT_DAMAGED, DOCUMENT_TOO_LARGE,
// DOCUMENT_NOT_CONVERTED, each with what its owner can do.
absl::StatusOr<Document> ReadDocument(std::string_view name,
                                      std::string_view bytes);

}  // namespace disclosure::documents

#endif  // DISCLOSURE_DOCUMENTS_READ_READ_DOCUMENT_H_
