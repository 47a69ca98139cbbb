// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

#include "cli/output_folder.h"

#include <filesystem>
#include <system_error>

#include "base/error.h"

namespace disclosure::cli {

absl::Status MakeOutputFolder(const std::string& folder) {
  std::error_code error;
  std::filesystem::create_directories(folder, error);
  if (std::filesystem::is_directory(folder, error)) return absl::OkStatus();
  return base::MakeError(
      absl::StatusCode::kInvalidArgument, "OUTPUT_NOT_A_FOLDER",
      "Many documents go into a folder; " + folder +
          " is none and cannot be made one. Name another with -o.",
      "多个文档要写入目录，" + folder +
          " 不是目录，也无法创建。请用 -o 指定另一个目录。");
}

std::string UniqueNames::Take(const std::string& stem,
                              const std::string& ending) {
  std::string name = stem + ending;
  for (int i = 2; !names_.insert(name).second; ++i) {
    name = stem + "-" + std::to_string(i) + ending;
  }
  return name;
}

}  // namespace disclosure::cli
