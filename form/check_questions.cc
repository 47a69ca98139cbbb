// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

// What is unusual within one report.

#include <algorithm>
#include <limits>
#include <map>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "form/check_parts.h"

namespace disclosure::form {
namespace {

constexpr char kTableMissing[] = "table_missing";
constexpr char kOutdatedForm[] = "outdated_form";

bool IsFilled(const CheckInput& input, const Row& row) {
  return std::any_of(row.cells.begin(), row.cells.end(),
                     [&](int cell) { return input.figures.has(cell); });
}

bool IsFilled(const CheckInput& input, const Table& table) {
  return std::any_of(table.rows.begin(), table.rows.end(),
                     [&](const Row& row) { return IsFilled(input, row); });
}

bool IsAsked(const CheckInput& input, const Row& row) {
  return std::any_of(row.cells.begin(), row.cells.end(), [&](int cell) {
    return input.asked[static_cast<size_t>(cell)];
  });
}

// Whether an equation needs the row.
bool IsRequired(const CheckInput& input, const Row& row) {
  return std::any_of(row.cells.begin(), row.cells.end(), [&](int cell) {
    return !input.catalog.EquationsOf(cell).empty();
  });
}

void CheckMissing(const CheckInput& input, const Table& table,
                  Findings* findings) {
  std::vector<std::string> names_zh;
  std::vector<std::string> names_en;
  int first = -1;
  bool asked = false;
  const bool filled = IsFilled(input, table);
  for (const Row& row : table.rows) {
    if (!IsAsked(input, row)) continue;
    asked = true;
    if (filled && (IsFilled(input, row) || !IsRequired(input, row))) continue;
    if (first < 0) first = row.cells[0];
    names_zh.push_back(row.labels.full_zh);
    names_en.push_back(row.labels.en);
  }
  if (!asked || first < 0) return;
  v1::Finding* finding = AddFinding(input.catalog, kTableMissing,
                                    v1::SEVERITY_QUESTION, first, findings);
  const std::string number = absl::StrCat(table.number);
  if (!filled) {
    SetMessage(
        absl::StrCat("整张表未填：", table.section_zh, "、", table.title_zh),
        absl::StrCat("The whole table is blank: ", number, " ", table.title_en),
        finding);
    SetExplanation("没有发生的事项请填 0，不要留空",
                   "fill in 0 for what did not happen; do not leave it blank",
                   finding);
    return;
  }
  SetMessage(absl::StrCat("以下栏目整行未填：", ListZh(names_zh)),
             absl::StrCat("These rows are blank: ", ListEn(names_en)), finding);
  SetExplanation("没有发生的事项请填 0，不要留空",
                 "fill in 0 for what did not happen; do not leave it blank",
                 finding);
}

void CheckOutdated(const CheckInput& input, const Table& table,
                   Findings* findings) {
  if (table.edition_of == nullptr || !IsFilled(input, table)) return;
  const int year = input.report.year();
  const int edition = input.editions.GetReflection()->GetEnumValue(
      input.editions, table.edition_of);
  if ((table.editions & EditionBit(static_cast<v1::Edition>(edition))) == 0) {
    return;  // edition_mixed says so
  }
  int first_year_of_all = std::numeric_limits<int>::max();
  int current_edition = v1::EDITION_UNSPECIFIED;
  bool in_force = true;
  for (const v1::EditionYears& years : input.catalog.edition_years()) {
    first_year_of_all = std::min(first_year_of_all, years.first_year());
    const bool fits = years.first_year() <= year &&
                      (years.last_year() == 0 || year <= years.last_year());
    if (fits) current_edition = years.edition();
    if (years.edition() == edition) in_force = fits;
  }
  if (in_force) return;
  v1::Finding* finding =
      AddFinding(kOutdatedForm, v1::SEVERITY_QUESTION,
                 absl::StrCat("editions.", table.edition_of->name()), findings);
  finding->set_table(table.number);
  const std::string used_zh = LabelZh(*v1::Edition_descriptor(), edition);
  const std::string used_en = LabelEn(*v1::Edition_descriptor(), edition);
  if (year < first_year_of_all) {
    SetMessage(absl::StrCat(year, " 年度还没有统一格式，本表用的是 ", used_zh),
               absl::StrCat("No edition existed for ", year,
                            "; this table is of the ", used_en),
               finding);
    SetExplanation(
        absl::StrCat("统一格式自 ", first_year_of_all, " 年度起使用"),
        absl::StrCat("the form exists for reports from ", first_year_of_all),
        finding);
    return;
  }
  SetMessage(absl::StrCat(year, " 年度应使用 ",
                          LabelZh(*v1::Edition_descriptor(), current_edition),
                          "，本表用的是 ", used_zh),
             absl::StrCat(year, " calls for the ",
                          LabelEn(*v1::Edition_descriptor(), current_edition),
                          "; this table is of the ", used_en),
             finding);
}

void CheckAtLeast(const CheckInput& input, const AtLeast& rule,
                  Findings* findings) {
  if (!input.figures.has(rule.figure) || !input.figures.has(rule.part)) return;
  const int64_t figure = input.figures.value(rule.figure);
  const int64_t part = input.figures.value(rule.part);
  if (figure >= part) return;
  const Cell& large = input.catalog.cells()[static_cast<size_t>(rule.figure)];
  const Cell& small = input.catalog.cells()[static_cast<size_t>(rule.part)];
  v1::Finding* finding = AddFinding(
      input.catalog, rule.rule, v1::SEVERITY_QUESTION, rule.figure, findings);
  finding->add_left(large.path);
  finding->add_right(small.path);
  finding->set_left_value(figure);
  finding->set_right_value(part);
  int64_t difference = 0;
  if (!__builtin_sub_overflow(figure, part, &difference)) {
    finding->set_difference(difference);
  }
  SetMessage(absl::StrCat(large.label_zh, "：小于", small.label_zh),
             absl::StrCat(large.label_en, ": less than ", small.label_en),
             finding);
  const std::string numbers =
      absl::StrCat(ValueText(large, figure), " < ", ValueText(small, part));
  SetExplanation(numbers, numbers, finding);
}

void CheckAtMost(const CheckInput& input, const AtMost& rule,
                 Findings* findings) {
  const auto sum = [&](const std::vector<int>& cells) {
    __int128 total = 0;
    for (int cell : cells) total += input.figures.value(cell);
    return total;
  };
  const auto is_filled = [&](int cell) { return input.figures.has(cell); };
  if (!std::any_of(rule.bases.begin(), rule.bases.end(), is_filled)) return;
  const __int128 figures = sum(rule.figures);
  const __int128 bases = sum(rule.bases);
  constexpr __int128 kMax = std::numeric_limits<int64_t>::max();
  if (figures <= rule.factor * bases + rule.allowance || figures > kMax ||
      bases < 0) {
    return;
  }
  v1::Finding* finding =
      AddFinding(input.catalog, rule.rule, v1::SEVERITY_QUESTION,
                 rule.figures[0], findings);
  for (int cell : rule.figures) {
    finding->add_left(input.catalog.cells()[static_cast<size_t>(cell)].path);
  }
  for (int cell : rule.bases) {
    finding->add_right(input.catalog.cells()[static_cast<size_t>(cell)].path);
  }
  const auto left = static_cast<int64_t>(figures);
  const auto right = static_cast<int64_t>(bases);
  finding->set_left_value(left);
  finding->set_right_value(right);
  finding->set_difference(left - right);
  SetMessage(
      absl::StrCat(rule.figures_name.zh(), "远多于", rule.bases_name.zh()),
      absl::StrCat(rule.figures_name.en(), ": far more than ",
                   rule.bases_name.en()),
      finding);
  SetExplanation(absl::StrCat(left, " 与 ", right, "；超过其 ", rule.factor,
                              " 倍加 ", rule.allowance, " 的须说明"),
                 absl::StrCat(left, " against ", right, "; more than ",
                              rule.factor, " times as many and ",
                              rule.allowance, " has to be confirmed"),
                 finding);
}

void CheckPower(const CheckInput& input, const Power& rule,
                Findings* findings) {
  const v1::Level level = input.context.region_level;
  // Levels are numbered from the highest.
  if (level == v1::LEVEL_UNSPECIFIED || level <= rule.lowest_level) return;
  std::vector<std::string> names_zh;
  std::vector<std::string> names_en;
  v1::Finding* finding = nullptr;
  for (int index : rule.cells) {
    if (input.figures.value(index) <= 0) continue;
    const Cell& cell = input.catalog.cells()[static_cast<size_t>(index)];
    if (finding == nullptr) {
      finding = AddFinding(input.catalog, rule.rule, v1::SEVERITY_QUESTION,
                           index, findings);
    }
    finding->add_left(cell.path);
    const std::string value = ValueText(cell, input.figures.value(index));
    names_zh.push_back(absl::StrCat(cell.label_zh, " ", value));
    names_en.push_back(absl::StrCat(cell.label_en, " ", value));
  }
  if (finding == nullptr) return;
  SetMessage(ListZh(names_zh), ListEn(names_en), finding);
  SetExplanation(rule.reason.zh(), rule.reason.en(), finding);
}

// Groups of supplementary figures add up to their member with `total`.
void CheckSupplementary(const CheckInput& input, Findings* findings) {
  struct GroupSum {
    __int128 parts = 0;
    bool has_parts = false;
  };
  std::map<std::string, GroupSum> groups;
  for (const v1::SupplementaryFigure& item : input.report.supplementary()) {
    if (item.group().empty() || item.total() || !item.has_value()) continue;
    groups[item.group()].parts += item.value();
    groups[item.group()].has_parts = true;
  }
  for (int i = 0; i < input.report.supplementary_size(); ++i) {
    const v1::SupplementaryFigure& total = input.report.supplementary(i);
    if (!total.total() || !total.has_value() || total.group().empty()) continue;
    const GroupSum& group = groups[total.group()];
    if (!group.has_parts || group.parts == total.value()) continue;
    v1::Finding* finding =
        AddFinding("supplementary_sum", v1::SEVERITY_QUESTION,
                   absl::StrCat("supplementary[", i, "]"), findings);
    for (int j = 0; j < input.report.supplementary_size(); ++j) {
      const v1::SupplementaryFigure& part = input.report.supplementary(j);
      if (part.group() == total.group() && !part.total()) {
        finding->add_left(absl::StrCat("supplementary[", j, "]"));
      }
    }
    finding->add_right(finding->suspect());
    const auto sum = static_cast<int64_t>(
        std::clamp<__int128>(group.parts, std::numeric_limits<int64_t>::min(),
                             std::numeric_limits<int64_t>::max()));
    finding->set_left_value(sum);
    finding->set_right_value(total.value());
    int64_t difference = 0;
    if (!__builtin_sub_overflow(sum, total.value(), &difference)) {
      finding->set_difference(difference);
    }
    const std::string& name =
        total.label().empty() ? total.key() : total.label();
    SetMessage(absl::StrCat("补充数据“", name, "”：各项之和不等于总数"),
               absl::StrCat("Supplementary figure \"", name,
                            "\": its group does not add up to it"),
               finding);
    SetExplanation(
        absl::StrCat("各项之和 ", sum, "，总数填报 ", total.value()),
        absl::StrCat("parts ", sum, ", total filled in ", total.value()),
        finding);
  }
}

}  // namespace

void CheckQuestions(const CheckInput& input, Findings* findings) {
  for (const Table& table : input.catalog.tables()) {
    CheckMissing(input, table, findings);
    CheckOutdated(input, table, findings);
  }
  for (const AtLeast& rule : input.catalog.at_least()) {
    CheckAtLeast(input, rule, findings);
  }
  for (const AtMost& rule : input.catalog.at_most()) {
    CheckAtMost(input, rule, findings);
  }
  for (const Power& rule : input.catalog.powers()) {
    CheckPower(input, rule, findings);
  }
  CheckSupplementary(input, findings);
}

}  // namespace disclosure::form
