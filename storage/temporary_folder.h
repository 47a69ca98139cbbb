// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0
//
// An empty folder for a test, removed with everything in it when the test ends.

#ifndef DISCLOSURE_STORAGE_TEMPORARY_FOLDER_H_
#define DISCLOSURE_STORAGE_TEMPORARY_FOLDER_H_

#include <cstdlib>
#include <filesystem>
#include <string>
#include <system_error>

#include "base/check.h"

namespace disclosure::storage {

class TemporaryFolder {
 public:
  TemporaryFolder() {
    std::string pattern =
        (std::filesystem::temp_directory_path() / "disclosure-XXXXXX").string();
    DISCLOSURE_CHECK(mkdtemp(pattern.data()) != nullptr);
    path_ = pattern;
  }

  ~TemporaryFolder() {
    std::error_code error;
    std::filesystem::remove_all(path_, error);
  }

  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;

  const std::string& path() const { return path_; }

 private:
  std::string path_;
};

}  // namespace disclosure::storage

#endif  // DISCLOSURE_STORAGE_TEMPORARY_FOLDER_H_
