// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

// A folder that many files are written to, and their names in it.

#ifndef DISCLOSURE_CLI_OUTPUT_FOLDER_H_
#define DISCLOSURE_CLI_OUTPUT_FOLDER_H_

#include <set>
#include <string>

#include "absl/status/status.h"

namespace disclosure::cli {

// Makes the folder, with those above it, if it is not there. INVALID_ARGUMENT
// (OUTPUT_NOT_A_FOLDER) if that cannot be.
absl::Status MakeOutputFolder(const std::string& folder);

// Names that are each given once. Used by one thread at a time.
class UniqueNames {
 public:
  // The stem with the ending, or with -2, -3 ... between them.
  std::string Take(const std::string& stem, const std::string& ending);

 private:
  std::set<std::string> names_;
};

}  // namespace disclosure::cli

#endif  // DISCLOSURE_CLI_OUTPUT_FOLDER_H_
