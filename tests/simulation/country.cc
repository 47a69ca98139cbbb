// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

#include "tests/simulation/country.h"

#include "absl/strings/str_cat.h"

namespace disclosure::simulation {
namespace {

constexpr int kLastYear = kFirstYear + kYears - 1;

v1::RegionRow Region(const std::string& code, v1::Level level,
                     const std::string& parent) {
  v1::RegionRow row;
  row.set_code(code);
  row.set_name("region " + code);
  row.set_kind(v1::REGION_KIND_GOVERNMENT);
  row.set_level(level);
  row.set_parent(parent);
  row.set_counted_by(v1::COUNTED_BY_PARTS);
  return row;
}

void AddOffices(Scheduler& scheduler, const std::string& region,
                v1::RegistryRows* rows) {
  const int64_t count = 1 + scheduler.Below(2);
  for (int64_t i = 0; i < count; ++i) {
    v1::OfficeRow& row = *rows->add_offices();
    row.set_id(absl::StrCat(region, "-", i));
    row.set_name("office " + row.id());
    row.set_region(region);
    row.set_line(scheduler.Any(Lines()));
    row.set_kind(v1::OFFICE_KIND_DEPARTMENT);
    row.set_reports_own(true);
    row.set_reports_area(i == 0 && region[0] != 'T');
    row.set_not_counted(i > 0 && scheduler.Below(6) == 0);
  }
}

v1::CountedBy SomeCountedBy(Scheduler& scheduler) {
  return scheduler.Below(3) == 0 ? v1::COUNTED_BY_AREA : v1::COUNTED_BY_PARTS;
}

void ChangeRegion(Scheduler& scheduler, v1::RegionRow* row) {
  if (scheduler.Below(3) == 0) {
    row->set_counted_by(SomeCountedBy(scheduler));
  } else if (row->code()[0] == 'D') {
    row->set_parent(absl::StrCat("C", scheduler.Below(2)));
  } else if (row->code()[0] == 'T') {
    row->set_parent(absl::StrCat("D", scheduler.Below(3)));
  } else {
    row->set_name(absl::StrCat("region ", row->code(), scheduler.Below(100)));
  }
}

void ChangeOffice(Scheduler& scheduler, v1::OfficeRow* row) {
  switch (scheduler.Below(5)) {
    case 0:
      return row->set_line(scheduler.Any(Lines()));
    case 1:
      return row->set_not_counted(!row->not_counted());
    case 2:
      return row->set_region(scheduler.Any(Regions()));
    case 3:
      return row->set_reports_area(!row->reports_area());
    default:
      // Refused where a report would lose its row.
      return row->set_last_year(row->last_year() == 0 ? kLastYear - 1 : 0);
  }
}

}  // namespace

const std::vector<std::string>& Regions() {
  static const auto& regions = *new std::vector<std::string>(
      {"P", "C0", "C1", "D0", "D1", "D2", "T0", "T1", "T2"});
  return regions;
}

const std::vector<std::string>& Lines() {
  static const auto& lines =
      *new std::vector<std::string>({"schools", "police", "towns"});
  return lines;
}

v1::RegistryRows MakeCountry(Scheduler& scheduler) {
  v1::RegistryRows rows;
  *rows.add_regions() = Region("P", v1::LEVEL_PROVINCE, "");
  for (const char* code : {"C0", "C1"}) {
    *rows.add_regions() = Region(code, v1::LEVEL_CITY, "P");
  }
  for (int i = 0; i < 3; ++i) {
    v1::RegionRow row = Region(absl::StrCat("D", i), v1::LEVEL_COUNTY,
                               absl::StrCat("C", i % 2));
    row.set_counted_by(SomeCountedBy(scheduler));
    if (i == 0) {
      row.set_last_year(kFirstYear);
      *rows.add_regions() = row;
      row.set_last_year(0);
      row.set_first_year(kFirstYear + 1);
      row.set_parent("C1");
    }
    *rows.add_regions() = row;
  }
  for (int i = 0; i < 3; ++i) {
    *rows.add_regions() =
        Region(absl::StrCat("T", i), v1::LEVEL_TOWNSHIP, absl::StrCat("D", i));
  }
  for (const std::string& code : Regions()) AddOffices(scheduler, code, &rows);
  return rows;
}

v1::RegistryRows ChangeCountry(Scheduler& scheduler, const History& history,
                               int64_t position) {
  v1::RegistryRows rows;
  const int year = kFirstYear + static_cast<int>(scheduler.Below(kYears));
  const int64_t kind = scheduler.Below(9);
  if (kind < 4) {
    *rows.add_regions() = *scheduler.Any(history.Regions(year, position));
    ChangeRegion(scheduler, rows.mutable_regions(0));
  }
  if (kind > 2 && kind < 8) {
    *rows.add_offices() = *scheduler.Any(history.Offices(year, position));
    ChangeOffice(scheduler, rows.mutable_offices(0));
  }
  if (kind == 8) {
    v1::DueDate& due = *rows.add_due_dates();
    due.set_report_year(year);
    due.set_year(kLastYear + 1);
    due.set_month(static_cast<int>(1 + scheduler.Below(2)));
    due.set_day(28);
  }
  return rows;
}

}  // namespace disclosure::simulation
