// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

// The formulas of a blank form, as text. In all of them an empty cell stays
// empty: a sum of nothing shows nothing, not 0. Pure functions, thread-safe.

#ifndef DISCLOSURE_DOCUMENTS_WRITE_TEMPLATE_FORMULAS_H_
#define DISCLOSURE_DOCUMENTS_WRITE_TEMPLATE_FORMULAS_H_

#include <string>
#include <vector>

namespace disclosure::documents {

// What a formula is written with in place of a result: LibreOffice computes
// only formulas without one when it opens a file, and 0 would be a figure.
inline constexpr char kNotComputed[] = "";

// A cell of a sheet, from 0.
struct SheetPlace {
  int row = 0;
  int column = 0;
  auto operator<=>(const SheetPlace&) const = default;
};

// What a check shows.
inline constexpr char kBalanced[] = "平衡";
inline constexpr char kUnbalanced[] = "不平衡";

// D7
std::string CellName(SheetPlace place);
// $D$7
std::string FixedCellName(SheetPlace place);

// The cells as few rectangles: D7:I7,K7
std::string CellRanges(std::vector<SheetPlace> places);

// The sum of the parts; empty while all of them are.
std::string SumFormula(const std::vector<SheetPlace>& parts);

// Whether both sides have the same sum; empty while all cells are.
std::string BalanceFormula(const std::vector<SheetPlace>& left,
                           const std::vector<SheetPlace>& right);

// `checks` lie in one rectangle, which has no other check in it; it may be
// empty. 核对：未平衡 0 处，未填 166 格
std::string SummaryFormula(const std::vector<SheetPlace>& checks,
                           const std::vector<SheetPlace>& inputs);

// Whether that summary has something to correct.
std::string HasProblemsFormula(const std::vector<SheetPlace>& checks,
                               const std::vector<SheetPlace>& inputs);

}  // namespace disclosure::documents

#endif  // DISCLOSURE_DOCUMENTS_WRITE_TEMPLATE_FORMULAS_H_
