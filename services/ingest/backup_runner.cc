// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

#include "services/ingest/backup_runner.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "base/build_info.h"
#include "base/error.h"
#include "services/ingest/errors.h"
#include "services/ingest/stored_log.h"

namespace disclosure::ingest {
namespace {

absl::Status BackupDirNotSet() {
  return base::MakeError(
      absl::StatusCode::kFailedPrecondition, "BACKUP_DIR_NOT_SET",
      "This server has no folder for backups; none was made, the data is "
      "safe. Start it with --backup-dir=DIR, on another disk than the data.",
      "本服务未设置备份目录，未生成备份，数据未受影响。请以 --backup-dir=DIR "
      "启动服务，目录应在另一块磁盘上。");
}

absl::Status BackupRunning() {
  return base::MakeError(
      absl::StatusCode::kAborted, "BACKUP_RUNNING",
      "A backup is being made; this call made none and disturbed nothing. "
      "Repeat when that one has ended.",
      "正在进行备份；本次调用未生成备份，也未影响它。请待其结束后重试。");
}

v1::Backup ToMessage(const storage::Backup& backup) {
  v1::Backup message;
  message.set_id(backup.id);
  message.set_damaged(backup.damaged);
  if (backup.damaged) return message;
  message.mutable_made_at()->set_seconds(backup.made_at_seconds);
  message.set_files(backup.files);
  message.set_bytes(backup.bytes);
  BackupRecord record;
  // One that another program made: its id and size is all there is to show.
  if (!record.ParseFromString(backup.metadata)) return message;
  *message.mutable_log() = record.log();
  message.mutable_position()->set_log(record.log().id());
  message.mutable_position()->set_sequence(record.sequence());
  message.set_hash(record.hash());
  message.set_version(record.version());
  message.set_format(record.format());
  return message;
}

// A watch that shows progress and asks whether to go on.
template <typename Show>
storage::BackupWatch Watch(v1::CreateBackupResponse::Phase phase, Show show) {
  return [phase, show](int64_t done, int64_t total) {
    v1::CreateBackupResponse response;
    response.set_phase(phase);
    response.set_bytes_done(done);
    response.set_bytes_total(total);
    return show(std::move(response));
  };
}

}  // namespace

absl::StatusOr<v1::CreateBackupResponse> BackupRun::state() const {
  absl::MutexLock lock(&mutex_);
  return state_;
}

void BackupRun::Set(absl::StatusOr<v1::CreateBackupResponse> state) {
  {
    absl::MutexLock lock(&mutex_);
    state_ = std::move(state);
  }
  changed_();
}

BackupRunner::BackupRunner(EmbeddedStore& store, Options options)
    : store_(store), options_(std::move(options)), thread_([this] { Run(); }) {}

BackupRunner::~BackupRunner() { Stop(); }

absl::Status BackupRunner::CheckFolder() const {
  return options_.folder.empty() ? BackupDirNotSet() : absl::OkStatus();
}

absl::StatusOr<std::shared_ptr<BackupRun>> BackupRunner::Start(
    int32_t keep, std::function<void()> changed) {
  if (absl::Status set = CheckFolder(); !set.ok()) return set;
  if (keep < 0) {
    return FieldInvalid("keep", "it must not be negative.", "不能为负数。");
  }
  absl::MutexLock lock(&mutex_);
  if (stopped_) return ShuttingDown();
  if (run_ != nullptr) return BackupRunning();
  run_ = std::make_shared<BackupRun>(std::move(changed));
  keep_ = keep;
  return run_;
}

absl::StatusOr<std::vector<v1::Backup>> BackupRunner::List() {
  if (absl::Status set = CheckFolder(); !set.ok()) return set;
  absl::MutexLock lock(&listing_mutex_);
  auto backups = storage::ListBackups(options_.folder);
  if (!backups.ok()) return backups.status();
  std::vector<v1::Backup> messages;
  messages.reserve(backups->size());
  for (const storage::Backup& backup : *backups) {
    messages.push_back(ToMessage(backup));
  }
  return messages;
}

void BackupRunner::Stop() {
  {
    absl::MutexLock lock(&mutex_);
    stopped_ = true;
    if (run_ != nullptr) run_->Cancel();
  }
  if (thread_.joinable()) thread_.join();
}

void BackupRunner::Run() {
  for (;;) {
    std::shared_ptr<BackupRun> run;
    int32_t keep = 0;
    {
      absl::MutexLock lock(&mutex_);
      mutex_.Await(absl::Condition(this, &BackupRunner::HasWork));
      if (run_ == nullptr) return;
      run = run_;
      keep = keep_;
    }
    const absl::Time begun = absl::Now();
    const absl::Status made = Make(*run, keep);
    if (options_.log) {
      options_.log(made.ok()
                       ? absl::StrCat("a backup was made in ",
                                      absl::FormatDuration(absl::Now() - begun))
                       : absl::StrCat("no backup was made: ",
                                      std::string(made.message())));
    }
    if (options_.ended) options_.ended(base::GetErrorDetails(made).reason);
    {
      absl::MutexLock lock(&mutex_);
      run_ = nullptr;
    }
    // Whoever hears of the end may begin the next one.
    auto ended = run->state();
    if (!made.ok()) ended = made;
    if (made.ok()) ended->set_phase(v1::CreateBackupResponse::PHASE_DONE);
    run->Set(std::move(ended));
  }
}

absl::Status BackupRunner::Make(BackupRun& run, int32_t keep) {
  auto folder = storage::BackupFolder::Open(
      {.path = options_.folder, .faults = options_.faults});
  if (!folder.ok()) return folder.status();
  auto created = Copy(**folder, run);
  if (!created.ok()) return created.status();
  const int64_t id = created->backup.id;
  const absl::Status verified = (*folder)->Verify(
      id, Watch(v1::CreateBackupResponse::PHASE_VERIFYING, [&](auto response) {
        run.Set(std::move(response));
        return !run.cancelled();
      }));
  absl::MutexLock lock(&listing_mutex_);
  if (!verified.ok()) {
    const absl::Status removed = (*folder)->Remove(id);
    if (!removed.ok() && options_.log) {
      options_.log(absl::StrCat("backup ", id,
                                " was not verified and cannot be deleted: ",
                                std::string(removed.message())));
    }
    return verified;
  }
  if (keep > 0) {
    absl::Status kept = (*folder)->KeepNewest(keep);
    if (!kept.ok()) return kept;
  }
  v1::CreateBackupResponse result;
  result.set_phase(v1::CreateBackupResponse::PHASE_VERIFYING);
  result.set_bytes_done(created->backup.bytes);
  result.set_bytes_total(created->backup.bytes);
  result.set_bytes_written(created->written_bytes);
  *result.mutable_backup() = ToMessage(created->backup);
  run.Set(std::move(result));
  return absl::OkStatus();
}

absl::StatusOr<storage::BackupFolder::Created> BackupRunner::Copy(
    storage::BackupFolder& folder, BackupRun& run) {
  absl::StatusOr<storage::BackupFolder::Created> created;
  const absl::Status used = store_.Use(
      [&](storage::Database& database, const std::atomic<bool>& closing) {
        auto log = ReadLogRecord(database);
        if (!log.ok()) return log.status();
        auto tail = ReadTail(database);
        if (!tail.ok()) return tail.status();
        BackupRecord record;
        record.set_format(kFormat);
        if (log->has_value()) *record.mutable_log() = (*log)->log();
        record.set_sequence(tail->sequence);
        record.set_hash(tail->hash);
        record.set_version(base::BuildVersion());
        created = folder.Create(
            database, record.SerializeAsString(),
            Watch(v1::CreateBackupResponse::PHASE_COPYING, [&](auto response) {
              run.Set(std::move(response));
              return !run.cancelled() && !closing;
            }));
        return created.status();
      });
  if (!used.ok()) return used;
  return created;
}

}  // namespace disclosure::ingest
