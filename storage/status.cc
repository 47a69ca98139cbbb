// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

#include "storage/status.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "base/error.h"

namespace disclosure::storage {
namespace {

// The first path below `folder` in a text; empty: none.
std::string FileIn(const std::string& text, const std::string& folder) {
  const size_t begin = text.find(folder + "/");
  if (begin == std::string::npos) return "";
  return text.substr(begin, text.find_first_of(" ,:;", begin) - begin);
}

}  // namespace

absl::Status Translate(const rocksdb::Status& status, const std::string& folder,
                       const std::string& doing, const std::string& file) {
  if (status.ok()) return absl::OkStatus();
  base::ErrorDetails details;
  details.metadata["folder"] = folder;
  details.metadata["operation"] = doing;
  std::string cause = status.ToString();
  if (status.IsCorruption()) {
    std::string named = FileIn(cause, folder);
    if (named.empty()) {
      // It is known by another way, or there is only one that it can be.
      named = cause.find("CURRENT") != std::string::npos ? folder + "/CURRENT"
                                                         : file;
      if (!named.empty()) absl::StrAppend(&cause, " in ", named);
    }
    if (!named.empty()) details.metadata["file"] = named;
  }
  std::string en = absl::StrCat("Could not ", doing, " the data folder ",
                                folder, ": ", cause, ". ");
  std::string zh = absl::StrCat("数据目录 ", folder, " 读写失败（", doing, "：",
                                cause, "）。");
  absl::StatusCode code;
  if (status.IsNoSpace()) {
    code = absl::StatusCode::kResourceExhausted;
    details.reason = "DISK_FULL";
    en += "The disk is full: free some space, then start again.";
    zh += "磁盘已满：请腾出空间后重新启动。";
  } else if (cause.find("While lock file") != std::string::npos ||
             cause.find("lock hold by current process") != std::string::npos) {
    code = absl::StatusCode::kFailedPrecondition;
    details.reason = "DATA_DIR_IN_USE";
    en += "Another process uses it: stop that one, or name another folder.";
    zh += "另一个进程正在使用它：请先停止，或另指目录。";
  } else if (status.IsCorruption()) {
    code = absl::StatusCode::kDataLoss;
    details.reason = "DATA_DAMAGED";
    en +=
        "The file is damaged; nothing was changed. Keep a copy of the folder, "
        "check the disk, and restore the last backup (disclosured restore). "
        "The folder of aggregate may be deleted instead: it is computed again.";
    zh +=
        "文件已损坏，未作任何改动。请保留目录副本，检查磁盘，再从最近的备份恢复"
        "（disclosured restore）；汇总服务的目录可直接删除，数据会重新计算。";
  } else {
    code = absl::StatusCode::kUnavailable;
    details.reason = "STORAGE_FAILED";
    en += "Check the disk and the folder's permissions.";
    zh += "请检查磁盘和目录权限。";
  }
  details.zh = std::move(zh);
  return base::MakeError(code, en, std::move(details));
}

absl::Status FolderUnusable(const std::string& folder,
                            const std::error_code& error) {
  bool full = error == std::errc::no_space_on_device;
  base::ErrorDetails details;
  details.reason = full ? "DISK_FULL" : "DATA_DIR_NOT_WRITABLE";
  details.metadata["folder"] = folder;
  details.zh = absl::StrCat("数据目录 ", folder, " 无法使用（", error.message(),
                            "）。请检查磁盘空间、目录权限和所有者。");
  return base::MakeError(
      full ? absl::StatusCode::kResourceExhausted
           : absl::StatusCode::kPermissionDenied,
      absl::StrCat("The data folder ", folder,
                   " cannot be used: ", error.message(),
                   ". Check its free space, owner and permissions."),
      std::move(details));
}

}  // namespace disclosure::storage
