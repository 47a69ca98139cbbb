// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

// YearRollup: reports, one by one. Its rows as a whole are in year_rows.cc.

#include "services/aggregate/year_rollup.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "base/check.h"
#include "base/error.h"

namespace disclosure::aggregate {
namespace {

using ::disclosure::registry::YearTree;

// While reports are only kept, sums stay so far below the range of an int64
// that none of them, in any order, can have left it.
constexpr uint64_t kBulkSizeMax = uint64_t{1} << 62;

absl::Status OfficeUnknown(int year, std::string_view office) {
  const std::string id(office);
  return base::MakeError(
      absl::StatusCode::kDataLoss, "OFFICE_UNKNOWN",
      absl::StrCat("the registry of ", year, " has no office ", id),
      absl::StrCat(year, " 年的名录中没有机构 ", id));
}

absl::Status RevisionUnexpected(int before, int revision) {
  return base::MakeError(
      absl::StatusCode::kDataLoss, "REVISION_UNEXPECTED",
      absl::StrCat("it makes revision ", revision,
                   " of a report whose last one is ", before),
      absl::StrCat("该报告已有 ", before, " 个版本，变更却为第 ", revision,
                   " 版"));
}

// A size that no figure of the report has, at most kBulkSizeMax.
uint64_t SizeMax(const ReportPart& part) {
  if (part.empty()) return 0;
  return part.bits() < 62 ? uint64_t{1} << part.bits() : kBulkSizeMax;
}

}  // namespace

const std::string& AllLines() {
  static const std::string& name = *new std::string;
  return name;
}

size_t LineIndex(const YearTree::Region& region, int line) {
  absl::Span<const int> lines = region.subtree_lines();
  auto found = std::lower_bound(lines.begin(), lines.end(), line);
  DISCLOSURE_CHECK(found != lines.end() && *found == line);
  return static_cast<size_t>(found - lines.begin());
}

YearRollup::YearRollup(int year, Tree tree, const FormLayout& layout,
                       NameBook& names, ChangedItems& items)
    : year_(year),
      layout_(layout),
      names_(names),
      items_(items),
      tree_(std::move(tree)) {
  ConnectRows();
}

int YearRollup::OfficeNumber(std::string_view office,
                             int number_in_tree) const {
  if (number_in_tree == YearTree::kNone) return names_.FindOffice(office);
  return tree_->offices[static_cast<size_t>(number_in_tree)];
}

ReportItem* YearRollup::FindItem(int office, bool area) const {
  const auto& reports = area ? area_reports_ : own_reports_;
  if (office < 0 || static_cast<size_t>(office) >= reports.size()) {
    return nullptr;
  }
  return reports[static_cast<size_t>(office)];
}

const ReportItem* YearRollup::FindReport(std::string_view office,
                                         v1::Scope scope) const {
  return FindItem(OfficeNumber(office, registry_tree().FindOffice(office)),
                  scope == v1::SCOPE_AREA);
}

ReportItem& YearRollup::MakeItem(int office, bool area) {
  auto& reports = area ? area_reports_ : own_reports_;
  if (static_cast<size_t>(office) >= reports.size()) {
    reports.resize(names_.office_count());
  }
  ReportItem*& item = reports[static_cast<size_t>(office)];
  if (item == nullptr) {
    item = &reports_.emplace_back(names_.OfficeName(office), year_);
  }
  return *item;
}

void YearRollup::SetReport(ReportItem& item, const ReportState& state) {
  report_count_ -= item.state.current() ? 1 : 0;
  item.state = state;
  report_count_ += item.state.current() ? 1 : 0;
}

absl::Status YearRollup::Apply(std::string_view office,
                               const ReportState& state) {
  const int in_tree = registry_tree().FindOffice(office);
  const int number = OfficeNumber(office, in_tree);
  const ReportItem* known = FindItem(number, state.area);
  const int before = known == nullptr ? 0 : known->state.revision;
  if (state.revision != before + 1) {
    return RevisionUnexpected(before, state.revision);
  }
  if (in_tree == YearTree::kNone) return OfficeUnknown(year_, office);
  if (bulk_ && bulk_size_ + SizeMax(state.part) >= kBulkSizeMax) {
    // What comes must be looked at one by one.
    for (RowItem* row : Settle()) items_.Touch(row, items_.last_sequence());
    EndBulk();
  }
  if (bulk_) return KeepReport(number, state);
  // Memory that is far away is asked for before it is needed.
  if (known != nullptr) __builtin_prefetch(known->state.part.bytes().data());
  FindPlaces(in_tree, state.area);
  if (!places_.empty()) {
    absl::Status possible = delta_.Make(
        layout_, known == nullptr ? ReportPart() : known->state.part,
        state.part);
    if (possible.ok()) possible = AddEverywhere(state.sequence);
    if (!possible.ok()) return possible;
  }
  ReportItem& item = MakeItem(number, state.area);
  SetReport(item, state);
  items_.Touch(&item, state.sequence);
  return absl::OkStatus();
}

absl::Status YearRollup::KeepReport(int office, const ReportState& state) {
  ReportItem& item = MakeItem(office, state.area);
  SetReport(item, state);
  items_.Touch(&item, state.sequence);
  unsettled_.push_back(&item);
  bulk_size_ += SizeMax(state.part);
  return absl::OkStatus();
}

void YearRollup::FindPlaces(int office_in_tree, bool area) {
  places_.clear();
  const YearTree& tree = registry_tree();
  const YearTree::Office& row = tree.offices()[office_in_tree];
  if (!row.counts()) return;
  const std::vector<YearTree::Region>& regions = tree.regions();
  int region = row.region();
  bool counted = true;  // In the parts of the region at hand.
  if (area) {
    if (regions[region].area_office() != office_in_tree) return;
    AddPlaces(region, row.line(), &RowTotals::published);
    counted = regions[region].counted_by_area();
    region = regions[region].parent();
  } else {
    AddPlaces(region, row.line(), &RowTotals::own);
  }
  while (counted && region != YearTree::kNone) {
    if (!regions[region].children().empty()) {
      AddPlaces(region, row.line(), &RowTotals::parts);
    }
    counted = !regions[region].counted_by_area();
    region = regions[region].parent();
  }
}

void YearRollup::AddPlaces(int region, int line, Total RowTotals::*part) {
  RegionRows& rows = regions_[region];
  if (rows.all == nullptr) rows.all = &MakeRow(region, AllLines());
  places_.push_back({rows.all, part});
  __builtin_prefetch(&(rows.all->totals.*part));
  if (rows.lines.empty()) return;
  RowItem*& row =
      rows.lines[LineIndex(registry_tree().regions()[region], line)];
  if (row == nullptr) row = &MakeRow(region, *tree_->lines[line]);
  places_.push_back({row, part});
  __builtin_prefetch(&(row->totals.*part));
}

RowItem& YearRollup::MakeRow(int region, const std::string& line) {
  return rows_.emplace_back(*tree_->regions[region], year_, line);
}

absl::Status YearRollup::AddEverywhere(int64_t sequence) {
  for (const Place& place : places_) {
    (place.row->totals.*place.part).Prefetch(delta_);
  }
  for (const Place& place : places_) {
    const Total& total = place.row->totals.*place.part;
    absl::Status possible = total.CanAdd(layout_, delta_);
    if (!possible.ok()) return possible;
  }
  const RowItem* touched = nullptr;
  for (const Place& place : places_) {
    row_count_ -= place.row->gone() ? 0 : 1;
    (place.row->totals.*place.part).Add(layout_, delta_);
    row_count_ += place.row->gone() ? 0 : 1;
    if (place.row != touched) items_.Touch(place.row, sequence);
    touched = place.row;
  }
  return absl::OkStatus();
}

void YearRollup::BeginBulk() {
  if (bulk_) return;
  bulk_ = true;
  bulk_size_ = 0;
  for (const ReportItem& item : reports_) {
    bulk_size_ = std::min(kBulkSizeMax, bulk_size_ + SizeMax(item.state.part));
  }
}

void YearRollup::EndBulk() {
  DISCLOSURE_CHECK(unsettled_.empty());
  bulk_ = false;
}

bool YearRollup::AdoptReport(const ReportItem& report, int64_t sequence) {
  ReportItem& item =
      MakeItem(names_.AddOffice(report.office), report.state.area);
  if (item.state == report.state) return false;
  SetReport(item, report.state);
  items_.Touch(&item, sequence);
  return true;
}

ReportItem* YearRollup::RestoreReport(std::string_view office,
                                      ReportState state) {
  int number = OfficeNumber(office, registry_tree().FindOffice(office));
  if (number < 0) number = names_.AddOffice(office);
  ReportItem& item = MakeItem(number, state.area);
  if (item.state.revision != 0) return nullptr;
  SetReport(item, state);
  return &item;
}

}  // namespace disclosure::aggregate
