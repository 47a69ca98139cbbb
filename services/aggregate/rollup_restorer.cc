// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

#include "services/aggregate/rollup_restorer.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "base/check.h"

namespace disclosure::aggregate {

RollupRestorer::RollupRestorer(const FormLayout& layout, v1::LogInfo log,
                               int64_t sequence, std::string chain_hash)
    : rollup_(std::make_unique<Rollup>(layout, std::move(log))) {
  rollup_->sequence_ = sequence;
  rollup_->chain_hash_ = std::move(chain_hash);
}

absl::Status RollupRestorer::AddRegistryRow(v1::RegistryRows row,
                                            int64_t changed_at) {
  DISCLOSURE_CHECK(!registry_built_);
  if (row.regions_size() + row.offices_size() + row.due_dates_size() != 1) {
    return absl::DataLossError("not one row of the registry");
  }
  registry_rows_.MergeFrom(row);
  std::unique_ptr<RegistryItem>& item =
      rollup_->registry_items_[RegistryRowName(row)];
  if (item != nullptr) {
    return absl::DataLossError("a row of the registry is there twice");
  }
  item = std::make_unique<RegistryItem>();
  item->rows = std::move(row);
  touched_.push_back({changed_at, item.get()});
  return absl::OkStatus();
}

absl::Status RollupRestorer::BuildRegistry() {
  if (registry_built_) return absl::OkStatus();
  registry_built_ = true;
  auto applied = registry::Registry::Empty()->Apply(registry_rows_);
  if (!applied.ok()) return applied.status();
  if (!applied->problems.empty()) {
    return absl::DataLossError("the rows of the registry contradict another");
  }
  rollup_->registry_ = applied->registry;
  registry_rows_.Clear();
  return absl::OkStatus();
}

absl::Status RollupRestorer::AddReport(v1::OfficeReport report,
                                       int64_t changed_at) {
  absl::Status built = BuildRegistry();
  if (!built.ok()) return built;
  auto item = std::make_unique<ReportItem>();
  item->report = std::move(report);
  YearRollup& year = rollup_->Year(item->report.year());
  ReportItem* restored = year.RestoreReport(std::move(item));
  if (restored == nullptr) {
    return absl::DataLossError("a report is there twice");
  }
  touched_.push_back({changed_at, restored});
  return absl::OkStatus();
}

absl::Status RollupRestorer::AddRow(std::unique_ptr<RowItem> row,
                                    int64_t changed_at) {
  absl::Status built = BuildRegistry();
  if (!built.ok()) return built;
  YearRollup& year = rollup_->Year(row->year);
  std::string name = absl::StrCat(row->region, " ", row->year, " ", row->line);
  RowItem* restored = year.RestoreRow(std::move(row));
  if (restored == nullptr) {
    return absl::DataLossError(
        absl::StrCat("the registry has no place for the row ", name));
  }
  touched_.push_back({changed_at, restored});
  return absl::OkStatus();
}

absl::StatusOr<std::unique_ptr<Rollup>> RollupRestorer::Finish() {
  absl::Status built = BuildRegistry();
  if (!built.ok()) return built;
  std::stable_sort(touched_.begin(), touched_.end(),
                   [](const Touched& a, const Touched& b) {
                     return a.changed_at < b.changed_at;
                   });
  for (const Touched& touched : touched_) {
    rollup_->items_.Touch(touched.item, touched.changed_at);
  }
  touched_.clear();
  return std::move(rollup_);
}

}  // namespace disclosure::aggregate
