// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

// A new folder for the data of a measurement, removed with everything in it
// when the object goes. Only what was made here is ever removed.

#ifndef DISCLOSURE_BENCH_PEERS_SCRATCH_FOLDER_H_
#define DISCLOSURE_BENCH_PEERS_SCRATCH_FOLDER_H_

#include <memory>
#include <string>

#include "absl/status/statusor.h"

namespace disclosure::bench {

class ScratchFolder {
 public:
  // Below `parent`, which must exist and be writable; it decides which disk is
  // measured.
  static absl::StatusOr<std::unique_ptr<ScratchFolder>> Make(
      const std::string& parent);

  ~ScratchFolder();
  ScratchFolder(const ScratchFolder&) = delete;
  ScratchFolder& operator=(const ScratchFolder&) = delete;

  const std::string& path() const { return path_; }

 private:
  explicit ScratchFolder(std::string path) : path_(std::move(path)) {}

  std::string path_;
};

}  // namespace disclosure::bench

#endif  // DISCLOSURE_BENCH_PEERS_SCRATCH_FOLDER_H_
