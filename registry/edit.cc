// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

#include "registry/edit.h"

#include <algorithm>
#include <memory>
#include <set>
#include <utility>

#include "absl/strings/str_cat.h"
#include "registry/row_checks.h"

namespace disclosure::registry {
namespace {

using Names = absl::btree_set<std::string>;

template <typename Row>
bool SameBytes(const Row& a, const Row& b) {
  return a.SerializeAsString() == b.SerializeAsString();
}

// What a row says of the years in which it is valid. A contact is for
// reminders only.
v1::RegionRow Essence(v1::RegionRow row) {
  row.clear_first_year();
  row.clear_last_year();
  return row;
}
v1::OfficeRow Essence(v1::OfficeRow row) {
  row.clear_first_year();
  row.clear_last_year();
  row.clear_contact();
  return row;
}

// Puts `row` in its place by first year. Returns the row that it replaces.
template <typename Row>
std::shared_ptr<const Row> Insert(std::vector<std::shared_ptr<const Row>>& rows,
                                  std::shared_ptr<const Row> row) {
  const auto at = std::lower_bound(
      rows.begin(), rows.end(), row->first_year(),
      [](const auto& a, int year) { return a->first_year() < year; });
  if (at != rows.end() && (*at)->first_year() == row->first_year()) {
    return std::exchange(*at, std::move(row));
  }
  rows.insert(at, std::move(row));
  return nullptr;
}

// True if `rows` hold this very row already.
template <typename Row>
bool Holds(const std::vector<std::shared_ptr<const Row>>* rows,
           const Row& row) {
  return rows != nullptr &&
         std::any_of(rows->begin(), rows->end(), [&row](const auto& old) {
           return old->first_year() == row.first_year() && SameBytes(*old, row);
         });
}

// Rows of a request by what they are known by.
class Seen {
 public:
  Seen(RowTable table, const char* field, ProblemList& problems)
      : table_(table), field_(field), problems_(problems) {}

  // True if no earlier row is the same one.
  bool IsFirst(const std::string& key, int first_year, int index) {
    const auto [at, added] =
        rows_.try_emplace(std::pair(key, first_year), index);
    if (added) return true;
    const std::string earlier = Problem{table_, at->second, "", ""}.RowName();
    const std::string year = first_year == 0 ? "" : absl::StrCat(first_year);
    problems_.Add(
        table_, index,
        absl::StrCat(field_, " ", key, " with first_year \"", year,
                     "\" stands in ", earlier, " already; keep one of them"),
        absl::StrCat(field_, " ", key, "、first_year “", year, "” 已见于 ",
                     earlier, "，请只保留一行"));
    return false;
  }

 private:
  const RowTable table_;
  const char* const field_;
  ProblemList& problems_;
  absl::flat_hash_map<std::pair<std::string, int>, int> rows_;
};

// Calls visit(years) for each stretch of years in which two sets of rows
// differ.
template <typename Rows, typename Visit>
void VisitDifferences(const Rows& before, const Rows& after, Visit visit) {
  std::set<int> begins = {kSinceEver};
  for (const Rows* rows : {&before, &after}) {
    for (const auto& row : *rows) {
      const YearRange years = YearsOf(*row);
      begins.insert(years.first);
      if (years.last < kForEver) begins.insert(years.last + 1);
    }
  }
  for (auto begin = begins.begin(); begin != begins.end(); ++begin) {
    const auto* old_row = RowIn(before, *begin);
    const auto* new_row = RowIn(after, *begin);
    if (old_row == nullptr && new_row == nullptr) continue;
    if (old_row != nullptr && new_row != nullptr &&
        (*old_row == *new_row ||
         SameBytes(Essence(**old_row), Essence(**new_row)))) {
      continue;
    }
    const auto next = std::next(begin);
    visit(YearRange{*begin, next == begins.end() ? kForEver : *next - 1});
  }
}

// Codes that the rows of a region name.
Names NamedBy(const RegionRows& rows) {
  Names names;
  for (const auto& row : rows) {
    if (!row->parent().empty()) names.insert(row->parent());
    if (!row->run_by().empty()) names.insert(row->run_by());
  }
  return names;
}
Names NamedBy(const OfficeRows& rows) {
  Names names;
  for (const auto& row : rows) names.insert(row->region());
  return names;
}

// Brings up to date who names a code: `touched` keys named NamedBy(before) and
// now name what their rows in `rows` say.
template <typename Rows, typename TouchedMap>
void UpdateNamedBy(const SortedTable<Rows>& rows, const TouchedMap& touched,
                   SortedTable<Names>& named_by) {
  SortedTable<Names>::Editor editor(named_by);
  for (const auto& [key, old] : touched) {
    const Names before = NamedBy(old.before);
    const Names after = NamedBy(*rows.Find(key));
    if (before == after) continue;
    for (const std::string& name : before) {
      if (!after.contains(name)) editor.Edit(name).erase(key);
    }
    for (const std::string& name : after) {
      if (!before.contains(name)) editor.Edit(name).insert(key);
    }
  }
  named_by = std::move(editor).Finish();
}

template <typename TouchedMap>
int IndexIn(const absl::flat_hash_map<const void*, int>& index_of_row,
            const void* row, const TouchedMap& touched,
            const std::string& key) {
  const auto at = index_of_row.find(row);
  return at != index_of_row.end() ? at->second : touched.at(key).index;
}

}  // namespace

Edit::Edit(const Tables& before, const v1::RegistryRows& rows,
           ProblemList& problems)
    : after(before) {
  PlaceRegions(rows, problems);
  PlaceOffices(rows, problems);
  PlaceDueDates(rows, problems);
  UpdateNamedBy(after.regions, regions, after.regions_below);
  UpdateNamedBy(after.offices, offices, after.offices_in);
}

void Edit::MoveBoundaries(const YearRange& years, int by) {
  for (const int year : {years.first, years.last + 1}) {
    if (year <= kSinceEver || year > kForEver) continue;
    int& count = after.boundaries[year];
    count += by;
    if (count == 0) after.boundaries.erase(year);
  }
}

void Edit::PlaceRegions(const v1::RegistryRows& rows, ProblemList& problems) {
  SortedTable<RegionRows>::Editor editor(after.regions);
  Seen seen(RowTable::kRegions, "code", problems);
  for (int index = 0; index < rows.regions_size(); ++index) {
    v1::RegionRow row = rows.regions(index);
    if (row.counted_by() == v1::COUNTED_BY_UNSPECIFIED) {
      row.set_counted_by(v1::COUNTED_BY_PARTS);
    }
    if (!CheckRegionRow(row, index, problems)) {
      unplaced_codes.insert(row.code());
      continue;
    }
    if (!seen.IsFirst(row.code(), row.first_year(), index)) continue;
    const RegionRows* old = editor.Find(row.code());
    if (Holds(old, row)) continue;
    const auto [touched, is_new] = regions.try_emplace(row.code());
    if (is_new) {
      if (old != nullptr) touched->second.before = *old;
      touched->second.index = index;
    }
    auto placed = std::make_shared<const v1::RegionRow>(std::move(row));
    index_of_row_[placed.get()] = index;
    MoveBoundaries(YearsOf(*placed), +1);
    const auto replaced = Insert(editor.Edit(placed->code()), placed);
    if (replaced != nullptr) {
      MoveBoundaries(YearsOf(*replaced), -1);
    } else {
      ++after.region_rows;
    }
    ++regions_changed;
  }
  after.regions = std::move(editor).Finish();
}

void Edit::PlaceOffices(const v1::RegistryRows& rows, ProblemList& problems) {
  SortedTable<OfficeRows>::Editor editor(after.offices);
  Seen seen(RowTable::kOffices, "id", problems);
  for (int index = 0; index < rows.offices_size(); ++index) {
    const v1::OfficeRow& row = rows.offices(index);
    if (!CheckOfficeRow(row, index, problems)) continue;
    if (!seen.IsFirst(row.id(), row.first_year(), index)) continue;
    const OfficeRows* old = editor.Find(row.id());
    if (Holds(old, row)) continue;
    const auto [touched, is_new] = offices.try_emplace(row.id());
    if (is_new) {
      if (old != nullptr) touched->second.before = *old;
      touched->second.index = index;
    }
    auto placed = std::make_shared<const v1::OfficeRow>(row);
    index_of_row_[placed.get()] = index;
    MoveBoundaries(YearsOf(*placed), +1);
    const auto replaced = Insert(editor.Edit(placed->id()), placed);
    if (replaced != nullptr) {
      MoveBoundaries(YearsOf(*replaced), -1);
    } else {
      ++after.office_rows;
    }
    ++offices_changed;
  }
  after.offices = std::move(editor).Finish();
}

void Edit::PlaceDueDates(const v1::RegistryRows& rows, ProblemList& problems) {
  Seen seen(RowTable::kDueDates, "report_year", problems);
  for (int index = 0; index < rows.due_dates_size(); ++index) {
    const v1::DueDate& row = rows.due_dates(index);
    if (!CheckDueDate(row, index, problems)) continue;
    if (!seen.IsFirst(absl::StrCat(row.report_year()), 0, index)) continue;
    v1::DueDate& kept = after.due_dates[row.report_year()];
    if (SameBytes(kept, row)) continue;
    kept = row;
    ++due_dates_changed;
  }
}

int Edit::IndexOf(const v1::RegionRow& row) const {
  return IndexIn(index_of_row_, &row, regions, row.code());
}

int Edit::IndexOf(const v1::OfficeRow& row) const {
  return IndexIn(index_of_row_, &row, offices, row.id());
}

std::vector<YearRange> Edit::ChangedYears() const {
  std::vector<YearRange> changed;
  const auto add = [&changed](const YearRange& years) {
    changed.push_back(years);
    // Most rows change the same years: keep the list short.
    if (changed.size() > 1000) changed = Joined(std::move(changed));
  };
  for (const auto& [code, old] : regions) {
    VisitDifferences(old.before, *after.regions.Find(code), add);
  }
  for (const auto& [id, old] : offices) {
    VisitDifferences(old.before, *after.offices.Find(id), add);
  }
  return Joined(std::move(changed));
}

}  // namespace disclosure::registry
