// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

#include "base/file.h"

#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <system_error>

#include "base/error.h"

namespace disclosure::base {
namespace {

namespace fs = std::filesystem;

std::string SystemError() { return std::strerror(errno); }

absl::Status NotReadable(const std::string& path, const std::string& why) {
  return MakeError(absl::StatusCode::kInvalidArgument, "FILE_NOT_READABLE",
                   path + " cannot be read: " + why + ".",
                   "无法读取 " + path + "：" + why + "。");
}

absl::Status NotWritable(const std::string& path, const std::string& why) {
  return MakeError(absl::StatusCode::kFailedPrecondition, "FILE_NOT_WRITABLE",
                   path + " cannot be written: " + why + ".",
                   "无法写入 " + path + "：" + why + "。");
}

}  // namespace

absl::StatusOr<std::string> ReadFile(const std::string& path,
                                     int64_t max_bytes) {
  std::error_code error;
  const fs::file_status status = fs::status(path, error);
  if (status.type() == fs::file_type::not_found) {
    return MakeError(absl::StatusCode::kNotFound, "FILE_NOT_FOUND",
                     "There is no file " + path + ".",
                     "没有文件 " + path + "。");
  }
  if (error) return NotReadable(path, error.message());
  if (status.type() == fs::file_type::directory) {
    return NotReadable(path, "it is a folder");
  }
  std::ifstream file(path, std::ios::binary);
  if (!file) return NotReadable(path, SystemError());
  std::string content;
  char buffer[64 << 10];
  while (file.read(buffer, sizeof(buffer)) || file.gcount() > 0) {
    content.append(buffer, static_cast<size_t>(file.gcount()));
    if (static_cast<int64_t>(content.size()) > max_bytes) {
      const std::string limit = std::to_string(max_bytes);
      return MakeError(absl::StatusCode::kInvalidArgument, "FILE_TOO_LARGE",
                       path + " is larger than " + limit + " bytes.",
                       path + " 超过 " + limit + " 字节。");
    }
  }
  if (file.bad()) return NotReadable(path, SystemError());
  return content;
}

absl::Status WriteFile(const std::string& path, std::string_view content) {
  const std::string beside = path + ".tmp" + std::to_string(getpid());
  {
    std::ofstream file(beside, std::ios::binary | std::ios::trunc);
    file.write(content.data(), static_cast<std::streamsize>(content.size()));
    file.close();
    if (!file) {
      const std::string why = SystemError();
      std::error_code ignored;
      fs::remove(beside, ignored);
      return NotWritable(path, why);
    }
  }
  std::error_code error;
  fs::rename(beside, path, error);
  if (!error) return absl::OkStatus();
  const std::string why = error.message();
  fs::remove(beside, error);
  return NotWritable(path, why);
}

}  // namespace disclosure::base
