// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

// YearRollup::RowsOn: from the own totals of one tree to all rows of another.

#include <optional>

#include "absl/strings/str_cat.h"
#include "services/aggregate/year_rollup.h"

namespace disclosure::aggregate {
namespace {

using ::disclosure::registry::YearTree;

using OwnTotals = absl::flat_hash_map<RowName, Total>;

// The rows of one region while they are made; lines by number, all of them.
struct RegionSums {
  RowTotals all;
  absl::btree_map<int, RowTotals> lines;
};

absl::Status AddOrRemove(const FormLayout& layout, const ReportPart* before,
                         const ReportPart* after, Total* total) {
  absl::StatusOr<TotalDelta> delta = TotalDelta::Between(layout, before, after);
  if (!delta.ok()) return delta.status();
  absl::Status possible = total->CanAdd(layout, *delta);
  if (possible.ok()) total->Add(layout, *delta);
  return possible;
}

const std::string& RegionOf(const YearTree& tree,
                            const YearTree::Office& office) {
  return tree.regions()[office.region()].code();
}

RowName OwnRowOf(const YearTree& tree, const YearTree::Office& office) {
  return RowName(RegionOf(tree, office), tree.lines()[office.line()]);
}

// Moves the own reports of the offices that the two trees place differently.
absl::Status MoveReports(const FormLayout& layout, const YearRollup& year,
                         const YearTree& from, const YearTree& to,
                         OwnTotals* own) {
  for (const YearTree::Office& old_office : from.offices()) {
    int number = to.FindOffice(old_office.id());
    const YearTree::Office* new_office =
        number == YearTree::kNone ? nullptr : &to.offices()[number];
    if (new_office != nullptr && new_office->counts() == old_office.counts() &&
        RegionOf(to, *new_office) == RegionOf(from, old_office) &&
        to.lines()[new_office->line()] == from.lines()[old_office.line()]) {
      continue;
    }
    const ReportItem* report = year.FindReport(old_office.id(), v1::SCOPE_OWN);
    if (report == nullptr || !report->current()) continue;
    if (new_office == nullptr) {
      return absl::DataLossError(
          absl::StrCat("office ", old_office.id(), " has a report of ",
                       year.year(), " but is no longer registered in it"));
    }
    absl::StatusOr<std::optional<ReportPart>> part = report->Part(layout);
    if (!part.ok()) return part.status();
    if (old_office.counts()) {
      absl::Status removed = AddOrRemove(layout, &**part, nullptr,
                                         &(*own)[OwnRowOf(from, old_office)]);
      if (!removed.ok()) return removed;
    }
    if (new_office->counts()) {
      absl::Status added = AddOrRemove(layout, nullptr, &**part,
                                       &(*own)[OwnRowOf(to, *new_office)]);
      if (!added.ok()) return added;
    }
  }
  return absl::OkStatus();
}

// Own totals of the region's own offices.
absl::Status SumOwn(const FormLayout& layout, const YearTree& tree,
                    const YearTree::Region& region, OwnTotals* own,
                    RegionSums* sums) {
  for (int line : region.own_lines()) {
    auto found = own->find(RowName(region.code(), tree.lines()[line]));
    if (found == own->end() || found->second.empty()) continue;
    absl::Status added = sums->all.own.Add(layout, found->second);
    if (!added.ok()) return added;
    sums->lines[line].own = std::move(found->second);
    own->erase(found);
  }
  return absl::OkStatus();
}

absl::Status SumPublished(const FormLayout& layout, const YearRollup& year,
                          const YearTree& tree, const YearTree::Region& region,
                          RegionSums* sums) {
  if (region.area_office() == YearTree::kNone) return absl::OkStatus();
  const YearTree::Office& office = tree.offices()[region.area_office()];
  const ReportItem* report = year.FindReport(office.id(), v1::SCOPE_AREA);
  if (report == nullptr) return absl::OkStatus();
  absl::StatusOr<std::optional<ReportPart>> part = report->Part(layout);
  if (!part.ok()) return part.status();
  if (!part->has_value()) return absl::OkStatus();
  Total& published = sums->all.published;
  absl::Status added = AddOrRemove(layout, nullptr, &**part, &published);
  sums->lines[office.line()].published = published;
  return added;
}

const Total& Contribution(const YearTree::Region& child,
                          const RowTotals& totals) {
  if (child.counted_by_area()) return totals.published;
  return child.children().empty() ? totals.own : totals.parts;
}

absl::Status SumParts(const FormLayout& layout, const YearTree& tree,
                      const YearTree::Region& region,
                      std::vector<RegionSums>* regions, RegionSums* sums) {
  if (region.children().empty()) return absl::OkStatus();
  sums->all.parts = sums->all.own;
  for (auto& [line, totals] : sums->lines) totals.parts = totals.own;
  for (int number : region.children()) {
    const YearTree::Region& child = tree.regions()[number];
    const RegionSums& child_sums = (*regions)[number];
    absl::Status added =
        sums->all.parts.Add(layout, Contribution(child, child_sums.all));
    if (!added.ok()) return added;
    for (const auto& [line, totals] : child_sums.lines) {
      const Total& contribution = Contribution(child, totals);
      if (contribution.empty()) continue;
      added = sums->lines[line].parts.Add(layout, contribution);
      if (!added.ok()) return added;
    }
  }
  return absl::OkStatus();
}

void AppendRows(const YearTree& tree, const YearTree::Region& region,
                RegionSums sums, RowMap* rows) {
  if (!sums.all.empty()) {
    rows->emplace(RowName(region.code(), ""), std::move(sums.all));
  }
  if (region.subtree_lines().size() <= 1) return;
  for (auto& [line, totals] : sums.lines) {
    if (totals.empty()) continue;
    rows->emplace(RowName(region.code(), tree.lines()[line]),
                  std::move(totals));
  }
}

}  // namespace

absl::StatusOr<RowMap> YearRollup::RowsOn(
    const registry::YearTree& tree) const {
  OwnTotals own;
  for (size_t i = 0; i < regions_.size(); ++i) {
    const YearTree::Region& region = tree_->regions()[i];
    const RegionRows& rows = regions_[i];
    for (const RowItem* row : rows.lines) {
      if (row == nullptr || row->totals.own.empty()) continue;
      own[RowName(row->region, row->line)] = row->totals.own;
    }
    if (!rows.lines.empty() || rows.all == nullptr ||
        rows.all->totals.own.empty()) {
      continue;
    }
    const std::string& line = tree_->lines()[region.subtree_lines().front()];
    own[RowName(region.code(), line)] = rows.all->totals.own;
  }
  absl::Status status = MoveReports(layout_, *this, *tree_, tree, &own);
  if (!status.ok()) return status;

  // Children stand behind their parents.
  std::vector<RegionSums> sums(tree.regions().size());
  for (size_t i = sums.size(); i-- > 0;) {
    const YearTree::Region& region = tree.regions()[i];
    status = SumOwn(layout_, tree, region, &own, &sums[i]);
    if (!status.ok()) return status;
    status = SumPublished(layout_, *this, tree, region, &sums[i]);
    if (!status.ok()) return status;
    status = SumParts(layout_, tree, region, &sums, &sums[i]);
    if (!status.ok()) return status;
  }
  for (const auto& [name, total] : own) {
    if (total.empty()) continue;
    return absl::DataLossError(
        absl::StrCat("region ", name.first, " has reports of ", year_,
                     " in line ", name.second, " but no office that counts"));
  }
  RowMap rows;
  for (size_t i = 0; i < sums.size(); ++i) {
    AppendRows(tree, tree.regions()[i], std::move(sums[i]), &rows);
  }
  return rows;
}

}  // namespace disclosure::aggregate
