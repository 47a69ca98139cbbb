// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

#include "bench/peers/scratch_folder.h"

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <iostream>
#include <system_error>

#include "absl/strings/str_cat.h"

namespace disclosure::bench {

absl::StatusOr<std::unique_ptr<ScratchFolder>> ScratchFolder::Make(
    const std::string& parent) {
  std::string path = parent + "/disclosure-peer-XXXXXX";
  if (::mkdtemp(path.data()) == nullptr) {
    return absl::FailedPreconditionError(absl::StrCat(
        "no folder can be made in ", parent, ": ", std::strerror(errno)));
  }
  return std::unique_ptr<ScratchFolder>(new ScratchFolder(std::move(path)));
}

ScratchFolder::~ScratchFolder() {
  std::error_code error;
  std::filesystem::remove_all(path_, error);
  if (error) {
    std::cerr << path_ << " is left: " << error.message() << "\n";
  }
}

}  // namespace disclosure::bench
