// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

#include <algorithm>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "base/check.h"
#include "base/csv.h"
#include "form/editions.h"
#include "form/figures.h"
#include "form/money.h"
#include "form/report_csv_fields.h"
#include "form/report_file.h"

namespace disclosure::form {
namespace {

struct KeyField {
  const char* path;
  const char* zh;
  const char* en;
};
// The first rows of a file for one report.
constexpr KeyField kKeyFields[] = {
    {"office", "填报单位编号", "id of the office"},
    {"year", "报告年度", "year reported on"},
    {"scope", "口径：own 本机关，area 本地区", "own or area"}};

// What precedes a row's printed label, then the label itself.
std::string PrintedLabel(const Labels& labels) {
  const size_t prefix = labels.full_zh.size() - labels.short_zh.size();
  return absl::StrCat(labels.full_zh.substr(0, prefix), labels.printed_zh);
}

std::string LabelOf(const Catalog& catalog, const Cell& cell,
                    Language language) {
  if (language == Language::kEn) return cell.label_en;
  const Table& table = catalog.tables()[static_cast<size_t>(cell.table)];
  return absl::StrCat(
      PrintedLabel(table.rows[static_cast<size_t>(cell.row)].labels), " · ",
      table.columns[static_cast<size_t>(cell.column)].labels.printed_zh);
}

std::string UnitOf(const Cell& cell, Language language) {
  return language == Language::kZh ? LabelZh(*v1::Unit_descriptor(), cell.unit)
                                   : LabelEn(*v1::Unit_descriptor(), cell.unit);
}

std::string ValueOf(const Cell& cell, const FigureVector& figures) {
  if (!figures.has(cell.index)) return "";
  const int64_t value = figures.value(cell.index);
  return cell.unit == v1::UNIT_FEN ? FormatWanYuan(value) : absl::StrCat(value);
}

std::string Write(const Catalog& catalog, const v1::AnnualReport& report,
                  const v1::Editions& editions, const FigureVector& figures,
                  Language language) {
  std::string out(base::kByteOrderMark);
  out += base::CsvLine({"figure", "label", "unit", "value"});
  for (const KeyField& key : kKeyFields) {
    out += base::CsvLine({key.path, language == Language::kZh ? key.zh : key.en,
                          "",
                          ReportFieldText(*FindReportField(key.path), report)});
  }
  const std::vector<bool> asked = catalog.AskedCells(editions);
  for (const Cell& cell : catalog.cells()) {
    if (!asked[static_cast<size_t>(cell.index)] && !figures.has(cell.index)) {
      continue;
    }
    out += base::CsvLine({NameInFiles(cell), LabelOf(catalog, cell, language),
                          UnitOf(cell, language), ValueOf(cell, figures)});
  }
  for (const ReportField& field : ReportFields()) {
    const bool is_key = std::any_of(
        std::begin(kKeyFields), std::end(kKeyFields),
        [&](const KeyField& key) { return key.path == field.path; });
    const std::string text = ReportFieldText(field, report);
    if (!is_key && !text.empty()) {
      out += base::CsvLine({field.path, "", "", text});
    }
  }
  return out;
}

// The figures of a report that was read or stored: they are known.
FigureVector KnownFigures(const Catalog& catalog,
                          const v1::AnnualReport& report) {
  auto figures = FromMessage(catalog, report.figures());
  DISCLOSURE_CHECK(figures.ok());
  return *std::move(figures);
}

}  // namespace

std::string WriteReportCsv(const Catalog& catalog,
                           const v1::AnnualReport& report, Language language) {
  const FigureVector figures = KnownFigures(catalog, report);
  return Write(
      catalog, report,
      CompleteEditions(catalog, report.editions(), figures, report.year()),
      figures, language);
}

std::string WriteLongCsv(const Catalog& catalog,
                         const std::vector<v1::AnnualReport>& reports) {
  std::string out(base::kByteOrderMark);
  out += base::CsvLine({"office", "year", "scope", "figure", "value"});
  for (const v1::AnnualReport& report : reports) {
    const FigureVector figures = KnownFigures(catalog, report);
    const std::string scope =
        ReportFieldText(*FindReportField("scope"), report);
    for (const Cell& cell : catalog.cells()) {
      if (!figures.has(cell.index)) continue;
      out += base::CsvLine({report.office(), absl::StrCat(report.year()), scope,
                            NameInFiles(cell), ValueOf(cell, figures)});
    }
  }
  return out;
}

std::string MakeBlankCsv(const Catalog& catalog, v1::Edition edition,
                         Language language) {
  v1::Editions editions;
  const auto& fields = *v1::Editions::descriptor();
  for (int i = 0; i < fields.field_count(); ++i) {
    editions.GetReflection()->SetEnumValue(&editions, fields.field(i), edition);
  }
  return Write(catalog, v1::AnnualReport(), editions, FigureVector(catalog),
               language);
}

}  // namespace disclosure::form
