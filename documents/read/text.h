// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

// Plain text, as it is copied from a page or comes out of a scanner: tables are
// lines with tabs or bars, or one cell below the other.

#ifndef DISCLOSURE_DOCUMENTS_READ_TEXT_H_
#define DISCLOSURE_DOCUMENTS_READ_TEXT_H_

#include <string_view>

#include "absl/status/statusor.h"
#include "documents/read/document.h"

namespace disclosure::documents {

// `text` is valid UTF-8. Lines with tabs or bars become tables of the layout
// kRows; short lines among which numbers stand become tables of the layout
// kStream, each word that is a number a cell of its own; every other line is a
// paragraph. Tags that a scanner left (<u>) are dropped, no other word is.
//
// RESOURCE_EXHAUSTED (DOCUMENT_TOO_LARGE) beyond limits.h. Pure, thread-safe.
absl::StatusOr<Document> ReadText(std::string_view text);

}  // namespace disclosure::documents

#endif  // DISCLOSURE_DOCUMENTS_READ_TEXT_H_
