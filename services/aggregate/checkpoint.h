// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

// The state of a Rollup on disk, so that a restart need not read the whole log.
// A checkpoint lags behind, and never contradicts: everything that changed
// since the last one and the position it is true at are one atomic batch. It is
// not synced: it is derived, and after a loss the log is read from an older
// position or from the beginning.
//
// Very much that changed, as after a long replay, is saved in slices. Until the
// last of them the folder holds no state: whoever dies meanwhile begins anew.
//
// What cannot be used (another form, damage, a write that failed) is thrown
// away with a line to the log, never repaired.
//
// Not thread-safe.

#ifndef DISCLOSURE_SERVICES_AGGREGATE_CHECKPOINT_H_
#define DISCLOSURE_SERVICES_AGGREGATE_CHECKPOINT_H_

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "services/aggregate/checkpoint_folder.h"
#include "services/aggregate/checkpoint_record.h"
#include "services/aggregate/rollup.h"
#include "storage/faults.h"

namespace disclosure::aggregate {

class Checkpoint {
 public:
  struct Options {
    // A folder of its own; made if it does not exist.
    std::string path;

    // Gets a line for what an operator should read.
    std::function<void(const std::string& line)> log;

    // For tests: the operations on the disk that fail.
    std::shared_ptr<storage::FaultPlan> faults;

    // Items that were touched not more often than this are saved as a whole.
    // Larger: larger batches in memory. Smaller: slices, in which a death loses
    // the checkpoint, for what a busy second changes.
    uint64_t touches_at_once_max = 200'000;

    // Of a slice. Larger: who saves holds up changes longer.
    size_t slice_bytes = 512 << 10;
  };

  // Opens the folder. A damaged one is replaced by an empty one. Fails as
  // storage::Database does if the folder cannot be used at all.
  static absl::StatusOr<std::unique_ptr<Checkpoint>> Open(Options options);
  // The same in another folder; the path means nothing then.
  static absl::StatusOr<std::unique_ptr<Checkpoint>> Open(
      Options options, std::unique_ptr<CheckpointFolder> folder);

  Checkpoint(const Checkpoint&) = delete;
  Checkpoint& operator=(const Checkpoint&) = delete;

  // The state that was saved last; null if there is none, or none that this
  // program can use: then the folder is empty afterwards. The layout must
  // outlive it. The error is that of a folder that cannot be used.
  absl::StatusOr<std::unique_ptr<Rollup>> Load(const FormLayout& layout);

  // Saves what changed since the last Save or Load. It must be the same Rollup
  // each time, or one that Clear() came before. After an error the folder holds
  // the last state that was saved, or this one; saving again is right in both
  // cases. Never a rollup that is in bulk.
  absl::Status Save(const Rollup& rollup);

  // The same in slices, until one is complete: the rollup may not change while
  // one is gathered, which is quick, but while it is written. What is gathered
  // must be written before the next is.
  struct Slice {
    std::vector<ItemRecord> records;
    // Items up to this point of their order are in this slice or an earlier.
    uint64_t point = 0;
    // The last slice, with what the state is known by.
    bool complete = false;
    int64_t sequence = 0;
    std::string head;
    std::string chain_hash;
  };
  Slice Gather(const Rollup& rollup) const;
  absl::Status Write(const Slice& slice);

  // True if saving the rollup would change nothing.
  bool Has(const Rollup& rollup) const;

  // Throws everything away.
  absl::Status Clear();

  // The sequence of the last state saved; 0: none.
  int64_t sequence() const { return sequence_; }

  int64_t DiskBytes() const;

 private:
  Checkpoint(Options options, std::unique_ptr<CheckpointFolder> folder);

  absl::Status OpenFolder();
  void CloseFolder();
  absl::StatusOr<std::unique_ptr<Rollup>> Read(const FormLayout& layout);
  absl::Status ReadItems(class RollupRestorer* restorer,
                         const FormLayout& layout);
  absl::StatusOr<std::vector<int>> FindYears() const;
  absl::Status ReadYear(int year, const FormLayout& layout,
                        class YearRestorer* restorer) const;
  absl::Status ScanItems(
      int family, std::string_view from, std::string_view to,
      absl::FunctionRef<absl::Status(std::string_view key, StoredItem item)>
          restore) const;

  const Options options_;
  const std::unique_ptr<CheckpointFolder> folder_;
  // False after a failed write, until it is opened again.
  bool open_ = false;
  // True if the folder is known to hold nothing.
  bool clear_ = false;
  // Slices were saved, but not the last: the folder holds no state.
  bool in_slices_ = false;
  // Items up to this point of their order are saved.
  uint64_t saved_ = 0;
  int64_t sequence_ = 0;
};

}  // namespace disclosure::aggregate

#endif  // DISCLOSURE_SERVICES_AGGREGATE_CHECKPOINT_H_
