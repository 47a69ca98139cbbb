// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0
//
// Where ingest keeps its log and what belongs to it: an interface, so that an
// engine can be put behind it. One committer uses a store in this order:
//
//   Begin      locks the log and tells what is in it
//   Load       the heads and remembered answers that a group needs
//   (Decide    a pure function, decide.h, makes answers and records)
//   Commit     all records of the group, atomic and durable
//
// After a failed Load or Commit it must Begin again before anything else; the
// outcome of a failed Commit is unknown until then. The reading methods are for
// any thread at any time, and see what was committed.

#ifndef DISCLOSURE_SERVICES_INGEST_REPORT_STORE_H_
#define DISCLOSURE_SERVICES_INGEST_REPORT_STORE_H_

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/container/flat_hash_set.h"
#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "disclosure/v1/position.pb.h"
#include "disclosure/v1/registry.pb.h"
#include "registry/registry.h"
#include "services/ingest/keys.h"
#include "services/ingest/records.pb.h"

namespace disclosure::ingest {

// The end of the log: what the next change follows.
struct LogTail {
  int64_t sequence = 0;
  std::string hash;  // FirstHash() if there is no change
};

// What a store holds when it is opened.
struct StoredLog {
  v1::LogInfo log;
  LogTail tail;
  // Never null; without contacts.
  std::shared_ptr<const registry::Registry> registry;
  RegistryRecord registry_record;
};

// What a group of mutations touches.
struct LoadRequest {
  absl::flat_hash_set<ReportKey> reports;
  absl::flat_hash_set<RequestKey> requests;
  // Offices whose current reports matter, because their rows change.
  absl::flat_hash_set<std::string> offices;
};

// What is known of it. What does not exist is not in the maps.
struct Loaded {
  absl::flat_hash_map<ReportKey, HeadRecord> heads;
  absl::flat_hash_map<RequestKey, RequestRecord> answers;
  absl::flat_hash_map<std::string, std::vector<registry::FiledReport>> filed;
};

// One change to be written.
struct NewChange {
  int64_t sequence = 0;
  std::string hash;
  std::string change;  // a serialised v1.Change
  std::string figures_part;
  std::string packed_narrative;  // see packed_text.h
  // The revision that it made, if it is about a report.
  std::optional<RevisionOfReport> revision;
};

// Everything that one group writes.
struct Records {
  std::vector<NewChange> changes;  // consecutive
  absl::flat_hash_map<ReportKey, HeadRecord> heads;
  absl::flat_hash_map<RequestKey, RequestRecord> answers;
  // New or different rows, without contacts, and the state after them.
  v1::RegistryRows registry_rows;
  std::optional<RegistryRecord> registry;
  // Rows of offices with their contacts, which may be empty.
  std::vector<v1::OfficeRow> contacts;

  bool empty() const {
    return changes.empty() && answers.empty() && contacts.empty();
  }
};

// A change as it was stored.
struct StoredChange {
  int64_t sequence = 0;
  std::string hash;
  std::string change;
  std::string figures_part;
};

// A revision of a report; the narrative only where it was asked for.
struct StoredRevision {
  StoredChange change;
  std::string narrative_part;
};

class ReportStore {
 public:
  virtual ~ReportStore() = default;

  virtual absl::StatusOr<StoredLog> Begin() = 0;
  virtual absl::StatusOr<Loaded> Load(const LoadRequest& request) = 0;
  virtual absl::Status Commit(const Records& records) = 0;

  virtual absl::StatusOr<std::optional<HeadRecord>> GetHead(
      const ReportKey& report) = 0;
  virtual absl::StatusOr<std::optional<StoredRevision>> GetRevision(
      const ReportKey& report, int revision, bool with_narrative) = 0;

  // The current reports of an office.
  virtual absl::StatusOr<std::vector<registry::FiledReport>> ReportsOf(
      const std::string& office) = 0;

  // Calls `take` with the changes from `from` to `to`, in order; with at least
  // one if there is one, and with no more once `count_max` or `bytes_max` is
  // reached. What it is given is valid during the call only. How many it was
  // called with.
  virtual absl::StatusOr<int> ReadChanges(
      int64_t from, int64_t to, int count_max, size_t bytes_max,
      absl::FunctionRef<void(const ChangeValue&)> take) = 0;

  // OK, or why the store can no longer write.
  virtual absl::Status health() = 0;

  // Bytes taken on disk; 0 if unknown.
  virtual int64_t DiskBytes() = 0;

  // Gives the store back. Nothing may be called afterwards but Begin.
  virtual absl::Status Close() = 0;
};

}  // namespace disclosure::ingest

#endif  // DISCLOSURE_SERVICES_INGEST_REPORT_STORE_H_
