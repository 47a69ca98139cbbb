// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

// Why a document cannot be read, and what its owner can do about it. Every
// reader refuses through these, so that one reason always means one thing.
// Thread-safe; the results are never OK.

#ifndef DISCLOSURE_DOCUMENTS_READ_REFUSAL_H_
#define DISCLOSURE_DOCUMENTS_READ_REFUSAL_H_

#include <cstdint>
#include <string_view>

#include "absl/status/status.h"

namespace disclosure::documents {

// One sentence, or a part of one, in both languages.
struct Wording {
  std::string_view en;
  std::string_view zh;
};

// DOCUMENT_KIND_UNSUPPORTED: `kind` names what it is ("a Word 97 document").
absl::Status KindUnsupported(Wording kind, Wording way_out);

// DOCUMENT_DAMAGED: `found` says what is wrong, and where.
absl::Status Damaged(Wording found);

// DOCUMENT_TOO_LARGE: more of `what` ("cells") than `limit`.
absl::Status TooLarge(Wording what, int64_t limit);

// DOCUMENT_ENCRYPTED: a password is needed.
absl::Status Encrypted();

// DOCUMENT_WITHOUT_TEXT: a picture of a document.
absl::Status WithoutText(Wording kind);

// DOCUMENT_NOT_CONVERTED: LibreOffice is installed, but `found` went wrong.
absl::Status NotConverted(Wording found);

}  // namespace disclosure::documents

#endif  // DISCLOSURE_DOCUMENTS_READ_REFUSAL_H_
