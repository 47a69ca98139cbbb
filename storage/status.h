// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0
//
// The one place where a RocksDB status becomes ours. For the inside of this
// room only.

#ifndef DISCLOSURE_STORAGE_STATUS_H_
#define DISCLOSURE_STORAGE_STATUS_H_

#include <string>
#include <system_error>

#include <rocksdb/status.h>

#include "absl/status/status.h"

namespace disclosure::storage {

// OK stays OK. Otherwise the reason is
//   DISK_FULL        RESOURCE_EXHAUSTED   no space left: free some, restart
//   DATA_DAMAGED     DATA_LOSS            the files contradict themselves
//   DATA_DIR_IN_USE  FAILED_PRECONDITION  another process or object has it
//   STORAGE_FAILED   UNAVAILABLE          any other failure
// `folder` names the database, `doing` what was tried ("write", "open"), `file`
// a damaged file that the status does not name.
absl::Status Translate(const rocksdb::Status& status, const std::string& folder,
                       const std::string& doing, const std::string& file = "");

// The error for a folder that cannot be made or used: DATA_DIR_NOT_WRITABLE or
// DISK_FULL.
absl::Status FolderUnusable(const std::string& folder,
                            const std::error_code& error);

}  // namespace disclosure::storage

#endif  // DISCLOSURE_STORAGE_STATUS_H_
