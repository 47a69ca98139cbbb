// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

#include "services/aggregate/testing/model.h"

#include "base/check.h"
#include "form/figures.h"

namespace disclosure::aggregate {
namespace {

template <class Row>
bool IsValid(const Row& row, int year) {
  return row.first_year() <= year &&
         (row.last_year() == 0 || year <= row.last_year());
}

}  // namespace

void Model::Apply(const v1::RegistryRows& rows) {
  for (const auto& row : rows.regions()) {
    regions_[{row.code(), row.first_year()}] = row;
  }
  for (const auto& row : rows.offices()) {
    offices_[{row.id(), row.first_year()}] = row;
  }
}

void Model::File(const std::string& office, int year, v1::Scope scope,
                 const TestReport& report) {
  reports_[{office, year, scope}] = report;
}

void Model::Withdraw(const std::string& office, int year, v1::Scope scope) {
  reports_.erase({office, year, scope});
}

std::vector<const v1::RegionRow*> Model::Regions(int year) const {
  std::vector<const v1::RegionRow*> rows;
  for (const auto& [key, row] : regions_) {
    if (IsValid(row, year)) rows.push_back(&row);
  }
  return rows;
}

std::vector<const v1::OfficeRow*> Model::Offices(int year) const {
  std::vector<const v1::OfficeRow*> rows;
  for (const auto& [key, row] : offices_) {
    if (IsValid(row, year)) rows.push_back(&row);
  }
  return rows;
}

std::vector<const v1::RegionRow*> Model::Children(const std::string& region,
                                                  int year) const {
  std::vector<const v1::RegionRow*> rows;
  for (const v1::RegionRow* row : Regions(year)) {
    if (row->parent() == region) rows.push_back(row);
  }
  return rows;
}

ModelTotal Model::Nothing() const {
  ModelTotal total;
  total.sum.resize(catalog_.cells().size());
  total.reported = total.sum;
  total.not_reported = total.sum;
  return total;
}

const std::vector<bool>& Model::Asked(const v1::Editions& editions) const {
  std::vector<bool>& asked =
      asked_[{editions.publication(), editions.requests()}];
  if (asked.empty()) asked = catalog_.AskedCells(editions);
  return asked;
}

void Model::Add(const TestReport& report, ModelTotal* total) const {
  ++total->received;
  total->late += report.late ? 1 : 0;
  total->with_errors += report.errors > 0 ? 1 : 0;
  total->with_questions += report.questions > 0 ? 1 : 0;
  if (report.editions.publication() != v1::EDITION_UNSPECIFIED) {
    ++total->editions["publication " +
                      v1::Edition_Name(report.editions.publication())];
  }
  if (report.editions.requests() != v1::EDITION_UNSPECIFIED) {
    ++total->editions["requests " +
                      v1::Edition_Name(report.editions.requests())];
  }
  const std::vector<bool>& asked = Asked(report.editions);
  for (size_t i = 0; i < asked.size(); ++i) {
    if (asked[i]) ++total->not_reported[i];
  }
  for (const auto& [path, value] : report.figures) {
    size_t i = static_cast<size_t>(catalog_.FindPath(path)->index);
    total->sum[i] += value;
    ++total->reported[i];
    if (asked[i]) --total->not_reported[i];
  }
}

void Model::Add(const ModelTotal& part, ModelTotal* total) const {
  for (size_t i = 0; i < total->sum.size(); ++i) {
    total->sum[i] += part.sum[i];
    total->reported[i] += part.reported[i];
    total->not_reported[i] += part.not_reported[i];
  }
  for (const auto& [edition, count] : part.editions) {
    total->editions[edition] += count;
  }
  total->received += part.received;
  total->late += part.late;
  total->with_errors += part.with_errors;
  total->with_questions += part.with_questions;
}

ModelTotal Model::Own(const std::string& region, int year,
                      const std::string& line) const {
  ModelTotal total = Nothing();
  for (const v1::OfficeRow* office : Offices(year)) {
    if (office->region() != region || office->not_counted()) continue;
    if (!line.empty() && office->line() != line) continue;
    auto report = reports_.find({office->id(), year, v1::SCOPE_OWN});
    if (report != reports_.end()) Add(report->second, &total);
  }
  return total;
}

ModelTotal Model::Published(const std::string& region, int year,
                            const std::string& line) const {
  ModelTotal total = Nothing();
  for (const v1::OfficeRow* office : Offices(year)) {
    if (office->region() != region || office->not_counted()) continue;
    if (!line.empty() && office->line() != line) continue;
    auto report = reports_.find({office->id(), year, v1::SCOPE_AREA});
    if (report != reports_.end()) Add(report->second, &total);
  }
  return total;
}

ModelTotal Model::Parts(const std::string& region, int year,
                        const std::string& line) const {
  ModelTotal total = Own(region, year, line);
  for (const v1::RegionRow* child : Children(region, year)) {
    bool by_area = child->counted_by() == v1::COUNTED_BY_AREA;
    Add(by_area ? Published(child->code(), year, line)
                : Parts(child->code(), year, line),
        &total);
  }
  return total;
}

std::set<std::string> Model::Lines(const std::string& region, int year) const {
  std::set<std::string> lines;
  for (const v1::OfficeRow* office : Offices(year)) {
    if (office->region() == region && !office->not_counted()) {
      lines.insert(office->line());
    }
  }
  for (const v1::RegionRow* child : Children(region, year)) {
    lines.merge(Lines(child->code(), year));
  }
  return lines;
}

Model::Rows Model::AllRows(const std::set<int>& years) const {
  Rows rows;
  for (int year : years) {
    for (const v1::RegionRow* region : Regions(year)) {
      std::set<std::string> lines = Lines(region->code(), year);
      if (lines.size() <= 1) lines.clear();
      lines.insert("");
      bool has_children = !Children(region->code(), year).empty();
      for (const std::string& line : lines) {
        ModelRow row;
        row.own = Own(region->code(), year, line);
        row.parts =
            has_children ? Parts(region->code(), year, line) : Nothing();
        row.published = Published(region->code(), year, line);
        if (row.own.received + row.parts.received + row.published.received ==
            0) {
          continue;
        }
        rows.emplace(std::make_tuple(region->code(), year, line),
                     std::move(row));
      }
    }
  }
  return rows;
}

ModelTotal Model::Read(const v1::TotalState& state) const {
  ModelTotal total = Nothing();
  auto figures = form::Unpack(catalog_, state.figures());
  auto blank = form::Unpack(catalog_, state.not_reported());
  DISCLOSURE_CHECK(figures.ok() && blank.ok());
  for (size_t i = 0; i < total.sum.size(); ++i) {
    int cell = static_cast<int>(i);
    total.sum[i] = figures->value(cell);
    total.reported[i] = figures->has(cell) ? 1 : 0;
    total.not_reported[i] = blank->value(cell);
  }
  for (const auto& [edition, count] : state.editions().publication()) {
    total.editions["publication " + edition] = count;
  }
  for (const auto& [edition, count] : state.editions().requests()) {
    total.editions["requests " + edition] = count;
  }
  total.received = state.received();
  total.late = state.late();
  total.with_errors = state.with_errors();
  total.with_questions = state.with_questions();
  return total;
}

ModelTotal Model::Fed(ModelTotal total) {
  for (int64_t& count : total.reported) count = count > 0 ? 1 : 0;
  return total;
}

}  // namespace disclosure::aggregate
