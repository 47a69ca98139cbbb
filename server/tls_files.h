// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

// Whether TLS files can be used, before anybody connects: gRPC would only say
// that each handshake failed.

#ifndef DISCLOSURE_SERVER_TLS_FILES_H_
#define DISCLOSURE_SERVER_TLS_FILES_H_

#include <string>

#include "absl/status/status.h"

namespace disclosure::server {

// A certificate with its key, and an authority; each may be left out.
// FAILED_PRECONDITION (TLS_FILE_UNREADABLE, TLS_FILE_EXPIRED,
// TLS_FILES_DIFFER), with the file.
absl::Status CheckTlsFiles(const std::string& cert_path,
                           const std::string& key_path,
                           const std::string& ca_path);

}  // namespace disclosure::server

#endif  // DISCLOSURE_SERVER_TLS_FILES_H_
