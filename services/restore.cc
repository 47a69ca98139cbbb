// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

#include "services/restore.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <iostream>
#include <memory>
#include <system_error>
#include <utility>

#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "base/error.h"
#include "base/text.h"
#include "server/data_dir.h"
#include "services/check_config.h"
#include "services/flags.h"
#include "services/ingest/records.pb.h"
#include "services/ingest/restore.h"
#include "storage/backup.h"

namespace disclosure {
namespace {

constexpr int64_t kMegabyte = 1 << 20;

int Fail(const absl::Status& status) {
  std::cerr << "disclosured: " << status.message() << "\n";
  const std::string zh = base::GetErrorDetails(status).zh;
  if (!zh.empty()) std::cerr << zh << "\n";
  switch (status.code()) {
    case absl::StatusCode::kInvalidArgument:
    case absl::StatusCode::kNotFound:
    case absl::StatusCode::kFailedPrecondition:
      return kExitWrongCall;
    default:
      return kExitFailed;
  }
}

absl::Status FolderNotEmpty(const std::string& folder,
                            const std::string& found) {
  return base::MakeError(
      absl::StatusCode::kFailedPrecondition, "RESTORE_FOLDER_NOT_EMPTY",
      absl::StrCat("The folder ", folder, " is not empty (", found,
                   "). Nothing was changed there. Restore to another "
                   "--data-dir, or move this folder away first: it may hold "
                   "reports that the backup has not."),
      absl::StrCat("目录 ", folder, " 不为空（", found,
                   "），其中内容未作任何改动。请恢复到另一个 --data-dir，"
                   "或先将该目录移走：其中可能有备份所没有的报告。"));
}

absl::Status NotPutInPlace(const std::string& made, const std::string& place,
                           const std::string& why) {
  return base::MakeError(
      absl::StatusCode::kUnavailable, "RESTORE_NOT_PUT_IN_PLACE",
      absl::StrCat("The backup was restored to ", made,
                   ", but that cannot become ", place, ": ", why,
                   ". The backup is safe. Remove the cause and restore again."),
      absl::StrCat("备份已恢复到 ", made, "，但无法改名为 ", place, "（", why,
                   "）。备份未受影响。请排除原因后重新恢复。"));
}

// The name of something in the folder that a restore must not touch.
std::string FirstContent(const std::string& folder) {
  std::error_code error;
  std::filesystem::directory_iterator entry(folder, error);
  for (; !error && entry != std::filesystem::directory_iterator();
       entry.increment(error)) {
    const std::string name = entry->path().filename().string();
    if (!name.starts_with("disclosured.")) return name;
  }
  return error ? error.message() : "";
}

absl::Status CheckRoom(const RestoreCall& call, const std::string& folder) {
  auto backups = storage::ListBackups(call.from);
  if (!backups.ok()) return backups.status();
  for (const storage::Backup& backup : *backups) {
    if (call.backup != 0 && backup.id != call.backup) continue;
    std::error_code error;
    const auto room = std::filesystem::space(folder, error);
    if (error || static_cast<int64_t>(room.available) > backup.bytes) break;
    return base::MakeError(
        absl::StatusCode::kResourceExhausted, "BACKUP_DISK_FULL",
        absl::StrCat("Backup ", backup.id, " has ", backup.bytes / kMegabyte,
                     " MB, the disk of ", folder, " has ",
                     room.available / kMegabyte,
                     " MB free. Nothing was begun. Make room, or name a "
                     "--data-dir on another disk."),
        absl::StrCat("备份 ", backup.id, " 共 ", backup.bytes / kMegabyte,
                     " MB，", folder, " 所在磁盘仅剩 ",
                     room.available / kMegabyte,
                     " MB，未开始恢复。请腾出空间，或另指 --data-dir。"));
  }
  return absl::OkStatus();
}

// On a terminal one line that grows, else a line for each tenth.
storage::BackupWatch ShowProgress() {
  return [tenth = int64_t{-1}](int64_t done, int64_t total) mutable {
    const bool terminal = isatty(STDERR_FILENO) != 0;
    const int64_t now = total == 0 ? 10 : done * 10 / total;
    if (!terminal && now == tenth) return true;
    tenth = now;
    std::cerr << (terminal ? "\r" : "") << "restored / 已恢复 "
              << done / kMegabyte << " / " << total / kMegabyte << " MB"
              << (terminal && done < total ? "" : "\n") << std::flush;
    return true;
  };
}

bool SyncFolder(const std::string& folder) {
  const int fd = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (fd < 0) return false;
  const bool synced = ::fsync(fd) == 0;
  const int error = errno;
  ::close(fd);
  errno = error;
  return synced;
}

// Renames a complete folder to its place, which holds nothing but a lock.
absl::Status PutInPlace(const std::string& made, const std::string& place) {
  std::error_code error;
  std::filesystem::remove(place + "/disclosured.lock", error);
  const std::string parent =
      std::filesystem::path(place).parent_path().string();
  if (!SyncFolder(made) || ::rename(made.c_str(), place.c_str()) != 0 ||
      !SyncFolder(parent)) {
    return NotPutInPlace(made, place, std::strerror(errno));
  }
  return absl::OkStatus();
}

std::string Position(const std::string& name, int64_t sequence) {
  return absl::StrCat(name, ":", sequence);
}

std::string MadeAt(const storage::Backup& backup) {
  return absl::FormatTime("%Y-%m-%dT%H:%M:%SZ",
                          absl::FromUnixSeconds(backup.made_at_seconds),
                          absl::UTCTimeZone());
}

void Print(const ingest::RestoredLog& restored, const std::string& place) {
  const ingest::FsckReport& report = restored.report;
  const std::string fork =
      Position(report.log.name(), report.log.fork_sequence());
  std::cout << "backup " << restored.backup.id << " of "
            << MadeAt(restored.backup) << " -> " << place << "\n"
            << report.log.name() << " " << report.log.id() << ": "
            << report.changes << " changes, " << report.reports
            << " reports, tail " << base::AbbreviateHash(report.tail_hash)
            << "\nparent " << report.log.parent_id() << ", fork " << fork
            << "\n";
  for (const std::string& problem : report.problems) {
    std::cout << problem << "\n";
  }
  std::cout << report.problems.size() << " problems / "
            << report.problems.size() << " 个问题\n";
}

void PrintAdvice(const ingest::FsckReport& report) {
  const std::string fork =
      Position(report.log.name(), report.log.fork_sequence());
  std::cout << "Start the service; aggregate and query begin anew by "
               "themselves. What was acknowledged after "
            << fork << " must be filed again.\n"
            << "请启动服务，汇总与查询会自动重建。" << fork
            << " 之后受理的报告须重新报送。\n";
}

int ListFolder(const std::string& folder) {
  auto backups = storage::ListBackups(folder);
  if (!backups.ok()) return Fail(backups.status());
  for (const storage::Backup& backup : *backups) {
    ingest::BackupRecord record;
    if (backup.damaged || !record.ParseFromString(backup.metadata)) {
      std::cout << backup.id << "  damaged / 已损坏\n";
      continue;
    }
    std::cout << backup.id << "  " << MadeAt(backup) << "  "
              << Position(record.log().name(), record.sequence()) << "  "
              << base::AbbreviateHash(record.hash()) << "  "
              << backup.bytes / kMegabyte << " MB\n";
  }
  std::cout << backups->size() << " backups / " << backups->size()
            << " 个备份\n";
  return kExitDone;
}

// Takes the place, restores beside it, and puts the result there if it is
// sound.
absl::StatusOr<ingest::RestoredLog> Restore(const RestoreCall& call) {
  const std::string place = call.data_dir + "/ingest";
  const std::string made = UnfinishedRestore(call.data_dir);
  MakeDataFolder({.data_dir = call.data_dir});
  // No service can be started here meanwhile, nor another restore.
  auto taken = server::DataDir::Open(place);
  if (!taken.ok()) return taken.status();
  const std::string found = FirstContent(place);
  if (!found.empty()) return FolderNotEmpty(place, found);
  if (absl::Status room = CheckRoom(call, place); !room.ok()) return room;
  auto restored = ingest::RestoreLog({.backups = call.from,
                                      .backup = call.backup,
                                      .folder = made,
                                      .log_name = call.log_name,
                                      .watch = ShowProgress()});
  if (!restored.ok() || !restored->report.problems.empty()) return restored;
  absl::Status put = PutInPlace(made, place);
  if (!put.ok()) return put;
  return restored;
}

}  // namespace

int RunRestore(const RestoreCall& call) {
  if (call.list) return ListFolder(call.from);
  absl::Status name = CheckLogName(call.log_name);
  if (!name.ok()) return Fail(name);
  auto restored = Restore(call);
  if (!restored.ok()) return Fail(restored.status());
  if (restored->report.problems.empty()) {
    Print(*restored, call.data_dir + "/ingest");
    PrintAdvice(restored->report);
    return kExitDone;
  }
  const std::string made = UnfinishedRestore(call.data_dir);
  Print(*restored, made);
  std::cerr << "disclosured: the restored data is not sound and was not put in "
               "place; it stays in "
            << made
            << " to be looked at. The backup was not changed. Restore another "
               "one with --backup=ID.\n恢复的数据有问题，未启用，保留在 "
            << made << " 供检查；备份未受影响。请用 --backup=ID 恢复另一个。\n";
  return kExitDataHasErrors;
}

}  // namespace disclosure
