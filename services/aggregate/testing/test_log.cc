// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

#include "services/aggregate/testing/test_log.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "base/check.h"
#include "base/sha256.h"

namespace disclosure::aggregate {

TestLog::TestLog(const form::Catalog& catalog, const std::string& id)
    : catalog_(&catalog), hash_(base::kSha256Size, '\0') {
  info_.set_id(id);
  info_.set_name("main");
}

const v1::LoggedChange& TestLog::Append(v1::Change change,
                                        const std::string& figures_part) {
  change.set_sequence(head() + 1);
  change.mutable_committed_at()->set_seconds(1'600'000'000 + head());
  v1::LoggedChange logged;
  logged.set_change(change.SerializeAsString());
  base::Sha256 hash;
  hash.Update(hash_);
  hash.Update(logged.change());
  hash_ = hash.Finish();
  logged.set_hash(hash_);
  logged.set_figures_part(figures_part);
  changes_.push_back(std::move(logged));
  return changes_.back();
}

v1::Change TestLog::NextRevision(const std::string& office, int year,
                                 v1::Scope scope) {
  v1::Change change;
  v1::ReportChange& report = *change.mutable_report();
  report.set_office(office);
  report.set_year(year);
  report.set_scope(scope);
  int& revision = revisions_[{office, year, scope}];
  report.set_previous_revision(revision);
  report.set_revision(++revision);
  report.set_catalog(catalog_->fingerprint());
  return change;
}

const v1::LoggedChange& TestLog::File(const std::string& office, int year,
                                      v1::Scope scope,
                                      const TestReport& report) {
  v1::Change change = NextRevision(office, year, scope);
  *change.mutable_report()->mutable_editions() = report.editions;
  change.mutable_report()->set_late(report.late);
  change.mutable_report()->set_errors(report.errors);
  change.mutable_report()->set_questions(report.questions);
  form::FigureVector figures(*catalog_);
  for (const auto& [path, value] : report.figures) {
    const form::Cell* cell = catalog_->FindPath(path);
    DISCLOSURE_CHECK(cell != nullptr);
    figures.Set(cell->index, value);
  }
  v1::AnnualReport content;
  content.set_office(office);
  content.set_year(year);
  content.set_scope(scope);
  *content.mutable_editions() = report.editions;
  form::ToMessage(*catalog_, figures, content.mutable_figures());
  return Append(std::move(change), content.SerializeAsString());
}

const v1::LoggedChange& TestLog::Withdraw(const std::string& office, int year,
                                          v1::Scope scope) {
  v1::Change change = NextRevision(office, year, scope);
  change.mutable_report()->set_withdrawn(true);
  change.mutable_report()->clear_catalog();
  return Append(std::move(change), "");
}

const v1::LoggedChange& TestLog::Apply(const v1::RegistryRows& rows) {
  v1::Change change;
  *change.mutable_registry()->mutable_rows() = rows;
  change.mutable_registry()->set_revision(++registry_revision_);
  return Append(std::move(change), "");
}

v1::Editions BothOf(v1::Edition edition) {
  v1::Editions editions;
  editions.set_publication(edition);
  editions.set_requests(edition);
  return editions;
}

v1::RegionRow Region(const std::string& code, const std::string& parent,
                     v1::CountedBy counted_by) {
  v1::RegionRow row;
  row.set_code(code);
  row.set_name(absl::StrCat("region ", code));
  row.set_kind(v1::REGION_KIND_GOVERNMENT);
  row.set_level(v1::LEVEL_COUNTY);
  row.set_parent(parent);
  row.set_counted_by(counted_by);
  return row;
}

v1::OfficeRow Office(const std::string& id, const std::string& region,
                     const std::string& line) {
  v1::OfficeRow row;
  row.set_id(id);
  row.set_name(absl::StrCat("office ", id));
  row.set_region(region);
  row.set_line(line);
  row.set_kind(v1::OFFICE_KIND_DEPARTMENT);
  row.set_reports_own(true);
  return row;
}

v1::OfficeRow Government(const std::string& id, const std::string& region,
                         const std::string& line) {
  v1::OfficeRow row = Office(id, region, line);
  row.set_kind(v1::OFFICE_KIND_GOVERNMENT_OFFICE);
  row.set_reports_area(true);
  return row;
}

v1::RegistryRows Rows(const std::vector<v1::RegionRow>& regions,
                      const std::vector<v1::OfficeRow>& offices) {
  v1::RegistryRows rows;
  for (const v1::RegionRow& row : regions) *rows.add_regions() = row;
  for (const v1::OfficeRow& row : offices) *rows.add_offices() = row;
  return rows;
}

}  // namespace disclosure::aggregate
