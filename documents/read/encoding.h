// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

// Bytes of unknown encoding to UTF-8. Thread-safe.

#ifndef DISCLOSURE_DOCUMENTS_READ_ENCODING_H_
#define DISCLOSURE_DOCUMENTS_READ_ENCODING_H_

#include <string>
#include <string_view>

#include "absl/status/statusor.h"

namespace disclosure::documents {

// The text of `bytes`, always valid UTF-8 and without zero bytes or other
// controls than line ends, tabs and form feeds. Believed in this order: a byte
// order mark (removed); UTF-16 shown by zero bytes; UTF-8 that is valid, or
// nearly, because other encodings hardly ever look like it by chance;
// `declared_encoding` if it is one that Chinese documents come in; GB18030.
// What cannot be decoded becomes U+FFFD. DOCUMENT_DAMAGED when that is more
// than a twentieth of the text: then it is not a text, or in none of these
// encodings.
absl::StatusOr<std::string> ToUtf8(std::string_view bytes,
                                   std::string_view declared_encoding = "");

}  // namespace disclosure::documents

#endif  // DISCLOSURE_DOCUMENTS_READ_ENCODING_H_
