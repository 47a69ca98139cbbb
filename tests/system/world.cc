// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

#include "tests/system/world.h"

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"

namespace disclosure::testing {
namespace {

constexpr const char* kLines[] = {"教育", "公安", "街道乡镇"};
constexpr int kCities = 2;
constexpr int kCounties = 5;
constexpr int kTowns = 10;

std::string City(int64_t number) { return absl::StrCat("C", number); }
std::string County(int64_t number) { return absl::StrCat("D", number); }
std::string Town(int64_t number) { return absl::StrCat("T", number); }

v1::RegionRow Region(const std::string& code, v1::Level level,
                     const std::string& parent) {
  v1::RegionRow row;
  row.set_code(code);
  row.set_name("地区" + code);
  row.set_kind(v1::REGION_KIND_GOVERNMENT);
  row.set_level(level);
  row.set_parent(parent);
  return row;
}

void AddOffices(Random& random, const std::string& region, bool files_area,
                v1::RegistryRows* rows) {
  const int64_t count = 1 + Pick(random, 2);
  for (int64_t i = 0; i < count; ++i) {
    v1::OfficeRow& row = *rows->add_offices();
    row.set_id(absl::StrCat(region, "-", i));
    row.set_name("单位" + row.id());
    row.set_region(region);
    row.set_line(kLines[Pick(random, 2)]);
    row.set_kind(v1::OFFICE_KIND_DEPARTMENT);
    row.set_reports_own(true);
    row.set_reports_area(files_area && i == 0);
    row.set_not_counted(i > 0 && OneIn(random, 6));
  }
}

v1::CountedBy RandomCountedBy(Random& random) {
  return OneIn(random, 3) ? v1::COUNTED_BY_AREA : v1::COUNTED_BY_PARTS;
}

template <class Rows>
const auto& PickRow(Random& random, const Rows& rows) {
  return rows.Get(static_cast<int>(Pick(random, rows.size() - 1)));
}

struct Filing {
  std::string office;
  int year = 0;
  v1::Scope scope = v1::SCOPE_OWN;
};

Filing RandomFiling(Random& random, const Model& model) {
  const v1::RegistryRows rows = model.Rows();
  const v1::OfficeRow& row = PickRow(random, rows.offices());
  const bool area =
      row.reports_area() && (!row.reports_own() || OneIn(random, 2));
  return {.office = row.id(),
          .year = static_cast<int>(kFirstYear +
                                   Pick(random, kLastYear - kFirstYear)),
          .scope = area ? v1::SCOPE_AREA : v1::SCOPE_OWN};
}

void MoveRegion(Random& random, v1::RegionRow* row) {
  if (OneIn(random, 3)) return row->set_counted_by(RandomCountedBy(random));
  if (row->level() == v1::LEVEL_COUNTY) {
    return row->set_parent(City(Pick(random, kCities - 1)));
  }
  if (row->level() == v1::LEVEL_TOWNSHIP) {
    return row->set_parent(County(Pick(random, kCounties - 1)));
  }
  row->set_name(row->name() + "新");
}

void MoveOffice(Random& random, v1::OfficeRow* row) {
  switch (Pick(random, 3)) {
    case 0:
      return row->set_line(kLines[Pick(random, 2)]);
    case 1:
      return row->set_not_counted(!row->not_counted());
    case 2:
      return row->set_region(Town(Pick(random, kTowns - 1)));
    default:
      // Refused where a report would lose its row.
      return row->set_last_year(row->last_year() == 0 ? kLastYear - 1 : 0);
  }
}

}  // namespace

v1::RegistryRows MakeWorld(Random& random) {
  v1::RegistryRows rows;
  *rows.add_regions() = Region("P", v1::LEVEL_PROVINCE, "");
  AddOffices(random, "P", true, &rows);
  for (int i = 0; i < kCities; ++i) {
    *rows.add_regions() = Region(City(i), v1::LEVEL_CITY, "P");
    AddOffices(random, City(i), true, &rows);
  }
  for (int i = 0; i < kCounties; ++i) {
    v1::RegionRow row = Region(County(i), v1::LEVEL_COUNTY, City(i % kCities));
    row.set_counted_by(RandomCountedBy(random));
    if (i < 2) {
      row.set_last_year(kFirstYear);
      *rows.add_regions() = row;
      row.set_last_year(0);
      row.set_first_year(kFirstYear + 1);
      row.set_parent(City(Pick(random, kCities - 1)));
    }
    *rows.add_regions() = row;
    AddOffices(random, County(i), true, &rows);
  }
  for (int i = 0; i < kTowns; ++i) {
    *rows.add_regions() =
        Region(Town(i), v1::LEVEL_TOWNSHIP, County(i % kCounties));
    AddOffices(random, Town(i), false, &rows);
  }
  return rows;
}

std::vector<v1::RegistryRows> DealOffices(const v1::RegistryRows& world,
                                          int hands) {
  v1::RegistryRows regions = world;
  regions.clear_offices();
  std::vector<v1::RegistryRows> dealt(static_cast<size_t>(hands), regions);
  for (int i = 0; i < world.offices_size(); ++i) {
    *dealt[static_cast<size_t>(i % hands)].add_offices() = world.offices(i);
  }
  return dealt;
}

v1::RegistryRows RandomMove(Random& random, const Model& model) {
  const v1::RegistryRows rows = model.Rows();
  v1::RegistryRows move;
  if (OneIn(random, 2)) {
    *move.add_regions() = PickRow(random, rows.regions());
    MoveRegion(random, move.mutable_regions(0));
  } else {
    *move.add_offices() = PickRow(random, rows.offices());
    MoveOffice(random, move.mutable_offices(0));
  }
  return move;
}

v1::Submission RandomSubmission(Random& random, const Model& model) {
  const Filing filing = RandomFiling(random, model);
  v1::Submission submission;
  v1::AnnualReport& report = *submission.mutable_report();
  report = RandomReport(random, filing.office, filing.year, filing.scope);
  submission.set_request_id(absl::StrCat("r", random()));
  if (OneIn(random, 8)) {
    submission.set_as_published(true);
    if (OneIn(random, 2)) Break(&report);
  }
  const int revision = model.Revision(filing.office, filing.year, filing.scope);
  if (revision > 0) submission.set_expected_revision(revision);
  return submission;
}

std::optional<v1::WithdrawReportRequest> RandomWithdrawal(Random& random,
                                                          const Model& model) {
  // As many attempts as a sparse model may need.
  for (int i = 0; i < 200; ++i) {
    const Filing filing = RandomFiling(random, model);
    if (!model.IsFiled(filing.office, filing.year, filing.scope)) continue;
    v1::WithdrawReportRequest request;
    request.set_office(filing.office);
    request.set_year(filing.year);
    request.set_scope(filing.scope);
    request.set_request_id(absl::StrCat("w", random()));
    request.set_note("误报");
    return request;
  }
  return std::nullopt;
}

}  // namespace disclosure::testing
