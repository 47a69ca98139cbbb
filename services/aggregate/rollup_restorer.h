// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

// Puts a Rollup together from the items of a checkpoint: first all rows of the
// registry, then year by year the reports and rows, in any order, then Finish.
//
// An error is DATA_LOSS: the items do not fit together, the checkpoint is of no
// use.

#ifndef DISCLOSURE_SERVICES_AGGREGATE_ROLLUP_RESTORER_H_
#define DISCLOSURE_SERVICES_AGGREGATE_ROLLUP_RESTORER_H_

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "services/aggregate/rollup.h"

namespace disclosure::aggregate {

// An item, and the change that touched it last.
struct TouchedItem {
  int64_t changed_at;
  Item* item;
};

// Different years may be restored by different threads.
class YearRestorer {
 public:
  explicit YearRestorer(YearRollup& year) : year_(year) {}

  absl::Status AddReport(std::string_view office, ReportState state,
                         int64_t changed_at);
  absl::Status AddRow(std::string_view region, std::string_view line,
                      int64_t changed_at);

  // After the last item: makes the totals.
  absl::Status Finish();

 private:
  friend class RollupRestorer;

  struct Report {
    std::string office;
    ReportState state;
    int64_t changed_at;
  };
  struct Row {
    std::string region;
    std::string line;
    int64_t changed_at;
  };

  // Puts what has names that the tree does not have: not by several threads.
  absl::Status FinishStrangers();

  YearRollup& year_;
  std::vector<TouchedItem> touched_;
  std::vector<Report> strange_reports_;
  std::vector<Row> strange_rows_;
};

class RollupRestorer {
 public:
  // The state that is restored is that after `sequence`, whose hash is
  // `chain_hash`.
  RollupRestorer(const FormLayout& layout, v1::LogInfo log, int64_t sequence,
                 std::string chain_hash);

  // `row` is one row, as in RegistryItem.
  absl::Status AddRegistryRow(std::string_view row, int64_t changed_at);

  // Makes the registry of the rows. Once, before the first year.
  absl::Status FinishRegistry();

  // Each year once, not by several threads. Good until Finish().
  YearRestorer& AddYear(int year);

  // After all years have finished. The restorer is used up.
  absl::StatusOr<std::unique_ptr<Rollup>> Finish();

 private:
  std::unique_ptr<Rollup> rollup_;
  v1::RegistryRows registry_rows_;
  std::vector<TouchedItem> touched_;
  std::vector<std::unique_ptr<YearRestorer>> years_;
};

}  // namespace disclosure::aggregate

#endif  // DISCLOSURE_SERVICES_AGGREGATE_ROLLUP_RESTORER_H_
