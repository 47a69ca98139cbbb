// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

// Puts rows into the tables of a registry and remembers what they touched.
// Inside this room; others use Registry::Apply.

#ifndef DISCLOSURE_REGISTRY_EDIT_H_
#define DISCLOSURE_REGISTRY_EDIT_H_

#include <string>
#include <vector>

#include "absl/container/btree_map.h"
#include "absl/container/flat_hash_map.h"
#include "absl/container/flat_hash_set.h"
#include "disclosure/v1/registry.pb.h"
#include "registry/problem.h"
#include "registry/tables.h"
#include "registry/years.h"

namespace disclosure::registry {

// A code or id some row of which is new or different.
template <typename Rows>
struct Touched {
  Rows before;
  // The first such row in the request.
  int index = 0;
};

// The tables with the rows in them: `after`, which may contradict itself until
// EditChecks finds nothing.
struct Edit {
  // Adds to `problems` what is wrong with a row by itself, and rows that stand
  // twice.
  Edit(const Tables& before, const v1::RegistryRows& rows,
       ProblemList& problems);

  // The row's place in the request; that of its code or id if the request does
  // not name the row.
  int IndexOf(const v1::RegionRow& row) const;
  int IndexOf(const v1::OfficeRow& row) const;

  // The years for which some region or office differs.
  std::vector<YearRange> ChangedYears() const;

  Tables after;
  absl::btree_map<std::string, Touched<RegionRows>> regions;
  absl::btree_map<std::string, Touched<OfficeRows>> offices;
  // Codes with a row that could not be placed: what refers to them is not
  // judged.
  absl::flat_hash_set<std::string> unplaced_codes;
  int regions_changed = 0;
  int offices_changed = 0;
  int due_dates_changed = 0;

 private:
  void PlaceRegions(const v1::RegistryRows& rows, ProblemList& problems);
  void PlaceOffices(const v1::RegistryRows& rows, ProblemList& problems);
  void PlaceDueDates(const v1::RegistryRows& rows, ProblemList& problems);
  void MoveBoundaries(const YearRange& years, int by);

  // A row of the tables that came with the request, and its place there.
  absl::flat_hash_map<const void*, int> index_of_row_;
};

}  // namespace disclosure::registry

#endif  // DISCLOSURE_REGISTRY_EDIT_H_
