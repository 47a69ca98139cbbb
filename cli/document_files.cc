// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

#include "cli/document_files.h"

#include <glob.h>

#include <algorithm>
#include <filesystem>
#include <system_error>

#include "base/error.h"

namespace disclosure::cli {
namespace {

namespace fs = std::filesystem;

constexpr size_t kFilesMax = 100'000;

absl::Status NoDocuments(const std::string& path) {
  return base::MakeError(absl::StatusCode::kInvalidArgument, "NO_DOCUMENTS",
                         path + " names no file.", path + " 没有对应的文件。");
}

bool IsLeftOut(const fs::path& path) {
  const std::string name = path.filename().string();
  return name.starts_with(".") || name.starts_with("~$");
}

std::vector<std::string> FilesBelow(const std::string& folder) {
  std::vector<std::string> files;
  std::error_code error;
  fs::recursive_directory_iterator entries(folder, error);
  while (!error && entries != fs::recursive_directory_iterator() &&
         files.size() <= kFilesMax) {
    std::error_code ignored;  // A file that went away is no file.
    if (IsLeftOut(entries->path())) {
      if (entries->is_directory(ignored)) entries.disable_recursion_pending();
    } else if (entries->is_regular_file(ignored)) {
      files.push_back(entries->path().string());
    }
    entries.increment(error);
  }
  std::ranges::sort(files);
  return files;
}

std::vector<std::string> FilesThatFit(const std::string& pattern) {
  std::vector<std::string> files;
  glob_t found = {};
  if (glob(pattern.c_str(), 0, nullptr, &found) == 0) {
    files.assign(found.gl_pathv, found.gl_pathv + found.gl_pathc);
  }
  globfree(&found);
  return files;
}

}  // namespace

absl::StatusOr<std::vector<std::string>> ListDocuments(
    const std::vector<std::string>& paths) {
  std::vector<std::string> files;
  for (const std::string& path : paths) {
    std::error_code error;
    std::vector<std::string> found = {path};
    if (fs::is_directory(path, error)) {
      found = FilesBelow(path);
    } else if (!fs::exists(path, error) &&
               path.find_first_of("*?[") != std::string::npos) {
      found = FilesThatFit(path);
    }
    if (found.empty()) return NoDocuments(path);
    files.insert(files.end(), found.begin(), found.end());
    if (files.size() > kFilesMax) {
      return base::MakeError(
          absl::StatusCode::kInvalidArgument, "TOO_MANY_FILES",
          "More than 100,000 files; name fewer.", "文件超过 10 万个，请分批。");
    }
  }
  return files;
}

}  // namespace disclosure::cli
