// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

#include "tests/simulation/history.h"

#include <cstddef>

#include "absl/strings/str_cat.h"
#include "form/figures.h"
#include "tests/simulation/contents.h"

namespace disclosure::simulation {
namespace {

template <class Row>
bool IsValidIn(const Row& row, int year) {
  return row.first_year() <= year &&
         (row.last_year() == 0 || year <= row.last_year());
}

Tally Nothing() {
  Tally tally;
  tally.sum.resize(BuiltInCatalog().cells().size());
  tally.filled = tally.blank = tally.sum;
  return tally;
}

void AddTally(const Tally& more, Tally* tally) {
  for (size_t i = 0; i < tally->sum.size(); ++i) {
    tally->sum[i] += more.sum[i];
    tally->filled[i] += more.filled[i];
    tally->blank[i] += more.blank[i];
  }
  for (const auto& [edition, count] : more.publication) {
    tally->publication[edition] += count;
  }
  for (const auto& [edition, count] : more.requests) {
    tally->requests[edition] += count;
  }
  tally->expected += more.expected;
  tally->received += more.received;
  tally->late += more.late;
  tally->with_errors += more.with_errors;
  tally->with_questions += more.with_questions;
}

void AddContent(const Content& content, Tally* tally) {
  for (size_t i = 0; i < tally->sum.size(); ++i) {
    tally->sum[i] += content.values[i];
    tally->filled[i] += content.filled[i] ? 1 : 0;
    tally->blank[i] += content.asked[i] && !content.filled[i] ? 1 : 0;
  }
  const v1::Editions& editions = content.report.editions();
  ++tally->publication[v1::Edition_Name(editions.publication())];
  ++tally->requests[v1::Edition_Name(editions.requests())];
}

// The first cell whose number is not `expected`.
std::string DifferentCell(const char* what, const v1::Figures& found,
                          const std::vector<int64_t>& expected,
                          const std::vector<int64_t>& present) {
  const form::Catalog& catalog = BuiltInCatalog();
  const auto figures = form::FromMessage(catalog, found);
  if (!figures.ok()) return absl::StrCat(what, " cannot be read");
  for (const form::Cell& cell : catalog.cells()) {
    const size_t i = static_cast<size_t>(cell.index);
    if (figures->has(cell.index) == (present[i] > 0) &&
        figures->value(cell.index) == expected[i]) {
      continue;
    }
    return absl::StrCat(what, " ", cell.path, " expected ",
                        present[i] > 0 ? absl::StrCat(expected[i]) : "nothing",
                        " found ", figures->value(cell.index));
  }
  return "";
}

std::map<std::string, int64_t> ToMap(
    const google::protobuf::Map<std::string, int64_t>& counts) {
  return {counts.begin(), counts.end()};
}

}  // namespace

std::string Difference(const Tally& expected, const v1::Totals& found) {
  std::string text =
      DifferentCell("figure", found.figures(), expected.sum, expected.filled);
  if (!text.empty()) return text;
  text = DifferentCell("not reported", found.not_reported(), expected.blank,
                       expected.blank);
  if (!text.empty()) return text;
  if (ToMap(found.editions().publication()) != expected.publication ||
      ToMap(found.editions().requests()) != expected.requests) {
    return "editions: " + found.editions().ShortDebugString();
  }
  const v1::Coverage& coverage = found.coverage();
  if (coverage.expected() == expected.expected &&
      coverage.received() == expected.received &&
      coverage.late() == expected.late &&
      coverage.with_errors() == expected.with_errors &&
      coverage.with_questions() == expected.with_questions) {
    return "";
  }
  return absl::StrCat(
      "expected ", expected.received, " of ", expected.expected, ", late ",
      expected.late, ", errors ", expected.with_errors, ", questions ",
      expected.with_questions, ", found ", coverage.ShortDebugString());
}

void History::Add(const v1::Change& change, int content) {
  const int64_t at = change.sequence();
  for (const auto& row : change.registry().rows().regions()) {
    regions_[{row.code(), row.first_year()}].Add(at, row);
  }
  for (const auto& row : change.registry().rows().offices()) {
    offices_[{row.id(), row.first_year()}].Add(at, row);
  }
  if (!change.has_report()) return;
  const v1::ReportChange& report = change.report();
  reports_[{report.office(), report.year(), report.scope()}].Add(
      at, {.content = content,
           .revision = report.revision(),
           .withdrawn = report.withdrawn(),
           .late = report.late(),
           .errors = report.errors() > 0,
           .questions = report.questions() > 0});
}

void History::CutAfter(int64_t position) {
  for (auto& [name, versions] : regions_) versions.CutAfter(position);
  for (auto& [name, versions] : offices_) versions.CutAfter(position);
  for (auto& [name, versions] : reports_) versions.CutAfter(position);
}

const History::Filed* History::Report(const ReportName& name,
                                      int64_t position) const {
  auto found = reports_.find(name);
  return found == reports_.end() ? nullptr : found->second.At(position);
}

std::vector<ReportName> History::Reports() const {
  std::vector<ReportName> names;
  for (const auto& [name, versions] : reports_) names.push_back(name);
  return names;
}

std::vector<const v1::RegionRow*> History::Regions(int year,
                                                   int64_t position) const {
  std::vector<const v1::RegionRow*> rows;
  for (const auto& [name, versions] : regions_) {
    const v1::RegionRow* row = versions.At(position);
    if (row != nullptr && IsValidIn(*row, year)) rows.push_back(row);
  }
  return rows;
}

std::vector<const v1::OfficeRow*> History::Offices(int year,
                                                   int64_t position) const {
  std::vector<const v1::OfficeRow*> rows;
  for (const auto& [name, versions] : offices_) {
    const v1::OfficeRow* row = versions.At(position);
    if (row != nullptr && IsValidIn(*row, year)) rows.push_back(row);
  }
  return rows;
}

const v1::RegionRow* History::FindRegion(const std::string& code, int year,
                                         int64_t position) const {
  for (const v1::RegionRow* row : Regions(year, position)) {
    if (row->code() == code) return row;
  }
  return nullptr;
}

const v1::OfficeRow* History::FindOffice(const std::string& id, int year,
                                         int64_t position) const {
  for (const v1::OfficeRow* row : Offices(year, position)) {
    if (row->id() == id) return row;
  }
  return nullptr;
}

void History::AddScope(const Place& place, v1::Scope scope, int64_t position,
                       Tally* tally) const {
  for (const v1::OfficeRow* row : Offices(place.year, position)) {
    const bool files =
        scope == v1::SCOPE_OWN ? row->reports_own() : row->reports_area();
    if (row->region() != place.region || row->not_counted() || !files ||
        (!place.line.empty() && row->line() != place.line)) {
      continue;
    }
    ++tally->expected;
    const Filed* filed = Report({row->id(), place.year, scope}, position);
    if (filed == nullptr || filed->withdrawn) continue;
    ++tally->received;
    tally->late += filed->late ? 1 : 0;
    tally->with_errors += filed->errors ? 1 : 0;
    tally->with_questions += filed->questions ? 1 : 0;
    AddContent(Contents()[static_cast<size_t>(filed->content)], tally);
  }
}

Tally History::Own(const Place& place, int64_t position) const {
  Tally tally = Nothing();
  AddScope(place, v1::SCOPE_OWN, position, &tally);
  return tally;
}

Tally History::Published(const Place& place, int64_t position) const {
  Tally tally = Nothing();
  AddScope(place, v1::SCOPE_AREA, position, &tally);
  return tally;
}

Tally History::Parts(const Place& place, int64_t position) const {
  Tally tally = Own(place, position);
  for (const v1::RegionRow* row : Regions(place.year, position)) {
    if (row->parent() != place.region) continue;
    const Place child{row->code(), place.year, place.line};
    AddTally(row->counted_by() == v1::COUNTED_BY_AREA
                 ? Published(child, position)
                 : Parts(child, position),
             &tally);
  }
  return tally;
}

Tally History::Page(const Place& place, int64_t position) const {
  const v1::RegionRow* row = FindRegion(place.region, place.year, position);
  const Tally published = Published(place, position);
  const Tally parts = Parts(place, position);
  const bool by_area =
      row != nullptr && row->counted_by() == v1::COUNTED_BY_AREA;
  Tally page = by_area ? published : parts;
  page.expected = parts.expected + published.expected;
  page.received = parts.received + published.received;
  page.late = parts.late + published.late;
  page.with_errors = parts.with_errors + published.with_errors;
  page.with_questions = parts.with_questions + published.with_questions;
  return page;
}

}  // namespace disclosure::simulation
