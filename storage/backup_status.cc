// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

#include "storage/backup_status.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "base/error.h"

namespace disclosure::storage {
namespace {

// What was tried, and what nothing has happened to.
struct Words {
  const char* doing;
  const char* doing_zh;
  const char* safe;
  const char* safe_zh;
};

Words WordsOf(BackupWork work) {
  static constexpr char kSafe[] =
      "The data and earlier backups are safe; what was begun is removed by the "
      "next backup.";
  static constexpr char kSafeZh[] =
      "数据和先前的备份均未受影响，未完成的部分由下一次备份清除。";
  switch (work) {
    case BackupWork::kOpening:
      return {"open the backup folder", "打开备份目录", "The data is safe.",
              "数据未受影响。"};
    case BackupWork::kMaking:
      return {"write a backup to", "写入备份", kSafe, kSafeZh};
    case BackupWork::kVerifying:
      return {"verify a backup in", "校验备份",
              "The data that is served is safe.", "正在使用的数据未受影响。"};
    case BackupWork::kRemoving:
      return {"delete old backups in", "删除旧备份",
              "The data and the newest backups are safe.",
              "数据和最新的备份未受影响。"};
    case BackupWork::kRestoring:
      return {"restore from", "从备份恢复",
              "The backup was not changed, and no data was put in place.",
              "备份未被改动，也未启用任何数据。"};
  }
  return {"use", "使用", "", ""};
}

absl::Status MakeBackupError(absl::StatusCode code, const char* reason,
                             const std::string& folder, const std::string& en,
                             std::string zh) {
  base::ErrorDetails details;
  details.reason = reason;
  details.metadata["folder"] = folder;
  details.zh = std::move(zh);
  return base::MakeError(code, en, std::move(details));
}

}  // namespace

absl::Status TranslateBackup(const rocksdb::Status& status,
                             const std::string& folder, BackupWork work) {
  if (status.ok()) return absl::OkStatus();
  const Words words = WordsOf(work);
  const bool restoring = work == BackupWork::kRestoring;
  const std::string cause = status.ToString();
  auto error = [&](absl::StatusCode code, const char* reason,
                   const std::string& advice, const std::string& advice_zh) {
    return MakeBackupError(
        code, reason, folder,
        absl::StrCat("Could not ", words.doing, " ", folder, ": ", cause, ". ",
                     words.safe, " ", advice),
        absl::StrCat(words.doing_zh, "失败（", folder, "：", cause, "）。",
                     words.safe_zh, advice_zh));
  };
  if (status.IsNoSpace()) {
    return error(absl::StatusCode::kResourceExhausted, "BACKUP_DISK_FULL",
                 restoring ? "Make room where the data is to be, then restore "
                             "again."
                           : "Make room there, then back up again.",
                 restoring ? "请在数据所在磁盘腾出空间后重新恢复。"
                           : "请在该磁盘腾出空间后重新备份。");
  }
  if (status.IsCorruption() || status.IsNotFound() || status.IsPathNotFound()) {
    return error(absl::StatusCode::kDataLoss, "BACKUP_DAMAGED",
                 restoring
                     ? "Restore another one: --backup=ID, or a copy of this "
                       "folder."
                     : "Check that disk, and back up to an empty folder: "
                       "files of this one are shared by later backups.",
                 restoring ? "请用 --backup=ID 恢复另一个备份，或使用该目录的"
                             "副本。"
                           : "请检查该磁盘，并改用空目录备份：后续备份会共用"
                             "其中的文件。");
  }
  if (status.IsAborted() || status.IsIncomplete()) {
    return error(absl::StatusCode::kAborted, "BACKUP_STOPPED",
                 "It was ended before it was done: begin again.",
                 "操作未完成即被终止，请重新开始。");
  }
  return error(absl::StatusCode::kInternal, "BACKUP_FAILED",
               "Check that disk, how it is mounted and who may write there; "
               "then repeat.",
               "请检查磁盘、挂载方式和目录权限后重试。");
}

absl::Status BackupDirUnusable(const std::string& folder,
                               const std::string& why) {
  return MakeBackupError(
      absl::StatusCode::kFailedPrecondition, "BACKUP_DIR_UNUSABLE", folder,
      absl::StrCat("The backup folder ", folder, " cannot be used: ", why,
                   ". The data is safe, no backup was made. See whether it "
                   "is mounted, and who may write there."),
      absl::StrCat("备份目录 ", folder, " 无法使用（", why,
                   "）。数据未受影响，未生成备份。请检查是否已挂载以及"
                   "目录权限。"));
}

absl::Status BackupDirInUse(const std::string& folder) {
  return MakeBackupError(
      absl::StatusCode::kFailedPrecondition, "BACKUP_DIR_IN_USE", folder,
      absl::StrCat("Another process writes a backup to the folder ", folder,
                   ". Nothing was changed. Wait for it, and give each "
                   "server a folder of its own."),
      absl::StrCat("另一个进程正在向备份目录 ", folder,
                   " 写入备份，未作任何改动。请等待其完成，并为每个服务使用"
                   "各自的目录。"));
}

absl::Status BackupUnknown(const std::string& folder, int64_t id) {
  const std::string en = id == 0 ? "no backup" : absl::StrCat("no backup ", id);
  const std::string zh = id == 0 ? "没有备份" : absl::StrCat("没有备份 ", id);
  return MakeBackupError(
      absl::StatusCode::kNotFound, "BACKUP_UNKNOWN", folder,
      absl::StrCat("There is ", en, " in the folder ", folder,
                   ". Nothing was changed. `disclosured restore "
                   "--from=DIR --list` shows what is there."),
      absl::StrCat("目录 ", folder, " 中", zh,
                   "，未作任何改动。请用 disclosured restore "
                   "--from=DIR --list 查看。"));
}

}  // namespace disclosure::storage
