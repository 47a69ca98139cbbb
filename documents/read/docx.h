// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

// Word documents since 2007, of Word, WPS and LibreOffice, strict and
// transitional. Thread-safe.

#ifndef DISCLOSURE_DOCUMENTS_READ_DOCX_H_
#define DISCLOSURE_DOCUMENTS_READ_DOCX_H_

#include <string_view>

#include "absl/status/statusor.h"

#include "documents/read/document.h"

namespace disclosure::documents {

// The body as printed when all changes are accepted: deleted, struck and hidden
// text, prompts of empty fields, headers and footnotes are left out; a text box
// follows the paragraph it is anchored to. Numbers that Word makes up for lists
// ("一、" before a heading set as a list) are not in the file and not there.
// Tables: see DocumentBuilder.
//
// DOCUMENT_DAMAGED, DOCUMENT_TOO_LARGE, DOCUMENT_ENCRYPTED.
absl::StatusOr<Document> ReadDocx(std::string_view bytes);

}  // namespace disclosure::documents

#endif  // DISCLOSURE_DOCUMENTS_READ_DOCX_H_
