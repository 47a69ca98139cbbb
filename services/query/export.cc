// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

#include "services/query/export.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "base/error.h"
#include "documents/write/form_file.h"
#include "services/query/errors.h"
#include "services/query/totals.h"

namespace disclosure::query {
namespace {

// With names and positions an answer stays below the 4 MB that a client of gRPC
// takes.
constexpr size_t kContentBytesMax = 4'000'000;

absl::StatusOr<v1::ExportFormResponse> Answer(
    absl::StatusOr<documents::FormFile> file) {
  if (!file.ok()) return file.status();
  if (file->content.size() > kContentBytesMax) {
    return base::MakeError(
        absl::StatusCode::kResourceExhausted, "EXPORT_TOO_LARGE",
        absl::StrCat("The form has ", file->content.size(),
                     " bytes, an answer at most ", kContentBytesMax,
                     ". Ask for DOCX, which is packed, or fetch the report and "
                     "write it with disclosure export --file."),
        absl::StrCat("导出的表式有 ", file->content.size(),
                     " 字节，一次回答最多 ", kContentBytesMax,
                     " 字节。请改用 DOCX（已压缩），或取报告后用 disclosure "
                     "export --file 生成。"));
  }
  v1::ExportFormResponse response;
  response.set_file_name(std::move(file->name));
  response.set_media_type(std::move(file->media_type));
  response.set_content(std::move(file->content));
  return response;
}

}  // namespace

absl::Status CheckExport(const v1::ExportFormRequest& request) {
  if (request.office().empty() == request.region().empty()) {
    return FieldInvalid("EXPORT_UNCLEAR", "office",
                        "Name an office for its report or a region for its "
                        "total, and not both.",
                        "请给出填报单位（导出报告）或地区（导出汇总），二者取"
                        "一。");
  }
  if (documents::EndingOf(request.format()).empty()) {
    return FieldInvalid("FORMAT_INVALID", "format",
                        "Name one of DOCX, HTML, XLSX, CSV and JSON.",
                        "请指定 DOCX、HTML、XLSX、CSV 或 JSON。");
  }
  return absl::OkStatus();
}

v1::GetReportRequest ReportOf(const v1::ExportFormRequest& request) {
  v1::GetReportRequest asked;
  asked.set_office(request.office());
  asked.set_year(request.year());
  asked.set_scope(request.scope());
  asked.set_revision(request.revision());
  return asked;
}

absl::StatusOr<v1::ExportFormResponse> ExportReport(
    const form::Catalog& catalog, const v1::ExportFormRequest& request,
    const v1::GetReportResponse& report) {
  if (!report.has_report()) {
    return base::MakeError(
        absl::StatusCode::kFailedPrecondition, "REPORT_WITHDRAWN",
        "The report is withdrawn and has no content. Export an earlier "
        "revision.",
        "该报告已撤回，没有内容。请导出以前的版次。");
  }
  const v1::AnnualReport& content = report.report();
  documents::ReportLine line{.office = content.office(),
                             .office_name = content.office_name(),
                             .year = content.year(),
                             .scope = content.scope(),
                             .revision = absl::StrCat(content.revision())};
  return Answer(documents::WriteForm(catalog, request.format(), content, line));
}

absl::StatusOr<v1::ExportFormResponse> ExportTotal(
    const AnswerContext& context, const v1::ExportFormRequest& request,
    const std::string& log_name) {
  v1::GetTotalsRequest asked;
  asked.set_region(request.region());
  asked.set_year(request.year());
  asked.set_line(request.line());
  asked.set_part(request.part());
  const auto found = GetTotals(context, asked);
  if (!found.ok()) return found.status();
  const v1::Totals& totals = found->totals();
  std::string position;
  for (const v1::LogPosition& one : totals.positions()) {
    absl::StrAppend(&position, position.empty() ? "" : ", ", log_name, ":",
                    one.sequence());
  }
  auto response = Answer(documents::WriteForm(context.catalog, request.format(),
                                              totals, position));
  if (response.ok()) *response->mutable_positions() = totals.positions();
  return response;
}

}  // namespace disclosure::query
