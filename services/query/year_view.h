// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

// What query needs to know of a year beyond its tree: expected reports, offices
// by id, and which reports stand on the page of a region. One view serves all
// years that have the same tree.
//
// A YearView never changes; any number of threads may use one.

#ifndef DISCLOSURE_SERVICES_QUERY_YEAR_VIEW_H_
#define DISCLOSURE_SERVICES_QUERY_YEAR_VIEW_H_

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string_view>
#include <vector>

#include "absl/types/span.h"
#include "disclosure/v1/report.pb.h"
#include "registry/expected.h"
#include "registry/year_tree.h"

namespace disclosure::query {

using registry::YearTree;

// Stands for all lines where the number of a line is meant.
inline constexpr int kAllLines = YearTree::kNone;

class YearView {
 public:
  explicit YearView(std::shared_ptr<const YearTree> tree);

  // Another one for each view that there ever was in this process.
  uint64_t id() const { return id_; }

  const YearTree& tree() const { return *tree_; }
  const YearTree::Region& region(int region) const {
    return tree_->regions()[region];
  }

  // Expected reports of a region, of one line or of all.
  registry::ExpectedReports Expected(int region, int line) const {
    return line == kAllLines ? expected_.Of(region)
                             : expected_.Of(region, line);
  }

  // The offices of a region and all below it, ordered by id; kNone: all. They
  // are held ready: a page of them costs no more than the page.
  absl::Span<const int> OfficesBelow(int region) const;
  // The same from the first one whose id is not below `id`.
  absl::Span<const int> OfficesFrom(int region, std::string_view id) const;

  // The regions below a region, without itself, ordered by code; kNone: all.
  std::vector<int> RegionsBelow(int region) const;

  // Whether a report of this scope is expected of the office and counted.
  bool IsExpected(int office, v1::Scope scope) const;

  // Whether the report, if it is expected, stands on the page of `region`: an
  // own report does unless a region between them is counted by its area
  // report, which then stands there for everything below it; an area report
  // stands on its own region's page, and above where it is counted.
  bool IsOnPage(int office, v1::Scope scope, int region) const;

 private:
  // Fills offices_below_ once offices_by_id_ is there.
  void ListOfficesBelow();

  const uint64_t id_;
  const std::shared_ptr<const YearTree> tree_;
  const registry::Expected expected_;
  std::vector<int> offices_by_id_;
  // The lists of OfficesBelow, one after the other by region, and where each
  // begins: an office is in as many as there are regions above it.
  std::vector<int> offices_below_;
  std::vector<size_t> offices_below_begin_;
  std::vector<int> regions_by_code_;
  // By region: the nearest region counted by area, itself or above; or kNone.
  std::vector<int> nearest_area_;
};

}  // namespace disclosure::query

#endif  // DISCLOSURE_SERVICES_QUERY_YEAR_VIEW_H_
