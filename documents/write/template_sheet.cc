// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

#include "documents/write/template_sheet.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <utility>

#include "absl/strings/str_cat.h"
#include "base/text.h"
#include "documents/template_format.h"
#include "documents/write/template_formulas.h"
#include "form/money.h"

namespace disclosure::documents {
namespace {

// Title, office and year, line of checks; the table follows. No row is empty,
// so that no program takes a sheet for two.
constexpr int kTop = 3;
constexpr double kLineHeight = 15;

// Widths of columns in characters.
constexpr double kSectionColumn = 24;
constexpr double kGroupColumn = 7;
constexpr double kRowLabelColumn = 34;
constexpr double kFigureColumn = 11;

class Builder {
 public:
  Builder(const TemplateContext& context, const OfficialTable& table,
          const TemplateStyles& styles, Workbook* workbook)
      : context_(context),
        table_(table),
        model_(context.catalog.tables()[static_cast<size_t>(table.model)]),
        styles_(styles),
        workbook_(*workbook) {}

  TemplateSheet Build();

 private:
  static lxw_row_t Row(int row) { return static_cast<lxw_row_t>(row); }
  static lxw_col_t Column(int column) { return static_cast<lxw_col_t>(column); }

  void Place();
  void SetWidths();
  void WriteTop();
  void WriteCells();
  void WriteFigure(const TableCell& cell, const form::Cell& figure);
  void SetHeights();
  void Validate(SheetPlace place, const form::Cell& figure);
  void WriteChecks();
  void WriteCheck(const form::Equation& equation, SheetPlace place);
  void MarkWrong();
  void WriteSummary();

  // Text over several cells, or one.
  void Write(SheetPlace first, SheetPlace last, const std::string& text,
             lxw_format* format);
  std::vector<SheetPlace> PlacesOf(const std::vector<int>& cells) const;
  // The equation that gives the figure: -1: it is filled in.
  int SumOf(int cell) const;
  void Record(const char* word, SheetPlace place, std::string text) {
    result_.records.push_back(
        {word, result_.name, CellName(place), std::move(text), ""});
  }
  bool IsGrid() const { return model_.layout == v1::TABLE_LAYOUT_GRID; }

  const TemplateContext& context_;
  const OfficialTable& table_;
  const form::Table& model_;
  const TemplateStyles& styles_;
  Workbook& workbook_;
  lxw_worksheet* sheet_ = nullptr;
  TemplateSheet result_;
  std::map<int, SheetPlace> places_;  // By cell index.
  std::map<int, SheetPlace> ends_;    // Where merged cells end.
  SheetPlace first_figure_;
  std::vector<double> widths_;
  std::vector<SheetPlace> inputs_;
  std::vector<SheetPlace> checks_;
};

TemplateSheet Builder::Build() {
  result_.name = absl::StrCat(model_.section_zh, "、", model_.title_zh);
  sheet_ = workbook_add_worksheet(workbook_.get(), result_.name.c_str());
  Place();
  SetWidths();
  WriteTop();
  WriteCells();
  SetHeights();
  WriteChecks();
  MarkWrong();
  WriteSummary();
  if (IsGrid()) {
    worksheet_freeze_panes(sheet_, Row(first_figure_.row),
                           Column(first_figure_.column));
  } else {
    worksheet_freeze_panes(sheet_, kTop, 0);
  }
  FinishTemplateSheet(table_.table.columns > 10, sheet_);
  return std::move(result_);
}

void Builder::Place() {
  first_figure_ = {table_.table.rows + kTop, table_.table.columns};
  for (size_t i = 0; i < table_.table.cells.size(); ++i) {
    if (table_.figures[i] < 0) continue;
    const TableCell& cell = table_.table.cells[i];
    const SheetPlace place{cell.row + kTop, cell.column};
    places_[table_.figures[i]] = place;
    ends_[table_.figures[i]] = {place.row + cell.row_span - 1,
                                place.column + cell.column_span - 1};
    first_figure_.row = std::min(first_figure_.row, place.row);
    first_figure_.column = std::min(first_figure_.column, place.column);
  }
}

void Builder::SetWidths() {
  for (int column = 0; column < table_.table.columns; ++column) {
    double width = kFigureColumn;
    if (model_.layout == v1::TABLE_LAYOUT_SECTIONS) {
      width = kSectionColumn;
    } else if (column < first_figure_.column) {
      width =
          column + 1 == first_figure_.column ? kRowLabelColumn : kGroupColumn;
    }
    widths_.push_back(width);
    workbook_.Note(worksheet_set_column(sheet_, Column(column), Column(column),
                                        width, nullptr));
  }
}

void Builder::Write(SheetPlace first, SheetPlace last, const std::string& text,
                    lxw_format* format) {
  if (first == last) {
    workbook_.Note(worksheet_write_string(
        sheet_, Row(first.row), Column(first.column), text.c_str(), format));
  } else {
    workbook_.Note(worksheet_merge_range(
        sheet_, Row(first.row), Column(first.column), Row(last.row),
        Column(last.column), text.c_str(), format));
  }
}

void Builder::WriteTop() {
  const int last = table_.table.columns - 1;
  Write({0, 0}, {0, last}, result_.name, styles_.title);
  std::string line = context_.line;
  const auto [low, high] = std::minmax_element(
      places_.begin(), places_.end(), [&](const auto& a, const auto& b) {
        const auto& cells = context_.catalog.cells();
        return cells[static_cast<size_t>(a.first)].unit <
               cells[static_cast<size_t>(b.first)].unit;
      });
  const auto& cells = context_.catalog.cells();
  const v1::Unit unit = cells[static_cast<size_t>(low->first)].unit;
  if (unit == cells[static_cast<size_t>(high->first)].unit) {
    absl::StrAppend(&line, "　单位：",
                    form::LabelZh(*v1::Unit_descriptor(), unit));
  }
  Write({1, 0}, {1, last}, line, styles_.line);
  workbook_.Note(worksheet_set_row(sheet_, 0, 30, nullptr));
  workbook_.Note(worksheet_set_row(sheet_, 1, 18, nullptr));
  workbook_.Note(worksheet_set_row(sheet_, 2, 20, nullptr));
  Record(kTemplateLabelWord, {0, 0}, result_.name);
}

int Builder::SumOf(int cell) const {
  for (const int index : context_.catalog.SumsOf(cell)) {
    const auto& equation =
        context_.catalog.equations()[static_cast<size_t>(index)];
    if (context_.catalog.Asks(equation, context_.editions)) return index;
  }
  return -1;
}

std::vector<SheetPlace> Builder::PlacesOf(const std::vector<int>& cells) const {
  std::vector<SheetPlace> places;
  for (const int cell : cells) {
    const auto place = places_.find(cell);
    if (place != places_.end()) places.push_back(place->second);
  }
  return places;
}

void Builder::WriteCells() {
  for (size_t i = 0; i < table_.table.cells.size(); ++i) {
    const TableCell& cell = table_.table.cells[i];
    const SheetPlace place{cell.row + kTop, cell.column};
    if (table_.figures[i] >= 0) {
      WriteFigure(
          cell,
          context_.catalog.cells()[static_cast<size_t>(table_.figures[i])]);
      continue;
    }
    const bool left = IsGrid() && place.row >= first_figure_.row &&
                      place.column + cell.column_span == first_figure_.column;
    Write(place,
          {place.row + cell.row_span - 1, place.column + cell.column_span - 1},
          cell.text, left ? styles_.label : styles_.head);
    Record(kTemplateLabelWord, place, cell.text);
  }
}

void Builder::WriteFigure(const TableCell& cell, const form::Cell& figure) {
  const SheetPlace place = places_.at(figure.index);
  const SheetPlace end = ends_.at(figure.index);
  const int sum = SumOf(figure.index);
  lxw_format* format = sum >= 0                      ? styles_.sum
                       : figure.unit == v1::UNIT_FEN ? styles_.money
                                                     : styles_.count;
  if (cell.row_span > 1 || cell.column_span > 1) Write(place, end, "", format);
  if (sum >= 0) {
    const auto& equation =
        context_.catalog.equations()[static_cast<size_t>(sum)];
    workbook_.Note(worksheet_write_formula_str(
        sheet_, Row(place.row), Column(place.column),
        SumFormula(PlacesOf(equation.left)).c_str(), format, kNotComputed));
    Record(kTemplateSumWord, place, figure.path);
    return;
  }
  workbook_.Note(worksheet_write_blank(sheet_, Row(place.row),
                                       Column(place.column), format));
  Validate(place, figure);
  inputs_.push_back(place);
  Record(kTemplateInputWord, place, figure.path);
}

void Builder::Validate(SheetPlace place, const form::Cell& figure) {
  const bool money = figure.unit == v1::UNIT_FEN;
  const std::string unit =
      money ? "万元" : form::LabelZh(*v1::Unit_descriptor(), figure.unit);
  const std::string limit = money ? form::FormatWanYuan(context_.limit)
                                  : std::to_string(context_.limit);
  std::string title = absl::StrCat("单位：", unit);
  std::string prompt = figure.label_zh;
  if (figure.is_signed) prompt += "\n减少填负数";
  if (money) prompt += "\n最多六位小数";
  std::string error_title = "请改正";
  std::string error =
      absl::StrCat(money ? "应为不小于 0 的金额（万元），最多六位小数"
                   : figure.is_signed ? "应为整数，减少填负数"
                                      : "应为不小于 0 的整数",
                   "，不超过 ", limit, "。没有数据请留空，数量为零请填 0。");
  const std::string name = CellName(place);
  std::string formula =
      absl::StrCat("=AND(ISNUMBER(", name, "),", name, ">=0,", name,
                   "<=", limit, ",ROUND(", name, ",6)=", name, ")");
  lxw_data_validation validation = {};
  validation.ignore_blank = LXW_VALIDATION_ON;
  validation.show_input = LXW_VALIDATION_ON;
  validation.show_error = LXW_VALIDATION_ON;
  validation.error_type = LXW_VALIDATION_ERROR_TYPE_STOP;
  validation.input_title = title.data();
  validation.input_message = prompt.data();
  validation.error_title = error_title.data();
  validation.error_message = error.data();
  if (money) {
    validation.validate = LXW_VALIDATION_TYPE_CUSTOM_FORMULA;
    validation.value_formula = formula.data();
  } else {
    const auto most = static_cast<double>(context_.limit);
    validation.validate = LXW_VALIDATION_TYPE_INTEGER;
    validation.criteria = LXW_VALIDATION_CRITERIA_BETWEEN;
    validation.minimum_number = figure.is_signed ? -most : 0;
    validation.maximum_number = most;
  }
  workbook_.Note(worksheet_data_validation_cell(
      sheet_, Row(place.row), Column(place.column), &validation));
}

// A program fits rows to text only where no cells are merged.
void Builder::SetHeights() {
  std::vector<double> heights(static_cast<size_t>(table_.table.rows), 20);
  for (const TableCell& cell : table_.table.cells) {
    double width = 0;
    for (int i = 0; i < cell.column_span; ++i) {
      width += widths_[static_cast<size_t>(cell.column + i)];
    }
    const double lines = std::ceil(base::DisplayWidth(cell.text) * 1.1 / width);
    const double height = (lines * kLineHeight + 5) / cell.row_span;
    for (int i = 0; i < cell.row_span; ++i) {
      double& row = heights[static_cast<size_t>(cell.row + i)];
      row = std::max(row, height);
    }
  }
  for (size_t i = 0; i < heights.size(); ++i) {
    workbook_.Note(worksheet_set_row(sheet_, Row(static_cast<int>(i) + kTop),
                                     heights[i], nullptr));
  }
}

// Below the table: one line for each rule that is judged in every column, one
// for each equation that is not. Sums hold by their formulas.
void Builder::WriteChecks() {
  std::map<std::string, int> rows;
  int next = table_.table.rows + kTop;
  const int last = table_.table.columns - 1;
  const auto& equations = context_.catalog.equations();
  for (const form::Equation& equation : equations) {
    const std::vector<SheetPlace> left = PlacesOf(equation.left);
    const std::vector<SheetPlace> right = PlacesOf(equation.right);
    if (equation.is_sum || left.empty() || right.empty() ||
        !context_.catalog.Asks(equation, context_.editions)) {
      continue;
    }
    const bool by_column = equation.column >= 0 && first_figure_.column > 0;
    const std::string key =
        by_column ? equation.rule : absl::StrCat(equation.rule, " ", next);
    const auto [row, is_new] = rows.emplace(key, next);
    if (is_new) {
      ++next;
      const int label_end = by_column ? first_figure_.column - 1 : last - 1;
      Write({row->second, 0}, {row->second, label_end},
            absl::StrCat("核对：", equation.text.title().zh()),
            styles_.no_check);
      for (int column = label_end + 1; column <= last; ++column) {
        workbook_.Note(worksheet_write_blank(sheet_, Row(row->second),
                                             Column(column), styles_.no_check));
      }
      workbook_.Note(worksheet_set_row(sheet_, Row(row->second), 22, nullptr));
    }
    WriteCheck(equation, {row->second, by_column ? left[0].column : last});
  }
}

void Builder::WriteCheck(const form::Equation& equation, SheetPlace place) {
  const std::vector<SheetPlace> left = PlacesOf(equation.left);
  const std::vector<SheetPlace> right = PlacesOf(equation.right);
  workbook_.Note(worksheet_write_formula_str(
      sheet_, Row(place.row), Column(place.column),
      BalanceFormula(left, right).c_str(), styles_.check, kNotComputed));
  checks_.push_back(place);
  std::string criteria =
      absl::StrCat("=", FixedCellName(place), "=\"", kUnbalanced, "\"");
  lxw_conditional_format wrong = {};
  wrong.type = LXW_CONDITIONAL_TYPE_FORMULA;
  wrong.value_string = criteria.data();
  wrong.format = styles_.wrong;
  std::vector<SheetPlace> involved = left;
  involved.insert(involved.end(), right.begin(), right.end());
  involved.push_back(place);
  for (const SheetPlace& cell : involved) {
    workbook_.Note(worksheet_conditional_format_cell(
        sheet_, Row(cell.row), Column(cell.column), &wrong));
  }
}

// Text in place of a number, which can only be pasted.
void Builder::MarkWrong() {
  for (const SheetPlace& place : inputs_) {
    std::string criteria = absl::StrCat("=ISTEXT(", CellName(place), ")");
    lxw_conditional_format wrong = {};
    wrong.type = LXW_CONDITIONAL_TYPE_FORMULA;
    wrong.value_string = criteria.data();
    wrong.format = styles_.wrong;
    workbook_.Note(worksheet_conditional_format_cell(
        sheet_, Row(place.row), Column(place.column), &wrong));
  }
}

void Builder::WriteSummary() {
  const SheetPlace place{2, 0};
  result_.summary = CellName(place);
  Write(place, {2, table_.table.columns - 1}, "", styles_.summary);
  workbook_.Note(worksheet_write_formula_str(
      sheet_, Row(place.row), Column(place.column),
      SummaryFormula(checks_, inputs_).c_str(), styles_.summary, kNotComputed));
  std::string criteria = HasProblemsFormula(checks_, inputs_);
  lxw_conditional_format alarm = {};
  alarm.type = LXW_CONDITIONAL_TYPE_FORMULA;
  alarm.value_string = criteria.data();
  alarm.format = styles_.alarm;
  workbook_.Note(worksheet_conditional_format_cell(
      sheet_, Row(place.row), Column(place.column), &alarm));
}

}  // namespace

TemplateSheet AddTemplateSheet(const TemplateContext& context,
                               const OfficialTable& table,
                               const TemplateStyles& styles,
                               Workbook* workbook) {
  return Builder(context, table, styles, workbook).Build();
}

}  // namespace disclosure::documents
