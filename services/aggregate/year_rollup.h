// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

// The totals and current reports of one year, on the tree of that year's
// registry.
//
//   own(r)          = the own reports of r's counted offices
//   published(r)    = the area report of r's area office, if there is one
//   parts(r)        = own(r) + the contributions of r's children
//   contribution(c) = counted by area ? published(c) : parts(c)
//
// and the same for each line of work. Rows are kept only where they differ:
// `parts` for regions with children, rows of lines for regions whose subtree
// has more than one line, and none where no report is.
//
// A report that changes is applied as one difference along its path. When the
// tree changes, all rows are summed up anew from the reports, in one pass from
// the leaves to the roots.
//
// While a long log is replayed nobody looks at rows. From BeginBulk() to
// Settle() reports are only kept, and Settle() makes the rows as if each had
// been applied: the same totals, the same tombstones.
//
// Not thread-safe; years do not share anything that changes, apart from Touch()
// and names that are new.

#ifndef DISCLOSURE_SERVICES_AGGREGATE_YEAR_ROLLUP_H_
#define DISCLOSURE_SERVICES_AGGREGATE_YEAR_ROLLUP_H_

#include <cstdint>
#include <deque>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/container/btree_map.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "registry/year_tree.h"
#include "services/aggregate/changed_items.h"
#include "services/aggregate/items.h"
#include "services/aggregate/name_book.h"

namespace disclosure::aggregate {

// The rows of one region. `lines` are parallel to the lines of its subtree;
// none if it has but one.
struct RegionSums {
  RowTotals all;
  std::vector<RowTotals> lines;
};

// By number of the region in a tree.
using YearSums = std::vector<RegionSums>;

class YearRollup {
 public:
  using Tree = std::shared_ptr<const NamedTree>;

  // All but the tree must outlive it.
  YearRollup(int year, Tree tree, const FormLayout& layout, NameBook& names,
             ChangedItems& items);
  YearRollup(const YearRollup&) = delete;
  YearRollup& operator=(const YearRollup&) = delete;

  int year() const { return year_; }
  const Tree& tree() const { return tree_; }

  // Rows that hold a report, and reports that are not withdrawn.
  int64_t row_count() const { return row_count_; }
  int64_t report_count() const { return report_count_; }

  // The state of a report, or null if there never was one.
  const ReportItem* FindReport(std::string_view office, v1::Scope scope) const;

  // Puts the report in the place of the one before, withdrawn or not, and
  // changes all totals it is in. If it fails, nothing is changed: OUT_OF_RANGE
  // (TOTAL_OVERFLOW), DATA_LOSS (REVISION_UNEXPECTED), DATA_LOSS
  // (OFFICE_UNKNOWN) if the tree has no such office.
  absl::Status Apply(std::string_view office, const ReportState& state);

  // Begins to keep reports only. No effect if it has begun.
  void BeginBulk();
  // Brings the rows up to date. Returns those that must be touched: all that a
  // report of since then is in or was in, and those that differ.
  std::vector<RowItem*> Settle();
  // Goes on one by one. Needs Settle().
  void EndBulk();

  // The rows as they are on a tree, from the reports. DATA_LOSS if a report
  // would have no office there; OUT_OF_RANGE (TOTAL_OVERFLOW).
  absl::StatusOr<YearSums> SumOn(const NamedTree& tree) const;

  // Takes another tree and its rows; touches those that differ, as changed at
  // `sequence`, and returns how many. Not while rows are behind.
  int64_t Adopt(Tree tree, YearSums sums, int64_t sequence);

  // Puts the state of a report without counting it. True if it differs.
  bool AdoptReport(const ReportItem& report, int64_t sequence);

  // Gives the rows away; then it must not be used any more.
  YearSums TakeSums();

  // An empty line is all lines.
  const RowItem* FindRow(const std::string& region,
                         const std::string& line) const;

  template <class Visit>
  void VisitRows(Visit visit) const {
    for (const RowItem& item : rows_) visit(item);
  }

  template <class Visit>
  void VisitReports(Visit visit) const {
    for (const ReportItem& item : reports_) visit(item);
  }

  // From a checkpoint: puts items without touching them, first all reports and
  // rows (those in the tree without a new name: see above), then their totals.
  // Null if there is one already. RestoreTotals: DATA_LOSS if the rows are not
  // those that the reports make, else as SumOn.
  ReportItem* RestoreReport(std::string_view office, ReportState state);
  RowItem* RestoreRow(std::string_view region, std::string_view line);
  absl::Status RestoreTotals();

 private:
  // The rows of one region; null: not made yet. As RegionSums.
  struct RegionRows {
    RowItem* all = nullptr;
    std::vector<RowItem*> lines;
  };

  // One total of one row.
  struct Place {
    RowItem* row;
    Total RowTotals::*part;
  };

  const registry::YearTree& registry_tree() const { return *tree_->tree; }
  // The number of an office; -1: it never came.
  int OfficeNumber(std::string_view office, int number_in_tree) const;
  ReportItem* FindItem(int office, bool area) const;
  ReportItem& MakeItem(int office, bool area);
  void SetReport(ReportItem& item, const ReportState& state);
  absl::Status KeepReport(int office, const ReportState& state);

  RowItem& MakeRow(int region, const std::string& line);
  // The rows and totals that a report is in, into places_.
  void FindPlaces(int office_in_tree, bool area);
  void AddPlaces(int region, int line, Total RowTotals::*part);
  absl::Status AddEverywhere(int64_t sequence);

  // Takes the totals, and lists the rows that differ.
  void PutSums(YearSums sums, std::vector<RowItem*>* different);
  void PutRow(int region, const std::string& line, RowTotals totals,
              RowItem** row, std::vector<RowItem*>* different);

  // Finds the rows of all regions of the tree, and those that have none.
  void ConnectRows();
  // Its place in the tree, or null.
  RowItem** SlotOf(std::string_view region, std::string_view line);

  absl::Status SumOwn(const NamedTree& tree, int region, YearSums* sums) const;
  absl::Status SumParts(const NamedTree& tree, int region,
                        YearSums* sums) const;
  absl::Status CheckOffices(const NamedTree& tree) const;

  const int year_;
  const FormLayout& layout_;
  NameBook& names_;
  ChangedItems& items_;
  Tree tree_;
  // Items keep their addresses.
  std::deque<RowItem> rows_;
  std::deque<ReportItem> reports_;
  // By number of the office; null: never came.
  std::vector<ReportItem*> own_reports_;
  std::vector<ReportItem*> area_reports_;
  // By number of the region in the tree.
  std::vector<RegionRows> regions_;
  // Rows for which the tree has no place: tombstones.
  absl::btree_map<std::pair<std::string, std::string>, RowItem*> elsewhere_;
  int64_t row_count_ = 0;
  int64_t report_count_ = 0;

  // Rows are behind the reports: those that came meanwhile, and a size that no
  // sum of any of them can exceed.
  bool bulk_ = false;
  std::vector<ReportItem*> unsettled_;
  uint64_t bulk_size_ = 0;

  // Used by Apply, kept for their memory.
  std::vector<Place> places_;
  TotalDelta delta_;
};

// The name of all lines: empty.
const std::string& AllLines();

// The place of `line` among the lines of the region's subtree, where it is.
size_t LineIndex(const registry::YearTree::Region& region, int line);

}  // namespace disclosure::aggregate

#endif  // DISCLOSURE_SERVICES_AGGREGATE_YEAR_ROLLUP_H_
