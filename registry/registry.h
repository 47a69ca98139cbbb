// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

// The registry: regions and offices, each a set of rows valid for ranges of
// years.
//
//   std::shared_ptr<const Registry> registry = Registry::Empty();
//   absl::StatusOr<Applied> applied = registry->Apply(rows);
//   if (applied.ok() && applied->problems.empty()) {
//     registry = applied->registry;
//   }
//   std::shared_ptr<const YearTree> tree = registry->ForYear(2020);
//
// A Registry is a value: it never changes, and applying rows makes a new one
// that shares everything with the old one that is the same. Any number of
// threads may use one.

#ifndef DISCLOSURE_REGISTRY_REGISTRY_H_
#define DISCLOSURE_REGISTRY_REGISTRY_H_

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/status/statusor.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/civil_time.h"
#include "disclosure/v1/registry.pb.h"
#include "registry/problem.h"
#include "registry/tables.h"
#include "registry/years.h"

namespace disclosure::registry {

class NameIndex;
class Registry;
class YearTree;

// A report that an office has now: not withdrawn.
struct FiledReport {
  int year = 0;
  // True: about its whole area (SCOPE_AREA); false: about the body itself.
  bool area = false;
};

// Answers which reports an office has now. An error ends Apply.
using FiledReports = std::function<absl::StatusOr<std::vector<FiledReport>>(
    const std::string& office)>;

// What became of rows that were to be applied.
struct Applied {
  // With problems: the old registry, nothing was applied. Else the new one,
  // which is the same object as the old one if no row differs.
  std::shared_ptr<const Registry> registry;

  // In the order of the request: regions, offices, due dates; at most
  // kProblemsMax.
  std::vector<Problem> problems;

  // Rows that are new or different.
  int regions_changed = 0;
  int offices_changed = 0;
  int due_dates_changed = 0;

  bool unchanged() const {
    return regions_changed + offices_changed + due_dates_changed == 0;
  }
};

// All rows of a registry.
struct AllRows {
  RegionRows regions;
  OfficeRows offices;
  std::vector<v1::DueDate> due_dates;
};

AllRows ToAllRows(v1::RegistryRows rows);

class Registry : public std::enable_shared_from_this<Registry> {
 public:
  // One without any row.
  static std::shared_ptr<const Registry> Empty();

  // One from all rows of an earlier one, in whatever order: the same as Apply
  // on Empty(), in a tenth of the time. Null if they contradict each other.
  static std::shared_ptr<const Registry> Restore(AllRows rows);

  // Adds or replaces rows: a region row is known by (code, first_year), an
  // office row by (id, first_year), a due date by its report year; rows not
  // named stay. The result is judged as a whole, and everything that is wrong
  // with it is listed. `filed` is asked once for each known office whose rows
  // change, so that no report loses the row that expects it; without `filed`
  // (a follower of a log, whose changes were judged before) that is not
  // checked. The cost grows with the rows and with what they touch, not with
  // the registry.
  absl::StatusOr<Applied> Apply(const v1::RegistryRows& rows,
                                const FiledReports& filed = nullptr) const;

  // The same for rows of a log, which were judged before they were logged, in a
  // tenth of the time if they are 10,000 and an eighth of the registry or more:
  // then only what makes trees is checked, and all rows count as changed.
  absl::StatusOr<Applied> ApplyLogged(const v1::RegistryRows& rows) const;

  // The regions and offices valid in a year; never null, empty if there are
  // none. Compiled when first asked for and kept. A registry made by Apply
  // gives the object that its predecessor had compiled for every year in which
  // nothing differs: compare the pointers to learn whether a change matters to
  // a year.
  std::shared_ptr<const YearTree> ForYear(int year) const;

  // The names of that year, for searching; kept likewise.
  std::shared_ptr<const NameIndex> NamesForYear(int year) const;

  // The row valid in a year, or null. It lives as long as this registry.
  const v1::RegionRow* FindRegion(std::string_view code, int year) const;
  const v1::OfficeRow* FindOffice(std::string_view id, int year) const;

  // All rows of a code or id by first year; empty if it is unknown.
  const RegionRows& RegionRowsOf(std::string_view code) const;
  const OfficeRows& OfficeRowsOf(std::string_view id) const;

  // Calls `visit` with each row, ordered by code (id) and first year, from the
  // first row whose code is not below `from`, until it returns false.
  void VisitRegions(
      std::string_view from,
      const std::function<bool(const v1::RegionRow&)>& visit) const;
  void VisitOffices(
      std::string_view from,
      const std::function<bool(const v1::OfficeRow&)>& visit) const;

  // The last day on which reports of a year are in time: 31 January of the
  // year after, unless a row says otherwise.
  absl::CivilDay DueDate(int report_year) const;

  // All rows in order: what, applied to Empty(), gives this registry.
  v1::RegistryRows ToRows() const;

  // Rows of each kind.
  int64_t region_row_count() const { return tables_.region_rows; }
  int64_t office_row_count() const { return tables_.office_rows; }

  // Use Empty() and Apply(): a registry is always held by a shared_ptr.
  explicit Registry(Tables tables) : tables_(std::move(tables)) {}

 private:
  // A tree, years that it is true for, and its names once they were needed.
  struct Compiled {
    YearRange years;
    std::shared_ptr<const YearTree> tree;
    std::shared_ptr<const NameIndex> names;
  };

  // The years around `year` in which no row begins or ends.
  YearRange SameYears(int year) const;

  // Where it is in compiled_, or the end.
  std::vector<Compiled>::iterator FindCompiled(int year) const
      ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);

  // Takes over from `old` what was compiled for years not in `changed`.
  void Inherit(const Registry& old, const std::vector<YearRange>& changed);

  const Tables tables_;

  mutable absl::Mutex mutex_;
  mutable std::vector<Compiled> compiled_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace disclosure::registry

#endif  // DISCLOSURE_REGISTRY_REGISTRY_H_
