// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

#include "services/ingest/judge.h"

#include <optional>
#include <utility>

#include "base/check.h"
#include "base/clock.h"
#include "form/check.h"
#include "registry/year_tree.h"
#include "services/ingest/errors.h"
#include "services/ingest/packed_text.h"

namespace disclosure::ingest {
absl::StatusOr<OfficeStanding> FindStanding(const registry::Registry& registry,
                                            const ReportKey& report,
                                            absl::Time now, bool name_similar) {
  int current_year = base::ShanghaiYear(now);
  if (report.year < kFirstReportYear || report.year > current_year) {
    return YearOutOfRange(report.year, kFirstReportYear, current_year);
  }
  std::shared_ptr<const registry::YearTree> tree =
      registry.ForYear(report.year);
  int number = tree->FindOffice(report.office);
  if (number == registry::YearTree::kNone) {
    return OfficeUnknown(registry, "office", report.office, report.year,
                         name_similar);
  }
  const registry::YearTree::Office& office = tree->offices()[number];
  bool expected = report.scope == v1::SCOPE_AREA ? office.reports_area()
                                                 : office.reports_own();
  if (!expected) {
    return ScopeNotExpected(std::string(office.name()), report);
  }
  return OfficeStanding{
      .tree = tree,
      .office_name = std::string(office.name()),
      .region_level = tree->regions()[office.region()].level()};
}

absl::Status CheckOnBehalfOf(const registry::Registry& registry,
                             const std::string& office, int year) {
  if (office.empty() || !registry.OfficeRowsOf(office).empty()) {
    return absl::OkStatus();
  }
  return OfficeUnknown(registry, "on_behalf_of", office, year);
}

absl::Status JudgeSubmissionAgain(const form::Catalog& catalog,
                                  const registry::Registry& registry,
                                  absl::Time now,
                                  ReportSubmission* submission) {
  absl::StatusOr<OfficeStanding> standing =
      FindStanding(registry, submission->report, now);
  if (!standing.ok()) return standing.status();
  // We made these bytes a moment ago.
  std::optional<std::string> narrative =
      UnpackText(submission->packed_narrative);
  DISCLOSURE_CHECK(narrative.has_value());
  std::optional<v1::AnnualReport> report =
      JoinReport(submission->figures_part, *narrative);
  DISCLOSURE_CHECK(report.has_value());
  std::vector<v1::Finding> findings =
      form::Check(catalog, *report,
                  {.current_year = base::ShanghaiYear(now),
                   .region_level = standing->region_level});
  submission->errors = form::CountErrors(findings);
  submission->questions = form::CountQuestions(findings);
  if (submission->errors > 0 && !submission->as_published) {
    return ReportHasErrors(findings);
  }
  submission->office_name = std::move(standing->office_name);
  submission->judged_by = std::move(standing->tree);
  return absl::OkStatus();
}

}  // namespace disclosure::ingest
