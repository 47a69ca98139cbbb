// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

#include "services/aggregate/rollup_restorer.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "registry/year_tree.h"

namespace disclosure::aggregate {
namespace {

using ::disclosure::registry::YearTree;

bool IsEarlier(const TouchedItem& a, const TouchedItem& b) {
  return a.changed_at < b.changed_at;
}

absl::Status Twice(std::string_view what) {
  return absl::DataLossError(
      absl::StrCat(std::string(what), " is there twice"));
}

}  // namespace

absl::Status YearRestorer::AddReport(std::string_view office, ReportState state,
                                     int64_t changed_at) {
  if (year_.tree()->tree->FindOffice(office) == YearTree::kNone) {
    strange_reports_.push_back(
        {std::string(office), std::move(state), changed_at});
    return absl::OkStatus();
  }
  ReportItem* item = year_.RestoreReport(office, std::move(state));
  if (item == nullptr) return Twice("a report");
  touched_.push_back({changed_at, item});
  return absl::OkStatus();
}

absl::Status YearRestorer::AddRow(std::string_view region,
                                  std::string_view line, int64_t changed_at) {
  const YearTree& tree = *year_.tree()->tree;
  if (tree.FindRegion(region) == YearTree::kNone ||
      (!line.empty() && tree.FindLine(line) == YearTree::kNone)) {
    strange_rows_.push_back(
        {std::string(region), std::string(line), changed_at});
    return absl::OkStatus();
  }
  RowItem* item = year_.RestoreRow(region, line);
  if (item == nullptr) return Twice("a row");
  touched_.push_back({changed_at, item});
  return absl::OkStatus();
}

absl::Status YearRestorer::Finish() {
  absl::Status status = year_.RestoreTotals();
  std::stable_sort(touched_.begin(), touched_.end(), IsEarlier);
  return status;
}

absl::Status YearRestorer::FinishStrangers() {
  const ptrdiff_t known = static_cast<ptrdiff_t>(touched_.size());
  for (Report& report : strange_reports_) {
    if (report.state.current() && !report.state.area) {
      return absl::DataLossError(absl::StrCat(
          "the registry of ", year_.year(), " has no office ", report.office));
    }
    ReportItem* item =
        year_.RestoreReport(report.office, std::move(report.state));
    if (item == nullptr) return Twice("a report");
    touched_.push_back({report.changed_at, item});
  }
  for (const Row& row : strange_rows_) {
    RowItem* item = year_.RestoreRow(row.region, row.line);
    if (item == nullptr) return Twice("a row");
    touched_.push_back({row.changed_at, item});
  }
  std::stable_sort(touched_.begin() + known, touched_.end(), IsEarlier);
  std::inplace_merge(touched_.begin(), touched_.begin() + known, touched_.end(),
                     IsEarlier);
  return absl::OkStatus();
}

RollupRestorer::RollupRestorer(const FormLayout& layout, v1::LogInfo log,
                               int64_t sequence, std::string chain_hash)
    : rollup_(std::make_unique<Rollup>(layout, std::move(log))) {
  rollup_->sequence_ = sequence;
  rollup_->chain_hash_ = std::move(chain_hash);
}

absl::Status RollupRestorer::AddRegistryRow(std::string_view row,
                                            int64_t changed_at) {
  v1::RegistryRows one;
  if (!one.ParseFromArray(row.data(), static_cast<int>(row.size())) ||
      one.regions_size() + one.offices_size() + one.due_dates_size() != 1) {
    return absl::DataLossError("not one row of the registry");
  }
  std::unique_ptr<RegistryItem>& item =
      rollup_->registry_items_[RegistryRowName(one)];
  if (item != nullptr) return Twice("a row of the registry");
  item = std::make_unique<RegistryItem>();
  item->row = row;
  touched_.push_back({changed_at, item.get()});
  for (auto& region : *one.mutable_regions()) {
    registry_rows_.add_regions()->Swap(&region);
  }
  for (auto& office : *one.mutable_offices()) {
    registry_rows_.add_offices()->Swap(&office);
  }
  for (auto& date : *one.mutable_due_dates()) {
    registry_rows_.add_due_dates()->Swap(&date);
  }
  return absl::OkStatus();
}

absl::Status RollupRestorer::FinishRegistry() {
  rollup_->registry_ = registry::Registry::Restore(
      registry::ToAllRows(std::move(registry_rows_)));
  if (rollup_->registry_ == nullptr) {
    return absl::DataLossError(
        "the rows of the registry contradict each other");
  }
  std::stable_sort(touched_.begin(), touched_.end(), IsEarlier);
  return absl::OkStatus();
}

YearRestorer& RollupRestorer::AddYear(int year) {
  years_.push_back(std::make_unique<YearRestorer>(rollup_->Year(year)));
  return *years_.back();
}

absl::StatusOr<std::unique_ptr<Rollup>> RollupRestorer::Finish() {
  for (const auto& year : years_) {
    absl::Status status = year->FinishStrangers();
    if (!status.ok()) return status;
    const ptrdiff_t before = static_cast<ptrdiff_t>(touched_.size());
    touched_.insert(touched_.end(), year->touched_.begin(),
                    year->touched_.end());
    std::inplace_merge(touched_.begin(), touched_.begin() + before,
                       touched_.end(), IsEarlier);
  }
  for (const TouchedItem& touched : touched_) {
    rollup_->items_.Touch(touched.item, touched.changed_at);
  }
  touched_.clear();
  return std::move(rollup_);
}

}  // namespace disclosure::aggregate
