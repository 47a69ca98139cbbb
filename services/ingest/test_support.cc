// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

#include "services/ingest/test_support.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "base/check.h"
#include "base/error.h"
#include "form/figures.h"
#include "services/ingest/judge.h"

namespace disclosure::ingest {
namespace {

// Noon in Shanghai.
absl::Time Noon(int year, int month, int day) {
  return absl::FromCivil(absl::CivilHour(year, month, day, 4),
                         absl::UTCTimeZone());
}

// All figures of the newest editions, zero.
form::FigureVector Zeros(const v1::Editions& editions) {
  const form::Catalog& catalog = BuiltInCatalog();
  form::FigureVector figures(catalog);
  for (const form::Cell& cell : catalog.cells()) {
    if (catalog.Asks(cell, editions)) figures.Set(cell.index, 0);
  }
  return figures;
}

v1::Editions Editions2019() {
  v1::Editions editions;
  editions.set_publication(v1::EDITION_2019);
  editions.set_requests(v1::EDITION_2019);
  return editions;
}

// The first figure of those editions that is in an equation, or in none.
int FindCell(const v1::Editions& editions, bool in_equation) {
  const form::Catalog& catalog = BuiltInCatalog();
  for (const form::Cell& cell : catalog.cells()) {
    if (!catalog.Asks(cell, editions)) continue;
    if (catalog.EquationsOf(cell.index).empty() != in_equation) {
      return cell.index;
    }
  }
  DISCLOSURE_CHECK(false);
  return -1;
}

}  // namespace

absl::Time InTime() { return Noon(2021, 1, 15); }
absl::Time TooLate() { return Noon(2021, 3, 15); }

const form::Catalog& BuiltInCatalog() {
  auto catalog = form::Catalog::BuiltIn();
  DISCLOSURE_CHECK(catalog.ok());
  return **catalog;
}

v1::OfficeRow OfficeOf419001(const std::string& id) {
  v1::OfficeRow row;
  row.set_id(id);
  row.set_name("office " + id);
  row.set_region("419001");
  row.set_line("line");
  row.set_kind(v1::OFFICE_KIND_DEPARTMENT);
  row.set_reports_own(true);
  return row;
}

v1::RegistryRows SmallRegistry() {
  v1::RegistryRows rows;
  v1::RegionRow* region = rows.add_regions();
  region->set_code("419001");
  region->set_name("region 419001");
  region->set_kind(v1::REGION_KIND_GOVERNMENT);
  region->set_level(v1::LEVEL_COUNTY);
  region->set_counted_by(v1::COUNTED_BY_PARTS);
  for (int i = 1; i <= 9; ++i) {
    *rows.add_offices() = OfficeOf419001(absl::StrCat("o", i));
  }
  v1::OfficeRow* area = rows.add_offices();
  *area = OfficeOf419001("area");
  area->set_kind(v1::OFFICE_KIND_GOVERNMENT_OFFICE);
  area->set_reports_area(true);
  return rows;
}

std::shared_ptr<const registry::Registry> MakeRegistry(
    const v1::RegistryRows& rows) {
  auto applied = registry::Registry::Empty()->Apply(rows);
  DISCLOSURE_CHECK(applied.ok() && applied->problems.empty());
  return applied->registry;
}

v1::AnnualReport MakeReport(const std::string& office, int variant) {
  v1::AnnualReport report;
  report.set_office(office);
  report.set_year(2020);
  report.set_scope(v1::SCOPE_OWN);
  *report.mutable_editions() = Editions2019();
  form::FigureVector figures = Zeros(report.editions());
  figures.Set(FindCell(report.editions(), false), variant);
  form::ToMessage(BuiltInCatalog(), figures, report.mutable_figures());
  report.mutable_narrative()->set_overview(absl::StrCat("text ", variant));
  return report;
}

v1::AnnualReport MakeWrongReport(const std::string& office) {
  v1::AnnualReport report = MakeReport(office);
  form::FigureVector figures = Zeros(report.editions());
  figures.Set(FindCell(report.editions(), true), 1);
  form::ToMessage(BuiltInCatalog(), figures, report.mutable_figures());
  return report;
}

v1::Principal TestPrincipal() {
  v1::Principal principal;
  principal.set_subject("tester");
  principal.set_method("local");
  return principal;
}

Mutation Submit(const registry::Registry& registry,
                const v1::Submission& submission, absl::Time now) {
  v1::Principal principal = TestPrincipal();
  ReceivedSubmission received;
  DISCLOSURE_CHECK(received.ParseFromString(submission.SerializeAsString()));
  Prepared prepared = PrepareSubmission({.catalog = BuiltInCatalog(),
                                         .registry = registry,
                                         .now = now,
                                         .principal = principal},
                                        std::move(received));
  DISCLOSURE_CHECK(prepared.mutation.has_value());
  return *std::move(prepared.mutation);
}

Mutation Submit(const registry::Registry& registry, v1::AnnualReport report,
                const std::string& request_id) {
  v1::Submission submission;
  *submission.mutable_report() = std::move(report);
  submission.set_request_id(request_id);
  return Submit(registry, submission, InTime());
}

Mutation Apply(v1::RegistryRows rows, const std::string& request_id) {
  Mutation mutation;
  mutation.principal = TestPrincipal();
  mutation.request_id = request_id;
  mutation.what =
      RegistryUpdate{.rows = std::move(rows), .expected_revision = {}};
  SealContent(&mutation);
  return mutation;
}

JudgeAgain TestJudge() {
  return [](const registry::Registry& registry, absl::Time now,
            ReportSubmission* submission) {
    return JudgeSubmissionAgain(BuiltInCatalog(), registry, now, submission);
  };
}

std::string Reason(const absl::Status& status) {
  return status.ok() ? "OK" : base::GetErrorDetails(status).reason;
}

std::string Print(const v1::Receipt& receipt) {
  std::string text = absl::StrCat("revision ", receipt.revision(), " at ",
                                  receipt.position().sequence());
  if (receipt.unchanged()) text += " unchanged";
  if (receipt.replayed()) text += " replayed";
  if (receipt.late()) text += " late";
  if (receipt.withdrawn()) text += " withdrawn";
  if (receipt.errors() > 0)
    absl::StrAppend(&text, " errors=", receipt.errors());
  return text;
}

std::string Print(const Answer& answer) {
  if (!answer.status.ok()) return Reason(answer.status);
  if (answer.receipt.revision() != 0) return Print(answer.receipt);
  if (answer.registry.has_position()) {
    return absl::StrCat("registry ", answer.registry.revision(), " at ",
                        answer.registry.position().sequence(),
                        answer.registry.unchanged() ? " unchanged" : "");
  }
  return "valid";
}

}  // namespace disclosure::ingest
