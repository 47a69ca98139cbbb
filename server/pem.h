// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

// Reading the files that --tls-... flags name.

#ifndef DISCLOSURE_SERVER_PEM_H_
#define DISCLOSURE_SERVER_PEM_H_

#include <string>

#include "absl/status/statusor.h"

namespace disclosure::server {

// The text of a PEM file. FAILED_PRECONDITION (TLS_FILE_UNREADABLE) names the
// file if it cannot be read, is larger than 1 MB, or holds no PEM block; gRPC
// itself would only say that the handshake failed.
absl::StatusOr<std::string> ReadPemFile(const std::string& path);

}  // namespace disclosure::server

#endif  // DISCLOSURE_SERVER_PEM_H_
