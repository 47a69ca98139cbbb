// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

#include "documents/write/template_formulas.h"

#include <algorithm>

#include "absl/strings/str_cat.h"

namespace disclosure::documents {
namespace {

std::string ColumnName(int column) {
  std::string name;
  for (int rest = column + 1; rest > 0; rest = (rest - 1) / 26) {
    name.insert(name.begin(), static_cast<char>('A' + (rest - 1) % 26));
  }
  return name;
}

struct Rectangle {
  SheetPlace first;
  SheetPlace last;
};

// The rectangle around places, which are at least one.
Rectangle Around(const std::vector<SheetPlace>& places) {
  Rectangle around{places[0], places[0]};
  for (const SheetPlace& place : places) {
    around.first.row = std::min(around.first.row, place.row);
    around.first.column = std::min(around.first.column, place.column);
    around.last.row = std::max(around.last.row, place.row);
    around.last.column = std::max(around.last.column, place.column);
  }
  return around;
}

std::string Unbalanced(const std::vector<SheetPlace>& checks) {
  const Rectangle around = Around(checks);
  return absl::StrCat("COUNTIF(", FixedCellName(around.first), ":",
                      FixedCellName(around.last), ",\"", kUnbalanced, "\")");
}

}  // namespace

std::string CellName(SheetPlace place) {
  return absl::StrCat(ColumnName(place.column), place.row + 1);
}

std::string FixedCellName(SheetPlace place) {
  return absl::StrCat("$", ColumnName(place.column), "$", place.row + 1);
}

std::string CellRanges(std::vector<SheetPlace> places) {
  std::sort(places.begin(), places.end());
  std::vector<Rectangle> rows;
  for (const SheetPlace& place : places) {
    if (!rows.empty() && rows.back().last.row == place.row &&
        rows.back().last.column + 1 == place.column) {
      ++rows.back().last.column;
    } else {
      rows.push_back({place, place});
    }
  }
  std::vector<Rectangle> rectangles;
  for (const Rectangle& row : rows) {
    const auto above = std::find_if(
        rectangles.begin(), rectangles.end(), [&](const Rectangle& other) {
          return other.last.row + 1 == row.first.row &&
                 other.first.column == row.first.column &&
                 other.last.column == row.last.column;
        });
    if (above != rectangles.end()) {
      ++above->last.row;
    } else {
      rectangles.push_back(row);
    }
  }
  std::string text;
  for (const auto& [first, last] : rectangles) {
    if (!text.empty()) text += ',';
    text += CellName(first);
    if (first != last) absl::StrAppend(&text, ":", CellName(last));
  }
  return text;
}

std::string SumFormula(const std::vector<SheetPlace>& parts) {
  const std::string cells = CellRanges(parts);
  return absl::StrCat("=IF(COUNT(", cells, ")=0,\"\",SUM(", cells, "))");
}

std::string BalanceFormula(const std::vector<SheetPlace>& left,
                           const std::vector<SheetPlace>& right) {
  const std::string first = CellRanges(left);
  const std::string second = CellRanges(right);
  return absl::StrCat("=IF(COUNT(", first, ",", second, ")=0,\"\",IF(SUM(",
                      first, ")=SUM(", second, "),\"", kBalanced, "\",\"",
                      kUnbalanced, "\"))");
}

std::string SummaryFormula(const std::vector<SheetPlace>& checks,
                           const std::vector<SheetPlace>& inputs) {
  const std::string cells = CellRanges(inputs);
  std::string text = "=\"核对：";
  if (!checks.empty()) {
    absl::StrAppend(&text, "未平衡 \"&", Unbalanced(checks), "&\" 处，");
  }
  absl::StrAppend(&text, "未填 \"&(", inputs.size(), "-COUNTA(", cells,
                  "))&\" 格\"&IF(COUNTA(", cells, ")>COUNT(", cells,
                  "),\"，不是数字 \"&(COUNTA(", cells, ")-COUNT(", cells,
                  "))&\" 格\",\"\")");
  return text;
}

std::string HasProblemsFormula(const std::vector<SheetPlace>& checks,
                               const std::vector<SheetPlace>& inputs) {
  const std::string cells = CellRanges(inputs);
  return absl::StrCat("=", checks.empty() ? "0" : Unbalanced(checks),
                      "+COUNTA(", cells, ")-COUNT(", cells, ")>0");
}

}  // namespace disclosure::documents
