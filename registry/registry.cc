// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

#include "registry/registry.h"

#include <algorithm>
#include <iterator>
#include <utility>

#include "registry/edit.h"
#include "registry/edit_checks.h"
#include "registry/names.h"
#include "registry/year_tree_builder.h"

namespace disclosure::registry {
namespace {

template <typename Rows>
const Rows& RowsOf(const SortedTable<Rows>& table, std::string_view key) {
  static const Rows* const none = new Rows();
  const Rows* rows = table.Find(key);
  return rows == nullptr ? *none : *rows;
}

template <typename Rows, typename Visit>
void VisitRows(const SortedTable<Rows>& table, std::string_view from,
               const Visit& visit) {
  table.VisitFrom(from, [&visit](const std::string&, const Rows& rows) {
    return std::all_of(rows.begin(), rows.end(),
                       [&visit](const auto& row) { return visit(*row); });
  });
}

}  // namespace

std::shared_ptr<const Registry> Registry::Empty() {
  return std::make_shared<const Registry>(Tables());
}

absl::StatusOr<Applied> Registry::Apply(const v1::RegistryRows& rows,
                                        const FiledReports& filed) const {
  ProblemList problems;
  Edit edit(tables_, rows, problems);
  EditChecks checks(edit, problems);
  checks.Overlaps();
  checks.References();
  checks.Cycles();
  checks.AreaOffices();
  if (filed != nullptr) {
    if (absl::Status status = checks.Reports(filed); !status.ok()) {
      return status;
    }
  }
  Applied applied;
  applied.registry = shared_from_this();
  if (!problems.empty()) {
    applied.problems = std::move(problems).Take();
    return applied;
  }
  applied.regions_changed = edit.regions_changed;
  applied.offices_changed = edit.offices_changed;
  applied.due_dates_changed = edit.due_dates_changed;
  if (applied.unchanged()) return applied;

  const std::vector<YearRange> changed = edit.ChangedYears();
  auto next = std::make_shared<Registry>(std::move(edit.after));
  next->Inherit(*this, changed);
  applied.registry = std::move(next);
  return applied;
}

void Registry::Inherit(const Registry& old,
                       const std::vector<YearRange>& changed) {
  std::vector<Compiled> kept;
  {
    absl::MutexLock lock(&old.mutex_);
    kept = old.compiled_;
  }
  absl::MutexLock lock(&mutex_);
  for (const Compiled& one : kept) {
    for (const YearRange& years : Missing(one.years, changed)) {
      compiled_.push_back({years, one.tree, one.names});
    }
  }
}

YearRange Registry::SameYears(int year) const {
  YearRange years;
  const auto after = tables_.boundaries.upper_bound(year);
  if (after != tables_.boundaries.end()) years.last = after->first - 1;
  if (after != tables_.boundaries.begin()) {
    years.first = std::prev(after)->first;
  }
  return years;
}

std::vector<Registry::Compiled>::iterator Registry::FindCompiled(
    int year) const {
  return std::find_if(
      compiled_.begin(), compiled_.end(),
      [year](const Compiled& one) { return one.years.Contains(year); });
}

std::shared_ptr<const YearTree> Registry::ForYear(int year) const {
  year = std::clamp(year, kSinceEver, kForEver);
  {
    absl::MutexLock lock(&mutex_);
    if (const auto at = FindCompiled(year); at != compiled_.end()) {
      return at->tree;
    }
  }
  // Compiled without the lock: other years stay at hand meanwhile. Of two
  // threads that compile the same year, the first to end is kept.
  Compiled compiled;
  compiled.years = SameYears(year);
  compiled.tree = YearTreeBuilder::Build(tables_, year);
  absl::MutexLock lock(&mutex_);
  if (const auto at = FindCompiled(year); at != compiled_.end()) {
    return at->tree;
  }
  compiled_.push_back(compiled);
  return compiled.tree;
}

std::shared_ptr<const NameIndex> Registry::NamesForYear(int year) const {
  year = std::clamp(year, kSinceEver, kForEver);
  std::shared_ptr<const YearTree> tree = ForYear(year);
  {
    // It is there: what was compiled is never dropped.
    absl::MutexLock lock(&mutex_);
    const auto at = FindCompiled(year);
    if (at->names != nullptr) return at->names;
  }
  auto names = std::make_shared<const NameIndex>(std::move(tree));
  absl::MutexLock lock(&mutex_);
  const auto at = FindCompiled(year);
  if (at->names == nullptr) at->names = std::move(names);
  return at->names;
}

const v1::RegionRow* Registry::FindRegion(std::string_view code,
                                          int year) const {
  const auto* row = RowIn(RegionRowsOf(code), year);
  return row == nullptr ? nullptr : row->get();
}

const v1::OfficeRow* Registry::FindOffice(std::string_view id, int year) const {
  const auto* row = RowIn(OfficeRowsOf(id), year);
  return row == nullptr ? nullptr : row->get();
}

const RegionRows& Registry::RegionRowsOf(std::string_view code) const {
  return RowsOf(tables_.regions, code);
}

const OfficeRows& Registry::OfficeRowsOf(std::string_view id) const {
  return RowsOf(tables_.offices, id);
}

void Registry::VisitRegions(
    std::string_view from,
    const std::function<bool(const v1::RegionRow&)>& visit) const {
  VisitRows(tables_.regions, from, visit);
}

void Registry::VisitOffices(
    std::string_view from,
    const std::function<bool(const v1::OfficeRow&)>& visit) const {
  VisitRows(tables_.offices, from, visit);
}

absl::CivilDay Registry::DueDate(int report_year) const {
  const auto at = tables_.due_dates.find(report_year);
  if (at == tables_.due_dates.end()) {
    return absl::CivilDay(report_year + 1, 1, 31);
  }
  return absl::CivilDay(at->second.year(), at->second.month(),
                        at->second.day());
}

v1::RegistryRows Registry::ToRows() const {
  v1::RegistryRows rows;
  VisitRegions("", [&rows](const v1::RegionRow& row) {
    *rows.add_regions() = row;
    return true;
  });
  VisitOffices("", [&rows](const v1::OfficeRow& row) {
    *rows.add_offices() = row;
    return true;
  });
  for (const auto& [year, row] : tables_.due_dates) {
    *rows.add_due_dates() = row;
  }
  return rows;
}

}  // namespace disclosure::registry
