// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

#include "services/query/contents.h"

#include <utility>

namespace disclosure::query {
namespace {

size_t SlotOf(v1::Scope scope) { return scope == v1::SCOPE_AREA ? 1 : 0; }

}  // namespace

RowPtr Contents::FindRow(int year, const std::string& region,
                         const std::string& line) const {
  const auto of_year = years_.find(year);
  if (of_year == years_.end()) return nullptr;
  const auto of_region = of_year->second.rows.find(region);
  if (of_region == of_year->second.rows.end()) return nullptr;
  if (line.empty()) return of_region->second.all_lines;
  const auto of_line = of_region->second.lines.find(line);
  return of_line == of_region->second.lines.end() ? nullptr : of_line->second;
}

ReportPtr Contents::FindReport(int year, const std::string& office,
                               v1::Scope scope) const {
  const auto of_year = years_.find(year);
  if (of_year == years_.end()) return nullptr;
  const auto of_office = of_year->second.reports.find(office);
  if (of_office == of_year->second.reports.end()) return nullptr;
  return of_office->second[SlotOf(scope)];
}

std::vector<int> Contents::Years() const {
  std::vector<int> years;
  for (const auto& [year, items] : years_) {
    if (!items.rows.empty() || !items.reports.empty()) years.push_back(year);
  }
  return years;
}

void Contents::Apply(PreparedUpdate& update) {
  for (RowPtr& row : update.rows) Exchange(row);
  for (ReportPtr& report : update.reports) Exchange(report);
  registry_.swap(update.registry);
  position_.Swap(&update.position);
  log_.Swap(&update.log);
  updated_at_ = update.now;
}

void Contents::Exchange(RowPtr& row) {
  auto& regions = years_[row->year()].rows;
  const auto [region, _] = regions.try_emplace(row->region());
  RegionRows& rows = region->second;
  if (!row->removed()) {
    RowPtr& slot =
        row->line().empty() ? rows.all_lines : rows.lines[row->line()];
    if (slot == nullptr) ++row_count_;
    slot.swap(row);
    return;
  }
  RowPtr old;
  if (row->line().empty()) {
    old.swap(rows.all_lines);
  } else if (const auto line = rows.lines.find(row->line());
             line != rows.lines.end()) {
    old.swap(line->second);
    rows.lines.erase(line);
  }
  if (old != nullptr) --row_count_;
  row.swap(old);
  if (rows.all_lines == nullptr && rows.lines.empty()) regions.erase(region);
}

void Contents::Exchange(ReportPtr& report) {
  auto& offices = years_[report->year()].reports;
  const auto [office, _] = offices.try_emplace(report->office());
  ReportPtr& slot = office->second[SlotOf(report->scope())];
  if (slot != nullptr) --report_count_;
  if (!report->withdrawn()) {
    ++report_count_;
    slot.swap(report);
    return;
  }
  report = std::exchange(slot, nullptr);
  if (office->second == OfficeReports()) offices.erase(office);
}

}  // namespace disclosure::query
