// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0
//
// Makes backups of the store, one at a time, on a thread of its own: copies,
// reads back what was copied, and deletes old backups if it was asked to. What
// does not read back as it was written is deleted: every backup in the folder
// was whole once.
//
// Thread-safe.

#ifndef DISCLOSURE_SERVICES_INGEST_BACKUP_RUNNER_H_
#define DISCLOSURE_SERVICES_INGEST_BACKUP_RUNNER_H_

#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/synchronization/mutex.h"
#include "disclosure/v1/backup_service.pb.h"
#include "services/ingest/embedded_store.h"
#include "storage/backup.h"

namespace disclosure::ingest {

// One backup under way, for whoever asked for it.
class BackupRun {
 public:
  explicit BackupRun(std::function<void()> changed)
      : changed_(std::move(changed)) {}

  // OK: how far it is, with PHASE_DONE at its end; else why it failed.
  absl::StatusOr<v1::CreateBackupResponse> state() const;

  // Nobody waits for it any more: it ends soon, and what was begun is removed.
  void Cancel() { cancelled_ = true; }
  bool cancelled() const { return cancelled_; }

 private:
  friend class BackupRunner;

  void Set(absl::StatusOr<v1::CreateBackupResponse> state);

  const std::function<void()> changed_;
  std::atomic<bool> cancelled_ = false;
  mutable absl::Mutex mutex_;
  absl::StatusOr<v1::CreateBackupResponse> state_ ABSL_GUARDED_BY(mutex_) =
      v1::CreateBackupResponse();
};

class BackupRunner {
 public:
  struct Options {
    // Of the backups; empty: none can be made. Looked at when one is made.
    std::string folder;

    // Lines for the operator, from any thread. May be null.
    std::function<void(const std::string&)> log;

    // Told of the end of each backup: the reason of its failure, or nothing. On
    // the runner's thread. May be null.
    std::function<void(const std::string& reason)> ended;

    // For tests: operations in the folder that fail.
    std::shared_ptr<storage::FaultPlan> faults;
  };

  // The store outlives the runner.
  BackupRunner(EmbeddedStore& store, Options options);
  ~BackupRunner();  // Stop().
  BackupRunner(const BackupRunner&) = delete;
  BackupRunner& operator=(const BackupRunner&) = delete;

  // Begins a backup; `keep` as in CreateBackupRequest. `changed` is called
  // whenever its state has changed, by any thread, and must not wait.
  // BACKUP_DIR_NOT_SET, BACKUP_RUNNING, SHUTTING_DOWN. Does not wait.
  absl::StatusOr<std::shared_ptr<BackupRun>> Start(
      int32_t keep, std::function<void()> changed);

  // The backups of the folder, the newest first. Reads the disk.
  absl::StatusOr<std::vector<v1::Backup>> List();

  // Ends the backup under way, refuses later ones, and joins the thread.
  // Idempotent.
  void Stop();

 private:
  void Run();
  absl::Status Make(BackupRun& run, int32_t keep);
  absl::StatusOr<storage::BackupFolder::Created> Copy(
      storage::BackupFolder& folder, BackupRun& run);
  absl::Status CheckFolder() const;
  bool HasWork() const ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
    return stopped_ || run_ != nullptr;
  }

  EmbeddedStore& store_;
  const Options options_;
  // Held while backups are deleted, and while they are listed.
  absl::Mutex listing_mutex_;
  absl::Mutex mutex_;
  bool stopped_ ABSL_GUARDED_BY(mutex_) = false;
  // The one under way.
  std::shared_ptr<BackupRun> run_ ABSL_GUARDED_BY(mutex_);
  int32_t keep_ ABSL_GUARDED_BY(mutex_) = 0;
  std::thread thread_;
};

}  // namespace disclosure::ingest

#endif  // DISCLOSURE_SERVICES_INGEST_BACKUP_RUNNER_H_
