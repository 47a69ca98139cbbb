// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

// Everything that aggregate derives from one log, at one position: the state
// machine that applies change after change, exactly once each.
//
// The state is a pure function of the changes applied: following, restarting
// from a checkpoint and rebuilding give the same bits.
//
// Not thread-safe; LiveRollup shares one between threads.

#ifndef DISCLOSURE_SERVICES_AGGREGATE_ROLLUP_H_
#define DISCLOSURE_SERVICES_AGGREGATE_ROLLUP_H_

#include <cstdint>
#include <map>
#include <memory>
#include <string>

#include "absl/container/flat_hash_map.h"
#include "absl/status/status.h"
#include "disclosure/v1/position.pb.h"
#include "registry/registry.h"
#include "services/aggregate/changed_items.h"
#include "services/aggregate/decoded_change.h"
#include "services/aggregate/form_layout.h"
#include "services/aggregate/items.h"
#include "services/aggregate/name_book.h"
#include "services/aggregate/year_rollup.h"

namespace disclosure::aggregate {

class Rollup {
 public:
  using Years = std::map<int, std::unique_ptr<YearRollup>>;

  // Before the first change of `log`. The layout must outlive it.
  Rollup(const FormLayout& layout, v1::LogInfo log);
  Rollup(const Rollup&) = delete;
  Rollup& operator=(const Rollup&) = delete;

  // Applies the next change. If it fails, nothing is changed, and the message
  // begins with the change: whoever follows must stop there.
  // - DATA_LOSS SEQUENCE_GAP, CHAIN_BROKEN: not the change that follows
  // - DATA_LOSS CHANGE_UNREADABLE, OFFICE_UNKNOWN, REVISION_UNEXPECTED,
  //   REGISTRY_REFUSED: it cannot be applied to what was before it
  // - FAILED_PRECONDITION CATALOG_UNKNOWN: made with another form
  // - OUT_OF_RANGE TOTAL_OVERFLOW
  absl::Status Apply(const DecodedChange& change);

  // Takes the state of another one of the same log at the same position, made
  // independently, and touches what differs, as changed after this position:
  // so it reaches followers that are at it already. Returns how many items
  // differ. The other one is used up.
  int64_t Replace(Rollup& fresh);

  // Begins to keep reports only, which is several times faster: for changes
  // that come before anybody looks at rows. Errors are found as ever. A change
  // of the registry, and sums near the range of an int64, settle the years that
  // they are about.
  void BeginBulk();
  // Brings all rows up to date and goes on one by one: the state is then as if
  // BeginBulk() had not been called, but that rows count as changed at this
  // position. No effect without BeginBulk().
  void Settle();
  // True: rows are not to be looked at.
  bool bulk() const { return bulk_; }

  const FormLayout& layout() const { return layout_; }
  const v1::LogInfo& log() const { return log_; }
  // The name may change, the id must not.
  void set_log(const v1::LogInfo& log);

  // The last change applied, 0 before the first, and its hash.
  int64_t sequence() const { return sequence_; }
  const std::string& chain_hash() const { return chain_hash_; }
  v1::LogPosition position() const;

  const std::shared_ptr<const registry::Registry>& registry() const {
    return registry_;
  }
  const Years& years() const { return years_; }
  const ChangedItems& items() const { return items_; }

  int64_t row_count() const;
  int64_t report_count() const;

 private:
  friend class RollupRestorer;
  using RegistryItems =
      absl::flat_hash_map<std::string, std::unique_ptr<RegistryItem>>;

  absl::Status CheckPlace(const DecodedChange& change) const;
  absl::Status ApplyRegistry(const v1::RegistryRows& rows, int64_t sequence);
  // Puts rows; touches all of them, or only those that differ.
  int64_t PutRegistryRows(const v1::RegistryRows& rows, int64_t sequence,
                          bool only_different);
  YearRollup& Year(int year);

  const FormLayout& layout_;
  v1::LogInfo log_;
  int64_t sequence_ = 0;
  std::string chain_hash_;
  std::shared_ptr<const registry::Registry> registry_;
  NameBook names_;
  ChangedItems items_;
  RegistryItems registry_items_;
  Years years_;
  bool bulk_ = false;
};

// What names a row of the registry among all of them; `row` holds one row.
std::string RegistryRowName(const v1::RegistryRows& row);

}  // namespace disclosure::aggregate

#endif  // DISCLOSURE_SERVICES_AGGREGATE_ROLLUP_H_
