// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0
//
// A folder of backups of a database: each one whole and by itself, with the
// files that did not change shared among them, so that a new one writes only
// what is new.
//
//   auto folder = BackupFolder::Open({.path = "/mnt/backup"});
//   auto backup = (*folder)->Create(database, metadata, watch);
//   absl::Status read_back = (*folder)->Verify(backup->id, watch);
//   ...
//   auto restored = RestoreBackup("/mnt/backup", 0, "/data/ingest", watch);
//
// The database stays open and is written meanwhile: all that was written
// before Create() is in the backup, all of it or nothing of each later batch.
// A backup that fails changes neither the database nor earlier backups; what is
// left of it is removed, at the latest by the next one.
//
// Reasons of errors: BACKUP_DIR_UNUSABLE, BACKUP_DIR_IN_USE, BACKUP_UNKNOWN,
// BACKUP_DAMAGED, BACKUP_DISK_FULL, BACKUP_FAILED, BACKUP_STOPPED.

#ifndef DISCLOSURE_STORAGE_BACKUP_H_
#define DISCLOSURE_STORAGE_BACKUP_H_

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "storage/database.h"
#include "storage/faults.h"

namespace disclosure::storage {

struct Backup {
  // From 1 on; a later one is greater.
  int64_t id = 0;
  int64_t made_at_seconds = 0;  // Since 1970.
  int64_t files = 0;
  int64_t bytes = 0;
  // What was given to Create().
  std::string metadata;
  // Files of it are missing or have another size; it cannot be restored, and
  // nothing else is known of it.
  bool damaged = false;
};

// Told how far long work is: `done` of about `total` bytes. False ends the work
// with ABORTED (BACKUP_STOPPED). Called by one thread at a time, not always the
// same; must not wait.
using BackupWatch = std::function<bool(int64_t done, int64_t total)>;

// Not thread-safe, unless it says otherwise.
class BackupFolder {
 public:
  struct Options {
    // Made if it does not exist; the folder above it must.
    std::string path;

    // For tests: operations in this folder that fail. None if null.
    std::shared_ptr<FaultPlan> faults;
  };

  // Takes the folder: nobody else can write a backup there meanwhile.
  // BACKUP_DIR_UNUSABLE, BACKUP_DIR_IN_USE.
  static absl::StatusOr<std::unique_ptr<BackupFolder>> Open(Options options);

  ~BackupFolder();
  BackupFolder(const BackupFolder&) = delete;
  BackupFolder& operator=(const BackupFolder&) = delete;

  // Makes a backup of what is in the database now, on disk when this returns.
  // `written` is what it took beyond earlier ones.
  struct Created {
    Backup backup;
    int64_t written_bytes = 0;
  };
  absl::StatusOr<Created> Create(Database& database,
                                 const std::string& metadata,
                                 const BackupWatch& watch);

  // Reads the whole backup and compares every file with its checksum.
  // BACKUP_DAMAGED names the file.
  absl::Status Verify(int64_t id, const BackupWatch& watch);

  absl::Status Remove(int64_t id);

  // Removes all but the newest `count` (at least 1).
  absl::Status KeepNewest(int64_t count);

 private:
  struct Impl;
  explicit BackupFolder(std::unique_ptr<Impl> impl);

  std::unique_ptr<Impl> impl_;
};

// The backups of a folder, the newest first; none if it does not exist. Nothing
// is written there.
absl::StatusOr<std::vector<Backup>> ListBackups(const std::string& folder);

// Writes backup `id` (0: the newest) to the folder `target`, whose content is
// deleted first, and compares every file with its checksum. When this returns
// all of it is on disk. Nothing is written to the folder of backups.
absl::StatusOr<Backup> RestoreBackup(const std::string& folder, int64_t id,
                                     const std::string& target,
                                     const BackupWatch& watch);

}  // namespace disclosure::storage

#endif  // DISCLOSURE_STORAGE_BACKUP_H_
