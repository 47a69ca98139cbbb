// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0
//
// What is said when a backup or a restore fails: what happened, what is safe,
// what to do. For the inside of this room only.

#ifndef DISCLOSURE_STORAGE_BACKUP_STATUS_H_
#define DISCLOSURE_STORAGE_BACKUP_STATUS_H_

#include <cstdint>
#include <string>

#include <rocksdb/status.h>

#include "absl/status/status.h"

namespace disclosure::storage {

enum class BackupWork { kOpening, kMaking, kVerifying, kRemoving, kRestoring };

// OK stays OK. Otherwise the reason is
//   BACKUP_DISK_FULL  RESOURCE_EXHAUSTED  no space left
//   BACKUP_DAMAGED    DATA_LOSS           a file is not what it was
//   BACKUP_STOPPED    ABORTED             whoever watched ended it
//   BACKUP_FAILED     INTERNAL            any other failure
absl::Status TranslateBackup(const rocksdb::Status& status,
                             const std::string& folder, BackupWork work);

absl::Status BackupDirUnusable(const std::string& folder,
                               const std::string& why);
absl::Status BackupDirInUse(const std::string& folder);
// `id` 0: the folder has no backup at all.
absl::Status BackupUnknown(const std::string& folder, int64_t id);

}  // namespace disclosure::storage

#endif  // DISCLOSURE_STORAGE_BACKUP_STATUS_H_
