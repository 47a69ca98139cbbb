// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

#include "server/pem.h"

#include <cerrno>
#include <cstring>
#include <fstream>
#include <string>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "base/error.h"

namespace disclosure::server {
namespace {

constexpr size_t kFileBytesMax = 1 << 20;

absl::Status Unreadable(const std::string& path, const std::string& why) {
  return base::MakeError(
      absl::StatusCode::kFailedPrecondition, "TLS_FILE_UNREADABLE",
      absl::StrCat("cannot use ", path, " for TLS: ", why,
                   "; expected a PEM file this process may read"),
      absl::StrCat("无法使用 TLS 文件 ", path, "（", why,
                   "），应为本进程可读的 PEM 文件。"));
}

}  // namespace

absl::StatusOr<std::string> ReadPemFile(const std::string& path) {
  errno = 0;
  std::ifstream file(path, std::ios::binary);
  if (!file) return Unreadable(path, std::strerror(errno));
  std::string text(kFileBytesMax + 1, '\0');
  file.read(text.data(), static_cast<std::streamsize>(text.size()));
  if (file.bad()) return Unreadable(path, std::strerror(errno));
  text.resize(static_cast<size_t>(file.gcount()));
  if (text.size() > kFileBytesMax) return Unreadable(path, "larger than 1 MB");
  if (!absl::StrContains(text, "-----BEGIN ")) {
    return Unreadable(path, "no PEM block in it");
  }
  return text;
}

}  // namespace disclosure::server
