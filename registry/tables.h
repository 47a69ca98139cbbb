// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

// The rows of a registry and what is looked up in them. Inside this room; other
// rooms use Registry.

#ifndef DISCLOSURE_REGISTRY_TABLES_H_
#define DISCLOSURE_REGISTRY_TABLES_H_

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "absl/container/btree_set.h"
#include "disclosure/v1/registry.pb.h"
#include "registry/sorted_table.h"
#include "registry/years.h"

namespace disclosure::registry {

// All rows of one code or id, ordered by first year; their years do not
// overlap. A row is shared by all registries that hold it.
using RegionRows = std::vector<std::shared_ptr<const v1::RegionRow>>;
using OfficeRows = std::vector<std::shared_ptr<const v1::OfficeRow>>;

// What the rows of a kind go by, besides their first year.
inline const std::string& KeyOf(const v1::RegionRow& row) { return row.code(); }
inline const std::string& KeyOf(const v1::OfficeRow& row) { return row.id(); }

// The row that is valid in a year, or null.
template <typename Rows>
const typename Rows::value_type* RowIn(const Rows& rows, int year) {
  for (const auto& row : rows) {
    if (YearsOf(*row).Contains(year)) return &row;
  }
  return nullptr;
}

struct Tables {
  SortedTable<RegionRows> regions;
  SortedTable<OfficeRows> offices;

  // By region code: the regions that name it as parent or run_by in any row,
  // and the offices that are in it in any row.
  SortedTable<absl::btree_set<std::string>> regions_below;
  SortedTable<absl::btree_set<std::string>> offices_in;

  // By report year.
  std::map<int, v1::DueDate> due_dates;

  // How many rows begin in a year, or end in the year before: between two of
  // these years every year has the same regions and offices.
  std::map<int, int> boundaries;

  int64_t region_rows = 0;
  int64_t office_rows = 0;
};

}  // namespace disclosure::registry

#endif  // DISCLOSURE_REGISTRY_TABLES_H_
