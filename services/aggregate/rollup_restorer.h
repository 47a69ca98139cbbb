// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

// Puts a Rollup together from the items of a checkpoint. First all rows of the
// registry, then reports and rows of totals in any order, then Finish.
//
// An error is DATA_LOSS: the items do not fit together, the checkpoint is of no
// use.

#ifndef DISCLOSURE_SERVICES_AGGREGATE_ROLLUP_RESTORER_H_
#define DISCLOSURE_SERVICES_AGGREGATE_ROLLUP_RESTORER_H_

#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "services/aggregate/rollup.h"

namespace disclosure::aggregate {

class RollupRestorer {
 public:
  // The state that is restored is that after `sequence`, whose hash is
  // `chain_hash`.
  RollupRestorer(const FormLayout& layout, v1::LogInfo log, int64_t sequence,
                 std::string chain_hash);

  // `row` holds one row.
  absl::Status AddRegistryRow(v1::RegistryRows row, int64_t changed_at);
  absl::Status AddReport(v1::OfficeReport report, int64_t changed_at);
  absl::Status AddRow(std::unique_ptr<RowItem> row, int64_t changed_at);

  // The restorer is used up.
  absl::StatusOr<std::unique_ptr<Rollup>> Finish();

 private:
  struct Touched {
    int64_t changed_at;
    Item* item;
  };

  // Makes the registry of the rows, once.
  absl::Status BuildRegistry();

  std::unique_ptr<Rollup> rollup_;
  v1::RegistryRows registry_rows_;
  bool registry_built_ = false;
  std::vector<Touched> touched_;
};

}  // namespace disclosure::aggregate

#endif  // DISCLOSURE_SERVICES_AGGREGATE_ROLLUP_RESTORER_H_
