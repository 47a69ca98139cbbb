// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

#include "services/ingest/restore.h"

#include <memory>
#include <optional>
#include <utility>

#include "absl/strings/str_cat.h"
#include "base/random_id.h"
#include "services/ingest/embedded_store.h"
#include "services/ingest/keys.h"
#include "services/ingest/stored_log.h"
#include "storage/database.h"

namespace disclosure::ingest {
namespace {

using storage::Database;

// The backup says up to which change it holds the log, and that change's hash;
// the hash covers all before it.
absl::Status CompareWithRecord(const Database& database, const LogRecord& log,
                               const BackupRecord& record) {
  auto differs = [&](const std::string& what) {
    return DamagedData(
        database.path(),
        absl::StrCat("the backup says that it holds ", record.log().name(), " ",
                     record.log().id(), " up to ", record.sequence(), ", but ",
                     what));
  };
  if (log.log().id() != record.log().id()) {
    return differs(absl::StrCat("its log is ", log.log().id()));
  }
  if (record.sequence() == 0) return absl::OkStatus();
  auto bytes = database.Get(kChangeFamily, SequenceKey(record.sequence()));
  if (!bytes.ok()) return bytes.status();
  std::optional<ChangeValue> value;
  if (bytes->has_value()) value = ParseChangeValue(**bytes);
  if (!value) return differs("it has no such change");
  if (value->hash != record.hash()) {
    return differs("that change has another hash");
  }
  return absl::OkStatus();
}

// Makes the log one of its own.
absl::Status Fork(const RestoreOptions& options, const BackupRecord& record) {
  auto opened = Database::Open({.path = options.folder,
                                .families = FamilyNames(),
                                .packed_families = {kNarrativeFamily},
                                .must_exist = true});
  if (!opened.ok()) return opened.status();
  Database& database = **opened;
  auto log = ReadLogRecord(database);
  if (!log.ok()) return log.status();
  if (!log->has_value()) {
    return DamagedData(options.folder, "it has no record of its log");
  }
  absl::Status same = CompareWithRecord(database, **log, record);
  if (!same.ok()) return same;
  auto tail = ReadTail(database);
  if (!tail.ok()) return tail.status();
  LogRecord forked = **std::move(log);
  v1::LogInfo& info = *forked.mutable_log();
  info.set_parent_id(info.id());
  info.set_fork_sequence(tail->sequence);
  info.set_id(base::RandomId());
  if (!options.log_name.empty()) info.set_name(options.log_name);
  absl::Status written = WriteLogRecord(forked, database);
  if (!written.ok()) return written;
  return database.Close();
}

}  // namespace

absl::StatusOr<RestoredLog> RestoreLog(const RestoreOptions& options) {
  auto backup = storage::RestoreBackup(options.backups, options.backup,
                                       options.folder, options.watch);
  if (!backup.ok()) return backup.status();
  RestoredLog restored;
  restored.backup = *std::move(backup);
  if (!restored.record.ParseFromString(restored.backup.metadata)) {
    return DamagedData(options.backups, "a backup's record cannot be read");
  }
  absl::Status forked = Fork(options, restored.record);
  if (!forked.ok()) return forked;
  auto report = Fsck(options.folder);
  if (!report.ok()) return report.status();
  restored.report = *std::move(report);
  return restored;
}

}  // namespace disclosure::ingest
