// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

#include "storage/backup.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <set>
#include <system_error>
#include <utility>

#include <rocksdb/db.h>
#include <rocksdb/env.h>
#include <rocksdb/utilities/backup_engine.h>

#include "absl/base/thread_annotations.h"
#include "absl/strings/str_cat.h"
#include "absl/synchronization/mutex.h"
#include "storage/backup_status.h"
#include "storage/fault_file_system.h"
#include "storage/watched_file_system.h"

namespace disclosure::storage {

// Counts what is moved, and asks whether to go on. Thread-safe.
class BackupMeter {
 public:
  void Begin(const BackupWatch& watch, int64_t total) {
    absl::MutexLock lock(&mutex_);
    watch_ = watch;
    done_ = 0;
    total_ = total;
  }

  // How much was moved since Begin().
  int64_t End() {
    absl::MutexLock lock(&mutex_);
    watch_ = nullptr;
    return done_;
  }

  bool Moved(size_t bytes) {
    absl::MutexLock lock(&mutex_);
    done_ += static_cast<int64_t>(bytes);
    total_ = std::max(total_, done_);
    return watch_ == nullptr || watch_(done_, total_);
  }

 private:
  absl::Mutex mutex_;
  BackupWatch watch_ ABSL_GUARDED_BY(mutex_);
  int64_t done_ ABSL_GUARDED_BY(mutex_) = 0;
  int64_t total_ ABSL_GUARDED_BY(mutex_) = 0;
};

namespace {

std::unique_ptr<rocksdb::Env> MakeEnv(BackupMeter& meter,
                                      const std::shared_ptr<FaultPlan>& plan) {
  std::shared_ptr<rocksdb::FileSystem> files =
      rocksdb::Env::Default()->GetFileSystem();
  if (plan != nullptr) files = MakeFaultEnv(plan)->GetFileSystem();
  return rocksdb::NewCompositeEnv(MakeWatchedFileSystem(
      std::move(files), [&meter](size_t bytes) { return meter.Moved(bytes); }));
}

// All settings that matter for what is in the folder; they never change.
rocksdb::BackupEngineOptions EngineOptions(const std::string& path,
                                           rocksdb::Env* env) {
  rocksdb::BackupEngineOptions options(path);
  options.backup_env = env;
  options.sync = true;
  // Table files are shared by number and session of the database that wrote
  // them, so a restored log may go on in the same folder.
  options.share_table_files = true;
  options.share_files_with_checksum = true;
  // One file after another: the disk is also that of the log.
  options.max_background_operations = 1;
  return options;
}

Backup FromInfo(const rocksdb::BackupInfo& info) {
  return {.id = info.backup_id,
          .made_at_seconds = info.timestamp,
          .files = info.number_files,
          .bytes = static_cast<int64_t>(info.size),
          .metadata = info.app_metadata};
}

// Number and size of a shared table file, from its name: NUMBER_sSESSION_SIZE.
std::string FileMark(const std::string& name) {
  const size_t first = name.find('_');
  const size_t last = name.rfind('_');
  const size_t end = name.rfind(".sst");
  if (first == std::string::npos || end == std::string::npos || end < last) {
    return "";
  }
  // Without leading zeros.
  const size_t digit = std::min(name.find_first_not_of('0'), first);
  return absl::StrCat(name.substr(digit, first - digit), " ",
                      name.substr(last + 1, end - last - 1));
}

// About what a new backup will write: what is in memory, and the table files
// that are not there yet.
int64_t EstimateNew(rocksdb::DB& db, const std::string& folder) {
  std::set<std::string> there;
  std::error_code error;
  std::filesystem::directory_iterator entry(folder + "/shared_checksum", error);
  for (; !error && entry != std::filesystem::directory_iterator();
       entry.increment(error)) {
    there.insert(FileMark(entry->path().filename().string()));
  }
  uint64_t bytes = 0;
  db.GetAggregatedIntProperty(rocksdb::DB::Properties::kCurSizeAllMemTables,
                              &bytes);
  std::vector<rocksdb::LiveFileMetaData> files;
  db.GetLiveFilesMetaData(&files);
  for (const rocksdb::LiveFileMetaData& file : files) {
    const std::string mark = absl::StrCat(file.file_number, " ", file.size);
    if (!there.contains(mark)) bytes += file.size;
  }
  return static_cast<int64_t>(bytes);
}

// A descriptor that holds the lock of the folder.
absl::StatusOr<int> LockFolder(const std::string& path) {
  if (::mkdir(path.c_str(), 0700) != 0 && errno != EEXIST) {
    return BackupDirUnusable(path, std::strerror(errno));
  }
  const std::string file = path + "/backup.lock";
  const int fd = ::open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (fd < 0) return BackupDirUnusable(path, std::strerror(errno));
  if (::flock(fd, LOCK_EX | LOCK_NB) == 0) return fd;
  const int error = errno;
  ::close(fd);
  return error == EWOULDBLOCK ? BackupDirInUse(path)
                              : BackupDirUnusable(path, std::strerror(error));
}

// For reading alone.
struct Reader {
  BackupMeter meter;
  std::unique_ptr<rocksdb::Env> env;
  std::unique_ptr<rocksdb::BackupEngineReadOnly> engine;

  // BACKUP_UNKNOWN if nothing was ever written there.
  absl::Status Open(const std::string& folder) {
    std::error_code error;
    if (!std::filesystem::exists(folder + "/meta", error)) {
      return error ? BackupDirUnusable(folder, error.message())
                   : BackupUnknown(folder, 0);
    }
    env = MakeEnv(meter, nullptr);
    rocksdb::BackupEngineReadOnly* opened = nullptr;
    const rocksdb::Status status = rocksdb::BackupEngineReadOnly::Open(
        EngineOptions(folder, env.get()), rocksdb::Env::Default(), &opened);
    engine.reset(opened);
    return TranslateBackup(status, folder, BackupWork::kOpening);
  }

  // The newest first.
  std::vector<Backup> List() const {
    std::vector<rocksdb::BackupInfo> infos;
    engine->GetBackupInfo(&infos);
    std::vector<Backup> backups;
    for (const rocksdb::BackupInfo& info : infos) {
      if (info.backup_id != 0) backups.push_back(FromInfo(info));
    }
    std::vector<rocksdb::BackupID> damaged;
    engine->GetCorruptedBackups(&damaged);
    for (const rocksdb::BackupID id : damaged) {
      backups.push_back({.id = id, .damaged = true});
    }
    std::sort(backups.begin(), backups.end(),
              [](const Backup& a, const Backup& b) { return a.id > b.id; });
    return backups;
  }
};

}  // namespace

struct BackupFolder::Impl {
  ~Impl() {
    engine.reset();
    if (lock >= 0) ::close(lock);
  }

  std::string path;
  int lock = -1;
  BackupMeter meter;
  std::unique_ptr<rocksdb::Env> env;
  std::unique_ptr<rocksdb::BackupEngine> engine;
};

BackupFolder::BackupFolder(std::unique_ptr<Impl> impl)
    : impl_(std::move(impl)) {}

BackupFolder::~BackupFolder() = default;

absl::StatusOr<std::unique_ptr<BackupFolder>> BackupFolder::Open(
    Options options) {
  auto impl = std::make_unique<Impl>();
  impl->path = std::move(options.path);
  absl::StatusOr<int> lock = LockFolder(impl->path);
  if (!lock.ok()) return lock.status();
  impl->lock = *lock;
  impl->env = MakeEnv(impl->meter, options.faults);
  rocksdb::BackupEngine* opened = nullptr;
  const rocksdb::Status status =
      rocksdb::BackupEngine::Open(EngineOptions(impl->path, impl->env.get()),
                                  rocksdb::Env::Default(), &opened);
  if (!status.ok()) {
    return TranslateBackup(status, impl->path, BackupWork::kOpening);
  }
  impl->engine.reset(opened);
  return std::unique_ptr<BackupFolder>(new BackupFolder(std::move(impl)));
}

absl::StatusOr<BackupFolder::Created> BackupFolder::Create(
    Database& database, const std::string& metadata, const BackupWatch& watch) {
  rocksdb::DB& db = database.engine();
  rocksdb::CreateBackupOptions options;
  // As table files, which the next backup shares; the log it would copy again.
  options.flush_before_backup = true;
  options.decrease_background_thread_cpu_priority = true;
  options.background_thread_cpu_priority = rocksdb::CpuPriority::kLow;
  rocksdb::BackupID id = 0;
  impl_->meter.Begin(watch, EstimateNew(db, impl_->path));
  rocksdb::Status status =
      impl_->engine->CreateNewBackupWithMetadata(options, &db, metadata, &id);
  Created created;
  created.written_bytes = impl_->meter.End();
  rocksdb::BackupInfo info;
  if (status.ok()) status = impl_->engine->GetBackupInfo(id, &info);
  if (!status.ok()) {
    return TranslateBackup(status, impl_->path, BackupWork::kMaking);
  }
  created.backup = FromInfo(info);
  return created;
}

absl::Status BackupFolder::Verify(int64_t id, const BackupWatch& watch) {
  const auto number = static_cast<rocksdb::BackupID>(id);
  rocksdb::BackupInfo info;
  rocksdb::Status status = impl_->engine->GetBackupInfo(number, &info);
  if (status.IsNotFound()) return BackupUnknown(impl_->path, id);
  if (status.ok()) {
    impl_->meter.Begin(watch, static_cast<int64_t>(info.size));
    status = impl_->engine->VerifyBackup(number, /*verify_with_checksum=*/true);
    impl_->meter.End();
  }
  return TranslateBackup(status, impl_->path, BackupWork::kVerifying);
}

absl::Status BackupFolder::Remove(int64_t id) {
  return TranslateBackup(
      impl_->engine->DeleteBackup(static_cast<rocksdb::BackupID>(id)),
      impl_->path, BackupWork::kRemoving);
}

absl::Status BackupFolder::KeepNewest(int64_t count) {
  constexpr int64_t kMost = 1'000'000;
  const auto kept = static_cast<uint32_t>(std::clamp<int64_t>(count, 1, kMost));
  return TranslateBackup(impl_->engine->PurgeOldBackups(kept), impl_->path,
                         BackupWork::kRemoving);
}

absl::StatusOr<std::vector<Backup>> ListBackups(const std::string& folder) {
  Reader reader;
  const absl::Status opened = reader.Open(folder);
  if (absl::IsNotFound(opened)) return std::vector<Backup>();
  if (!opened.ok()) return opened;
  return reader.List();
}

absl::StatusOr<Backup> RestoreBackup(const std::string& folder, int64_t id,
                                     const std::string& target,
                                     const BackupWatch& watch) {
  Reader reader;
  if (absl::Status opened = reader.Open(folder); !opened.ok()) return opened;
  const std::vector<Backup> backups = reader.List();
  if (backups.empty()) return BackupUnknown(folder, 0);
  auto found = backups.begin();
  if (id != 0) {
    found =
        std::find_if(backups.begin(), backups.end(),
                     [id](const Backup& backup) { return backup.id == id; });
  }
  if (found == backups.end()) return BackupUnknown(folder, id);
  const auto number = static_cast<rocksdb::BackupID>(found->id);
  reader.meter.Begin(watch, found->bytes);
  rocksdb::Status status = reader.engine->RestoreDBFromBackup(
      rocksdb::RestoreOptions(), number, target, target);
  if (status.IsCorruption()) {
    // It does not name the file; this does.
    const rocksdb::Status named = reader.engine->VerifyBackup(number, true);
    if (!named.ok()) status = named;
  }
  // Files that were still to be copied when one failed are given up.
  reader.meter.Begin([](int64_t, int64_t) { return false; }, 0);
  reader.engine.reset();
  if (!status.ok()) {
    return TranslateBackup(status, folder, BackupWork::kRestoring);
  }
  return *found;
}

}  // namespace disclosure::storage
