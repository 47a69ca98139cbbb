// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

#include "bench/loadgen/nation.h"

#include <algorithm>
#include <string_view>
#include <unordered_map>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "base/text.h"
#include "bench/loadgen/lines.h"

namespace disclosure::loadgen {
namespace {

constexpr char kNationCode[] = "CN";

// Six digits, as GB/T 2260 writes provinces and cities too.
std::string SixDigits(const std::string& code) {
  return code + std::string(code.size() < 6 ? 6 - code.size() : 0, '0');
}

// Headings of the lists that are no government.
bool IsHeading(const std::string& city) {
  return city == "市辖区" || city == "县" || city.ends_with("直辖县级行政区划");
}

// What the last three digits of a town say (GB/T 10114).
v1::RegionKind KindOfTown(const std::string& code) {
  const auto number = base::ParseInt64(code.substr(code.size() - 3));
  if (!number) return v1::REGION_KIND_OTHER;
  if (*number < 100) return v1::REGION_KIND_SUBDISTRICT;
  if (*number < 200) return v1::REGION_KIND_TOWN;
  if (*number < 400) return v1::REGION_KIND_TOWNSHIP;
  return v1::REGION_KIND_ZONE;
}

// Functional zones have 71 to 79 as their county digits.
v1::RegionKind KindOfCounty(const std::string& code) {
  return code.substr(4, 1) == "7" ? v1::REGION_KIND_ZONE
                                  : v1::REGION_KIND_GOVERNMENT;
}

v1::OfficeKind KindOfOffice(const Office& office, v1::RegionKind region) {
  if (office.line == 0) return v1::OFFICE_KIND_GOVERNMENT_OFFICE;
  if (office.line > 0) return v1::OFFICE_KIND_DEPARTMENT;
  if (region == v1::REGION_KIND_SUBDISTRICT) {
    return v1::OFFICE_KIND_SUBDISTRICT_OFFICE;
  }
  return region == v1::REGION_KIND_ZONE ? v1::OFFICE_KIND_ZONE_COMMITTEE
                                        : v1::OFFICE_KIND_TOWN_GOVERNMENT;
}

std::string NameOfTownOffice(const Region& region) {
  if (region.kind == v1::REGION_KIND_SUBDISTRICT) {
    return region.name + (region.name.ends_with("办事处") ? "" : "办事处");
  }
  return region.name +
         (region.kind == v1::REGION_KIND_ZONE ? "管理委员会" : "人民政府");
}

// The i-th of `count` numbers spread evenly from 0 to `all` - 1.
int64_t Spread(int64_t i, int64_t count, int64_t all) {
  return count >= all ? i % all : i * all / count;
}

}  // namespace

absl::StatusOr<Nation> Nation::Make(const Divisions& divisions,
                                    int64_t offices) {
  if (offices < 1 || offices > kOfficesMax) {
    return absl::InvalidArgumentError(
        absl::StrCat("a nation has 1 to ", kOfficesMax, " offices"));
  }
  if (divisions.towns.empty()) {
    return absl::InvalidArgumentError("the divisions have no towns");
  }
  Nation nation;
  nation.AddRegions(divisions);
  nation.AddOffices(offices);
  return nation;
}

void Nation::AddRegions(const Divisions& divisions) {
  // By the code of the lists: the region that stands for it.
  std::unordered_map<std::string, int> places;
  const auto add = [&](const Division& division, int parent, v1::Level level,
                       v1::RegionKind kind) {
    places[division.code] = static_cast<int>(regions_.size());
    if (parent >= 0) ++regions_[static_cast<size_t>(parent)].children;
    regions_.push_back({.code = SixDigits(division.code),
                        .name = division.name,
                        .parent = parent,
                        .level = level,
                        .kind = kind});
  };
  add({.code = kNationCode, .name = "全国", .parent = ""}, -1, v1::LEVEL_NATION,
      v1::REGION_KIND_GOVERNMENT);
  regions_[0].code = kNationCode;
  for (const Division& province : divisions.provinces) {
    add(province, 0, v1::LEVEL_PROVINCE, v1::REGION_KIND_GOVERNMENT);
  }
  for (const Division& city : divisions.cities) {
    const int parent = places[city.parent];
    if (IsHeading(city.name)) {
      places[city.code] = parent;
    } else {
      add(city, parent, v1::LEVEL_CITY, v1::REGION_KIND_GOVERNMENT);
    }
  }
  for (const Division& county : divisions.counties) {
    const int parent = places[county.parent];
    if (regions_[static_cast<size_t>(parent)].name == county.name) {
      places[county.code] = parent;
    } else {
      add(county, parent, v1::LEVEL_COUNTY, KindOfCounty(county.code));
    }
  }
  for (const Division& town : divisions.towns) {
    add(town, places[town.parent], v1::LEVEL_TOWNSHIP, KindOfTown(town.code));
  }
}

void Nation::AddOffices(int64_t count) {
  std::vector<int> towns;
  std::vector<int> governments;
  for (size_t i = 0; i < regions_.size(); ++i) {
    (regions_[i].level == v1::LEVEL_TOWNSHIP ? towns : governments)
        .push_back(static_cast<int>(i));
  }
  const auto of_towns = std::min(static_cast<int64_t>(towns.size()),
                                 std::max<int64_t>(1, count * 7 / 10));
  offices_.reserve(static_cast<size_t>(count));
  for (int64_t i = 0; i < of_towns; ++i) {
    const int64_t at = Spread(i, of_towns, static_cast<int64_t>(towns.size()));
    offices_.push_back({.region = towns[static_cast<size_t>(at)]});
  }
  const auto all = static_cast<int64_t>(governments.size());
  for (int64_t i = 0; i < count - of_towns; ++i) {
    const int64_t round = i / all;
    offices_.push_back(
        {.region =
             governments[static_cast<size_t>(Spread(i, count - of_towns, all))],
         .line = static_cast<int16_t>(round % int64_t{kLineCount}),
         .copy = static_cast<int16_t>(1 + round / int64_t{kLineCount})});
  }
}

std::string Nation::OfficeId(int64_t number) const {
  const Office& office = offices_[static_cast<size_t>(number)];
  std::string id =
      absl::StrFormat("%s-%02d", RegionOf(office).code, office.line + 1);
  if (office.copy > 1) absl::StrAppend(&id, "-", office.copy);
  return id;
}

std::string Nation::OfficeName(int64_t number) const {
  const Office& office = offices_[static_cast<size_t>(number)];
  const Region& region = RegionOf(office);
  if (office.line < 0) return NameOfTownOffice(region);
  const Line& line = kLines[office.line];
  const bool high = region.level <= v1::LEVEL_PROVINCE;
  std::string name = region.name + (high ? line.department : line.bureau);
  if (office.copy > 1) absl::StrAppend(&name, "第", office.copy, "分局");
  return name;
}

int Nation::FindRegion(const std::string& code) const {
  const auto at = std::find_if(
      regions_.begin(), regions_.end(),
      [&code](const Region& region) { return region.code == code; });
  return at == regions_.end() ? -1 : static_cast<int>(at - regions_.begin());
}

std::vector<v1::RegistryRows> Nation::Rows(size_t bytes_max) const {
  // Tag and length of a row.
  constexpr size_t kRowOverhead = 4;
  std::vector<v1::RegistryRows> pieces(1);
  size_t bytes = 0;
  const auto piece_for = [&](size_t row_bytes) -> v1::RegistryRows& {
    if (bytes + row_bytes + kRowOverhead > bytes_max && bytes > 0) {
      pieces.emplace_back();
      bytes = 0;
    }
    bytes += row_bytes + kRowOverhead;
    return pieces.back();
  };
  for (const Region& region : regions_) {
    v1::RegionRow row;
    row.set_code(region.code);
    row.set_name(region.name);
    row.set_kind(region.kind);
    row.set_level(region.level);
    if (region.parent >= 0) {
      row.set_parent(regions_[static_cast<size_t>(region.parent)].code);
    }
    *piece_for(row.ByteSizeLong()).add_regions() = std::move(row);
  }
  for (int64_t i = 0; i < static_cast<int64_t>(offices_.size()); ++i) {
    const Office& office = offices_[static_cast<size_t>(i)];
    const Region& region = RegionOf(office);
    v1::OfficeRow row;
    row.set_id(OfficeId(i));
    row.set_name(OfficeName(i));
    row.set_region(region.code);
    row.set_line(office.line < 0 ? kTownLine : kLines[office.line].name);
    row.set_kind(KindOfOffice(office, region.kind));
    row.set_reports_own(true);
    *piece_for(row.ByteSizeLong()).add_offices() = std::move(row);
  }
  return pieces;
}

}  // namespace disclosure::loadgen
