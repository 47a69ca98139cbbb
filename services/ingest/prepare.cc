// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

#include "services/ingest/prepare.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "base/clock.h"
#include "form/check.h"
#include "form/editions.h"
#include "form/figures.h"
#include "form/report_limits.h"
#include "services/ingest/chain.h"
#include "services/ingest/errors.h"
#include "services/ingest/judge.h"
#include "services/ingest/packed_text.h"
#include "services/ingest/received.h"

namespace disclosure::ingest {
namespace {

// The first of several checks that fails.
class Checks {
 public:
  void Present(const std::string& field, bool present) {
    if (status_.ok() && !present) status_ = FieldMissing(field);
  }
  void AtMost(const std::string& field, size_t size, size_t limit) {
    if (status_.ok() && size > limit) {
      status_ = FieldTooLong(field, size, limit);
    }
  }
  const absl::Status& status() const { return status_; }

 private:
  absl::Status status_;
};

absl::Status CheckNames(const std::string& office, v1::Scope scope,
                        const std::string& request_id,
                        const std::string& on_behalf_of,
                        const std::string& note) {
  Checks checks;
  checks.Present("office", !office.empty());
  checks.Present("scope", scope == v1::SCOPE_OWN || scope == v1::SCOPE_AREA);
  checks.AtMost("office", office.size(), kLabelBytesMax);
  checks.AtMost("request_id", request_id.size(), kRequestIdBytesMax);
  checks.AtMost("on_behalf_of", on_behalf_of.size(), kLabelBytesMax);
  checks.AtMost("note", note.size(), kNoteBytesMax);
  return checks.status();
}

absl::Status CheckSize(const ReceivedReport& report) {
  size_t bytes = report.ByteSizeLong();
  if (bytes <= kReportBytesMax) return absl::OkStatus();
  return ReportTooLarge(bytes, kReportBytesMax);
}

// What the report replaces: the submission says so, or the report.
absl::StatusOr<std::optional<int>> ExpectedRevision(
    const ReceivedSubmission& submission) {
  const ReceivedReport& report = submission.report();
  std::optional<int> expected;
  if (submission.has_expected_revision()) {
    expected = submission.expected_revision();
  }
  if (report.has_revision()) {
    if (expected && *expected != report.revision()) {
      return FieldInvalid(
          "expected_revision",
          absl::StrCat("it is ", *expected, ", but the report says revision ",
                       report.revision(), ". Leave one of them out."),
          absl::StrCat("为 ", *expected, "，而报告中的 revision 为 ",
                       report.revision(), "。请去掉其中一个。"));
    }
    expected = report.revision();
  }
  if (expected && *expected < 0) {
    return FieldInvalid("expected_revision", "it must not be negative.",
                        "不能为负数。");
  }
  return expected;
}

// Beyond this no figure is stored, whatever it was filed as: the sums that
// followers keep must not overflow.
constexpr int64_t kFigureMax = 1'000'000'000'000'000;

absl::Status CheckMagnitudes(const form::FigureVector& figures) {
  for (const form::Cell& cell : figures.catalog().cells()) {
    int64_t value = figures.value(cell.index);
    if (value >= -kFigureMax && value <= kFigureMax) continue;
    return FieldInvalid(
        cell.path, absl::StrCat(value, " cannot be; at most ", kFigureMax, "."),
        absl::StrCat(value, " 不可能，最多 ", kFigureMax, "。"));
  }
  return absl::OkStatus();
}

ReportKey KeyOf(const v1::AnnualReport& report) {
  return {.office = report.office(),
          .year = report.year(),
          .scope = report.scope()};
}

void SetParts(ReportParts parts, ReportSubmission* submission) {
  submission->digest = DigestOf(parts.figures, parts.narrative);
  submission->figures_part = std::move(parts.figures);
  submission->packed_narrative = PackText(std::move(parts.narrative));
}

// All findings, and whether they refuse the submission.
absl::Status CheckForm(const JudgedBy& by, v1::Level region_level,
                       const v1::AnnualReport& report,
                       const form::FigureVector& figures,
                       const ReceivedSubmission& submission,
                       std::vector<v1::Finding>* findings) {
  *findings = form::Check(by.catalog, report, figures,
                          {.current_year = base::ShanghaiYear(by.now),
                           .region_level = region_level});
  if (submission.validate_only() || form::CountErrors(*findings) == 0) {
    return absl::OkStatus();
  }
  return submission.as_published() ? CheckMagnitudes(figures)
                                   : ReportHasErrors(*findings);
}

Prepared Refused(absl::Status status) {
  return {.status = std::move(status), .findings = {}, .mutation = {}};
}

}  // namespace

Prepared PrepareSubmission(const JudgedBy& by, ReceivedSubmission submission) {
  ReceivedReport& received = *submission.mutable_report();
  absl::Status valid =
      CheckNames(received.office(), received.scope(), submission.request_id(),
                 submission.on_behalf_of(), submission.note());
  if (valid.ok()) valid = CheckSize(received);
  if (valid.ok()) valid = CheckReceived(received);
  if (!valid.ok()) return Refused(valid);
  absl::StatusOr<std::optional<int>> expected = ExpectedRevision(submission);
  if (!expected.ok()) return Refused(expected.status());
  v1::AnnualReport report = TakeReport(&received);
  valid = form::CheckReportLimits(report);
  if (!valid.ok()) return Refused(valid);

  ReportKey key = KeyOf(report);
  Prepared prepared;
  absl::StatusOr<OfficeStanding> standing =
      FindStanding(by.registry, key, by.now, by.name_similar);
  prepared.status = standing.status();
  if (prepared.status.ok()) {
    prepared.status =
        CheckOnBehalfOf(by.registry, submission.on_behalf_of(), key.year);
  }
  const bool may_be_known =
      !submission.request_id().empty() && !submission.validate_only();
  if (!prepared.status.ok() && !may_be_known) return prepared;
  absl::StatusOr<form::FigureVector> figures =
      ReadFigures(by.catalog, received);
  if (!figures.ok()) return Refused(figures.status());

  // What is stored says its editions.
  *report.mutable_editions() = form::CompleteEditions(
      by.catalog, report.editions(), *figures, report.year());
  if (prepared.status.ok()) {
    prepared.status = CheckForm(by, standing->region_level, report, *figures,
                                submission, &prepared.findings);
  }
  if (submission.validate_only()) return prepared;
  if (!prepared.status.ok() && !may_be_known) return prepared;

  ReportSubmission ready{.report = std::move(key),
                         .editions = report.editions(),
                         .figures_part = {},
                         .packed_narrative = {},
                         .digest = {},
                         .catalog = by.catalog.fingerprint(),
                         .expected_revision = *expected,
                         .as_published = submission.as_published(),
                         .errors = form::CountErrors(prepared.findings),
                         .questions = form::CountQuestions(prepared.findings),
                         .office_name = {},
                         .judged_by = {}};
  if (standing.ok()) {
    ready.office_name = std::move(standing->office_name);
    ready.judged_by = std::move(standing->tree);
  }
  SetParts(SplitReport(MakeReceived(*figures, &report)), &ready);
  Mutation& mutation = prepared.mutation.emplace();
  mutation.principal = by.principal;
  mutation.request_id = std::move(*submission.mutable_request_id());
  mutation.on_behalf_of = std::move(*submission.mutable_on_behalf_of());
  mutation.note = std::move(*submission.mutable_note());
  mutation.what = std::move(ready);
  mutation.refusal = prepared.status;
  SealContent(&mutation);
  return prepared;
}

absl::StatusOr<Mutation> PrepareWithdrawal(const JudgedBy& by,
                                           v1::WithdrawReportRequest request) {
  absl::Status valid =
      CheckNames(request.office(), request.scope(), request.request_id(),
                 request.on_behalf_of(), request.note());
  if (!valid.ok()) return valid;
  if (request.note().empty()) return FieldMissing("note");
  absl::Status behalf =
      CheckOnBehalfOf(by.registry, request.on_behalf_of(), request.year());
  if (!behalf.ok()) return behalf;
  Withdrawal withdrawal{.report = {.office = request.office(),
                                   .year = request.year(),
                                   .scope = request.scope()},
                        .expected_revision = {},
                        .validate_only = request.validate_only()};
  if (request.has_expected_revision()) {
    withdrawal.expected_revision = request.expected_revision();
  }
  Mutation mutation;
  mutation.principal = by.principal;
  // A request that is only validated has no effect that could be remembered.
  if (!request.validate_only()) mutation.request_id = request.request_id();
  mutation.on_behalf_of = request.on_behalf_of();
  mutation.note = request.note();
  mutation.what = std::move(withdrawal);
  SealContent(&mutation);
  return mutation;
}

absl::StatusOr<Mutation> PrepareRegistryUpdate(
    const JudgedBy& by, v1::ApplyRegistryRequest request) {
  Checks checks;
  checks.AtMost("rows", request.rows().ByteSizeLong(), kRegistryBytesMax);
  checks.AtMost("request_id", request.request_id().size(), kRequestIdBytesMax);
  checks.AtMost("note", request.note().size(), kNoteBytesMax);
  if (!checks.status().ok()) return checks.status();
  RegistryUpdate update{.rows = std::move(*request.mutable_rows()),
                        .expected_revision = {}};
  if (request.has_expected_revision()) {
    update.expected_revision = request.expected_revision();
  }
  Mutation mutation;
  mutation.principal = by.principal;
  mutation.request_id = request.request_id();
  mutation.note = request.note();
  mutation.what = std::move(update);
  SealContent(&mutation);
  return mutation;
}

absl::Status CheckBatchSize(const ReceivedSubmitReportsRequest& request) {
  int count = request.submissions_size();
  if (count > kBatchSubmissionsMax) {
    return BatchTooLarge("submissions", count, kBatchSubmissionsMax);
  }
  // One alone may be as large as a report may be; its own check sees to that.
  size_t bytes = request.ByteSizeLong();
  if (count > 1 && bytes > kBatchBytesMax) {
    return BatchTooLarge("bytes", bytes, kBatchBytesMax);
  }
  return absl::OkStatus();
}

}  // namespace disclosure::ingest
