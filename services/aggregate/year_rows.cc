// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

// YearRollup: all rows, from the reports.

#include <algorithm>
#include <optional>

#include "absl/strings/str_cat.h"
#include "base/check.h"
#include "services/aggregate/year_rollup.h"

namespace disclosure::aggregate {
namespace {

using ::disclosure::registry::YearTree;

const Total& Contribution(const YearTree::Region& child,
                          const RowTotals& totals) {
  if (child.counted_by_area()) return totals.published;
  return child.children().empty() ? totals.own : totals.parts;
}

// The totals of a line, or null where the region has no rows of lines.
RowTotals* LineOf(const YearTree::Region& region, int line, RegionSums* sums) {
  return sums->lines.empty() ? nullptr : &sums->lines[LineIndex(region, line)];
}

}  // namespace

absl::Status YearRollup::CheckOffices(const NamedTree& tree) const {
  std::vector<bool> in_tree(names_.office_count());
  for (int number : tree.offices) in_tree[static_cast<size_t>(number)] = true;
  for (size_t number = 0; number < own_reports_.size(); ++number) {
    const ReportItem* item = own_reports_[number];
    if (item == nullptr || !item->state.current() || in_tree[number]) continue;
    return absl::DataLossError(
        absl::StrCat("office ", item->office, " has a report of ", year_,
                     " but is no longer registered in it"));
  }
  return absl::OkStatus();
}

absl::StatusOr<YearSums> YearRollup::SumOn(const NamedTree& tree) const {
  absl::Status status = CheckOffices(tree);
  if (!status.ok()) return status;
  YearSums sums(tree.tree->regions().size());
  // Children stand behind their parents.
  for (int region = static_cast<int>(sums.size()); region-- > 0;) {
    status = SumOwn(tree, region, &sums);
    if (status.ok()) status = SumParts(tree, region, &sums);
    if (!status.ok()) return status;
  }
  return sums;
}

absl::Status YearRollup::SumOwn(const NamedTree& tree, int region,
                                YearSums* sums) const {
  const YearTree::Region& row = tree.tree->regions()[region];
  RegionSums& mine = (*sums)[region];
  if (row.subtree_lines().size() > 1) {
    mine.lines.resize(row.subtree_lines().size());
  }
  for (int i = row.offices_begin(); i < row.offices_end(); ++i) {
    const YearTree::Office& office = tree.tree->offices()[i];
    if (!office.counts()) continue;
    RowTotals* line = LineOf(row, office.line(), &mine);
    if (const ReportItem* own = FindItem(tree.offices[i], false)) {
      absl::Status added = mine.all.own.Add(layout_, own->state.part);
      if (added.ok() && line != nullptr) {
        added = line->own.Add(layout_, own->state.part);
      }
      if (!added.ok()) return added;
    }
    if (i != row.area_office()) continue;
    if (const ReportItem* area = FindItem(tree.offices[i], true)) {
      absl::Status added = mine.all.published.Add(layout_, area->state.part);
      if (!added.ok()) return added;
      if (line != nullptr) line->published = mine.all.published;
    }
  }
  return absl::OkStatus();
}

absl::Status YearRollup::SumParts(const NamedTree& tree, int region,
                                  YearSums* sums) const {
  const YearTree::Region& row = tree.tree->regions()[region];
  RegionSums& mine = (*sums)[region];
  if (row.children().empty()) return absl::OkStatus();
  mine.all.parts = mine.all.own;
  for (RowTotals& line : mine.lines) line.parts = line.own;
  for (int number : row.children()) {
    const YearTree::Region& child = tree.tree->regions()[number];
    const RegionSums& below = (*sums)[number];
    const Total& all = Contribution(child, below.all);
    absl::Status added = mine.all.parts.Add(layout_, all);
    if (!added.ok()) return added;
    if (mine.lines.empty() || all.empty()) continue;
    absl::Span<const int> lines = child.subtree_lines();
    for (size_t i = 0; i < lines.size(); ++i) {
      const Total& part =
          below.lines.empty() ? all : Contribution(child, below.lines[i]);
      if (part.empty()) continue;
      added = LineOf(row, lines[i], &mine)->parts.Add(layout_, part);
      if (!added.ok()) return added;
    }
  }
  return absl::OkStatus();
}

void YearRollup::PutRow(int region, const std::string& line, RowTotals totals,
                        RowItem** row, std::vector<RowItem*>* different) {
  if (*row == nullptr) {
    if (totals.empty()) return;
    *row = &MakeRow(region, line);
  }
  row_count_ -= (*row)->gone() ? 0 : 1;
  if ((*row)->totals != totals) {
    (*row)->totals = std::move(totals);
    different->push_back(*row);
  }
  row_count_ += (*row)->gone() ? 0 : 1;
}

void YearRollup::PutSums(YearSums sums, std::vector<RowItem*>* different) {
  for (int region = 0; region < static_cast<int>(sums.size()); ++region) {
    RegionRows& rows = regions_[region];
    RegionSums& totals = sums[region];
    PutRow(region, AllLines(), std::move(totals.all), &rows.all, different);
    absl::Span<const int> lines =
        registry_tree().regions()[region].subtree_lines();
    for (size_t i = 0; i < totals.lines.size(); ++i) {
      PutRow(region, *tree_->lines[lines[i]], std::move(totals.lines[i]),
             &rows.lines[i], different);
    }
  }
}

std::vector<RowItem*> YearRollup::Settle() {
  std::vector<RowItem*> touched;
  if (unsettled_.empty()) return touched;
  const bool had_rows = !rows_.empty();
  for (const ReportItem* item : unsettled_) {
    // Where there were no rows, those with a report are new in any case.
    if (!had_rows && item->state.current()) continue;
    FindPlaces(registry_tree().FindOffice(item->office), item->state.area);
    for (const Place& place : places_) touched.push_back(place.row);
  }
  unsettled_.clear();
  unsettled_.shrink_to_fit();
  absl::StatusOr<YearSums> sums = SumOn(*tree_);
  // Each report had its office when it came, and sizes were watched.
  DISCLOSURE_CHECK(sums.ok());
  PutSums(*std::move(sums), &touched);
  std::sort(touched.begin(), touched.end());
  touched.erase(std::unique(touched.begin(), touched.end()), touched.end());
  return touched;
}

int64_t YearRollup::Adopt(Tree tree, YearSums sums, int64_t sequence) {
  DISCLOSURE_CHECK(unsettled_.empty());
  tree_ = std::move(tree);
  ConnectRows();
  std::vector<RowItem*> different;
  for (const auto& [name, row] : elsewhere_) {
    if (row->gone()) continue;
    row->totals = RowTotals();
    --row_count_;
    different.push_back(row);
  }
  PutSums(std::move(sums), &different);
  for (RowItem* row : different) items_.Touch(row, sequence);
  return static_cast<int64_t>(different.size());
}

YearSums YearRollup::TakeSums() {
  YearSums sums(regions_.size());
  for (size_t i = 0; i < regions_.size(); ++i) {
    RegionRows& rows = regions_[i];
    if (rows.all != nullptr) sums[i].all = std::move(rows.all->totals);
    sums[i].lines.resize(rows.lines.size());
    for (size_t line = 0; line < rows.lines.size(); ++line) {
      RowItem* row = rows.lines[line];
      if (row != nullptr) sums[i].lines[line] = std::move(row->totals);
    }
  }
  return sums;
}

void YearRollup::ConnectRows() {
  regions_.assign(registry_tree().regions().size(), RegionRows());
  elsewhere_.clear();
  for (size_t i = 0; i < regions_.size(); ++i) {
    size_t lines = registry_tree().regions()[i].subtree_lines().size();
    if (lines > 1) regions_[i].lines.resize(lines);
  }
  for (RowItem& row : rows_) {
    if (RowItem** slot = SlotOf(row.region, row.line)) {
      *slot = &row;
    } else {
      elsewhere_.emplace(std::make_pair(row.region, row.line), &row);
    }
  }
}

RowItem** YearRollup::SlotOf(std::string_view region, std::string_view line) {
  const YearTree& tree = registry_tree();
  const int number = tree.FindRegion(region);
  if (number == YearTree::kNone) return nullptr;
  RegionRows& rows = regions_[number];
  if (line.empty()) return &rows.all;
  if (rows.lines.empty()) return nullptr;
  absl::Span<const int> lines = tree.regions()[number].subtree_lines();
  auto found =
      std::lower_bound(lines.begin(), lines.end(), tree.FindLine(line));
  if (found == lines.end() || *found != tree.FindLine(line)) return nullptr;
  return &rows.lines[static_cast<size_t>(found - lines.begin())];
}

const RowItem* YearRollup::FindRow(const std::string& region,
                                   const std::string& line) const {
  RowItem** slot = const_cast<YearRollup*>(this)->SlotOf(region, line);
  if (slot != nullptr) return *slot;
  auto found = elsewhere_.find({region, line});
  return found == elsewhere_.end() ? nullptr : found->second;
}

RowItem* YearRollup::RestoreRow(std::string_view region,
                                std::string_view line) {
  const int number = registry_tree().FindRegion(region);
  const int line_number =
      line.empty() ? YearTree::kNone : registry_tree().FindLine(line);
  const std::string& code =
      number == YearTree::kNone ? names_.Keep(region) : *tree_->regions[number];
  const std::string& line_name = line.empty() ? AllLines()
                                 : line_number == YearTree::kNone
                                     ? names_.Keep(line)
                                     : *tree_->lines[line_number];
  RowItem** slot = SlotOf(region, line);
  if (slot == nullptr) {
    RowItem*& row = elsewhere_[std::make_pair(code, line_name)];
    if (row != nullptr) return nullptr;
    return row = &rows_.emplace_back(code, year_, line_name);
  }
  if (*slot != nullptr) return nullptr;
  return *slot = &rows_.emplace_back(code, year_, line_name);
}

absl::Status YearRollup::RestoreTotals() {
  absl::StatusOr<YearSums> sums = SumOn(*tree_);
  if (!sums.ok()) return sums.status();
  const size_t rows = rows_.size();
  std::vector<RowItem*> different;
  PutSums(*std::move(sums), &different);
  if (rows_.size() == rows) return absl::OkStatus();
  return absl::DataLossError(
      absl::StrCat("rows of ", year_, " that hold reports are missing"));
}

}  // namespace disclosure::aggregate
