// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

// Equations: whether both sides come to the same, blanks considered.

#include <algorithm>
#include <limits>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "form/check_parts.h"
#include "form/equation_values.h"

namespace disclosure::form {
namespace {

int64_t Clamp(Wide value) {
  constexpr Wide kMax = std::numeric_limits<int64_t>::max();
  constexpr Wide kMin = std::numeric_limits<int64_t>::min();
  return static_cast<int64_t>(std::clamp(value, kMin, kMax));
}

class EquationCheck {
 public:
  EquationCheck(const CheckInput& input, Findings* findings)
      : input_(input),
        findings_(findings),
        values_(input.catalog, input.figures) {}

  void Run() {
    for (const Equation& equation : input_.catalog.equations()) {
      if (!values_.IsJudged(equation)) continue;
      const Wide left = values_.SumOf(equation.left).value;
      const Wide right = values_.SumOf(equation.right).value;
      if (left != right) Report(equation, left, right);
    }
    for (const Cell& cell : input_.catalog.cells()) {
      if (!input_.figures.has(cell.index)) ReportBlankTotal(cell);
    }
  }

 private:
  const Cell& CellAt(int index) const {
    return input_.catalog.cells()[static_cast<size_t>(index)];
  }

  // The label of a cell within its equation: of its column in an equation over
  // a row, of its row in one over a column.
  const Labels& LabelsIn(const Equation& equation, const Cell& cell) const {
    const Table& table =
        input_.catalog.tables()[static_cast<size_t>(cell.table)];
    return equation.row >= 0
               ? table.columns[static_cast<size_t>(cell.column)].labels
               : table.rows[static_cast<size_t>(cell.row)].labels;
  }

  std::string Terms(const std::vector<int>& side) {
    std::string text;
    for (int cell : side) {
      const std::string value =
          ValueText(CellAt(cell), Clamp(values_.Of(cell).value));
      absl::StrAppend(&text, text.empty() ? "" : " + ",
                      value[0] == '-' ? absl::StrCat("(", value, ")") : value);
    }
    return text;
  }

  void AddCells(const std::vector<int>& side,
                google::protobuf::RepeatedPtrField<std::string>* paths,
                v1::Finding* finding) const {
    for (int cell : side) {
      *paths->Add() = CellAt(cell).path;
      // A row of the other edition is not blank: it is not asked.
      if (!input_.figures.has(cell) &&
          input_.asked[static_cast<size_t>(cell)]) {
        finding->add_blank(CellAt(cell).path);
      }
    }
  }

  void Report(const Equation& equation, Wide left, Wide right) {
    v1::Finding* finding =
        AddFinding(input_.catalog, equation.rule, v1::SEVERITY_ERROR,
                   equation.right[0], findings_);
    AddCells(equation.left, finding->mutable_left(), finding);
    AddCells(equation.right, finding->mutable_right(), finding);
    finding->set_left_value(Clamp(left));
    finding->set_right_value(Clamp(right));
    finding->set_difference(Clamp(left - right));

    const Table& table =
        input_.catalog.tables()[static_cast<size_t>(equation.table)];
    const Labels& place =
        equation.row >= 0
            ? table.rows[static_cast<size_t>(equation.row)].labels
            : table.columns[static_cast<size_t>(equation.column)].labels;
    const Cell& unit = CellAt(equation.left[0]);
    const std::string left_terms = Terms(equation.left);
    const std::string right_terms = Terms(equation.right);
    const auto fill = [&](const std::string& text, const std::string& label) {
      return absl::StrReplaceAll(
          text,
          {{"{row}", label},
           {"{column}", label},
           {"{left}", ValueText(unit, Clamp(left))},
           {"{right}", ValueText(unit, Clamp(right))},
           {"{left_terms}", left_terms},
           {"{right_terms}", right_terms},
           {"{size}", ValueText(unit, Clamp(left > right ? left - right
                                                         : right - left))}});
    };
    const v1::EquationText& texts = equation.text;
    SetMessage(fill(texts.message().zh(), place.full_zh),
               fill(texts.message().en(), place.en), finding);
    const v1::LocalizedText& reckoning =
        left > right ? texts.left_larger() : texts.right_larger();
    std::string zh = fill(reckoning.zh(), place.full_zh);
    std::string en = fill(reckoning.en(), place.en);
    if (!finding->blank().empty()) {
      std::vector<std::string> names_zh;
      std::vector<std::string> names_en;
      for (const std::string& path : finding->blank()) {
        const Cell* blank = input_.catalog.FindPath(path);
        names_zh.push_back(LabelsIn(equation, *blank).full_zh);
        names_en.push_back(LabelsIn(equation, *blank).en);
      }
      zh = absl::StrCat("未填：", ListZh(names_zh), "；", zh);
      en = absl::StrCat("left blank: ", ListEn(names_en), "; ", en);
    }
    SetExplanation(zh, en, finding);
  }

  // One question for a blank total with filled parts.
  void ReportBlankTotal(const Cell& cell) {
    for (int index : input_.catalog.SumsOf(cell.index)) {
      const Equation& equation =
          input_.catalog.equations()[static_cast<size_t>(index)];
      if (!values_.AnyFilled(equation.left)) continue;
      v1::Finding* finding =
          AddFinding(input_.catalog, "total_not_filled", v1::SEVERITY_QUESTION,
                     cell.index, findings_);
      AddCells(equation.left, finding->mutable_left(), finding);
      AddCells(equation.right, finding->mutable_right(), finding);
      const int64_t sum = Clamp(values_.SumOf(equation.left).value);
      finding->set_left_value(sum);
      const std::string value = ValueText(cell, sum);
      SetMessage(absl::StrCat(cell.label_zh, "：未填，而其组成项已填"),
                 absl::StrCat(cell.label_en,
                              ": left blank, but its parts are filled in"),
                 finding);
      SetExplanation(
          absl::StrCat("各项之和 ", value,
                       "；请填写总计，其他核对暂按此数计算"),
          absl::StrCat("its parts add up to ", value,
                       "; fill it in; other checks take that sum meanwhile"),
          finding);
      return;
    }
  }

  const CheckInput& input_;
  Findings* const findings_;
  EquationValues values_;
};

}  // namespace

void CheckEquations(const CheckInput& input, Findings* findings) {
  EquationCheck(input, findings).Run();
}

}  // namespace disclosure::form
