// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

#include "services/aggregate/year_rollup.h"

#include <algorithm>
#include <optional>

#include "absl/strings/str_cat.h"
#include "base/check.h"
#include "base/error.h"

namespace disclosure::aggregate {
namespace {

using ::disclosure::registry::YearTree;

// The place of `line` among the lines of the region's subtree.
size_t LineIndex(const YearTree::Region& region, int line) {
  absl::Span<const int> lines = region.subtree_lines();
  auto found = std::lower_bound(lines.begin(), lines.end(), line);
  DISCLOSURE_CHECK(found != lines.end() && *found == line);
  return static_cast<size_t>(found - lines.begin());
}

}  // namespace

YearRollup::YearRollup(int year, Tree tree, const FormLayout& layout,
                       ChangedItems& items)
    : year_(year), layout_(layout), items_(items), tree_(std::move(tree)) {
  ConnectRows();
}

const ReportItem* YearRollup::FindReport(const std::string& office,
                                         v1::Scope scope) const {
  auto found = reports_.find(ReportName(office, scope));
  return found == reports_.end() ? nullptr : found->second.get();
}

ReportItem* YearRollup::MakeReport(const std::string& office, v1::Scope scope) {
  std::unique_ptr<ReportItem>& item = reports_[ReportName(office, scope)];
  if (item == nullptr) item = std::make_unique<ReportItem>();
  return item.get();
}

absl::Status YearRollup::Apply(const v1::OfficeReport& report,
                               const form::FigureVector* figures) {
  int office = tree_->FindOffice(report.office());
  if (office == YearTree::kNone) {
    return base::MakeError(
        absl::StatusCode::kDataLoss, "OFFICE_UNKNOWN",
        absl::StrCat("the registry of ", year_, " has no office ",
                     report.office()),
        absl::StrCat(year_, " 年的名录中没有机构 ", report.office()));
  }
  const ReportItem* known = FindReport(report.office(), report.scope());
  absl::StatusOr<std::optional<ReportPart>> before(std::nullopt);
  if (known != nullptr) before = known->Part(layout_);
  if (!before.ok()) return before.status();
  std::optional<ReportPart> after;
  if (figures != nullptr) after = MakeReportPart(layout_, report, *figures);

  std::vector<Place> places = PlacesOf(office, report.scope());
  if (!places.empty()) {
    absl::StatusOr<TotalDelta> delta =
        TotalDelta::Between(layout_, before->has_value() ? &**before : nullptr,
                            after.has_value() ? &*after : nullptr);
    if (!delta.ok()) return delta.status();
    absl::Status added = AddEverywhere(places, *delta, report.sequence());
    if (!added.ok()) return added;
  }
  ReportItem* item = MakeReport(report.office(), report.scope());
  SetReport(item, report);
  items_.Touch(item, report.sequence());
  return absl::OkStatus();
}

void YearRollup::SetReport(ReportItem* item, const v1::OfficeReport& report) {
  report_count_ -= item->current() ? 1 : 0;
  item->report = report;
  report_count_ += item->current() ? 1 : 0;
}

std::vector<YearRollup::Place> YearRollup::PlacesOf(int office,
                                                    v1::Scope scope) {
  std::vector<Place> places;
  const YearTree::Office& row = tree_->offices()[office];
  if (!row.counts()) return places;
  const std::vector<YearTree::Region>& regions = tree_->regions();
  int region = row.region();
  bool counted = true;  // In the parts of the region at hand.
  if (scope == v1::SCOPE_AREA) {
    if (regions[region].area_office() != office) return places;
    AddPlaces(region, row.line(), &RowTotals::published, &places);
    counted = regions[region].counted_by_area();
    region = regions[region].parent();
  } else {
    AddPlaces(region, row.line(), &RowTotals::own, &places);
  }
  while (counted && region != YearTree::kNone) {
    if (!regions[region].children().empty()) {
      AddPlaces(region, row.line(), &RowTotals::parts, &places);
    }
    counted = !regions[region].counted_by_area();
    region = regions[region].parent();
  }
  return places;
}

void YearRollup::AddPlaces(int region, int line, Total RowTotals::*part,
                           std::vector<Place>* places) {
  RegionRows& rows = regions_[region];
  if (rows.all == nullptr) rows.all = MakeRow(region, "");
  places->push_back({rows.all, part});
  if (rows.lines.empty()) return;
  RowItem*& row = rows.lines[LineIndex(tree_->regions()[region], line)];
  if (row == nullptr) row = MakeRow(region, tree_->lines()[line]);
  places->push_back({row, part});
}

absl::Status YearRollup::AddEverywhere(const std::vector<Place>& places,
                                       const TotalDelta& delta,
                                       int64_t sequence) {
  for (const Place& place : places) {
    const Total& total = place.row->totals.*place.part;
    absl::Status possible = total.CanAdd(layout_, delta);
    if (!possible.ok()) return possible;
  }
  const RowItem* touched = nullptr;
  for (const Place& place : places) {
    row_count_ -= place.row->gone() ? 0 : 1;
    (place.row->totals.*place.part).Add(layout_, delta);
    row_count_ += place.row->gone() ? 0 : 1;
    if (place.row != touched) items_.Touch(place.row, sequence);
    touched = place.row;
  }
  return absl::OkStatus();
}

RowItem* YearRollup::MakeRow(int region, std::string_view line) {
  RowName name(tree_->regions()[region].code(), std::string(line));
  std::unique_ptr<RowItem>& item = rows_[name];
  if (item == nullptr) {
    item = std::make_unique<RowItem>(name.first, year_, name.second);
  }
  return item.get();
}

void YearRollup::ConnectRows() {
  regions_.assign(tree_->regions().size(), RegionRows());
  for (size_t i = 0; i < regions_.size(); ++i) {
    size_t lines = tree_->regions()[i].subtree_lines().size();
    if (lines > 1) regions_[i].lines.resize(lines);
  }
  for (const auto& [name, item] : rows_) Connect(item.get());
}

bool YearRollup::Connect(RowItem* row) {
  int region = tree_->FindRegion(row->region);
  if (region == YearTree::kNone) return false;
  RegionRows& rows = regions_[region];
  if (row->line.empty()) {
    rows.all = row;
    return true;
  }
  int line = tree_->FindLine(row->line);
  absl::Span<const int> lines = tree_->regions()[region].subtree_lines();
  if (rows.lines.empty() ||
      !std::binary_search(lines.begin(), lines.end(), line)) {
    return false;
  }
  rows.lines[LineIndex(tree_->regions()[region], line)] = row;
  return true;
}

int64_t YearRollup::Adopt(Tree tree, RowMap rows, int64_t sequence) {
  int64_t differences = 0;
  for (const auto& [name, item] : rows_) {
    if (item->gone() || rows.contains(name)) continue;
    item->totals = RowTotals();
    items_.Touch(item.get(), sequence);
    ++differences;
  }
  for (auto& [name, totals] : rows) {
    std::unique_ptr<RowItem>& item = rows_[name];
    if (item == nullptr) {
      item = std::make_unique<RowItem>(name.first, year_, name.second);
    }
    if (item->totals == totals) continue;
    item->totals = std::move(totals);
    items_.Touch(item.get(), sequence);
    ++differences;
  }
  row_count_ = static_cast<int64_t>(rows.size());
  tree_ = std::move(tree);
  ConnectRows();
  return differences;
}

bool YearRollup::AdoptReport(const v1::OfficeReport& report, int64_t sequence) {
  ReportItem* item = MakeReport(report.office(), report.scope());
  if (item->report.SerializeAsString() == report.SerializeAsString()) {
    return false;
  }
  SetReport(item, report);
  items_.Touch(item, sequence);
  return true;
}

RowMap YearRollup::Rows() const {
  RowMap rows;
  for (const auto& [name, item] : rows_) {
    if (!item->gone()) rows.emplace(name, item->totals);
  }
  return rows;
}

const RowItem* YearRollup::FindRow(const std::string& region,
                                   const std::string& line) const {
  auto found = rows_.find(RowName(region, line));
  return found == rows_.end() ? nullptr : found->second.get();
}

RowItem* YearRollup::RestoreRow(std::unique_ptr<RowItem> row) {
  std::unique_ptr<RowItem>& item = rows_[RowName(row->region, row->line)];
  if (item != nullptr) return nullptr;
  item = std::move(row);
  row_count_ += item->gone() ? 0 : 1;
  bool connected = Connect(item.get());
  return connected || item->gone() ? item.get() : nullptr;
}

ReportItem* YearRollup::RestoreReport(std::unique_ptr<ReportItem> report) {
  std::unique_ptr<ReportItem>& item =
      reports_[ReportName(report->report.office(), report->report.scope())];
  if (item != nullptr) return nullptr;
  item = std::move(report);
  report_count_ += item->current() ? 1 : 0;
  return item.get();
}

}  // namespace disclosure::aggregate
