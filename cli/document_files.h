// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

// The documents that a person names: files, folders, patterns such as
// `2023/*.docx`.

#ifndef DISCLOSURE_CLI_DOCUMENT_FILES_H_
#define DISCLOSURE_CLI_DOCUMENT_FILES_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"

namespace disclosure::cli {

// The files in order: a file itself, a folder for all files in and below it by
// path, a pattern for what it fits. Hidden files and the lock files of word
// processors (~$…) are left out of folders. At most 100,000.
// INVALID_ARGUMENT (NO_DOCUMENTS, TOO_MANY_FILES).
absl::StatusOr<std::vector<std::string>> ListDocuments(
    const std::vector<std::string>& paths);

}  // namespace disclosure::cli

#endif  // DISCLOSURE_CLI_DOCUMENT_FILES_H_
