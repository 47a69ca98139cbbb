// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0
//
// The report store in memory: the whole interface over maps, for tests that
// need no disk, simulations and fuzzers. What it holds survives Close() and
// Begin() as a disk would; it ends with the object.
//
// It can fail as a disk does. A Commit that fails may have stored its group or
// not; which of both shows at the next Begin(), and until then readers see
// what was there before. Using it otherwise than the interface allows ends the
// program: a committer that goes on after a failure is found.
//
// Thread-safe as EmbeddedStore is: Begin, Load, Commit and Close are for one
// thread, all else for any.

#ifndef DISCLOSURE_SERVICES_INGEST_MEMORY_STORE_H_
#define DISCLOSURE_SERVICES_INGEST_MEMORY_STORE_H_

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/container/flat_hash_map.h"
#include "absl/synchronization/mutex.h"
#include "services/ingest/report_store.h"

namespace disclosure::ingest {

class MemoryStore : public ReportStore {
 public:
  enum class Operation { kBegin, kLoad, kCommit, kRead };

  // What becomes of an operation.
  enum class Fault {
    kNone,
    // It fails, and nothing is done.
    kNotDone,
    // It fails, and a Commit is done all the same.
    kDone,
  };

  // Asked before each operation, on the thread of the caller.
  using Faults = std::function<Fault(Operation)>;

  // Everything that is stored: copied, it is a backup.
  struct Contents {
    using RowName = std::pair<std::string, int>;  // id or code, first year

    // Of sequence 1 and on, as EncodeChangeValue makes them.
    std::vector<std::string> changes;
    std::map<int64_t, std::string> narratives;  // packed
    std::map<ReportKey, HeadRecord> heads;
    std::map<std::pair<ReportKey, int>, int64_t> revisions;
    absl::flat_hash_map<RequestKey, RequestRecord> answers;
    std::map<RowName, v1::RegionRow> regions;
    std::map<RowName, v1::OfficeRow> offices;
    std::map<int, v1::DueDate> due_dates;
    std::map<RowName, std::string> contacts;
    RegistryRecord registry;

    int64_t head() const { return static_cast<int64_t>(changes.size()); }
  };

  // A store of that log; of a new one without contents. Null faults: none.
  explicit MemoryStore(v1::LogInfo log, Faults faults = nullptr,
                       Contents contents = {});

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
  int64_t DiskBytes() override { return 0; }
  absl::Status Close() override;

  // What is stored now. A group of unknown outcome is not in it before Begin().
  Contents contents() const;

 private:
  absl::Status Try(Operation operation) ABSL_SHARED_LOCKS_REQUIRED(mutex_);
  std::vector<registry::FiledReport> FiledBy(const std::string& office) const
      ABSL_SHARED_LOCKS_REQUIRED(mutex_);

  const v1::LogInfo log_;
  const Faults faults_;
  mutable absl::Mutex mutex_;
  Contents contents_ ABSL_GUARDED_BY(mutex_);
  bool open_ ABSL_GUARDED_BY(mutex_) = false;
  // A Load or Commit has failed since Begin().
  bool failed_ ABSL_GUARDED_BY(mutex_) = false;
  // The group whose Commit failed though it was done.
  std::optional<Records> unknown_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace disclosure::ingest

#endif  // DISCLOSURE_SERVICES_INGEST_MEMORY_STORE_H_
