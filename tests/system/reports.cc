// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

#include "tests/system/reports.h"

#include <algorithm>
#include <map>
#include <string>
#include <utility>

#include "base/check.h"
#include "base/file.h"
#include "base/text.h"
#include "form/report_file.h"
#include "registry/csv.h"
#include "tests/system/process.h"

namespace disclosure::testing {
namespace {

constexpr const char* kApplicants[] = {
    "natural_person",        "business",           "research_institute",
    "public_interest_group", "legal_service_firm", "other_entity"};
constexpr const char* kOutcomes[] = {"upheld", "corrected", "other_outcome",
                                     "pending"};

bool IsOutcomeRow(const std::string& row) {
  return row.starts_with("granted_") || row.starts_with("denied_") ||
         row.starts_with("unavailable_") || row.starts_with("declined_") ||
         row.starts_with("other_");
}

// The rows of table 3 that a report of these editions has.
std::vector<std::string> RequestRows(const v1::Editions& editions) {
  std::vector<std::string> rows;
  for (const std::string& path : AskedPaths(editions)) {
    if (!path.starts_with("requests.")) continue;
    const std::string row = path.substr(9, path.find('.', 9) - 9);
    if (rows.empty() || rows.back() != row) rows.push_back(row);
  }
  return rows;
}

std::string RequestPath(const std::string& row, const std::string& column) {
  return "requests." + row + "." + column;
}

// Fills in what the equations say of table 3: the columns of the totals.
void AddRequestTotals(const std::vector<std::string>& rows, FigureMap* map) {
  for (const char* column : kApplicants) {
    int64_t concluded = 0;
    for (const std::string& row : rows) {
      if (IsOutcomeRow(row)) concluded += (*map)[RequestPath(row, column)];
    }
    (*map)[RequestPath("concluded_total", column)] = concluded;
  }
  for (const std::string& row : rows) {
    int64_t total = 0;
    for (const char* column : kApplicants) {
      total += (*map)[RequestPath(row, column)];
    }
    (*map)[RequestPath(row, "total")] = total;
  }
}

void FillRequests(Random& random, const std::vector<std::string>& rows,
                  FigureMap* map) {
  for (const char* column : kApplicants) {
    int64_t cases = 0;
    for (const std::string& row : rows) {
      if (!IsOutcomeRow(row) && row != "carried_over_to_next_year") continue;
      const int64_t value = OneIn(random, 3) ? Pick(random, 40) : 0;
      (*map)[RequestPath(row, column)] = value;
      cases += value;
    }
    const int64_t carried = Pick(random, cases);
    (*map)[RequestPath("carried_over_from_last_year", column)] = carried;
    (*map)[RequestPath("received", column)] = cases - carried;
  }
  AddRequestTotals(rows, map);
}

void AddDisputeTotals(const std::string& block, FigureMap* map) {
  int64_t total = 0;
  for (const char* column : kOutcomes) {
    total += (*map)["disputes." + block + "." + column];
  }
  (*map)["disputes." + block + ".total"] = total;
}

constexpr const char* kBlocks[] = {
    "administrative_review", "lawsuit_without_review", "lawsuit_after_review"};

void FillDisputes(Random& random, FigureMap* map) {
  for (const char* block : kBlocks) {
    for (const char* column : kOutcomes) {
      (*map)["disputes." + std::string(block) + "." + column] = Pick(random, 5);
    }
    AddDisputeTotals(block, map);
  }
}

v1::AnnualReport Fill(Random& random, const std::string& office, int year,
                      v1::Scope scope, const v1::Editions& editions,
                      FigureMap* map) {
  for (const std::string& path : AskedPaths(editions)) {
    if (!path.starts_with("publication")) continue;
    const bool is_signed = path.ends_with("items_change");
    const bool is_money = path.ends_with("_fen");
    (*map)[path] = is_money    ? Pick(random, 90'000'000'000)
                   : is_signed ? Pick(random, 20) - 10
                               : Pick(random, 300);
  }
  FillRequests(random, RequestRows(editions), map);
  FillDisputes(random, map);
  v1::AnnualReport report;
  report.set_office(office);
  report.set_year(year);
  report.set_scope(scope);
  *report.mutable_editions() = editions;
  return report;
}

// Makes some figures blank of which no equation speaks, or that are zero.
void MakeBlanks(Random& random, FigureMap* map) {
  const std::string column = kApplicants[Pick(random, 5)];
  for (auto it = map->begin(); it != map->end();) {
    const bool publication = it->first.starts_with("publication");
    const bool zero_part = it->second == 0 && !it->first.ends_with(".total") &&
                           it->first.ends_with("." + column);
    const bool blank =
        (publication && OneIn(random, 6)) || (zero_part && OneIn(random, 2));
    it = blank ? map->erase(it) : std::next(it);
  }
  if (OneIn(random, 8)) {
    std::erase_if(*map, [](const auto& figure) {
      return figure.first.starts_with("disputes.lawsuit_after_review.");
    });
  }
}

// The columns' cases divided: each case that came in is one that went out, and
// belongs to one part.
void DivideColumn(Random& random, const FigureMap& figures,
                  const std::string& column, std::vector<FigureMap>* parts) {
  std::vector<std::string> in;
  std::vector<std::string> out;
  for (const auto& [path, value] : figures) {
    if (!path.starts_with("requests.") || !path.ends_with("." + column) ||
        path.starts_with("requests.concluded_total.")) {
      continue;
    }
    const bool came = path.starts_with("requests.received.") ||
                      path.starts_with("requests.carried_over_from_last_year.");
    auto& cases = came ? in : out;
    cases.insert(cases.end(), static_cast<size_t>(value), path);
    for (FigureMap& part : *parts) part[path] += 0;
  }
  DISCLOSURE_CHECK(in.size() == out.size());
  std::shuffle(in.begin(), in.end(), random);
  for (size_t i = 0; i < in.size(); ++i) {
    auto& part = (*parts)[static_cast<size_t>(
        Pick(random, static_cast<int64_t>(parts->size()) - 1))];
    ++part[in[i]];
    ++part[out[i]];
  }
}

// Figures of which each part gets some.
void DivideFreely(Random& random, const std::string& path, int64_t value,
                  std::vector<FigureMap>* parts) {
  const int64_t sign = value < 0 ? -1 : 1;
  int64_t left = value * sign;
  for (size_t i = 0; i < parts->size(); ++i) {
    const int64_t share = i + 1 == parts->size() ? left : Pick(random, left);
    (*parts)[i][path] = share * sign;
    left -= share;
  }
}

// The totals of a part, where the whole has them.
void KeepTotals(const FigureMap& whole, FigureMap* part) {
  FigureMap full = *part;
  std::vector<std::string> rows;
  for (const auto& [path, value] : whole) {
    if (!path.starts_with("requests.")) continue;
    const std::string row = path.substr(9, path.find('.', 9) - 9);
    if (rows.empty() || rows.back() != row) rows.push_back(row);
  }
  AddRequestTotals(rows, &full);
  for (const char* block : kBlocks) AddDisputeTotals(block, &full);
  for (const auto& [path, value] : whole) (*part)[path] = full[path];
}

}  // namespace

int64_t Pick(Random& random, int64_t most) {
  return std::uniform_int_distribution<int64_t>(0, most)(random);
}

bool OneIn(Random& random, int times) { return Pick(random, times - 1) == 0; }

v1::AnnualReport RandomReport(Random& random, const std::string& office,
                              int year, v1::Scope scope) {
  v1::Editions editions;
  editions.set_publication(OneIn(random, 2) ? v1::EDITION_2019
                                            : v1::EDITION_2021);
  editions.set_requests(OneIn(random, 2) ? v1::EDITION_2019 : v1::EDITION_2021);
  FigureMap map;
  v1::AnnualReport report = Fill(random, office, year, scope, editions, &map);
  MakeBlanks(random, &map);
  *report.mutable_figures() = FromMap(map);
  if (OneIn(random, 4)) {
    report.mutable_narrative()->set_overview("总体情况。" +
                                             std::to_string(random()));
  }
  return report;
}

v1::AnnualReport FullReport(Random& random, const std::string& office, int year,
                            v1::Scope scope) {
  v1::Editions editions;
  editions.set_publication(v1::EDITION_2019);
  editions.set_requests(v1::EDITION_2019);
  FigureMap map;
  v1::AnnualReport report = Fill(random, office, year, scope, editions, &map);
  *report.mutable_figures() = FromMap(map);
  return report;
}

void Break(v1::AnnualReport* report) {
  auto* row = report->mutable_figures()->mutable_requests()->mutable_received();
  row->set_total(row->total() + 1);
}

std::vector<FigureMap> Divide(Random& random, const FigureMap& figures,
                              int count) {
  std::vector<FigureMap> parts(static_cast<size_t>(count));
  for (const char* column : kApplicants) {
    DivideColumn(random, figures, column, &parts);
  }
  for (const auto& [path, value] : figures) {
    if (path.starts_with("requests.") || path.ends_with(".total")) continue;
    DivideFreely(random, path, value, &parts);
  }
  for (FigureMap& part : parts) KeepTotals(figures, &part);
  return parts;
}

v1::AnnualReport ReadTestReport(const std::string& name) {
  auto text = base::ReadFile(TestData("reports/" + name));
  DISCLOSURE_CHECK(text.ok());
  auto report = form::ReadReportJson(name, *text);
  DISCLOSURE_CHECK(report.ok());
  return *report;
}

v1::RegistryRows ReadTestRegistry() {
  registry::RegistryFiles files;
  for (const std::string name : {"regions.csv", "offices.csv"}) {
    auto text = base::ReadFile(TestData(name));
    DISCLOSURE_CHECK(text.ok());
    DISCLOSURE_CHECK(registry::ReadRegistryCsv(name, *text, files).empty());
  }
  return files.rows;
}

}  // namespace disclosure::testing
