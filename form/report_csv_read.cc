// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

#include <algorithm>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <tuple>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "base/absl_strings.h"
#include "base/csv.h"
#include "base/error.h"
#include "base/text.h"
#include "form/editions.h"
#include "form/figures.h"
#include "form/money.h"
#include "form/report_csv_fields.h"
#include "form/report_file.h"
#include "form/text_problems.h"

namespace disclosure::form {
namespace {

const std::vector<std::string> kSingleColumns = {"figure", "label", "unit",
                                                 "value"};
const std::vector<std::string> kLongColumns = {"office", "year", "scope",
                                               "figure", "value"};
// The fields that name a report; in a long file they are columns.
const std::vector<std::string> kKeyColumns = {"office", "year", "scope"};

// A report while its rows are read.
struct Draft {
  Draft(const Catalog& catalog)
      : figures(catalog), listed(catalog.cells().size()) {}

  v1::AnnualReport report;
  FigureVector figures;
  // The cells that have a row, filled in or not.
  std::vector<bool> listed;
  // The line of each name that was read.
  std::map<std::string, int> lines;
};

class CsvReader {
 public:
  CsvReader(const Catalog& catalog, TextProblems* problems)
      : catalog_(catalog), problems_(problems) {}

  std::vector<v1::AnnualReport> Read(const std::vector<base::CsvRecord>& rows) {
    std::vector<v1::AnnualReport> reports;
    if (rows.empty()) {
      problems_->Add(1, "",
                     absl::StrCat("the file is empty; its first line must be ",
                                  absl::StrJoin(kSingleColumns, ",")),
                     absl::StrCat("文件是空的；首行应为 ",
                                  absl::StrJoin(kSingleColumns, ",")));
      return reports;
    }
    if (!ReadHeader(rows[0])) return reports;
    for (size_t i = 1; i < rows.size(); ++i) ReadRow(rows[i]);
    if (drafts_.empty() && problems_->empty()) {
      problems_->Add(0, "", "the file has no rows below its first line",
                     "首行之下没有数据");
    }
    for (const auto& draft : drafts_) reports.push_back(Finish(*draft));
    return reports;
  }

 private:
  bool ReadHeader(const base::CsvRecord& header) {
    for (size_t i = 0; i < header.fields.size(); ++i) {
      columns_.emplace(header.fields[i], i);
    }
    is_long_ = columns_.contains("office");
    const auto& known = is_long_ ? kLongColumns : kSingleColumns;
    const std::string names_en = absl::StrJoin(known, ", ");
    const std::string names_zh = absl::StrJoin(known, "、");
    std::map<std::string, int> seen;
    for (const std::string& name : header.fields) {
      const bool is_known =
          std::find(known.begin(), known.end(), name) != known.end();
      if (is_known && ++seen[name] == 1) continue;
      problems_->Add(
          header.line, name,
          absl::StrCat(is_known ? "the column \"" : "unknown column \"", name,
                       is_known ? "\" stands there twice" : "\"",
                       "; the columns are ", names_en),
          absl::StrCat(is_known ? "列名重复：“" : "不认识的列“", name,
                       "”。可用的列：", names_zh));
    }
    for (const std::string& name : known) {
      if (name == "label" || name == "unit" || seen.contains(name)) continue;
      problems_->Add(header.line, name,
                     absl::StrCat("the column \"", name,
                                  "\" is missing; the columns are ", names_en),
                     absl::StrCat("缺少列“", name, "”。应有的列：", names_zh));
    }
    return problems_->empty();
  }

  std::string Field(const base::CsvRecord& row,
                    const std::string& column) const {
    const auto found = columns_.find(column);
    if (found == columns_.end() || found->second >= row.fields.size()) {
      return "";
    }
    return row.fields[found->second];
  }

  void ReadRow(const base::CsvRecord& row) {
    for (size_t i = columns_.size(); i < row.fields.size(); ++i) {
      if (row.fields[i].empty()) continue;
      problems_->Add(
          row.line, "",
          absl::StrCat("more values than columns: \"", row.fields[i],
                       "\" belongs to no column"),
          absl::StrCat("值比列多：“", row.fields[i], "”不属于任何一列"));
      return;
    }
    Draft* draft = DraftOf(row);
    if (draft == nullptr) return;
    const std::string name = Field(row, "figure");
    const auto [line, is_new] = draft->lines.emplace(name, row.line);
    if (!is_new) {
      problems_->Add(row.line, name,
                     absl::StrCat(name, " stands there twice, first in line ",
                                  line->second, "; remove one"),
                     absl::StrCat(name, " 重复，前一处在第 ", line->second,
                                  " 行，请删去一处"));
      return;
    }
    if (const Cell* cell = FindFigure(name)) {
      draft->listed[static_cast<size_t>(cell->index)] = true;
      ReadFigure(row, *cell, draft);
    } else if (const ReportField* field = FindReportField(name);
               field != nullptr && !is_long_) {
      ReadReportField(row, *field, Field(row, "value"), draft);
    } else {
      ReportUnknown(row, name);
    }
  }

  // The report that a row belongs to.
  Draft* DraftOf(const base::CsvRecord& row) {
    if (!is_long_) {
      if (drafts_.empty()) drafts_.push_back(std::make_unique<Draft>(catalog_));
      return drafts_[0].get();
    }
    const std::tuple key(Field(row, "office"), Field(row, "year"),
                         Field(row, "scope"));
    const auto [found, is_new] = by_key_.emplace(key, drafts_.size());
    if (is_new) {
      drafts_.push_back(std::make_unique<Draft>(catalog_));
      for (const std::string& column : kKeyColumns) {
        ReadReportField(row, *FindReportField(column), Field(row, column),
                        drafts_.back().get());
        if (!Field(row, column).empty()) continue;
        problems_->Add(row.line, column,
                       absl::StrCat(column, " is empty in this line"),
                       absl::StrCat("该行的 ", column, " 是空的"));
      }
    }
    return drafts_[found->second].get();
  }

  // By its name in files; the name with _fen is refused below.
  const Cell* FindFigure(const std::string& name) const {
    if (names_.empty()) {
      for (const Cell& cell : catalog_.cells()) {
        names_.emplace(NameInFiles(cell), &cell);
      }
    }
    const auto found = names_.find(name);
    return found == names_.end() ? nullptr : found->second;
  }

  void ReadFigure(const base::CsvRecord& row, const Cell& cell, Draft* draft) {
    const std::string unit = Field(row, "unit");
    const std::string unit_zh = LabelZh(*v1::Unit_descriptor(), cell.unit);
    const std::string unit_en = LabelEn(*v1::Unit_descriptor(), cell.unit);
    if (!unit.empty() && unit != unit_zh && unit != unit_en) {
      problems_->Add(row.line, cell.path,
                     absl::StrCat(NameInFiles(cell), " is in ", unit_en, " (",
                                  unit_zh, "), not in \"", unit,
                                  "\"; convert the value and correct the unit"),
                     absl::StrCat(NameInFiles(cell), " 的单位是", unit_zh,
                                  "，不是“", unit, "”，请换算数值并改正单位"));
      return;
    }
    std::string text = Field(row, "value");
    if (text.empty()) return;  // blank
    if (cell.unit == v1::UNIT_FEN) {
      const auto fen = ParseWanYuan(text);
      if (fen.ok()) return draft->figures.Set(cell.index, *fen);
      problems_->Add(row.line, cell.path,
                     absl::StrCat(NameInFiles(cell), ": ",
                                  std::string(fen.status().message())),
                     absl::StrCat(NameInFiles(cell), "：",
                                  base::GetErrorDetails(fen.status()).zh));
      return;
    }
    if (cell.is_signed && text[0] == '+') text.erase(0, 1);
    const auto value = base::ParseInt64(text);
    if (value.has_value()) return draft->figures.Set(cell.index, *value);
    problems_->Add(
        row.line, cell.path,
        absl::StrCat(cell.path, ": expected a whole number without separators ",
                     "(empty: not filled in), found \"", text, "\""),
        absl::StrCat(cell.path, "：应为不带分隔符的整数（留空表示未填），实为“",
                     text, "”"));
  }

  void ReadReportField(const base::CsvRecord& row, const ReportField& field,
                       const std::string& text, Draft* draft) {
    if (text.empty()) return;
    const Expectation expected = SetReportField(field, text, &draft->report);
    if (expected.en.empty()) return;
    problems_->Add(
        row.line, field.path,
        absl::StrCat(field.path, ": expected ", expected.en, ", found \"", text,
                     "\""),
        absl::StrCat(field.path, "：应为 ", expected.zh, "，实为“", text, "”"));
  }

  void ReportUnknown(const base::CsvRecord& row, const std::string& name) {
    if (const Cell* cell = catalog_.FindPath(name)) {
      const std::string right = NameInFiles(*cell);
      problems_->Add(
          row.line, name,
          absl::StrCat(name,
                       ": in CSV, money is in 10,000 yuan under the name ",
                       right, "; convert the value and use that name"),
          absl::StrCat(name, "：CSV 中的金额以万元填写，名称是 ", right,
                       "，请换算数值并改用该名称"));
      return;
    }
    std::vector<std::string> known;
    for (const Cell& cell : catalog_.cells()) {
      known.push_back(NameInFiles(cell));
    }
    for (const ReportField& field : ReportFields()) {
      if (!is_long_) known.push_back(field.path);
    }
    const std::vector<std::string> near = NearNames(name, known);
    problems_->Add(
        row.line, name,
        absl::StrCat("there is no figure \"", name, "\"",
                     near.empty()
                         ? "; remove the line"
                         : "; did you mean " + absl::StrJoin(near, ", ")),
        absl::StrCat("没有名为“", name, "”的数据项。",
                     near.empty() ? "请删去该行。"
                                  : "名称相近：" + absl::StrJoin(near, "、")));
  }

  v1::AnnualReport Finish(Draft& draft) const {
    v1::AnnualReport& report = draft.report;
    if (draft.figures.count() > 0) {
      ToMessage(catalog_, draft.figures, report.mutable_figures());
    }
    // Stated editions stay; else those of the filled cells, else of the listed.
    v1::Editions editions = DetectEditions(catalog_, draft.listed);
    std::vector<bool> filled(catalog_.cells().size());
    for (size_t i = 0; i < filled.size(); ++i) {
      filled[i] = draft.figures.has(static_cast<int>(i));
    }
    editions.MergeFrom(DetectEditions(catalog_, filled));
    editions.MergeFrom(report.editions());
    if (editions.ByteSizeLong() > 0) *report.mutable_editions() = editions;
    return report;
  }

  const Catalog& catalog_;
  TextProblems* const problems_;
  bool is_long_ = false;
  std::map<std::string, size_t> columns_;
  mutable std::map<std::string, const Cell*> names_;
  std::vector<std::unique_ptr<Draft>> drafts_;
  std::map<std::tuple<std::string, std::string, std::string>, size_t> by_key_;
};

// Removes the blanks around fields and the rows that have nothing else, as
// spreadsheets leave them.
void Tidy(std::vector<base::CsvRecord>* rows) {
  constexpr std::string_view kBlanks = " \t\r\n";
  for (base::CsvRecord& row : *rows) {
    for (std::string& field : row.fields) {
      field.erase(field.find_last_not_of(kBlanks) + 1);
      field.erase(0, field.find_first_not_of(kBlanks));
    }
  }
  std::erase_if(*rows, [](const base::CsvRecord& row) {
    return std::ranges::all_of(row.fields, &std::string::empty);
  });
}

}  // namespace

absl::StatusOr<std::vector<v1::AnnualReport>> ReadReportCsv(
    const Catalog& catalog, std::string_view file, std::string_view text) {
  TextProblems problems(file);
  auto rows = base::ParseCsv(text);
  if (!rows.ok()) {
    const base::ErrorDetails details = base::GetErrorDetails(rows.status());
    problems.Add(0, "", base::FromAbsl(rows.status().message()), details.zh);
    return problems.ToStatus();
  }
  Tidy(&*rows);
  auto reports = CsvReader(catalog, &problems).Read(*rows);
  if (!problems.empty()) return problems.ToStatus();
  return reports;
}

absl::StatusOr<std::vector<v1::AnnualReport>> ReadReports(
    const Catalog& catalog, std::string_view file, std::string_view text) {
  const size_t first = text.find_first_not_of("\xEF\xBB\xBF \t\r\n");
  if (first == std::string_view::npos || text[first] != '{') {
    return ReadReportCsv(catalog, file, text);
  }
  auto report = ReadReportJson(file, text);
  if (!report.ok()) return report.status();
  return std::vector<v1::AnnualReport>{*std::move(report)};
}

}  // namespace disclosure::form
