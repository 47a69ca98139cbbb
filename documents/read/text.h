// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

// Plain and recognised (OCR) text. Thread-safe.

#ifndef DISCLOSURE_DOCUMENTS_READ_TEXT_H_
#define DISCLOSURE_DOCUMENTS_READ_TEXT_H_

#include <string_view>

#include "absl/status/statusor.h"

#include "documents/read/document.h"

namespace disclosure::documents {

absl::StatusOr<Document> ReadText(std::string_view utf8);

}  // namespace disclosure::documents

#endif  // DISCLOSURE_DOCUMENTS_READ_TEXT_H_
