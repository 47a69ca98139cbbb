// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

// disclosure confirm: writes the office's answer to a question into the report
// file. Needs no server.

#include <set>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/error.h"
#include "base/file.h"
#include "cli/commands.h"
#include "cli/report_files.h"
#include "form/check.h"
#include "form/report_file.h"
#include "form/report_limits.h"

namespace disclosure::cli {
namespace {

absl::Status NotJson(const std::string& path) {
  return base::MakeError(
      absl::StatusCode::kInvalidArgument, "CONFIRM_NEEDS_JSON",
      path +
          ": a reason can be written into a JSON report only. Save the "
          "report as .json first.",
      path + "：原因只能写入 JSON 报告文件。请先把报告存为 .json。");
}

absl::Status NotOpen(const std::string& question, const std::string& open) {
  return base::MakeError(
      absl::StatusCode::kInvalidArgument, "QUESTION_NOT_OPEN",
      "The report has no open question " + question + ". Open are: " +
          (open.empty() ? "none" : open) + ". See `disclosure check`.",
      "报告没有待说明的疑问 " + question + "。待说明的有：" +
          (open.empty() ? "无" : open) + "。请先用 disclosure check 查看。");
}

// The open questions that the options name.
absl::StatusOr<std::set<std::string>> Answered(
    const std::vector<v1::Finding>& findings, const ConfirmOptions& options) {
  std::set<std::string> cells;
  std::string open;
  for (const v1::Finding& finding : findings) {
    if (!form::IsOpenQuestion(finding)) continue;
    open +=
        (open.empty() ? "" : ", ") + finding.rule() + " " + finding.suspect();
    if (finding.rule() == options.rule) cells.insert(finding.suspect());
  }
  if (cells.empty()) return NotOpen(options.rule, open);
  for (const std::string& cell : options.cells) {
    if (!cells.contains(cell)) return NotOpen(options.rule + " " + cell, open);
  }
  if (options.cells.empty()) return cells;
  return std::set<std::string>(options.cells.begin(), options.cells.end());
}

absl::Status Confirm(const Session& session, const ConfirmOptions& options) {
  ReportFile file = ReadReportFile(session.catalog(), options.file);
  if (!file.status.ok()) return file.status;
  if (!options.file.ends_with(".json")) return NotJson(options.file);
  if (options.reason.find_first_not_of(" \t\n") == std::string::npos) {
    return base::MakeError(absl::StatusCode::kInvalidArgument, "FIELD_MISSING",
                           "--reason is empty: say why the figures are right.",
                           "--reason 为空：请写明数字无误的原因。");
  }
  v1::AnnualReport& report = file.reports[0];
  // The office's region is not known here; judged as for the lowest level,
  // every question that a server can ask about figures can be answered.
  auto cells = Answered(
      form::Check(
          session.catalog(), report,
          {.current_year = base::ShanghaiYear(base::SystemClock().Now()),
           .region_level = v1::LEVEL_TOWNSHIP}),
      options);
  if (!cells.ok()) return cells.status();
  v1::Confirmation* answer = report.add_confirmations();
  answer->set_rule(options.rule);
  answer->set_reason(options.reason);
  for (const std::string& cell : *cells) answer->add_cells(cell);
  const absl::Status limits = form::CheckReportLimits(report);
  if (!limits.ok()) return limits;
  return base::WriteFile(options.file, form::WriteReportJson(report));
}

}  // namespace

int RunConfirm(Session& session, const ConfirmOptions& options) {
  const absl::Status status = Confirm(session, options);
  if (!status.ok()) return session.Fail(status);
  return session.Write(session.Say(
      "已说明：" + options.rule + "，已写入 " + options.file + "\n",
      "confirmed: " + options.rule + ", written into " + options.file + "\n"));
}

}  // namespace disclosure::cli
