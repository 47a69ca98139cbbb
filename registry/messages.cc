// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

#include "registry/messages.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "base/absl_strings.h"
#include "base/error.h"
#include "registry/names.h"
#include "registry/problem.h"
#include "registry/years.h"

namespace disclosure::registry {
namespace {

// How many near names a message offers.
constexpr int kNearMax = 3;

// Names of regions above, separated by blanks; for an office that of its own
// region too, unless its name says it.
std::string OfficePath(const YearTree& tree, int office) {
  const YearTree::Office& one = tree.offices()[office];
  const std::string& own = tree.regions()[one.region()].name();
  std::vector<std::string> path = tree.Path(one.region());
  if (one.name().find(own) == std::string::npos) path.push_back(own);
  return absl::StrJoin(path, " ");
}

std::string RegionPath(const YearTree& tree, int region) {
  return absl::StrJoin(tree.Path(region), " ");
}

std::string WithPath(std::string_view name, std::string_view code,
                     const std::string& path, bool zh) {
  std::string text = absl::StrCat(base::ToAbsl(name), " ", base::ToAbsl(code));
  if (path.empty()) return text;
  return zh ? absl::StrCat(text, "（", path, "）")
            : absl::StrCat(text, " (", path, ")");
}

template <typename Rows>
std::vector<YearRange> YearsOfAll(const Rows& rows) {
  std::vector<YearRange> years;
  years.reserve(rows.size());
  for (const auto& row : rows) years.push_back(YearsOf(*row));
  return Joined(std::move(years));
}

// Offices that may be meant: those whose name or id is near to the id given,
// then those near to the name given, then the others of the region that the id
// begins with.
std::vector<int> NearOffices(const NameIndex& names, std::string_view office,
                             std::string_view name) {
  std::vector<int> near;
  const auto add = [&near](const std::vector<int>& more) {
    for (const int one : more) {
      if (near.size() >= size_t{kNearMax}) return;
      if (std::find(near.begin(), near.end(), one) == near.end()) {
        near.push_back(one);
      }
    }
  };
  if (!name.empty()) add(names.FindOffices(name));
  add(names.SearchOffices(office, kNearMax));
  if (!name.empty()) add(names.SearchOffices(name, kNearMax));
  const YearTree& tree = names.tree();
  const int region = tree.FindRegion(office.substr(0, office.rfind('-')));
  if (region != YearTree::kNone) {
    std::vector<int> all;
    for (int o = tree.regions()[region].offices_begin();
         o < tree.regions()[region].offices_end(); ++o) {
      all.push_back(o);
      if (all.size() >= size_t{kNearMax}) break;
    }
    add(all);
  }
  return near;
}

}  // namespace

std::string DescribeOfficeZh(const YearTree& tree, int office) {
  const YearTree::Office& one = tree.offices()[office];
  return WithPath(one.name(), one.id(), OfficePath(tree, office), true);
}

std::string DescribeOfficeEn(const YearTree& tree, int office) {
  const YearTree::Office& one = tree.offices()[office];
  return WithPath(one.name(), one.id(), OfficePath(tree, office), false);
}

std::string DescribeRegionZh(const YearTree& tree, int region) {
  const YearTree::Region& one = tree.regions()[region];
  return WithPath(one.name(), one.code(), RegionPath(tree, region), true);
}

std::string DescribeRegionEn(const YearTree& tree, int region) {
  const YearTree::Region& one = tree.regions()[region];
  return WithPath(one.name(), one.code(), RegionPath(tree, region), false);
}

absl::Status UnknownOffice(const Registry& registry, std::string_view office,
                           int year, std::string_view name) {
  const std::string id = Shown(office);
  base::ErrorDetails details;
  details.reason = "OFFICE_UNKNOWN";
  details.metadata["office"] = id;
  details.metadata["year"] = absl::StrCat(year);
  std::string en;
  const OfficeRows& rows = registry.OfficeRowsOf(office);
  if (!rows.empty()) {
    const std::vector<YearRange> years = YearsOfAll(rows);
    en = absl::StrCat("office ", id, " (", rows.back()->name(),
                      ") is not registered for ", year,
                      "; it is for: ", YearsEn(years),
                      ". Check the year, or have the registry changed.");
    details.zh =
        absl::StrCat("填报单位 ", rows.back()->name(), "（", id, "）在 ", year,
                     " 年度没有登记，登记的年度为：", YearsZh(years),
                     "。请核对年度，或由管理员修改登记表。");
  } else {
    en = absl::StrCat("no office has the id \"", id, "\".");
    details.zh = absl::StrCat("没有编号为 “", id, "” 的填报单位。");
    const auto names = registry.NamesForYear(year);
    const YearTree& tree = names->tree();
    std::vector<std::string> near_zh;
    std::vector<std::string> near_en;
    std::vector<std::string> ids;
    for (const int near : NearOffices(*names, office, name)) {
      near_zh.push_back(DescribeOfficeZh(tree, near));
      near_en.push_back(DescribeOfficeEn(tree, near));
      ids.emplace_back(tree.offices()[near].id());
    }
    if (!ids.empty()) {
      details.metadata["near"] = absl::StrJoin(ids, ",");
      absl::StrAppend(&en, " Similar: ", absl::StrJoin(near_en, "; "), ".");
      absl::StrAppend(&details.zh, "名称相近：", absl::StrJoin(near_zh, "；"),
                      "。");
    }
    absl::StrAppend(&en, " Put the id into the file's field office.");
    absl::StrAppend(&details.zh, "请在文件的 office 一栏填编号。");
  }
  details.violations.push_back({"office", en, details.zh});
  return base::MakeError(absl::StatusCode::kInvalidArgument, en,
                         std::move(details));
}

absl::Status UnknownRegion(const Registry& registry, std::string_view text,
                           int year) {
  const std::string shown = Shown(text);
  base::ErrorDetails details;
  details.reason = "REGION_UNKNOWN";
  details.metadata["region"] = shown;
  details.metadata["year"] = absl::StrCat(year);
  std::string en;
  const RegionRows& rows = registry.RegionRowsOf(text);
  if (!rows.empty()) {
    const std::vector<YearRange> years = YearsOfAll(rows);
    en = absl::StrCat("region ", shown, " (", rows.back()->name(),
                      ") is not registered for ", year,
                      "; it is for: ", YearsEn(years), ".");
    details.zh =
        absl::StrCat("地区 ", rows.back()->name(), "（", shown, "）在 ", year,
                     " 年度没有登记，登记的年度为：", YearsZh(years), "。");
  } else {
    en = absl::StrCat("no region has the code or name \"", shown, "\" in ",
                      year, ".");
    details.zh =
        absl::StrCat(year, " 年度没有代码或名称为 “", shown, "” 的地区。");
    const auto names = registry.NamesForYear(year);
    std::vector<std::string> near_zh;
    std::vector<std::string> near_en;
    for (const int near : names->SearchRegions(text, kNearMax)) {
      near_zh.push_back(DescribeRegionZh(names->tree(), near));
      near_en.push_back(DescribeRegionEn(names->tree(), near));
    }
    if (!near_en.empty()) {
      absl::StrAppend(&en, " Similar: ", absl::StrJoin(near_en, "; "), ".");
      absl::StrAppend(&details.zh, "名称相近：", absl::StrJoin(near_zh, "；"),
                      "。");
    }
  }
  details.violations.push_back({"region", en, details.zh});
  return base::MakeError(absl::StatusCode::kNotFound, en, std::move(details));
}

}  // namespace disclosure::registry
