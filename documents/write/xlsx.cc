// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

#include "documents/write/xlsx.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "base/text.h"
#include "documents/write/markup.h"
#include "documents/write/template_formulas.h"
#include "documents/write/workbook.h"
#include "documents/write/xlsx_numbers.h"

namespace disclosure::documents {
namespace {

constexpr char kFont[] = "宋体";
constexpr lxw_color_t kHeadFill = 0xE8EEF4;
constexpr uint8_t kA4 = 9;
// Characters across a page, for columns and for the height of rows.
constexpr double kPageWidth = 96;
constexpr double kLineHeight = 15;
constexpr double kTextWidth = 80;
// A cell holds at most 32,767.
constexpr size_t kCellCharactersMax = 30'000;

class Builder {
 public:
  Builder(const form::Catalog& catalog, const FormDocument& document,
          Workbook workbook)
      : catalog_(catalog),
        document_(document),
        workbook_(std::move(workbook)),
        title_(Format(16, LXW_ALIGN_CENTER, false)),
        head_(Format(10.5, LXW_ALIGN_CENTER, true)),
        label_(Format(10.5, LXW_ALIGN_LEFT, true)),
        text_(Format(12, LXW_ALIGN_LEFT, false)) {
    format_set_bold(title_);
    for (lxw_format* format : {head_, label_}) {
      format_set_pattern(format, LXW_PATTERN_SOLID);
      format_set_bg_color(format, kHeadFill);
    }
  }

  absl::StatusOr<std::string> Build();

 private:
  // A figure in the workbook.
  struct Home {
    std::string sheet;
    SheetPlace place;
  };

  static lxw_row_t Row(int row) { return static_cast<lxw_row_t>(row); }
  static lxw_col_t Column(int column) { return static_cast<lxw_col_t>(column); }

  lxw_format* Format(double size, uint8_t align, bool border);
  lxw_format* FigureFormat(const std::string& number);
  lxw_worksheet* AddSheet(const std::string& name, bool landscape);
  void Write(lxw_worksheet* sheet, SheetPlace first, SheetPlace last,
             const std::string& text, lxw_format* format);
  void AddTable(const OfficialTable& table, const FormBlock& block);
  void Place(const OfficialTable& table, const std::string& sheet, int top);
  void WriteFigure(lxw_worksheet* sheet, const TableCell& cell, int figure,
                   SheetPlace place);
  bool IsPrinted(const form::Equation& equation) const;
  int SumOf(int figure) const;
  void AddChecks();
  void WriteCheck(lxw_worksheet* sheet, int row,
                  const form::Equation& equation);
  std::string Side(const std::vector<int>& cells, const char* function) const;
  int64_t Total(const std::vector<int>& cells) const;
  int Filled(const std::vector<int>& cells) const;
  void AddTexts(const std::vector<FormBlock>& blocks);

  const form::Catalog& catalog_;
  const FormDocument& document_;
  Workbook workbook_;
  lxw_format* const title_;
  lxw_format* const head_;
  lxw_format* const label_;
  lxw_format* const text_;
  std::map<std::string, lxw_format*> figure_formats_;
  std::map<int, Home> homes_;  // By cell index.
};

absl::StatusOr<std::string> Builder::Build() {
  std::string title = CleanText(TitleOf(document_));
  lxw_doc_properties properties = {};
  properties.title = title.data();
  // Not the time of making: the same form gives the same bytes.
  properties.created = absl::ToTimeT(absl::FromCivil(
      absl::CivilDay(document_.year, 12, 31), absl::UTCTimeZone()));
  workbook_.Note(workbook_set_properties(workbook_.get(), &properties));
  const std::vector<FormBlock> blocks = BlocksOf(catalog_, document_);
  size_t table = 0;
  for (const FormBlock& block : blocks) {
    if (block.kind != FormBlock::Kind::kTable) continue;
    AddTable(document_.tables[table++], block);
  }
  AddTexts(blocks);
  AddChecks();
  return workbook_.Finish();
}

lxw_format* Builder::Format(double size, uint8_t align, bool border) {
  lxw_format* format = workbook_add_format(workbook_.get());
  format_set_font_name(format, kFont);
  format_set_font_size(format, size);
  format_set_align(format, align);
  format_set_align(format, LXW_ALIGN_VERTICAL_CENTER);
  format_set_text_wrap(format);
  if (border) format_set_border(format, LXW_BORDER_THIN);
  return format;
}

lxw_format* Builder::FigureFormat(const std::string& number) {
  lxw_format*& format = figure_formats_[number];
  if (format == nullptr) {
    format = Format(10.5, LXW_ALIGN_CENTER, true);
    format_set_num_format(format, number.c_str());
  }
  return format;
}

lxw_worksheet* Builder::AddSheet(const std::string& name, bool landscape) {
  lxw_worksheet* sheet = workbook_add_worksheet(workbook_.get(), name.c_str());
  worksheet_set_paper(sheet, kA4);
  if (landscape) worksheet_set_landscape(sheet);
  worksheet_fit_to_pages(sheet, 1, 0);
  worksheet_center_horizontally(sheet);
  return sheet;
}

void Builder::Write(lxw_worksheet* sheet, SheetPlace first, SheetPlace last,
                    const std::string& text, lxw_format* format) {
  if (first == last) {
    workbook_.Note(worksheet_write_string(
        sheet, Row(first.row), Column(first.column), text.c_str(), format));
  } else {
    workbook_.Note(worksheet_merge_range(
        sheet, Row(first.row), Column(first.column), Row(last.row),
        Column(last.column), text.c_str(), format));
  }
}

void Builder::AddTable(const OfficialTable& table, const FormBlock& block) {
  // No row above the table is empty, so that no program takes it for two.
  constexpr int kTop = 2;
  std::string name =
      SectionOf(catalog_.tables()[static_cast<size_t>(table.model)]);
  const std::string edition = EditionOf(catalog_, table);
  if (!edition.empty()) absl::StrAppend(&name, "（", edition, "）");
  Place(table, name, kTop);
  const int columns = table.table.columns;
  lxw_worksheet* sheet = AddSheet(name, columns > 10);
  for (int i = 0; i < columns; ++i) {
    workbook_.Note(worksheet_set_column(
        sheet, Column(i), Column(i),
        block.widths[static_cast<size_t>(i)] * kPageWidth / 1000, nullptr));
  }
  Write(sheet, {0, 0}, {0, columns - 1}, CleanText(TitleOf(document_)), title_);
  Write(sheet, {1, 0}, {1, columns - 1},
        SectionOf(catalog_.tables()[static_cast<size_t>(table.model)]), text_);
  workbook_.Note(worksheet_set_row(sheet, 0, 32, nullptr));
  std::vector<double> heights(static_cast<size_t>(table.table.rows), 20);
  for (size_t i = 0; i < table.table.cells.size(); ++i) {
    const TableCell& cell = table.table.cells[i];
    const SheetPlace place{cell.row + kTop, cell.column};
    const SheetPlace end{place.row + cell.row_span - 1,
                         place.column + cell.column_span - 1};
    double width = 0;
    for (int j = cell.column; j <= end.column; ++j) {
      width += block.widths[static_cast<size_t>(j)] * kPageWidth / 1000;
    }
    const double lines =
        std::ceil(base::DisplayWidth(cell.text) * 1.15 / width);
    double& height = heights[static_cast<size_t>(cell.row)];
    height = std::max(height, (lines * kLineHeight + 5) / cell.row_span);
    if (table.figures[i] < 0) {
      Write(sheet, place, end, cell.text, head_);
      continue;
    }
    if (place != end) {
      Write(sheet, place, end, "",
            FigureFormat(NumberFormat(catalog_, document_, table.figures[i])));
    }
    WriteFigure(sheet, cell, table.figures[i], place);
  }
  for (size_t i = 0; i < heights.size(); ++i) {
    workbook_.Note(worksheet_set_row(sheet, Row(static_cast<int>(i) + kTop),
                                     heights[i], nullptr));
  }
}

void Builder::Place(const OfficialTable& table, const std::string& sheet,
                    int top) {
  for (size_t i = 0; i < table.table.cells.size(); ++i) {
    if (table.figures[i] < 0) continue;
    const TableCell& cell = table.table.cells[i];
    homes_[table.figures[i]] = {sheet, {cell.row + top, cell.column}};
  }
}

int64_t Builder::Total(const std::vector<int>& cells) const {
  int64_t total = 0;
  for (const int cell : cells) total += document_.figures.value(cell);
  return total;
}

int Builder::Filled(const std::vector<int>& cells) const {
  return static_cast<int>(
      std::count_if(cells.begin(), cells.end(),
                    [&](int cell) { return document_.figures.has(cell); }));
}

// Whether the form that is written prints all of it.
bool Builder::IsPrinted(const form::Equation& equation) const {
  const auto is_here = [&](int cell) { return homes_.contains(cell); };
  return std::all_of(equation.right.begin(), equation.right.end(), is_here) &&
         std::any_of(equation.left.begin(), equation.left.end(), is_here);
}

// A sum that gives the figure as it is; -1: none.
int Builder::SumOf(int figure) const {
  if (!document_.figures.has(figure)) return -1;
  for (const int index : catalog_.SumsOf(figure)) {
    const auto& equation = catalog_.equations()[static_cast<size_t>(index)];
    if (IsPrinted(equation) && Filled(equation.left) > 0 &&
        Total(equation.left) == document_.figures.value(figure)) {
      return index;
    }
  }
  return -1;
}

void Builder::WriteFigure(lxw_worksheet* sheet, const TableCell& cell,
                          int figure, SheetPlace place) {
  lxw_format* format = FigureFormat(NumberFormat(catalog_, document_, figure));
  if (!document_.figures.has(figure)) {
    if (cell.row_span > 1 || cell.column_span > 1) return;
    workbook_.Note(worksheet_write_blank(sheet, Row(place.row),
                                         Column(place.column), format));
    return;
  }
  const int sum = SumOf(figure);
  if (sum < 0) {
    workbook_.Note(
        worksheet_write_number(sheet, Row(place.row), Column(place.column),
                               NumberOf(catalog_, document_, figure), format));
    return;
  }
  std::vector<SheetPlace> parts;
  for (const int part : catalog_.equations()[static_cast<size_t>(sum)].left) {
    const auto home = homes_.find(part);
    if (home != homes_.end()) parts.push_back(home->second.place);
  }
  workbook_.Note(worksheet_write_formula_num(
      sheet, Row(place.row), Column(place.column),
      absl::StrCat("=SUM(", CellRanges(parts), ")").c_str(), format,
      NumberOf(catalog_, document_, figure)));
}

// Such as SUM('三、…'!D7:I7,'三、…'!K7)
std::string Builder::Side(const std::vector<int>& cells,
                          const char* function) const {
  std::map<std::string, std::vector<SheetPlace>> places;
  for (const int cell : cells) {
    const auto home = homes_.find(cell);
    if (home != homes_.end()) {
      places[home->second.sheet].push_back(home->second.place);
    }
  }
  std::string out = absl::StrCat(function, "(");
  std::string_view comma;
  for (auto& [sheet, on_sheet] : places) {
    std::string ranges = CellRanges(std::move(on_sheet)) + ",";
    for (size_t start = 0; start < ranges.size();) {
      const size_t end = ranges.find(',', start);
      absl::StrAppend(&out, std::string(comma), "'", sheet, "'!",
                      ranges.substr(start, end - start));
      comma = ",";
      start = end + 1;
    }
  }
  return out + ")";
}

void Builder::WriteCheck(lxw_worksheet* sheet, int row,
                         const form::Equation& equation) {
  std::vector<int> all = equation.left;
  all.insert(all.end(), equation.right.begin(), equation.right.end());
  const int printed = static_cast<int>(std::count_if(
      all.begin(), all.end(), [&](int cell) { return homes_.contains(cell); }));
  lxw_format* number = FigureFormat("0");
  const auto left = static_cast<double>(Total(equation.left));
  const auto right = static_cast<double>(Total(equation.right));
  const auto formula = [&](int column, const std::string& text, double value) {
    workbook_.Note(worksheet_write_formula_num(sheet, Row(row), Column(column),
                                               absl::StrCat("=", text).c_str(),
                                               number, value));
  };
  Write(sheet, {row, 0}, {row, 0}, equation.label_zh, label_);
  formula(1, Side(equation.left, "SUM"), left);
  formula(2, Side(equation.right, "SUM"), right);
  const std::string n = std::to_string(row + 1);
  formula(3, absl::StrCat("B", n, "-C", n), left - right);
  const std::string count = Side(all, "COUNT");
  const char* state = Filled(all) == 0        ? "未填"
                      : left == right         ? kBalanced
                      : Filled(all) < printed ? "有未填"
                                              : kUnbalanced;
  workbook_.Note(worksheet_write_formula_str(
      sheet, Row(row), 4,
      absl::StrCat("=IF(", count, "=0,\"未填\",IF(D", n, "=0,\"", kBalanced,
                   "\",IF(", count, "<", printed, ",\"有未填\",\"", kUnbalanced,
                   "\")))")
          .c_str(),
      number, state));
}

// One line for each equation, all of whose figures are counts.
void Builder::AddChecks() {
  lxw_worksheet* sheet = AddSheet("核对", false);
  constexpr double kWidths[] = {72, 14, 14, 12, 12};
  constexpr const char* kHeads[] = {"核对关系", "等号左边", "等号右边", "相差",
                                    "结果"};
  for (int i = 0; i < 5; ++i) {
    workbook_.Note(
        worksheet_set_column(sheet, Column(i), Column(i), kWidths[i], nullptr));
    Write(sheet, {0, i}, {0, i}, kHeads[i], head_);
  }
  worksheet_freeze_panes(sheet, 1, 0);
  int row = 1;
  for (const form::Equation& equation : catalog_.equations()) {
    if (IsPrinted(equation)) WriteCheck(sheet, row++, equation);
  }
}

void Builder::AddTexts(const std::vector<FormBlock>& blocks) {
  lxw_worksheet* sheet = AddSheet("文字部分", false);
  workbook_.Note(worksheet_set_column(sheet, 0, 0, kTextWidth, nullptr));
  int row = 0;
  const auto is_table = [](const FormBlock& block) {
    return block.kind == FormBlock::Kind::kTable ||
           block.kind == FormBlock::Kind::kCaption;
  };
  for (size_t i = 0; i < blocks.size(); ++i) {
    const FormBlock& block = blocks[i];
    // Tables and their headings have sheets of their own.
    if (is_table(block) || (i + 1 < blocks.size() && is_table(blocks[i + 1]))) {
      continue;
    }
    lxw_format* format = block.kind == FormBlock::Kind::kTitle ? title_ : text_;
    const std::u32string text = base::DecodeUtf8(CleanText(block.text));
    for (size_t start = 0; start < text.size(); start += kCellCharactersMax) {
      const std::string piece =
          base::EncodeUtf8(text.substr(start, kCellCharactersMax));
      const double lines =
          std::ceil(base::DisplayWidth(piece) * 1.25 / kTextWidth);
      // No row is higher than 409 points.
      workbook_.Note(worksheet_set_row(
          sheet, Row(row), std::min(409.0, lines * 18 + 6), nullptr));
      Write(sheet, {row, 0}, {row, 0}, piece, format);
      ++row;
    }
  }
}

}  // namespace

absl::StatusOr<std::string> WriteXlsx(const form::Catalog& catalog,
                                      const FormDocument& document) {
  auto workbook = Workbook::Create();
  if (!workbook.ok()) return workbook.status();
  return Builder(catalog, document, *std::move(workbook)).Build();
}

}  // namespace disclosure::documents
