// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

// A data folder that this process alone uses, and that can be written.

#ifndef DISCLOSURE_SERVER_DATA_DIR_H_
#define DISCLOSURE_SERVER_DATA_DIR_H_

#include <cstdint>
#include <memory>
#include <string>

#include "absl/status/statusor.h"

namespace disclosure::server {

class DataDir {
 public:
  struct Options {
    // Opening is refused when the file system has less room than this. A store
    // that runs full while it works refuses writes; one that starts full may
    // not even recover.
    int64_t free_bytes_min = 64 << 20;

    // Makes the folder (not its parents) if it does not exist.
    bool create = true;
  };

  // Takes the folder. Errors, each with what to do:
  // - FAILED_PRECONDITION DATA_DIR_IN_USE: another process has it; names its id
  // - NOT_FOUND DATA_DIR_MISSING, FAILED_PRECONDITION DATA_DIR_NOT_A_FOLDER
  // - PERMISSION_DENIED DATA_DIR_NOT_WRITABLE
  // - RESOURCE_EXHAUSTED DISK_FULL
  static absl::StatusOr<std::unique_ptr<DataDir>> Open(const std::string& path,
                                                       const Options& options);
  static absl::StatusOr<std::unique_ptr<DataDir>> Open(const std::string& path);

  DataDir(const DataDir&) = delete;
  DataDir& operator=(const DataDir&) = delete;
  // Gives the folder back. The system does so too when the process is killed.
  ~DataDir();

  const std::string& path() const { return path_; }

 private:
  DataDir(std::string path, int lock_fd);

  const std::string path_;
  const int lock_fd_;
};

}  // namespace disclosure::server

#endif  // DISCLOSURE_SERVER_DATA_DIR_H_
