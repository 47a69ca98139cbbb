// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

// Values and editions that cannot be.

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "form/check_parts.h"

namespace disclosure::form {
namespace {

constexpr char kValueRange[] = "value_range";

// The Regulation's first version, and with it the annual reports, came into
// force in 2008.
constexpr int kFirstYear = 2008;

void CheckCell(const CheckInput& input, const Cell& cell, int64_t limit,
               Findings* findings) {
  const int64_t value = input.figures.value(cell.index);
  const bool negative = value < 0 && !cell.is_signed;
  const bool too_large = value > limit || value < -limit;
  if (!negative && !too_large) return;
  v1::Finding* finding = AddFinding(input.catalog, kValueRange,
                                    v1::SEVERITY_ERROR, cell.index, findings);
  finding->add_left(cell.path);
  finding->set_left_value(value);
  const std::string text = ValueText(cell, value);
  const std::string unit_zh = LabelZh(*v1::Unit_descriptor(), cell.unit);
  if (negative) {
    SetMessage(absl::StrCat(cell.label_zh, "：不能是负数"),
               absl::StrCat(cell.label_en, ": cannot be negative"), finding);
    SetExplanation(absl::StrCat("填报 ", text, "，应为不小于 0 的数"),
                   absl::StrCat("filled in ", text, ", must be 0 or more"),
                   finding);
    return;
  }
  const std::string bound = ValueText(cell, limit);
  SetMessage(absl::StrCat(cell.label_zh, "：数值过大"),
             absl::StrCat(cell.label_en, ": the value is too large"), finding);
  SetExplanation(
      absl::StrCat("填报 ", text, "，最多为 ", bound, "（", unit_zh, "）"),
      absl::StrCat("filled in ", text, ", at most ", bound, " is possible (",
                   LabelEn(*v1::Unit_descriptor(), cell.unit), ")"),
      finding);
}

void CheckYear(const CheckInput& input, Findings* findings) {
  const int year = input.report.year();
  const int current = input.context.current_year;
  if (year < kFirstYear) {
    v1::Finding* finding =
        AddFinding(kValueRange, v1::SEVERITY_ERROR, "year", findings);
    SetMessage(
        year == 0 ? "未填报告年度" : absl::StrCat("报告年度 ", year, " 有误"),
        year == 0 ? "The year is missing"
                  : absl::StrCat("There are no reports on ", year),
        finding);
    SetExplanation(
        absl::StrCat("year 应为报告所述年度，从 ", kFirstYear, " 年起"),
        absl::StrCat("year is the year reported on, from ", kFirstYear),
        finding);
  } else if (current != 0 && year > current) {
    v1::Finding* finding =
        AddFinding(kValueRange, v1::SEVERITY_ERROR, "year", findings);
    finding->set_left_value(year);
    finding->set_right_value(current);
    finding->set_difference(year - current);
    SetMessage(absl::StrCat("报告年度 ", year, " 尚未到来"),
               absl::StrCat("The year ", year, " lies in the future"), finding);
    SetExplanation(absl::StrCat("今年是 ", current, " 年，请改正 year"),
                   absl::StrCat("this year is ", current, "; correct year"),
                   finding);
  }
}

}  // namespace

int64_t LargestFigure(const Catalog& catalog, v1::Scope scope,
                      v1::Level region_level) {
  for (const v1::FigureLimit& limit : catalog.figure_limits()) {
    const bool scope_fits =
        limit.scope() == v1::SCOPE_UNSPECIFIED || limit.scope() == scope;
    // Levels are numbered from the highest; an unknown one counts as that.
    const bool level_fits = limit.lowest_level() == v1::LEVEL_UNSPECIFIED ||
                            region_level <= limit.lowest_level();
    if (scope_fits && level_fits) return limit.max_size();
  }
  return 0;  // not reached: the last limit fits every report
}

void CheckValues(const CheckInput& input, Findings* findings) {
  CheckYear(input, findings);
  const int64_t limit = LargestFigure(input.catalog, input.report.scope(),
                                      input.context.region_level);
  for (const Cell& cell : input.catalog.cells()) {
    if (input.figures.has(cell.index)) {
      CheckCell(input, cell, limit, findings);
    }
  }
}

namespace {

// The rows with figures that the stated edition does not print, for the tables
// of one field of v1::Editions.
struct ForeignRows {
  std::vector<int> cells;
  std::vector<std::string> names_zh;
  std::vector<std::string> names_en;
};

ForeignRows FindForeignRows(const CheckInput& input,
                            const google::protobuf::FieldDescriptor* field) {
  ForeignRows foreign;
  for (const Table& table : input.catalog.tables()) {
    if (table.edition_of != field) continue;
    for (const Row& row : table.rows) {
      bool named = false;
      for (int cell : row.cells) {
        if (!input.figures.has(cell)) continue;
        if (input.asked[static_cast<size_t>(cell)]) continue;
        foreign.cells.push_back(cell);
        if (named) continue;
        named = true;
        foreign.names_zh.push_back(row.labels.full_zh);
        foreign.names_en.push_back(row.labels.en);
      }
    }
  }
  return foreign;
}

}  // namespace

void CheckEditions(const CheckInput& input, Findings* findings) {
  const auto& fields = *v1::Editions::descriptor();
  const auto& reflection = *input.editions.GetReflection();
  for (int i = 0; i < fields.field_count(); ++i) {
    const auto* field = fields.field(i);
    const int edition = reflection.GetEnumValue(input.editions, field);
    const std::string name = absl::StrCat("editions.", field->name());
    if (!v1::Edition_IsValid(edition)) {
      v1::Finding* finding =
          AddFinding(kValueRange, v1::SEVERITY_ERROR, name, findings);
      SetMessage(absl::StrCat("没有编号为 ", edition, " 的表格版本"),
                 absl::StrCat("There is no edition number ", edition), finding);
      continue;
    }
    const ForeignRows foreign = FindForeignRows(input, field);
    if (foreign.cells.empty()) continue;
    v1::Finding* finding =
        AddFinding(input.catalog, "edition_mixed", v1::SEVERITY_ERROR,
                   foreign.cells[0], findings);
    for (int cell : foreign.cells) {
      finding->add_left(input.catalog.cells()[static_cast<size_t>(cell)].path);
    }
    SetMessage(
        absl::StrCat(LabelZh(*v1::Edition_descriptor(), edition),
                     "没有以下已填写的栏目：", ListZh(foreign.names_zh)),
        absl::StrCat("The ", LabelEn(*v1::Edition_descriptor(), edition),
                     " does not have these rows: ", ListEn(foreign.names_en)),
        finding);
    SetExplanation(
        absl::StrCat("一张表只用一个版本：请清除这些栏目，或改正 ", name),
        absl::StrCat("a table is of one edition: clear these rows, or correct ",
                     name),
        finding);
  }
}

}  // namespace disclosure::form
