// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

// Documents of older kinds, converted by the machine's LibreOffice.
// Thread-safe: one conversion at a time in a process, the others wait.

#ifndef DISCLOSURE_DOCUMENTS_READ_CONVERT_H_
#define DISCLOSURE_DOCUMENTS_READ_CONVERT_H_

#include <string>
#include <string_view>

#include "absl/status/statusor.h"

namespace disclosure::documents {

// Whether there is a `soffice` on the path.
bool HasLibreOffice();

// `bytes`, a file with the ending `from` ("doc"), as one with the ending `to`
// ("docx"). LibreOffice runs with a profile of its own in a folder that is
// removed afterwards, and is killed with all its children after a minute.
// DOCUMENT_NOT_CONVERTED, and what reading and writing files may refuse.
absl::StatusOr<std::string> Convert(std::string_view bytes,
                                    const std::string& from,
                                    const std::string& to);

}  // namespace disclosure::documents

#endif  // DISCLOSURE_DOCUMENTS_READ_CONVERT_H_
