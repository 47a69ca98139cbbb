// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

#include "registry/edit_checks.h"

#include <algorithm>
#include <map>
#include <utility>

#include "absl/container/btree_set.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "registry/years.h"

namespace disclosure::registry {
namespace {

// No region has more than this many above it. The deepest in life has five; the
// bound keeps a hostile request from costing much.
constexpr size_t kDepthMax = 100;

YearRange Common(const YearRange& a, const YearRange& b) {
  return {std::max(a.first, b.first), std::min(a.last, b.last)};
}

// The years of one code's rows.
std::vector<YearRange> AllYears(const RegionRows* rows) {
  std::vector<YearRange> years;
  if (rows == nullptr) return years;
  for (const auto& row : *rows) years.push_back(YearsOf(*row));
  return years;
}

template <typename TouchedMap, typename Table>
void OverlapsIn(const Edit& edit, const TouchedMap& touched, const Table& table,
                RowTable row_table, const char* field, ProblemList& problems) {
  for (const auto& [key, old] : touched) {
    const auto& rows = *table.Find(key);
    for (size_t i = 1; i < rows.size(); ++i) {
      const YearRange earlier = YearsOf(*rows[i - 1]);
      const YearRange later = YearsOf(*rows[i]);
      if (!earlier.Overlaps(later)) continue;
      const YearRange both = Common(earlier, later);
      problems.Add(
          row_table,
          std::max(edit.IndexOf(*rows[i - 1]), edit.IndexOf(*rows[i])),
          absl::StrCat(field, " ", key, ": the row of ", YearsEn(earlier),
                       " and the row of ", YearsEn(later), " overlap (",
                       YearsEn(both), "); end the earlier one with last_year ",
                       later.first - 1),
          absl::StrCat(field, " ", key, "：", YearsZh(earlier), "的一行与 ",
                       YearsZh(later), "的一行重叠（", YearsZh(both),
                       "）。请把前一行的 last_year 改为 ", later.first - 1));
    }
  }
}

}  // namespace

// A row that names a region which must be there as long as the row is.
struct EditChecks::Reference {
  RowTable table;
  int index;
  // Who names it, and as what: region 419001004, 地区 419001004.
  std::string subject_en;
  std::string subject_zh;
  const char* field;
  const std::string& code;
  YearRange years;
};

void EditChecks::Overlaps() {
  OverlapsIn(edit_, edit_.regions, edit_.after.regions, RowTable::kRegions,
             "code", problems_);
  OverlapsIn(edit_, edit_.offices, edit_.after.offices, RowTable::kOffices,
             "id", problems_);
}

void EditChecks::CheckReference(const Reference& reference) {
  if (edit_.unplaced_codes.contains(reference.code)) return;
  const RegionRows* rows = edit_.after.regions.Find(reference.code);
  const std::string code = Shown(reference.code);
  if (rows == nullptr) {
    problems_.Add(reference.table, reference.index,
                  absl::StrCat(reference.subject_en, ": ", reference.field,
                               " \"", code, "\" is the code of no region"),
                  absl::StrCat(reference.subject_zh, "：", reference.field,
                               " “", code, "” 不是任何地区的代码"));
    return;
  }
  const std::vector<YearRange> missing =
      Missing(reference.years, AllYears(rows));
  if (missing.empty()) return;
  problems_.Add(
      reference.table, reference.index,
      absl::StrCat(reference.subject_en, ": ", reference.field, " ", code,
                   " is not a region in these years: ", YearsEn(missing),
                   "; change the years of one of the two"),
      absl::StrCat(reference.subject_zh, "：", reference.field, " ", code,
                   " 在以下年度不是有效地区：", YearsZh(missing),
                   "。请修改其中一方的有效年度"));
}

// With `cause`, only what the row says of that region, and the problem is one
// of the cause's row.
void EditChecks::CheckRegion(const v1::RegionRow& row, std::string_view cause) {
  const int index = cause.empty() ? edit_.IndexOf(row)
                                  : edit_.regions.at(std::string(cause)).index;
  for (const auto& [field, code] :
       {std::pair<const char*, const std::string&>("parent", row.parent()),
        std::pair<const char*, const std::string&>("run_by", row.run_by())}) {
    if (code.empty() || (!cause.empty() && cause != code)) continue;
    CheckReference(
        {RowTable::kRegions, index, absl::StrCat("region ", row.code()),
         absl::StrCat("地区 ", row.code()), field, code, YearsOf(row)});
  }
}

void EditChecks::CheckOffice(const v1::OfficeRow& row, std::string_view cause) {
  const bool own = cause.empty();
  if (!own && cause != row.region()) return;
  CheckReference(
      {own ? RowTable::kOffices : RowTable::kRegions,
       own ? edit_.IndexOf(row) : edit_.regions.at(std::string(cause)).index,
       absl::StrCat("office ", row.id()), absl::StrCat("填报单位 ", row.id()),
       "region", row.region(), YearsOf(row)});
}

void EditChecks::References() {
  for (const auto& [code, old] : edit_.regions) {
    for (const auto& row : *edit_.after.regions.Find(code)) {
      CheckRegion(*row, "");
    }
    // Rows that are not in the request and name a region that is. They were
    // right before, so only a region that was there before can fail them.
    if (old.before.empty()) continue;
    if (const auto* below = edit_.after.regions_below.Find(code)) {
      for (const std::string& other : *below) {
        if (edit_.regions.contains(other)) continue;
        for (const auto& row : *edit_.after.regions.Find(other)) {
          CheckRegion(*row, code);
        }
      }
    }
    if (const auto* offices = edit_.after.offices_in.Find(code)) {
      for (const std::string& id : *offices) {
        if (edit_.offices.contains(id)) continue;
        for (const auto& row : *edit_.after.offices.Find(id)) {
          CheckOffice(*row, code);
        }
      }
    }
  }
  for (const auto& [id, old] : edit_.offices) {
    for (const auto& row : *edit_.after.offices.Find(id)) {
      CheckOffice(*row, "");
    }
  }
}

// The way from one region up to the roots, in all years of one of its rows.
struct EditChecks::Climb {
  // From the region on; no code stands in it twice.
  std::vector<std::string> path;
  // The place of that row in the request.
  int index = 0;
  // Ways that lead back to the region, with the years in which they do.
  struct Years {
    int index = 0;
    std::vector<YearRange> years;
  };
  std::map<std::vector<std::string>, Years> cycles;
  bool too_deep = false;
};

void EditChecks::Follow(Climb& climb, const std::string& code,
                        const YearRange& years) {
  const RegionRows* rows = edit_.after.regions.Find(code);
  if (rows == nullptr) return;
  for (const auto& row : *rows) {
    const std::string& parent = row->parent();
    if (parent.empty() || !YearsOf(*row).Overlaps(years)) continue;
    const YearRange common = Common(YearsOf(*row), years);
    if (parent == climb.path.front()) {
      const auto at = climb.cycles.try_emplace(climb.path).first;
      if (at->second.years.empty()) at->second.index = climb.index;
      at->second.years.push_back(common);
      continue;
    }
    // A cycle that the first region is not in is found from one that is.
    if (std::find(climb.path.begin(), climb.path.end(), parent) !=
        climb.path.end()) {
      continue;
    }
    if (climb.path.size() > kDepthMax) {
      climb.too_deep = true;
      return;
    }
    climb.path.push_back(parent);
    Follow(climb, parent, common);
    climb.path.pop_back();
  }
}

void EditChecks::Cycles() {
  for (const auto& touched : edit_.regions) {
    if (problems_.full()) return;
    const std::string& code = touched.first;
    Climb climb;
    climb.path = {code};
    for (const auto& row : *edit_.after.regions.Find(code)) {
      climb.index = edit_.IndexOf(*row);
      Follow(climb, code, YearsOf(*row));
    }
    for (auto& [path, cycle] : climb.cycles) {
      // Every cycle has a touched region; it is told once, at the first.
      const bool told = std::any_of(
          path.begin(), path.end(), [&, this](const std::string& other) {
            return other < code && edit_.regions.contains(other);
          });
      if (told) continue;
      const std::string way =
          absl::StrCat(absl::StrJoin(path, " -> "), " -> ", code);
      const std::vector<YearRange> all = Joined(std::move(cycle.years));
      problems_.Add(RowTable::kRegions, cycle.index,
                    absl::StrCat("region ", code, " is above itself: ", way,
                                 " (", YearsEn(all), ")"),
                    absl::StrCat("地区 ", code, " 成了自己的上级：", way, "（",
                                 YearsZh(all), "）"));
    }
    if (climb.too_deep) {
      problems_.Add(
          RowTable::kRegions, touched.second.index,
          absl::StrCat("region ", code, " has more than ", kDepthMax,
                       " regions above it"),
          absl::StrCat("地区 ", code, " 的上级超过 ", kDepthMax, " 层"));
    }
  }
}

void EditChecks::AreaOffices() {
  absl::btree_set<std::string> regions;
  for (const auto& [id, old] : edit_.offices) {
    for (const auto& row : *edit_.after.offices.Find(id)) {
      if (row->reports_area() && !row->not_counted()) {
        regions.insert(row->region());
      }
    }
  }
  for (const std::string& region : regions) AreaOfficesOf(region);
}

void EditChecks::AreaOfficesOf(const std::string& region) {
  std::vector<const v1::OfficeRow*> rows;
  for (const std::string& id : *edit_.after.offices_in.Find(region)) {
    for (const auto& row : *edit_.after.offices.Find(id)) {
      if (row->region() == region && row->reports_area() &&
          !row->not_counted()) {
        rows.push_back(row.get());
      }
    }
  }
  std::stable_sort(rows.begin(), rows.end(), [](const auto* a, const auto* b) {
    return a->first_year() < b->first_year();
  });
  const v1::OfficeRow* longest = nullptr;
  for (const v1::OfficeRow* row : rows) {
    if (longest != nullptr && longest->id() != row->id() &&
        YearsOf(*longest).Overlaps(YearsOf(*row))) {
      const YearRange both = Common(YearsOf(*longest), YearsOf(*row));
      const bool blame_row = edit_.offices.contains(row->id());
      const std::string& code = row->region();
      problems_.Add(
          RowTable::kOffices, edit_.IndexOf(blame_row ? *row : *longest),
          absl::StrCat("offices ", longest->id(), " and ", row->id(),
                       " would both report about region ", code, " (",
                       YearsEn(both),
                       "); only one counted office may have reports=area"),
          absl::StrCat("填报单位 ", longest->id(), " 与 ", row->id(),
                       " 都报地区 ", code, " 的本地区报告（", YearsZh(both),
                       "）。同一地区同一年度只能有一个计入汇总的单位填报"
                       "本地区（area）"));
    }
    if (longest == nullptr || YearsOf(*longest).last < YearsOf(*row).last) {
      longest = row;
    }
  }
}

absl::Status EditChecks::Reports(const FiledReports& filed) {
  for (const auto& [id, old] : edit_.offices) {
    if (old.before.empty() || problems_.full()) continue;
    if (absl::Status status = ReportsOf(id, filed); !status.ok()) {
      return status;
    }
  }
  return absl::OkStatus();
}

absl::Status EditChecks::ReportsOf(const std::string& office,
                                   const FiledReports& filed) {
  const absl::StatusOr<std::vector<FiledReport>> reports = filed(office);
  if (!reports.ok()) return reports.status();
  const OfficeRows& rows = *edit_.after.offices.Find(office);
  std::vector<YearRange> without_row;
  std::vector<YearRange> without_scope[2];
  for (const FiledReport& report : *reports) {
    const auto row =
        std::find_if(rows.begin(), rows.end(), [&report](const auto& one) {
          return YearsOf(*one).Contains(report.year);
        });
    const YearRange year = {report.year, report.year};
    if (row == rows.end()) {
      without_row.push_back(year);
    } else if (report.area ? !(*row)->reports_area() : !(*row)->reports_own()) {
      without_scope[report.area].push_back(year);
    }
  }
  const int index = edit_.offices.at(office).index;
  if (!without_row.empty()) {
    const auto years = Joined(std::move(without_row));
    problems_.Add(
        RowTable::kOffices, index,
        absl::StrCat("office ", office, " has reports of ", YearsEn(years),
                     " and must stay valid then; withdraw them "
                     "first or end the office later"),
        absl::StrCat("填报单位 ", office, " 已有 ", YearsZh(years),
                     "度的报告，这些年度须保持有效。请先撤回报告，"
                     "或推迟失效年度"));
  }
  for (const bool area : {false, true}) {
    if (without_scope[area].empty()) continue;
    const auto years = Joined(std::move(without_scope[area]));
    problems_.Add(
        RowTable::kOffices, index,
        absl::StrCat("office ", office, " has ", area ? "area" : "own",
                     " reports of ", YearsEn(years),
                     ", which would no longer be expected of it; withdraw "
                     "them first or keep reports=",
                     area ? "area" : "own"),
        absl::StrCat("填报单位 ", office, " 已有 ", YearsZh(years), "度的",
                     area ? "本地区（area）" : "本机关（own）",
                     "报告，改后将不再应报。请先撤回报告，或保留 reports=",
                     area ? "area" : "own"));
  }
  return absl::OkStatus();
}

}  // namespace disclosure::registry
