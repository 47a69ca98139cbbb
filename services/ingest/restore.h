// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0
//
// From a backup to a folder that ingest can serve. The restored log shares its
// history with the one that was backed up, and goes its own way from its end
// on: so it gets an id of its own, that remembers its parent and the last
// sequence that both have. Followers see another log and begin anew; a position
// of the old log is refused, since it may name a change that this one lost.

#ifndef DISCLOSURE_SERVICES_INGEST_RESTORE_H_
#define DISCLOSURE_SERVICES_INGEST_RESTORE_H_

#include <cstdint>
#include <string>

#include "absl/status/statusor.h"
#include "services/ingest/fsck.h"
#include "services/ingest/records.pb.h"
#include "storage/backup.h"

namespace disclosure::ingest {

struct RestoreOptions {
  // The folder of backups, and which of them; 0: the newest.
  std::string backups;
  int64_t backup = 0;

  // The folder of the database to be made; what is in it is deleted.
  std::string folder;

  // The log's name for people. Empty: the one it has.
  std::string log_name;

  storage::BackupWatch watch;
};

struct RestoredLog {
  storage::Backup backup;
  // What the backup says of itself.
  BackupRecord record;
  // Of the restored folder: its log, with parent and fork; its tail; every
  // invariant that does not hold.
  FsckReport report;
};

// Copies the backup and compares every file with its checksum, the log with
// what the backup says of it, and examines all of it (fsck.h). When this
// returns OK, the folder is on disk; the report may still name problems.
// Errors: those of storage::RestoreBackup, DATA_DIR_TOO_NEW, DATA_DAMAGED.
absl::StatusOr<RestoredLog> RestoreLog(const RestoreOptions& options);

}  // namespace disclosure::ingest

#endif  // DISCLOSURE_SERVICES_INGEST_RESTORE_H_
