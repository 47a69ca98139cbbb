// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

// A registry from rows that were one before: looked through once, in order,
// instead of judged one by one.

#include <algorithm>
#include <cstddef>
#include <iterator>
#include <string_view>
#include <utility>

#include "registry/registry.h"
#include "registry/sound_rows.h"

namespace disclosure::registry {
namespace {

template <typename Row>
bool IsBefore(const Row& a, const Row& b) {
  const int order = KeyOf(*a).compare(KeyOf(*b));
  return order != 0 ? order < 0 : a->first_year() < b->first_year();
}

// Brings rows into their order. False if one is there twice.
template <typename Rows>
bool Sort(Rows* rows) {
  using Row = typename Rows::value_type;
  if (!std::is_sorted(rows->begin(), rows->end(), IsBefore<Row>)) {
    std::sort(rows->begin(), rows->end(), IsBefore<Row>);
  }
  return std::adjacent_find(rows->begin(), rows->end(),
                            [](const Row& a, const Row& b) {
                              return !IsBefore(a, b);
                            }) == rows->end();
}

// The rows by key; they are in order.
template <typename Rows>
SortedTable<Rows> ByKey(Rows rows) {
  std::vector<std::pair<std::string, Rows>> entries;
  for (auto& row : rows) {
    if (entries.empty() || entries.back().first != KeyOf(*row)) {
      entries.emplace_back(KeyOf(*row), Rows());
    }
    entries.back().second.push_back(std::move(row));
  }
  return SortedTable<Rows>::FromSorted(std::move(entries));
}

// Adds the rows of the table that `rows` do not replace, in order.
template <typename Rows>
void Replace(const SortedTable<Rows>& table, Rows* rows) {
  Sort(rows);
  const size_t replacing = rows->size();
  size_t next = 0;
  table.VisitFrom("", [&](const std::string&, const Rows& old_rows) {
    for (const auto& old : old_rows) {
      while (next < replacing && IsBefore((*rows)[next], old)) ++next;
      const bool same = next < replacing && !IsBefore(old, (*rows)[next]);
      if (!same) rows->push_back(old);
    }
    return true;
  });
  std::inplace_merge(rows->begin(),
                     rows->begin() + static_cast<ptrdiff_t>(replacing),
                     rows->end(), IsBefore<typename Rows::value_type>);
}

// Who names a code: pairs of a code and a key that names it. The views are of
// rows that stay.
using NamedBy = std::vector<std::pair<std::string_view, std::string_view>>;

SortedTable<absl::btree_set<std::string>> ByName(NamedBy named_by) {
  std::sort(named_by.begin(), named_by.end());
  std::vector<std::pair<std::string, absl::btree_set<std::string>>> entries;
  for (const auto& [name, key] : named_by) {
    if (entries.empty() || entries.back().first != name) {
      entries.emplace_back(name, absl::btree_set<std::string>());
    }
    auto& keys = entries.back().second;
    keys.emplace_hint(keys.end(), key);
  }
  return SortedTable<absl::btree_set<std::string>>::FromSorted(
      std::move(entries));
}

template <typename Rows>
void AddBoundaries(const Rows& rows, std::map<int, int>* boundaries) {
  for (const auto& row : rows) {
    const YearRange years = YearsOf(*row);
    if (years.first > kSinceEver) ++(*boundaries)[years.first];
    if (years.last < kForEver) ++(*boundaries)[years.last + 1];
  }
}

// The registry that all rows give, judged; null if they contradict each other.
std::shared_ptr<const Registry> Judge(const AllRows& all) {
  v1::RegistryRows rows;
  for (const auto& row : all.regions) *rows.add_regions() = *row;
  for (const auto& row : all.offices) *rows.add_offices() = *row;
  for (const auto& row : all.due_dates) *rows.add_due_dates() = row;
  const auto applied = Registry::Empty()->Apply(rows);
  if (!applied.ok() || !applied->problems.empty()) return nullptr;
  return applied->registry;
}

}  // namespace

std::shared_ptr<const Registry> Registry::Restore(AllRows rows) {
  if (!Sort(&rows.regions) || !Sort(&rows.offices)) return nullptr;
  // Wrong, or right in a way that only the judge can tell.
  if (!AreSound(rows)) return Judge(rows);
  Tables tables;
  tables.region_rows = static_cast<int64_t>(rows.regions.size());
  tables.office_rows = static_cast<int64_t>(rows.offices.size());
  AddBoundaries(rows.regions, &tables.boundaries);
  AddBoundaries(rows.offices, &tables.boundaries);
  NamedBy regions_below;
  for (const auto& row : rows.regions) {
    for (const std::string* name : {&row->parent(), &row->run_by()}) {
      if (!name->empty()) regions_below.emplace_back(*name, row->code());
    }
  }
  NamedBy offices_in;
  offices_in.reserve(rows.offices.size());
  for (const auto& row : rows.offices) {
    offices_in.emplace_back(row->region(), row->id());
  }
  tables.regions_below = ByName(std::move(regions_below));
  tables.offices_in = ByName(std::move(offices_in));
  tables.regions = ByKey(std::move(rows.regions));
  tables.offices = ByKey(std::move(rows.offices));
  for (v1::DueDate& row : rows.due_dates) {
    const int year = row.report_year();
    if (!tables.due_dates.emplace(year, std::move(row)).second) return nullptr;
  }
  return std::make_shared<const Registry>(std::move(tables));
}

absl::StatusOr<Applied> Registry::ApplyLogged(
    const v1::RegistryRows& rows) const {
  // Below this it is cheaper to touch only what changes.
  constexpr int64_t kRowsMin = 10'000;
  constexpr int64_t kShare = 8;
  const int64_t count = rows.regions_size() + rows.offices_size();
  const int64_t known = tables_.region_rows + tables_.office_rows;
  if (count < kRowsMin || count * kShare < known) return Apply(rows);
  Applied applied;
  applied.regions_changed = rows.regions_size();
  applied.offices_changed = rows.offices_size();
  applied.due_dates_changed = rows.due_dates_size();
  AllRows all = ToAllRows(rows);
  Replace(tables_.regions, &all.regions);
  Replace(tables_.offices, &all.offices);
  std::map<int, v1::DueDate> due_dates = tables_.due_dates;
  for (v1::DueDate& row : all.due_dates) {
    due_dates[row.report_year()] = std::move(row);
  }
  all.due_dates.clear();
  for (auto& [year, row] : due_dates) all.due_dates.push_back(std::move(row));
  applied.registry = Restore(std::move(all));
  // What is wrong is told by who can say where.
  if (applied.registry == nullptr) return Apply(rows);
  return applied;
}

AllRows ToAllRows(v1::RegistryRows rows) {
  AllRows all;
  all.regions.reserve(static_cast<size_t>(rows.regions_size()));
  for (v1::RegionRow& row : *rows.mutable_regions()) {
    all.regions.push_back(
        std::make_shared<const v1::RegionRow>(std::move(row)));
  }
  all.offices.reserve(static_cast<size_t>(rows.offices_size()));
  for (v1::OfficeRow& row : *rows.mutable_offices()) {
    all.offices.push_back(
        std::make_shared<const v1::OfficeRow>(std::move(row)));
  }
  std::move(rows.mutable_due_dates()->begin(), rows.mutable_due_dates()->end(),
            std::back_inserter(all.due_dates));
  return all;
}

}  // namespace disclosure::registry
