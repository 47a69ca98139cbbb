// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

// Rows for tests, written as one would say them. Only tests include this.
//
//   Rows().Region("41", "").Region("4190", "41", {.years = {2008, 0}})
//         .Office("a", "4190", {.reports = "own+area"})

#ifndef DISCLOSURE_REGISTRY_TEST_ROWS_H_
#define DISCLOSURE_REGISTRY_TEST_ROWS_H_

#include <memory>
#include <string>

#include "absl/strings/str_cat.h"
#include "disclosure/v1/registry.pb.h"
#include "gtest/gtest.h"
#include "registry/registry.h"

namespace disclosure::registry {

struct TestYears {
  int first = 0;
  int last = 0;
};

struct TestRegion {
  std::string name = "";
  TestYears years = {};
  bool by_area = false;
  std::string run_by = "";
};

struct TestOffice {
  std::string name = "";
  TestYears years = {};
  std::string reports = "own";
  bool counts = true;
  std::string line = "街道乡镇";
};

class Rows {
 public:
  Rows& Region(const std::string& code, const std::string& parent,
               const TestRegion& more = {}) {
    v1::RegionRow& row = *rows_.add_regions();
    row.set_code(code);
    row.set_name(more.name.empty() ? "地区" + code : more.name);
    row.set_parent(parent);
    row.set_kind(v1::REGION_KIND_GOVERNMENT);
    row.set_level(v1::LEVEL_COUNTY);
    row.set_run_by(more.run_by);
    row.set_counted_by(more.by_area ? v1::COUNTED_BY_AREA
                                    : v1::COUNTED_BY_PARTS);
    row.set_first_year(more.years.first);
    row.set_last_year(more.years.last);
    return *this;
  }

  Rows& Office(const std::string& id, const std::string& region,
               const TestOffice& more = {}) {
    v1::OfficeRow& row = *rows_.add_offices();
    row.set_id(id);
    row.set_name(more.name.empty() ? "单位" + id : more.name);
    row.set_region(region);
    row.set_line(more.line);
    row.set_kind(v1::OFFICE_KIND_DEPARTMENT);
    row.set_reports_own(more.reports.starts_with("own"));
    row.set_reports_area(more.reports.ends_with("area"));
    row.set_not_counted(!more.counts);
    row.set_first_year(more.years.first);
    row.set_last_year(more.years.last);
    return *this;
  }

  Rows& Due(int report_year, int year, int month, int day) {
    v1::DueDate& row = *rows_.add_due_dates();
    row.set_report_year(report_year);
    row.set_year(year);
    row.set_month(month);
    row.set_day(day);
    return *this;
  }

  v1::RegistryRows& rows() { return rows_; }
  operator const v1::RegistryRows&() const { return rows_; }

 private:
  v1::RegistryRows rows_;
};

// The registry with the rows applied, which must be right.
inline std::shared_ptr<const Registry> With(
    const std::shared_ptr<const Registry>& registry,
    const v1::RegistryRows& rows) {
  const absl::StatusOr<Applied> applied = registry->Apply(rows);
  if (!applied.ok()) {
    ADD_FAILURE() << applied.status();
    return registry;
  }
  for (const Problem& problem : applied->problems) {
    ADD_FAILURE() << problem.RowName() << ": " << problem.en;
  }
  return applied->registry;
}

inline std::shared_ptr<const Registry> Of(const v1::RegistryRows& rows) {
  return With(Registry::Empty(), rows);
}

}  // namespace disclosure::registry

#endif  // DISCLOSURE_REGISTRY_TEST_ROWS_H_
