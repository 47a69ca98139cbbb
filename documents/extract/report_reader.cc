// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

#include "documents/extract/report_reader.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "base/error.h"
#include "base/sha256.h"
#include "documents/extract/figure_reader.h"
#include "documents/extract/figure_text.h"
#include "documents/extract/sections.h"
#include "documents/extract/title.h"
#include "documents/read/read_document.h"
#include "documents/read/refusal.h"
#include "documents/read/template.h"
#include "documents/read/text.h"
#include "form/narrative_figures.h"

namespace disclosure::documents {
namespace {

// A document's name as a report keeps it.
constexpr size_t kNameBytesMax = 200;

// Rows of all tables; the form has fewer than fifty.
constexpr int kTableRowsMax = 5'000;

bool HasTooManyRows(const Document& document) {
  int64_t rows = 0;
  for (const Table& table : document.tables) {
    rows += table.hidden ? 0 : table.rows;
  }
  return rows > kTableRowsMax;
}

absl::Status NoReport(std::string_view file_name) {
  return base::MakeError(
      absl::StatusCode::kNotFound, "NO_REPORT_IN_DOCUMENT",
      absl::StrCat(std::string(file_name),
                   ": none of the tables of the annual report is in this "
                   "document; is it the right file, and are its tables text "
                   "rather than pictures?"),
      absl::StrCat(std::string(file_name),
                   "：文档里没有年度报告的任何一张表。请确认文件无误，"
                   "且表格是文字而不是图片。"));
}

bool HasFigures(const Document& document) {
  return std::any_of(
      document.tables.begin(), document.tables.end(), [](const Table& table) {
        return std::any_of(
            table.cells.begin(), table.cells.end(),
            [](const TableCell& cell) { return LooksLikeFigure(cell.text); });
      });
}

// Some pages and documents hold the tables as lines of text.
absl::StatusOr<Document> TablesFromParagraphs(const Document& document) {
  std::string text;
  for (const Block& block : document.blocks) {
    if (block.table >= 0) continue;
    text += block.text;
    text += '\n';
  }
  absl::StatusOr<Document> read = ReadText(text);
  if (read.ok()) read->media_type = document.media_type;
  return read;
}

void AddRemark(std::string zh, std::string en, ImportedReport* imported) {
  v1::LocalizedText remark;
  remark.set_zh(std::move(zh));
  remark.set_en(std::move(en));
  imported->remarks.push_back(std::move(remark));
}

void ReadTitle(const Document& document, std::string_view file_name,
               ImportedReport* imported) {
  const Title title = FindTitle(document, file_name);
  v1::AnnualReport& report = imported->report;
  report.set_office_name(title.office_name);
  report.set_year(title.year);
  report.set_scope(title.scope);
  if (title.office_name.empty()) {
    AddRemark("没有找到填报单位名称", "The office's name was not found",
              imported);
  }
  if (title.year == 0) {
    AddRemark("没有找到年度，请补填 year",
              "The year was not found; fill in year", imported);
  }
  if (title.period_year != 0 && title.period_year != title.year) {
    AddRemark(absl::StrCat("标题为 ", title.year, " 年，正文统计期为 ",
                           title.period_year, " 年，请核对年度"),
              absl::StrCat("The title says ", title.year,
                           ", the period in the text is ", title.period_year,
                           "; check the year"),
              imported);
  }
  if (title.scope == v1::SCOPE_AREA) {
    AddRemark("按名称认定为本地区（全口径）报告，如系本机关报告请改 scope",
              "Taken for a report on the whole area by its name; if it is the "
              "office's own, change scope",
              imported);
  }
}

}  // namespace

absl::StatusOr<ImportedReport> ReadReport(const form::Catalog& catalog,
                                          std::string_view file_name,
                                          const Document& document) {
  ImportedReport imported;
  const auto filled = ReadTemplate(catalog, document);
  if (!filled.ok()) return filled.status();
  v1::AnnualReport& report = imported.report;
  if (filled->has_value()) {
    report = **filled;
  } else {
    const Document* source = &document;
    absl::StatusOr<Document> from_text;
    if (!HasFigures(document)) {
      from_text = TablesFromParagraphs(document);
      if (!from_text.ok()) return from_text.status();
      source = &*from_text;
    }
    if (HasTooManyRows(*source)) {
      return TooLarge({"table rows", "行表格"}, kTableRowsMax);
    }
    ReadTitle(*source, file_name, &imported);
    for (const std::string& label :
         ReadFigures(catalog, *source, report.year(), &report)) {
      AddRemark(
          absl::StrCat("表中多出一行，未读入：", label),
          absl::StrCat("A row that the form does not have, not read: ", label),
          &imported);
    }
    const bool found =
        std::any_of(report.evidence().begin(), report.evidence().end(),
                    [](const v1::Evidence& evidence) {
                      return evidence.state() != v1::EVIDENCE_STATE_ABSENT;
                    });
    if (!found) return NoReport(file_name);
    *report.mutable_narrative() = CutNarrative(catalog, *source);
    for (v1::SupplementaryFigure& figure :
         form::FindNarrativeFigures(catalog, report)) {
      *report.add_supplementary() = std::move(figure);
    }
  }
  v1::SourceDocument* source = report.mutable_source_document();
  source->set_name(std::string(file_name.substr(0, kNameBytesMax)));
  source->set_media_type(document.media_type);
  return imported;
}

absl::StatusOr<ImportedReport> ReadReport(const form::Catalog& catalog,
                                          std::string_view file_name,
                                          std::string_view bytes) {
  const absl::StatusOr<Document> document = ReadDocument(file_name, bytes);
  if (!document.ok()) return document.status();
  auto imported = ReadReport(catalog, file_name, *document);
  if (imported.ok()) {
    imported->report.mutable_source_document()->set_sha256(
        base::Sha256Of(bytes));
  }
  return imported;
}

}  // namespace disclosure::documents
