// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0
//
// The report store in a folder of this machine: one log in one database. The
// keys are in keys.h.
//
// Begin, Load, Commit and Close are for one thread, the reading methods for
// any; a reader waits while Begin opens the database again.

#ifndef DISCLOSURE_SERVICES_INGEST_EMBEDDED_STORE_H_
#define DISCLOSURE_SERVICES_INGEST_EMBEDDED_STORE_H_

#include <atomic>
#include <memory>
#include <string>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"
#include "base/clock.h"
#include "services/ingest/report_store.h"
#include "storage/database.h"

namespace disclosure::ingest {

class EmbeddedStore : public ReportStore {
 public:
  struct Options {
    // The folder of the database and its tuning; `families` is set here.
    storage::DatabaseOptions database;

    // The log's name for people. Empty: the one it has, "main" for a new log.
    std::string log_name;

    // The time that a new log is stamped with; must outlive the store.
    const base::Clock* clock = &base::SystemClock();
  };

  explicit EmbeddedStore(Options options);
  ~EmbeddedStore() override;

  // Opens the database, again if it was open. The first time it mints the
  // log's id. DATA_DAMAGED if log and heads do not fit each other,
  // DATA_DIR_TOO_NEW, or what Database::Open says.
  absl::StatusOr<StoredLog> Begin() override;
  absl::StatusOr<Loaded> Load(const LoadRequest& request) override;
  absl::Status Commit(const Records& records) override;

  absl::StatusOr<std::optional<HeadRecord>> GetHead(
      const ReportKey& report) override;
  absl::StatusOr<std::optional<StoredRevision>> GetRevision(
      const ReportKey& report, int revision, bool with_narrative) override;
  absl::StatusOr<std::vector<registry::FiledReport>> ReportsOf(
      const std::string& office) override;
  absl::StatusOr<int> ReadChanges(
      int64_t from, int64_t to, int count_max, size_t bytes_max,
      absl::FunctionRef<void(const ChangeValue&)> take) override;
  absl::Status health() override;
  int64_t DiskBytes() override;
  absl::Status Close() override;

  // Gives the open database to `use`, from any thread. It stays open until that
  // returns, which must be soon once `closing` is true: the one who closes
  // waits. Fails if it is not open, else as `use` does.
  absl::Status Use(
      absl::FunctionRef<absl::Status(storage::Database& database,
                                     const std::atomic<bool>& closing)>
          use);

 private:
  absl::StatusOr<LogRecord> LoadOrMakeLog() ABSL_SHARED_LOCKS_REQUIRED(mutex_);
  // Fails if the database is not open.
  absl::Status CheckOpen() const ABSL_SHARED_LOCKS_REQUIRED(mutex_);

  Options options_;
  std::atomic<bool> closing_ = false;
  // Held for writing only while the database is opened or closed.
  absl::Mutex mutex_;
  std::unique_ptr<storage::Database> database_ ABSL_GUARDED_BY(mutex_);
};

// The error for stored bytes that contradict what wrote them: DATA_LOSS
// (DATA_DAMAGED).
absl::Status DamagedData(const std::string& path, const std::string& what);

}  // namespace disclosure::ingest

#endif  // DISCLOSURE_SERVICES_INGEST_EMBEDDED_STORE_H_
