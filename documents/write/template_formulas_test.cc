// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

#include "documents/write/template_formulas.h"

#include "gtest/gtest.h"

namespace disclosure::documents {
namespace {

TEST(TemplateFormulas, NameCells) {
  EXPECT_EQ(CellName({0, 0}), "A1");
  EXPECT_EQ(CellName({6, 3}), "D7");
  EXPECT_EQ(CellName({9, 25}), "Z10");
  EXPECT_EQ(CellName({9, 26}), "AA10");
  EXPECT_EQ(CellName({9, 702}), "AAA10");
  EXPECT_EQ(FixedCellName({6, 3}), "$D$7");
}

TEST(TemplateFormulas, JoinCellsToRectangles) {
  EXPECT_EQ(CellRanges({{6, 3}}), "D7");
  EXPECT_EQ(CellRanges({{6, 3}, {6, 4}, {6, 6}}), "D7:E7,G7");
  EXPECT_EQ(CellRanges({{7, 3}, {6, 3}, {9, 3}}), "D7:D8,D10");
  EXPECT_EQ(CellRanges({{6, 3}, {6, 4}, {7, 3}, {7, 4}, {8, 3}}), "D7:E8,D9");
}

TEST(TemplateFormulas, KeepBlankSumsBlank) {
  EXPECT_EQ(SumFormula({{6, 3}, {6, 4}}),
            "=IF(COUNT(D7:E7)=0,\"\",SUM(D7:E7))");
}

TEST(TemplateFormulas, CompareBothSides) {
  EXPECT_EQ(BalanceFormula({{6, 3}, {7, 3}}, {{9, 3}}),
            "=IF(COUNT(D7:D8,D10)=0,\"\","
            "IF(SUM(D7:D8)=SUM(D10),\"平衡\",\"不平衡\"))");
}

TEST(TemplateFormulas, CountWhatIsLeftToDo) {
  EXPECT_EQ(SummaryFormula({{9, 3}, {9, 5}}, {{6, 3}}),
            "=\"核对：未平衡 \"&COUNTIF($D$10:$F$10,\"不平衡\")&\" 处，"
            "未填 \"&(1-COUNTA(D7))&\" 格\"&IF(COUNTA(D7)>COUNT(D7),"
            "\"，不是数字 \"&(COUNTA(D7)-COUNT(D7))&\" 格\",\"\")");
}

}  // namespace
}  // namespace disclosure::documents
