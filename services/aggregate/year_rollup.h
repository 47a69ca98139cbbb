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
// A report that changes is applied as one difference along its path. A tree
// that changes moves the reports of the offices that moved between own rows,
// and then everything above them is summed up anew in one pass: the cost is
// that of the tree, not of the reports.
//
// Not thread-safe.

#ifndef DISCLOSURE_SERVICES_AGGREGATE_YEAR_ROLLUP_H_
#define DISCLOSURE_SERVICES_AGGREGATE_YEAR_ROLLUP_H_

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/container/btree_map.h"
#include "absl/container/flat_hash_map.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "registry/year_tree.h"
#include "services/aggregate/changed_items.h"
#include "services/aggregate/items.h"

namespace disclosure::aggregate {

// Region code and line; an empty line is all lines.
using RowName = std::pair<std::string, std::string>;
using RowMap = absl::btree_map<RowName, RowTotals>;

class YearRollup {
 public:
  using Tree = std::shared_ptr<const registry::YearTree>;

  // Layout and items must outlive it.
  YearRollup(int year, Tree tree, const FormLayout& layout,
             ChangedItems& items);
  YearRollup(const YearRollup&) = delete;
  YearRollup& operator=(const YearRollup&) = delete;

  int year() const { return year_; }
  const Tree& tree() const { return tree_; }

  // Rows that hold a report, and reports that are not withdrawn.
  int64_t row_count() const { return row_count_; }
  int64_t report_count() const { return report_count_; }

  // The state of a report, or null if there never was one.
  const ReportItem* FindReport(const std::string& office,
                               v1::Scope scope) const;

  // Puts the report in the place of the one before, withdrawn or not, and
  // changes all totals it is in. `figures` are its figures; null if it is
  // withdrawn. If it fails, nothing is changed: OUT_OF_RANGE (TOTAL_OVERFLOW),
  // DATA_LOSS (OFFICE_UNKNOWN) if the tree has no such office.
  absl::Status Apply(const v1::OfficeReport& report,
                     const form::FigureVector* figures);

  // The rows as they are on another tree. DATA_LOSS if a report would have no
  // office there; OUT_OF_RANGE (TOTAL_OVERFLOW).
  absl::StatusOr<RowMap> RowsOn(const registry::YearTree& tree) const;

  // Takes another tree and its rows; touches those that differ, as changed at
  // `sequence`, and returns how many.
  int64_t Adopt(Tree tree, RowMap rows, int64_t sequence);

  // Puts the state of a report without counting it. True if it differs.
  bool AdoptReport(const v1::OfficeReport& report, int64_t sequence);

  // All rows that hold a report.
  RowMap Rows() const;

  const RowItem* FindRow(const std::string& region,
                         const std::string& line) const;

  template <class Visit>
  void VisitRows(Visit visit) const {
    for (const auto& [name, item] : rows_) {
      visit(static_cast<const RowItem&>(*item));
    }
  }

  template <class Visit>
  void VisitReports(Visit visit) const {
    for (const auto& [key, item] : reports_) {
      visit(static_cast<const ReportItem&>(*item));
    }
  }

  // From a checkpoint: puts an item as it was, without touching it; null if
  // there is one already, or if the tree has no place for a row that is not a
  // tombstone.
  RowItem* RestoreRow(std::unique_ptr<RowItem> row);
  ReportItem* RestoreReport(std::unique_ptr<ReportItem> report);

 private:
  using ReportName = std::pair<std::string, v1::Scope>;

  // The rows of one region; null: not made yet. `lines` are parallel to the
  // lines of its subtree; none if it has but one.
  struct RegionRows {
    RowItem* all = nullptr;
    std::vector<RowItem*> lines;
  };

  // One total of one row.
  struct Place {
    RowItem* row;
    Total RowTotals::*part;
  };

  RowItem* MakeRow(int region, std::string_view line);
  void AddPlaces(int region, int line, Total RowTotals::*part,
                 std::vector<Place>* places);
  std::vector<Place> PlacesOf(int office, v1::Scope scope);
  absl::Status AddEverywhere(const std::vector<Place>& places,
                             const TotalDelta& delta, int64_t sequence);
  ReportItem* MakeReport(const std::string& office, v1::Scope scope);
  void SetReport(ReportItem* item, const v1::OfficeReport& report);

  // Finds the rows of all regions of the tree.
  void ConnectRows();
  // False if the tree has no place for it, as for some tombstones.
  bool Connect(RowItem* row);

  const int year_;
  const FormLayout& layout_;
  ChangedItems& items_;
  Tree tree_;
  absl::flat_hash_map<RowName, std::unique_ptr<RowItem>> rows_;
  absl::flat_hash_map<ReportName, std::unique_ptr<ReportItem>> reports_;
  // By number of the region in the tree.
  std::vector<RegionRows> regions_;
  int64_t row_count_ = 0;
  int64_t report_count_ = 0;
};

}  // namespace disclosure::aggregate

#endif  // DISCLOSURE_SERVICES_AGGREGATE_YEAR_ROLLUP_H_
