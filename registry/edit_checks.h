// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

// Judges the tables after an edit as a whole, by looking only at what the edit
// touched and at what refers to that. Inside this room; others use
// Registry::Apply.

#ifndef DISCLOSURE_REGISTRY_EDIT_CHECKS_H_
#define DISCLOSURE_REGISTRY_EDIT_CHECKS_H_

#include <string>
#include <string_view>
#include <vector>

#include "absl/container/btree_map.h"
#include "absl/status/status.h"
#include "registry/edit.h"
#include "registry/problem.h"
#include "registry/registry.h"

namespace disclosure::registry {

class EditChecks {
 public:
  // Both must outlive this.
  EditChecks(const Edit& edit, ProblemList& problems)
      : edit_(edit), problems_(problems) {}

  // Rows of one code or id whose years overlap.
  void Overlaps();
  // Parents, run_by and regions of offices that are not there in some year.
  void References();
  // Regions that are above themselves, or below too many others.
  void Cycles();
  // Counted offices that both report about one region in one year.
  void AreaOffices();
  // Reports that would lose the row or the scope that expects them. An error
  // is one of `filed`.
  absl::Status Reports(const FiledReports& filed);

 private:
  struct Reference;
  struct Climb;

  void CheckReference(const Reference& reference);
  void CheckRegion(const v1::RegionRow& row, std::string_view only_code);
  void CheckOffice(const v1::OfficeRow& row, std::string_view cause);
  void Follow(Climb& climb, const std::string& code, const YearRange& years);
  void AreaOfficesOf(const std::string& region);
  absl::Status ReportsOf(const std::string& office, const FiledReports& filed);

  const Edit& edit_;
  ProblemList& problems_;
};

}  // namespace disclosure::registry

#endif  // DISCLOSURE_REGISTRY_EDIT_CHECKS_H_
