// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

#include "documents/write/form_file.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "base/error.h"
#include "documents/write/docx.h"
#include "documents/write/form_document.h"
#include "documents/write/html.h"
#include "documents/write/xlsx.h"
#include "form/report_file.h"
#include "google/protobuf/util/json_util.h"

namespace disclosure::documents {
namespace {

struct Kind {
  v1::FormFormat format;
  const char* ending;
  const char* media_type;
};
constexpr Kind kKinds[] = {
    {v1::FORM_FORMAT_DOCX, ".docx",
     "application/"
     "vnd.openxmlformats-officedocument.wordprocessingml.document"},
    {v1::FORM_FORMAT_HTML, ".html", "text/html; charset=utf-8"},
    {v1::FORM_FORMAT_XLSX, ".xlsx",
     "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"},
    {v1::FORM_FORMAT_CSV, ".csv", "text/csv; charset=utf-8"},
    {v1::FORM_FORMAT_JSON, ".json", "application/json"}};

const Kind* FindKind(v1::FormFormat format) {
  for (const Kind& kind : kKinds) {
    if (kind.format == format) return &kind;
  }
  return nullptr;
}

std::string Safe(std::string name) {
  for (char& c : name) {
    const bool control = static_cast<unsigned char>(c) < 0x20;
    if (control ||
        std::string_view("/\\:*?\"<>|").find(c) != std::string_view::npos) {
      c = '_';
    }
  }
  return name;
}

absl::Status Unknown() {
  return base::MakeError(
      absl::StatusCode::kInvalidArgument, "FORMAT_INVALID",
      "A form is written as DOCX, HTML, XLSX, CSV or JSON; name one in format.",
      "表式可导出为 DOCX、HTML、XLSX、CSV 或 JSON，请在 format 中指定。");
}

absl::StatusOr<std::string> Render(const form::Catalog& catalog,
                                   v1::FormFormat format,
                                   const absl::StatusOr<FormDocument>& from) {
  if (!from.ok()) return from.status();
  if (format == v1::FORM_FORMAT_DOCX) return WriteDocx(catalog, *from);
  if (format == v1::FORM_FORMAT_XLSX) return WriteXlsx(catalog, *from);
  return WriteHtml(catalog, *from);
}

absl::StatusOr<FormFile> File(v1::FormFormat format, const std::string& stem,
                              absl::StatusOr<std::string> content) {
  if (!content.ok()) return content.status();
  return FormFile{.name = stem + EndingOf(format),
                  .media_type = MediaTypeOf(format),
                  .content = *std::move(content)};
}

std::string TotalsJson(const v1::Totals& totals) {
  google::protobuf::util::JsonPrintOptions options;
  options.add_whitespace = true;
  options.preserve_proto_field_names = true;
  options.always_print_primitive_fields = true;
  std::string json;
  // Fails for messages of unknown types only.
  (void)google::protobuf::util::MessageToJsonString(totals, &json, options);
  return json;
}

}  // namespace

std::string EndingOf(v1::FormFormat format) {
  const Kind* kind = FindKind(format);
  return kind == nullptr ? "" : kind->ending;
}

std::string MediaTypeOf(v1::FormFormat format) {
  const Kind* kind = FindKind(format);
  return kind == nullptr ? "" : kind->media_type;
}

std::string FileStem(const v1::AnnualReport& report) {
  return Safe(absl::StrCat(report.office(), "-", report.year(),
                           report.scope() == v1::SCOPE_AREA ? "-area" : ""));
}

std::string FileStem(const v1::Totals& totals) {
  return Safe(absl::StrCat(totals.region().code(), "-", totals.year(), "-total",
                           totals.line().empty() ? "" : "-", totals.line(),
                           totals.part() == v1::PART_OWN ? "-own" : ""));
}

absl::StatusOr<FormFile> WriteForm(const form::Catalog& catalog,
                                   v1::FormFormat format,
                                   const v1::AnnualReport& report,
                                   const ReportLine& line) {
  if (FindKind(format) == nullptr) return Unknown();
  const std::string stem = FileStem(report);
  if (format == v1::FORM_FORMAT_JSON) {
    return File(format, stem, form::WriteReportJson(report));
  }
  if (format != v1::FORM_FORMAT_CSV) {
    return File(
        format, stem,
        Render(catalog, format, DocumentOf(catalog, report, line.office_name)));
  }
  const auto figures = form::FromMessage(catalog, report.figures());
  if (!figures.ok()) return figures.status();
  return File(format, stem,
              ReportsCsvHead(catalog, CsvHeads::kPaths) +
                  ReportsCsvLine(line, *figures));
}

absl::StatusOr<FormFile> WriteForm(const form::Catalog& catalog,
                                   v1::FormFormat format,
                                   const v1::Totals& totals,
                                   const std::string& position) {
  if (FindKind(format) == nullptr) return Unknown();
  const std::string stem = FileStem(totals);
  if (format == v1::FORM_FORMAT_JSON) {
    return File(format, stem, TotalsJson(totals));
  }
  if (format != v1::FORM_FORMAT_CSV) {
    return File(format, stem,
                Render(catalog, format, DocumentOf(catalog, totals, position)));
  }
  const auto figures = form::FromMessage(catalog, totals.figures());
  if (!figures.ok()) return figures.status();
  return File(format, stem,
              TotalsCsvHead(catalog, CsvHeads::kPaths) +
                  TotalsCsvLine(totals, *figures, position));
}

}  // namespace disclosure::documents
