// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

#include "documents/write/template.h"
#include "documents/narrative_sections.h"

#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "base/error.h"
#include "base/text.h"
#include "documents/template_format.h"
#include "documents/write/official_table.h"
#include "documents/write/template_formulas.h"
#include "documents/write/template_sheet.h"
#include "documents/write/template_styles.h"
#include "documents/write/workbook.h"
#include "form/report_limits.h"

namespace disclosure::documents {
namespace {

constexpr int kParagraphsMax = 40;
constexpr double kTextWidth = 74;

constexpr const char* kAdvice[] = {
    "只填浅黄色的格；灰色的合计由公式算出，其他内容已锁定。",
    "没有数据的格留空，数量为零的格填 0：留空表示未填，不等于零。",
    "数量填整数，金额以万元为单位，最多六位小数；格内不写单位和文字。",
    "某一关系不平衡时，有关各格变红，并在表下和表头的“核对”中显示。",
    "文字部分一段一行，可从文档整段粘贴；粘贴数字请用“只粘贴数值”。",
    "不要增删行列或改动工作表；填好后直接保存为 XLSX 文件报送。",
};

absl::Status Invalid(const std::string& en, const std::string& zh) {
  return base::MakeError(absl::StatusCode::kInvalidArgument, "TEMPLATE_INVALID",
                         absl::StrCat("A blank form needs ", en, "."),
                         absl::StrCat("空白表须有", zh, "。"));
}

absl::Status CheckReport(const TemplateReport& report) {
  if (report.office.empty() ||
      report.office.size() > size_t{form::kLabelBytesMax} ||
      !base::IsValidUtf8(report.office)) {
    return Invalid("the id of an office, of at most 200 bytes",
                   "填报单位编号，不超过 200 字节");
  }
  if (report.office_name.size() > size_t{form::kLabelBytesMax} ||
      !base::IsValidUtf8(report.office_name)) {
    return Invalid("a name of the office of at most 200 bytes",
                   "不超过 200 字节的填报单位名称");
  }
  if (report.year < 1970 || report.year > 9999) {
    return Invalid("a year from 1970 to 9999", "1970 至 9999 的年度");
  }
  if (report.scope != v1::SCOPE_OWN && report.scope != v1::SCOPE_AREA) {
    return Invalid("a scope, SCOPE_OWN or SCOPE_AREA",
                   "填报范围，SCOPE_OWN 或 SCOPE_AREA");
  }
  const auto& fields = *v1::Editions::descriptor();
  for (int i = 0; i < fields.field_count(); ++i) {
    const int edition = report.editions.GetReflection()->GetEnumValue(
        report.editions, fields.field(i));
    if (edition != v1::EDITION_UNSPECIFIED && v1::Edition_IsValid(edition)) {
      continue;
    }
    return Invalid(absl::StrCat("an edition of ", fields.field(i)->name()),
                   absl::StrCat(fields.field(i)->name(), " 的表式版本"));
  }
  return absl::OkStatus();
}

class TemplateBuilder {
 public:
  TemplateBuilder(const form::Catalog& catalog, const TemplateReport& report,
                  Workbook workbook)
      : catalog_(catalog),
        report_(report),
        workbook_(std::move(workbook)),
        styles_(workbook_.get()) {}

  absl::StatusOr<std::string> Build();

 private:
  void SetProperties();
  std::string Name() const {
    return report_.office_name.empty() ? report_.office : report_.office_name;
  }
  std::string ScopeName() const {
    return form::LabelZh(*v1::Scope_descriptor(), report_.scope);
  }
  TemplateSheet AddTexts();
  void AddHead();
  void AddMap();
  void Write(lxw_worksheet* sheet, int row, int column, const std::string& text,
             lxw_format* format) {
    workbook_.Note(worksheet_write_string(sheet, static_cast<lxw_row_t>(row),
                                          static_cast<lxw_col_t>(column),
                                          text.c_str(), format));
  }

  const form::Catalog& catalog_;
  const TemplateReport& report_;
  Workbook workbook_;
  TemplateStyles styles_;
  lxw_worksheet* head_ = nullptr;
  std::vector<TemplateSheet> sheets_;
};

absl::StatusOr<std::string> TemplateBuilder::Build() {
  SetProperties();
  // The first sheet speaks of those that follow, so it is filled last.
  head_ = workbook_add_worksheet(workbook_.get(), "填写说明");
  const TemplateContext context{
      .catalog = catalog_,
      .editions = report_.editions,
      .line = absl::StrCat(Name(), "　", report_.year, " 年度　", ScopeName()),
      .limit = catalog_.FigureLimit(report_.scope, report_.level)};
  for (const OfficialTable& table :
       OfficialTables(catalog_, report_.editions)) {
    sheets_.push_back(AddTemplateSheet(context, table, styles_, &workbook_));
  }
  sheets_.push_back(AddTexts());
  AddHead();
  AddMap();
  return workbook_.Finish();
}

void TemplateBuilder::SetProperties() {
  std::string title = "政府信息公开工作年度报告填报表";
  std::string company = Name();
  lxw_doc_properties properties = {};
  properties.title = title.data();
  properties.company = company.data();
  // Not the time of making: the same report gives the same bytes.
  properties.created = absl::ToTimeT(absl::FromCivil(
      absl::CivilDay(report_.year, 12, 31), absl::UTCTimeZone()));
  workbook_.Note(workbook_set_properties(workbook_.get(), &properties));
}

TemplateSheet TemplateBuilder::AddTexts() {
  TemplateSheet texts{.name = "文字部分", .summary = "A2"};
  lxw_worksheet* sheet =
      workbook_add_worksheet(workbook_.get(), texts.name.c_str());
  workbook_.Note(worksheet_set_column(sheet, 0, 0, kTextWidth, nullptr));
  Write(sheet, 0, 0, "文字部分（一段一行）", styles_.title);
  workbook_.Note(worksheet_set_row(sheet, 0, 34, nullptr));
  texts.records.push_back(
      {kTemplateLabelWord, texts.name, "A1", "文字部分（一段一行）", ""});
  std::string missing;
  int row = 2;
  for (const NarrativeSection& section : kNarrativeSections) {
    const std::string heading = HeadingOf(section);
    const std::string advice(section.advice);
    Write(sheet, row, 0, absl::StrCat(heading, "\n", advice), styles_.label);
    workbook_.Note(worksheet_set_row(sheet, static_cast<lxw_row_t>(row),
                                     advice.empty() ? 24 : 38, nullptr));
    texts.records.push_back({kTemplateLabelWord, texts.name, CellName({row, 0}),
                             absl::StrCat(heading, advice), ""});
    const SheetPlace first{row + 1, 0};
    const SheetPlace last{row + kParagraphsMax, 0};
    for (row = first.row; row <= last.row; ++row) {
      workbook_.Note(worksheet_write_blank(sheet, static_cast<lxw_row_t>(row),
                                           0, styles_.text));
    }
    texts.records.push_back({kTemplateTextWord, texts.name, CellName(first),
                             section.field, CellName(last)});
    absl::StrAppend(&missing, missing.empty() ? "" : "+", "(COUNTA(",
                    CellName(first), ":", CellName(last), ")=0)");
  }
  workbook_.Note(worksheet_write_formula_str(
      sheet, 1, 0,
      absl::StrCat("=\"核对：未填 \"&(", missing, ")&\" 部分\"").c_str(),
      styles_.summary, kNotComputed));
  worksheet_freeze_panes(sheet, 2, 0);
  FinishTemplateSheet(false, sheet);
  return texts;
}

void TemplateBuilder::AddHead() {
  workbook_.Note(worksheet_set_column(head_, 0, 0, 42, nullptr));
  workbook_.Note(worksheet_set_column(head_, 1, 1, 54, nullptr));
  workbook_.Note(worksheet_set_row(head_, 0, 34, nullptr));
  workbook_.Note(worksheet_merge_range(
      head_, 0, 0, 0, 1, "政府信息公开工作年度报告填报表", styles_.title));
  int row = 1;
  const auto pair = [&](const std::string& name, const std::string& value) {
    workbook_.Note(
        worksheet_set_row(head_, static_cast<lxw_row_t>(row), 22, nullptr));
    Write(head_, row, 0, name, styles_.head);
    Write(head_, row, 1, value, styles_.no_check);
    ++row;
  };
  pair("填报单位", Name());
  pair("单位编号", report_.office);
  pair("报告年度", absl::StrCat(report_.year));
  pair("填报范围", ScopeName());
  for (const TemplateSheet& sheet : sheets_) {
    pair(sheet.name, "");
    workbook_.Note(worksheet_write_formula_str(
        head_, static_cast<lxw_row_t>(row - 1), 1,
        absl::StrCat("='", sheet.name, "'!", sheet.summary).c_str(),
        styles_.summary, kNotComputed));
  }
  workbook_.Note(
      worksheet_set_row(head_, static_cast<lxw_row_t>(row), 34, nullptr));
  workbook_.Note(worksheet_merge_range(head_, static_cast<lxw_row_t>(row), 0,
                                       static_cast<lxw_row_t>(row), 1,
                                       "填写说明", styles_.title));
  ++row;
  for (size_t i = 0; i < std::size(kAdvice); ++i) {
    workbook_.Note(
        worksheet_set_row(head_, static_cast<lxw_row_t>(row), 22, nullptr));
    workbook_.Note(worksheet_merge_range(
        head_, static_cast<lxw_row_t>(row), 0, static_cast<lxw_row_t>(row), 1,
        absl::StrCat(i + 1, ". ", kAdvice[i]).c_str(), styles_.plain));
    ++row;
  }
  FinishTemplateSheet(false, head_);
}

void TemplateBuilder::AddMap() {
  lxw_worksheet* sheet =
      workbook_add_worksheet(workbook_.get(), kTemplateSheet);
  std::vector<TemplateRecord> records = {
      {kTemplateFormatWord, kTemplateFormat},
      {kTemplateCatalogueWord, catalog_.fingerprint()},
      {kTemplateOfficeWord, report_.office},
      {kTemplateOfficeNameWord, report_.office_name},
      {kTemplateYearWord, absl::StrCat(report_.year)},
      {kTemplateScopeWord, v1::Scope_Name(report_.scope)}};
  const auto& fields = *v1::Editions::descriptor();
  for (int i = 0; i < fields.field_count(); ++i) {
    const auto* value = report_.editions.GetReflection()->GetEnum(
        report_.editions, fields.field(i));
    records.push_back(
        {kTemplateEditionWord, fields.field(i)->name(), value->name()});
  }
  for (const TemplateSheet& table : sheets_) {
    records.insert(records.end(), table.records.begin(), table.records.end());
  }
  for (size_t row = 0; row < records.size(); ++row) {
    for (size_t column = 0; column < records[row].size(); ++column) {
      const std::string& text = records[row][column];
      if (text.empty()) continue;
      Write(sheet, static_cast<int>(row), static_cast<int>(column), text,
            nullptr);
    }
  }
  worksheet_protect(sheet, nullptr, nullptr);
  worksheet_hide(sheet);
}

}  // namespace

absl::StatusOr<std::string> WriteTemplate(const form::Catalog& catalog,
                                          const TemplateReport& report) {
  const absl::Status status = CheckReport(report);
  if (!status.ok()) return status;
  auto workbook = Workbook::Create();
  if (!workbook.ok()) return workbook.status();
  return TemplateBuilder(catalog, report, *std::move(workbook)).Build();
}

}  // namespace disclosure::documents
