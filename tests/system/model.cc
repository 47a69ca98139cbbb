// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

#include "tests/system/model.h"

#include <set>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"

namespace disclosure::testing {
namespace {

template <class Row>
bool IsValidIn(const Row& row, int year) {
  return row.first_year() <= year &&
         (row.last_year() == 0 || year <= row.last_year());
}

std::map<std::string, int64_t> EditionMap(
    const google::protobuf::Map<std::string, int64_t>& counts) {
  std::map<std::string, int64_t> map;
  for (const auto& [edition, count] : counts) {
    if (count != 0) map[edition] = count;
  }
  return map;
}

}  // namespace

void Add(Sum* sum, const Sum& more) {
  Add(&sum->figures, more.figures);
  Add(&sum->not_reported, more.not_reported);
  for (const auto& [edition, count] : more.publication) {
    sum->publication[edition] += count;
  }
  for (const auto& [edition, count] : more.requests) {
    sum->requests[edition] += count;
  }
}

void Add(Counts* counts, const Counts& more) {
  counts->expected += more.expected;
  counts->received += more.received;
  counts->late += more.late;
  counts->with_errors += more.with_errors;
  counts->with_questions += more.with_questions;
}

Sum SumOf(const v1::Totals& totals) {
  return {.figures = ToMap(totals.figures()),
          .not_reported = ToMap(totals.not_reported()),
          .publication = EditionMap(totals.editions().publication()),
          .requests = EditionMap(totals.editions().requests())};
}

Counts CountsOf(const v1::Coverage& coverage) {
  return {.expected = coverage.expected(),
          .received = coverage.received(),
          .late = coverage.late(),
          .with_errors = coverage.with_errors(),
          .with_questions = coverage.with_questions()};
}

std::string Print(const Counts& counts) {
  return absl::StrCat("expected ", counts.expected, " received ",
                      counts.received, " late ", counts.late, " with errors ",
                      counts.with_errors, " with questions ",
                      counts.with_questions);
}

std::string PrintDifferences(const Sum& expected, const Sum& found) {
  std::string text = PrintDifferences(expected.figures, found.figures);
  const std::string blanks =
      PrintDifferences(expected.not_reported, found.not_reported);
  if (!blanks.empty()) absl::StrAppend(&text, " not reported:\n", blanks);
  const std::string publication =
      PrintDifferences(expected.publication, found.publication);
  const std::string requests =
      PrintDifferences(expected.requests, found.requests);
  if (publication.empty() && requests.empty()) return text;
  return absl::StrCat(text, " editions:\n", publication, requests);
}

void Model::Apply(const v1::RegistryRows& rows) {
  for (const v1::RegionRow& row : rows.regions()) {
    regions_[{row.code(), row.first_year()}] = row;
  }
  for (const v1::OfficeRow& row : rows.offices()) {
    offices_[{row.id(), row.first_year()}] = row;
  }
}

void Model::Submit(const v1::AnnualReport& report, const v1::Receipt& receipt) {
  const Key key(report.office(), report.year(), report.scope());
  revisions_[key] = receipt.revision();
  if (receipt.unchanged()) return;
  Filed filed = {.figures = ToMap(report.figures()),
                 .editions = report.editions(),
                 .receipt = receipt};
  for (const std::string& path : AskedPaths(filed.editions)) {
    if (!filed.figures.contains(path)) filed.blanks[path] = 1;
  }
  filed_[key] = std::move(filed);
}

void Model::Withdraw(const v1::Receipt& receipt) {
  const Key key(receipt.office(), receipt.year(), receipt.scope());
  revisions_[key] = receipt.revision();
  filed_.erase(key);
}

void Model::Take(const Model& other) {
  filed_.insert(other.filed_.begin(), other.filed_.end());
  revisions_.insert(other.revisions_.begin(), other.revisions_.end());
}

v1::RegistryRows Model::Rows() const {
  v1::RegistryRows rows;
  for (const auto& [key, row] : regions_) *rows.add_regions() = row;
  for (const auto& [key, row] : offices_) *rows.add_offices() = row;
  return rows;
}

std::vector<std::string> Model::Regions(int year) const {
  std::vector<std::string> codes;
  for (const auto& [key, row] : regions_) {
    if (IsValidIn(row, year)) codes.push_back(row.code());
  }
  return codes;
}

std::vector<std::string> Model::Children(const std::string& region,
                                         int year) const {
  std::vector<std::string> codes;
  for (const auto& [key, row] : regions_) {
    if (IsValidIn(row, year) && row.parent() == region) {
      codes.push_back(row.code());
    }
  }
  return codes;
}

std::vector<std::string> Model::Lines(int year) const {
  std::set<std::string> lines;
  for (const auto& [key, row] : offices_) {
    if (IsValidIn(row, year)) lines.insert(row.line());
  }
  return {lines.begin(), lines.end()};
}

bool Model::CountedByArea(const std::string& region, int year) const {
  for (const auto& [key, row] : regions_) {
    if (row.code() == region && IsValidIn(row, year)) {
      return row.counted_by() == v1::COUNTED_BY_AREA;
    }
  }
  return false;
}

template <class Visit>
void Model::ForEachOffice(const std::string& region, int year,
                          const std::string& line, Visit visit) const {
  for (const auto& [key, row] : offices_) {
    if (row.region() == region && IsValidIn(row, year) && !row.not_counted() &&
        (line.empty() || row.line() == line)) {
      visit(row);
    }
  }
}

void Model::AddReport(const std::string& office, int year, v1::Scope scope,
                      Expectation* expectation) const {
  ++expectation->counts.expected;
  const auto found = filed_.find(Key(office, year, scope));
  if (found == filed_.end()) return;
  const Filed& filed = found->second;
  Counts& counts = expectation->counts;
  ++counts.received;
  if (filed.receipt.late()) ++counts.late;
  if (filed.receipt.errors() > 0) ++counts.with_errors;
  if (filed.receipt.questions() > 0) ++counts.with_questions;
  Sum& sum = expectation->sum;
  Add(&sum.figures, filed.figures);
  Add(&sum.not_reported, filed.blanks);
  ++sum.publication[v1::Edition_Name(filed.editions.publication())];
  ++sum.requests[v1::Edition_Name(filed.editions.requests())];
}

Expectation Model::Own(const std::string& region, int year,
                       const std::string& line) const {
  Expectation own;
  ForEachOffice(region, year, line, [&](const v1::OfficeRow& row) {
    if (row.reports_own()) AddReport(row.id(), year, v1::SCOPE_OWN, &own);
  });
  return own;
}

Expectation Model::Published(const std::string& region, int year,
                             const std::string& line) const {
  Expectation published;
  ForEachOffice(region, year, line, [&](const v1::OfficeRow& row) {
    if (row.reports_area()) {
      AddReport(row.id(), year, v1::SCOPE_AREA, &published);
    }
  });
  return published;
}

Expectation Model::Parts(const std::string& region, int year,
                         const std::string& line) const {
  Expectation parts = Own(region, year, line);
  for (const std::string& child : Children(region, year)) {
    const Expectation more = Contribution(child, year, line);
    Add(&parts.sum, more.sum);
    Add(&parts.counts, more.counts);
  }
  return parts;
}

Expectation Model::Contribution(const std::string& region, int year,
                                const std::string& line) const {
  return CountedByArea(region, year) ? Published(region, year, line)
                                     : Parts(region, year, line);
}

Expectation Model::Page(const std::string& region, int year,
                        const std::string& line) const {
  Expectation page = Contribution(region, year, line);
  page.counts = Parts(region, year, line).counts;
  Add(&page.counts, Published(region, year, line).counts);
  return page;
}

int Model::Revision(const std::string& office, int year,
                    v1::Scope scope) const {
  const auto found = revisions_.find(Key(office, year, scope));
  return found == revisions_.end() ? 0 : found->second;
}

bool Model::IsFiled(const std::string& office, int year,
                    v1::Scope scope) const {
  return filed_.contains(Key(office, year, scope));
}

}  // namespace disclosure::testing
