// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

#include "services/query/entries.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/time/civil_time.h"

namespace disclosure::query {

using registry::YearTree;

void FillRegionRef(const YearTree& tree, int region, v1::RegionRef* ref) {
  ref->set_code(tree.regions()[region].code());
  ref->set_name(tree.regions()[region].name());
  for (std::string& name : tree.Path(region)) ref->add_path(std::move(name));
}

void FillRegionEntry(const YearTree& tree, int region, v1::RegionEntry* entry) {
  const YearTree::Region& row = tree.regions()[region];
  FillRegionRef(tree, region, entry->mutable_region());
  entry->set_kind(row.kind());
  entry->set_level(row.level());
  if (row.parent() != YearTree::kNone) {
    entry->set_parent(tree.regions()[row.parent()].code());
  }
  entry->set_counted_by(row.counted_by());
  entry->set_children(static_cast<int>(row.children().size()));
  entry->set_offices(row.offices_end() - row.offices_begin());
  if (row.subtree_lines().size() > 1) {
    for (const int line : row.subtree_lines()) {
      entry->add_lines(tree.lines()[line]);
    }
  }
}

void FillOfficeEntry(const YearTree& tree, int office, v1::OfficeEntry* entry) {
  const YearTree::Office& row = tree.offices()[office];
  entry->set_id(std::string(row.id()));
  entry->set_name(std::string(row.name()));
  FillRegionRef(tree, row.region(), entry->mutable_region());
  if (row.line() != YearTree::kNone) {
    entry->set_line(tree.lines()[row.line()]);
  }
  entry->set_kind(row.kind());
  entry->set_reports_own(row.reports_own());
  entry->set_reports_area(row.reports_area());
  entry->set_not_counted(!row.counts());
  *entry->mutable_aliases() = row.aliases();
}

std::string DueDateText(const registry::Registry& registry, int year) {
  return absl::FormatCivilTime(registry.DueDate(year));
}

}  // namespace disclosure::query
