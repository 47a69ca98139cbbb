// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

#include "services/query/contents.h"

#include <algorithm>
#include <utility>

namespace disclosure::query {
namespace {

size_t SlotOf(v1::Scope scope) { return scope == v1::SCOPE_AREA ? 1 : 0; }

std::string_view LineOf(const Row& row) { return row.Read().line; }

template <class Item>
Item& AtNumber(std::vector<Item>& items, size_t number) {
  if (number >= items.size()) items.resize(number + 1);
  return items[number];
}

// Puts the item in its place, or none there if it says that it is gone. `item`
// then is what was there. Returns how many items more there are now.
template <class Item>
int64_t Put(Item& slot, Item& item, bool gone) {
  const int64_t before = slot ? 1 : 0;
  std::swap(slot, item);
  if (gone) slot = Item();
  return (gone ? 0 : 1) - before;
}

}  // namespace

Row Contents::FindRow(int year, std::string_view region,
                      std::string_view line) const {
  const auto of_year = years_.find(year);
  if (of_year == years_.end()) return Row();
  const size_t number = regions_.Find(region);
  if (number >= of_year->second.rows.size()) return Row();
  const auto& [all_lines, lines] = of_year->second.rows[number];
  if (line.empty()) return all_lines;
  const auto at = std::ranges::lower_bound(lines, line, {}, LineOf);
  return at != lines.end() && LineOf(*at) == line ? *at : Row();
}

Report Contents::FindReport(int year, std::string_view office,
                            v1::Scope scope) const {
  const auto of_year = years_.find(year);
  if (of_year == years_.end()) return Report();
  const size_t number = offices_.Find(office);
  if (number >= of_year->second.reports.size()) return Report();
  return of_year->second.reports[number][SlotOf(scope)];
}

std::vector<int> Contents::Years() const {
  std::vector<int> years;
  for (const auto& [year, items] : years_) {
    if (items.row_count + items.report_count > 0) years.push_back(year);
  }
  return years;
}

void Contents::Apply(PreparedUpdate& update) {
  for (Row& row : update.rows) Exchange(row);
  for (Report& report : update.reports) Exchange(report);
  registry_.swap(update.registry);
  position_.Swap(&update.position);
  log_.Swap(&update.log);
  updated_at_ = update.now;
}

void Contents::Exchange(Row& row) {
  // What it says is not valid once it has been exchanged.
  const RowFacts facts = row.Read();
  const bool removed = facts.removed;
  if (!removed) row_bytes_ += static_cast<int64_t>(row.size());
  Year& year = years_[facts.year];
  RegionRows& rows = AtNumber(year.rows, regions_.FindOrAdd(facts.region));
  int64_t more = 0;
  if (facts.line.empty()) {
    more = Put(rows.all_lines, row, removed);
  } else {
    auto at = std::ranges::lower_bound(rows.lines, facts.line, {}, LineOf);
    if (at == rows.lines.end() || LineOf(*at) != facts.line) {
      at = rows.lines.insert(at, Row());
    }
    more = Put(*at, row, removed);
    if (removed) rows.lines.erase(at);
  }
  row_bytes_ -= static_cast<int64_t>(row.size());
  year.row_count += more;
  row_count_ += more;
}

void Contents::Exchange(Report& report) {
  const ReportFacts facts = report.Read();
  Year& year = years_[facts.year];
  Report& slot = AtNumber(
      year.reports, offices_.FindOrAdd(facts.office))[SlotOf(facts.scope)];
  const int64_t more = Put(slot, report, facts.withdrawn);
  year.report_count += more;
  report_count_ += more;
}

}  // namespace disclosure::query
