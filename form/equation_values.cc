// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

#include "form/equation_values.h"

#include <algorithm>

namespace disclosure::form {

// The form has no cycle, so this ends.
EquationValues::Value EquationValues::OfBlank(int cell) {
  if (catalog_.SumsOf(cell).empty()) return {};
  for (const auto& [known, value] : blanks_) {
    if (known == cell) return value;
  }
  Value result;
  for (int sum : catalog_.SumsOf(cell)) {
    result = SumOf(catalog_.equations()[static_cast<size_t>(sum)].left);
    if (result.filled) break;
  }
  blanks_.emplace_back(cell, result);
  return result;
}

EquationValues::Value EquationValues::SumOf(const std::vector<int>& side) {
  Value sum;
  for (int cell : side) {
    const Value part = Of(cell);
    sum.value += part.value;
    sum.filled |= part.filled;
  }
  return sum;
}

bool EquationValues::AnyFilled(const std::vector<int>& side) const {
  return std::any_of(side.begin(), side.end(),
                     [&](int cell) { return figures_.has(cell); });
}

bool EquationValues::IsJudged(const Equation& equation) const {
  if (equation.is_sum) return AnyFilled(equation.right);
  return AnyFilled(equation.left) || AnyFilled(equation.right);
}

Wide EquationValues::Excess(const Equation& equation) {
  if (!IsJudged(equation)) return 0;
  return SumOf(equation.left).value - SumOf(equation.right).value;
}

}  // namespace disclosure::form
