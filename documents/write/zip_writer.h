// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

// A zip made in memory, without times: same parts, same bytes. Thread-safe.

#ifndef DISCLOSURE_DOCUMENTS_WRITE_ZIP_WRITER_H_
#define DISCLOSURE_DOCUMENTS_WRITE_ZIP_WRITER_H_

#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"

namespace disclosure::documents {

// Name and content of each part, in this order. INTERNAL (ZIP_NOT_WRITTEN).
absl::StatusOr<std::string> WriteZip(
    const std::vector<std::pair<std::string, std::string>>& parts);

}  // namespace disclosure::documents

#endif  // DISCLOSURE_DOCUMENTS_WRITE_ZIP_WRITER_H_
