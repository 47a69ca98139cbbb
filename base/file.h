// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

// Whole files, read and written at once, with errors that name the file and
// say what to do. Thread-safe.

#ifndef DISCLOSURE_BASE_FILE_H_
#define DISCLOSURE_BASE_FILE_H_

#include <cstdint>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

namespace disclosure::base {

// What ReadFile takes at most if nothing else is said.
inline constexpr int64_t kMaxFileBytes = 64 << 20;

// The content of a regular file of at most `max_bytes`. NOT_FOUND
// (FILE_NOT_FOUND), INVALID_ARGUMENT (FILE_TOO_LARGE, FILE_NOT_READABLE).
absl::StatusOr<std::string> ReadFile(const std::string& path,
                                     int64_t max_bytes = kMaxFileBytes);

// Puts `content` in the place of what `path` held: through a new file beside
// it, so that a crash leaves the old one or the new one. FAILED_PRECONDITION
// (FILE_NOT_WRITABLE).
absl::Status WriteFile(const std::string& path, std::string_view content);

}  // namespace disclosure::base

#endif  // DISCLOSURE_BASE_FILE_H_
