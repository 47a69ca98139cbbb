// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

#include "services/query/test_world.h"

#include <set>
#include <utility>

#include "absl/strings/str_cat.h"
#include "base/check.h"
#include "google/protobuf/util/message_differencer.h"
#include "registry/year_tree.h"

namespace disclosure::query {
namespace {

void AddRegion(v1::RegistryRows& rows, const std::string& code,
               const std::string& name, v1::Level level,
               const std::string& parent, v1::CountedBy counted_by) {
  v1::RegionRow* row = rows.add_regions();
  row->set_code(code);
  row->set_name(name);
  row->set_kind(level == v1::LEVEL_TOWNSHIP ? v1::REGION_KIND_TOWN
                                            : v1::REGION_KIND_GOVERNMENT);
  row->set_level(level);
  row->set_parent(parent);
  row->set_counted_by(counted_by);
}

v1::OfficeRow* AddOffice(v1::RegistryRows& rows, const std::string& id,
                         const std::string& name, const std::string& line,
                         bool own, bool area) {
  v1::OfficeRow* row = rows.add_offices();
  row->set_id(id);
  row->set_name(name);
  row->set_region(id.substr(0, id.find('-')));
  row->set_line(line);
  row->set_kind(v1::OFFICE_KIND_DEPARTMENT);
  row->set_reports_own(own);
  row->set_reports_area(area);
  return row;
}

v1::RegistryRows WorldRows() {
  const v1::CountedBy parts = v1::COUNTED_BY_PARTS;
  v1::RegistryRows rows;
  AddRegion(rows, "320000", "江苏省", v1::LEVEL_PROVINCE, "", parts);
  AddRegion(rows, "320800", "淮安市", v1::LEVEL_CITY, "320000", parts);
  AddRegion(rows, "320803", "淮安区", v1::LEVEL_COUNTY, "320800", parts);
  AddRegion(rows, "320803001", "淮城街道", v1::LEVEL_TOWNSHIP, "320803", parts);
  AddRegion(rows, "320813", "洪泽区", v1::LEVEL_COUNTY, "320800",
            v1::COUNTED_BY_AREA);
  AddRegion(rows, "320813100", "蒋坝镇", v1::LEVEL_TOWNSHIP, "320813", parts);
  AddOffice(rows, "320800-01", "淮安市人民政府办公室", "政府办公室", true,
            true);
  AddOffice(rows, "320800-02", "淮安市教育局", "教育", true, false);
  AddOffice(rows, "320800-90", "国家税务总局淮安市税务局", "税务", true, false)
      ->set_not_counted(true);
  AddOffice(rows, "320803-01", "淮安区教育局", "教育", true, false);
  AddOffice(rows, "320803001-01", "淮城街道办事处", "街道乡镇", true, false);
  AddOffice(rows, "320813-01", "洪泽区人民政府办公室", "政府办公室", false,
            true);
  AddOffice(rows, "320813100-01", "蒋坝镇人民政府", "街道乡镇", true, false);
  return rows;
}

form::FigureVector VectorOf(const form::Catalog& catalog,
                            const TestWorld::FigureMap& figures) {
  form::FigureVector vector(catalog);
  for (const auto& [path, value] : figures) {
    const form::Cell* cell = catalog.FindPath(path);
    DISCLOSURE_CHECK(cell != nullptr);
    vector.Set(cell->index, value);
  }
  return vector;
}

bool IsEmpty(const v1::TotalState& state) { return state.received() == 0; }

}  // namespace

TestWorld::TestWorld()
    : catalog_(*form::Catalog::BuiltIn()),
      folder_(*catalog_),
      clock_(absl::FromUnixSeconds(1700000000)),
      rows_(WorldRows()) {
  position_.set_log("log-a");
}

void TestWorld::File(const std::string& office, int year, v1::Scope scope,
                     Filing filing) {
  const ReportId id(office, year, scope);
  filings_[id] = std::move(filing);
  ++revisions_[id];
  changed_.push_back(id);
}

void TestWorld::Withdraw(const std::string& office, int year, v1::Scope scope) {
  const ReportId id(office, year, scope);
  filings_.erase(id);
  ++revisions_[id];
  changed_.push_back(id);
}

void TestWorld::Restore(const std::string& log) {
  position_.set_log(log);
  position_.set_sequence(0);
}

v1::RegionRow* TestWorld::MutableRegion(const std::string& code) {
  for (v1::RegionRow& row : *rows_.mutable_regions()) {
    if (row.code() == code) return &row;
  }
  return nullptr;
}

v1::OfficeRow* TestWorld::MutableOffice(const std::string& id) {
  for (v1::OfficeRow& row : *rows_.mutable_offices()) {
    if (row.id() == id) return &row;
  }
  return nullptr;
}

v1::OfficeReport TestWorld::ReportOf(const ReportId& id) const {
  v1::OfficeReport report;
  report.set_office(std::get<0>(id));
  report.set_year(std::get<1>(id));
  report.set_scope(std::get<2>(id));
  report.set_revision(revisions_.at(id));
  const auto filing = filings_.find(id);
  report.set_withdrawn(filing == filings_.end());
  if (report.withdrawn()) return report;
  report.mutable_editions()->set_publication(v1::EDITION_2021);
  report.mutable_editions()->set_requests(v1::EDITION_2021);
  report.set_figures(
      form::Pack(*catalog_, VectorOf(*catalog_, filing->second.figures)));
  report.set_late(filing->second.late);
  report.set_as_published(filing->second.as_published);
  report.set_errors(filing->second.errors);
  report.set_questions(filing->second.questions);
  report.mutable_committed_at()->set_seconds(1700000000);
  return report;
}

v1::TotalState TestWorld::SumOf(const std::vector<ReportId>& reports) const {
  form::FigureVector figures(*catalog_);
  form::FigureVector blank(*catalog_);
  v1::TotalState state;
  for (const ReportId& id : reports) {
    const Filing& filing = filings_.at(id);
    const form::FigureVector one = VectorOf(*catalog_, filing.figures);
    DISCLOSURE_CHECK(form::AddTo(&figures, one).ok());
    v1::Editions editions;
    editions.set_publication(v1::EDITION_2021);
    editions.set_requests(v1::EDITION_2021);
    for (const form::Cell& cell : catalog_->cells()) {
      if (catalog_->Asks(cell, editions) && !one.has(cell.index)) {
        blank.Set(cell.index, blank.value(cell.index) + 1);
      }
    }
    ++(*state.mutable_editions()->mutable_publication())["EDITION_2021"];
    ++(*state.mutable_editions()->mutable_requests())["EDITION_2021"];
    state.set_received(state.received() + 1);
    state.set_late(state.late() + filing.late);
    state.set_with_errors(state.with_errors() + (filing.errors > 0));
    state.set_with_questions(state.with_questions() + (filing.questions > 0));
  }
  state.set_figures(form::Pack(*catalog_, figures));
  state.set_not_reported(form::Pack(*catalog_, blank));
  return state;
}

std::map<TestWorld::RowId, v1::RollupRow> TestWorld::AllRows() const {
  std::map<RowId, v1::RollupRow> all;
  const auto registry = registry::Registry::Empty()->Apply(rows_);
  DISCLOSURE_CHECK(registry.ok() && registry->problems.empty());
  std::set<int> years;
  for (const auto& [id, _] : filings_) years.insert(std::get<1>(id));
  for (const int year : years) {
    const auto tree = registry->registry->ForYear(year);
    const int regions = static_cast<int>(tree->regions().size());
    for (int line = -1; line < static_cast<int>(tree->lines().size()); ++line) {
      std::map<int, std::vector<ReportId>> own, parts, published;
      for (const auto& [id, _] : filings_) {
        const int number = tree->FindOffice(std::get<0>(id));
        if (std::get<1>(id) != year || number < 0) continue;
        const registry::YearTree::Office& office = tree->offices()[number];
        if (!office.counts() || (line >= 0 && office.line() != line)) continue;
        auto& place = std::get<2>(id) == v1::SCOPE_AREA ? published : own;
        place[office.region()].push_back(id);
      }
      for (int region = regions - 1; region >= 0; --region) {
        const auto& place = tree->regions()[region];
        parts[region].insert(parts[region].end(), own[region].begin(),
                             own[region].end());
        if (place.parent() >= 0) {
          const auto& counted =
              place.counted_by_area() ? published[region] : parts[region];
          parts[place.parent()].insert(parts[place.parent()].end(),
                                       counted.begin(), counted.end());
        }
        if (line >= 0 && place.subtree_lines().size() < 2) continue;
        v1::RollupRow row;
        row.set_region(place.code());
        row.set_year(year);
        if (line >= 0) row.set_line(tree->lines()[line]);
        const v1::TotalState own_state = SumOf(own[region]);
        const v1::TotalState parts_state = SumOf(parts[region]);
        const v1::TotalState area_state = SumOf(published[region]);
        if (IsEmpty(parts_state) && IsEmpty(area_state)) continue;
        if (!IsEmpty(own_state)) *row.mutable_own() = own_state;
        if (own[region].size() != parts[region].size()) {
          *row.mutable_parts() = parts_state;
        }
        if (!IsEmpty(area_state)) *row.mutable_published() = area_state;
        all[RowId(row.region(), year, row.line())] = row;
      }
    }
  }
  return all;
}

Update TestWorld::Next(bool snapshot) {
  using google::protobuf::util::MessageDifferencer;
  Update update;
  update.snapshot = snapshot;
  if (snapshot) {
    sent_rows_.clear();
    sent_registry_.Clear();
    changed_.clear();
    for (const auto& [id, _] : filings_) changed_.push_back(id);
  }
  const std::map<RowId, v1::RollupRow> rows = AllRows();
  for (const auto& [id, row] : rows) {
    const auto sent = sent_rows_.find(id);
    if (sent == sent_rows_.end() ||
        !MessageDifferencer::Equals(sent->second, row)) {
      update.rows.push_back(*Row::Read(row.SerializeAsString(), folder_));
    }
  }
  for (const auto& [id, row] : sent_rows_) {
    if (rows.contains(id)) continue;
    v1::RollupRow removed;
    removed.set_region(row.region());
    removed.set_year(row.year());
    removed.set_line(row.line());
    removed.set_removed(true);
    update.rows.push_back(*Row::Read(removed.SerializeAsString(), folder_));
  }
  for (const ReportId& id : changed_) {
    update.reports.push_back(
        *Report::Read(ReportOf(id).SerializeAsString(), folder_));
  }
  if (!MessageDifferencer::Equals(rows_, sent_registry_)) {
    update.registry = rows_;
  }
  position_.set_sequence(position_.sequence() + 1);
  update.position = position_;
  update.log.set_id(position_.log());
  update.log.set_name("main");
  sent_rows_ = rows;
  sent_registry_ = rows_;
  changed_.clear();
  return update;
}

int64_t FigureOf(const form::Catalog& catalog, const v1::Figures& figures,
                 const std::string& path) {
  const auto vector = form::FromMessage(catalog, figures);
  DISCLOSURE_CHECK(vector.ok());
  const int cell = catalog.FindPath(path)->index;
  return vector->has(cell) ? vector->value(cell) : -1;
}

std::string Print(const v1::Coverage& coverage) {
  return absl::StrCat(coverage.expected(), "/", coverage.received(), "/",
                      coverage.late(), "/", coverage.missing(), "/",
                      coverage.with_errors(), "/", coverage.with_questions());
}

}  // namespace disclosure::query
