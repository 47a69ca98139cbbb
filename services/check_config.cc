// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

#include "services/check_config.h"

#include <sys/stat.h>

#include <filesystem>
#include <string>
#include <system_error>
#include <vector>

#include "base/error.h"
#include "server/data_dir.h"
#include "server/tls_files.h"
#include "storage/backup.h"

namespace disclosure {
namespace {

absl::Status CheckBackupFolder(const SuiteOptions& options) {
  if (options.backup_dir.empty()) return absl::OkStatus();
  absl::Status status =
      storage::BackupFolder::Open({.path = options.backup_dir}).status();
  if (base::GetErrorDetails(status).reason == "BACKUP_DIR_IN_USE") {
    return absl::OkStatus();
  }
  return status;
}

absl::Status CheckDataFolders(const SuiteOptions& options) {
  MakeDataFolder(options);
  absl::Status finished = CheckRestoreFinished(options);
  if (!finished.ok()) return finished;
  for (const std::string& folder : DataFolders(options)) {
    absl::Status status = server::DataDir::Open(folder).status();
    if (!status.ok() &&
        base::GetErrorDetails(status).reason != "DATA_DIR_IN_USE") {
      return status;
    }
  }
  return absl::OkStatus();
}

}  // namespace

std::vector<std::string> DataFolders(const SuiteOptions& options) {
  std::vector<std::string> folders;
  if (RunsIngest(options.target)) {
    folders.push_back(options.data_dir + "/ingest");
  }
  if (RunsAggregate(options.target)) {
    folders.push_back(options.data_dir + "/aggregate");
  }
  return folders;
}

void MakeDataFolder(const SuiteOptions& options) {
  if (!options.data_dir.empty()) ::mkdir(options.data_dir.c_str(), 0750);
}

std::string UnfinishedRestore(const std::string& data_dir) {
  return data_dir + "/ingest.restoring";
}

absl::Status CheckRestoreFinished(const SuiteOptions& options) {
  if (!RunsIngest(options.target)) return absl::OkStatus();
  const std::string folder = UnfinishedRestore(options.data_dir);
  std::error_code error;
  if (!std::filesystem::exists(folder, error)) return absl::OkStatus();
  return base::MakeError(
      absl::StatusCode::kFailedPrecondition, "RESTORE_UNFINISHED",
      absl::StrCat("a restore to ", options.data_dir,
                   " is under way or was interrupted (", folder,
                   "); the backup is safe, nothing is served from half of it. "
                   "Wait for it, or run disclosured restore again; if the "
                   "restore is not wanted, delete that folder"),
      absl::StrCat(options.data_dir, " 的恢复正在进行或曾被中断（", folder,
                   "）；备份未受影响，不完整的数据不会被使用。请等待其完成，"
                   "或重新运行 disclosured restore；如不再需要恢复，请删除该"
                   "目录。"));
}

absl::Status CheckConfig(const SuiteOptions& options) {
  absl::Status status = Validate(options);
  if (!status.ok()) return status;
  status =
      server::CheckTlsFiles(options.server.tls_cert, options.server.tls_key,
                            options.server.tls_client_ca);
  if (!status.ok()) return status;
  status = server::CheckTlsFiles(options.client.tls_cert,
                                 options.client.tls_key, options.client.tls_ca);
  if (!status.ok()) return status;
  status = CheckDataFolders(options);
  if (!status.ok()) return status;
  return CheckBackupFolder(options);
}

}  // namespace disclosure
