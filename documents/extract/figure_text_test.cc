// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

#include "documents/extract/figure_text.h"

#include <string>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "form/catalog.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace disclosure::documents {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

const form::Cell& CellAt(const std::string& path) {
  return *(*form::Catalog::BuiltIn())->FindPath(path);
}

const form::Cell& Count() { return CellAt("requests.received.total"); }
const form::Cell& Change() {
  return CellAt("publication_2019.licensing.items_change");
}
const form::Cell& Money() {
  return CellAt("publication_2019.central_procurement.amount_fen");
}

// What was read, in one word: `3`, `blank`, `?3|4`, `unreadable`, with `~`
// behind it if the sign is odd.
std::string Read(const form::Cell& cell, const std::string& text,
                 const std::string& head = "") {
  const FigureText read = ReadFigureText(cell, text, head);
  const std::string odd = read.odd_sign ? "~" : "";
  switch (read.state) {
    case FigureText::State::kBlank:
      return "blank";
    case FigureText::State::kValue:
      return absl::StrCat(read.value, odd);
    case FigureText::State::kAmbiguous:
      return absl::StrCat("?", absl::StrJoin(read.candidates, "|"), odd);
    case FigureText::State::kUnreadable:
      return "unreadable";
  }
  return "";
}

TEST(FigureTextTest, PlainNumbersAreRead) {
  EXPECT_EQ(Read(Count(), "0"), "0");
  EXPECT_EQ(Read(Count(), "11398889"), "11398889");
  EXPECT_EQ(Read(Count(), " 12\n"), "12");
  EXPECT_EQ(Read(Count(), "１２"), "12");
  EXPECT_EQ(Read(Count(), "103件"), "103");
  EXPECT_EQ(Read(Count(), "103 件"), "103");
  EXPECT_EQ(Read(Count(), "1,234"), "1234");
  EXPECT_EQ(Read(Count(), "12.00"), "12");
}

TEST(FigureTextTest, NoTextIsBlank) {
  EXPECT_EQ(Read(Count(), ""), "blank");
  EXPECT_EQ(Read(Count(), " \n\u00a0\u3000"), "blank");
}

TEST(FigureTextTest, StrokesAndWordsForNoneAreAskedAbout) {
  EXPECT_EQ(Read(Count(), "/"), "?0");
  EXPECT_EQ(Read(Count(), "－"), "?0");
  EXPECT_EQ(Read(Count(), "—"), "?0");
  EXPECT_EQ(Read(Count(), "无"), "?0");
  EXPECT_EQ(Read(Count(), "O"), "?0");
}

TEST(FigureTextTest, SignsAreReadWhereTheyBelong) {
  EXPECT_EQ(Read(Change(), "+3"), "3");
  EXPECT_EQ(Read(Change(), "-3"), "-3");
  EXPECT_EQ(Read(Change(), "－3"), "-3");
  EXPECT_EQ(Read(Change(), "减4"), "-4~");
  EXPECT_EQ(Read(Change(), "增加4项"), "4~");
  EXPECT_EQ(Read(Change(), "--253"), "?-253");
  EXPECT_EQ(Read(Change(), "增减4"), "unreadable");
}

TEST(FigureTextTest, SignsOnFiguresWithoutSignAreAskedAbout) {
  EXPECT_EQ(Read(Count(), "+22"), "22~");
  EXPECT_EQ(Read(Count(), "-5"), "?5");
}

TEST(FigureTextTest, MoneyNeedsAUnit) {
  EXPECT_EQ(Read(Money(), "251000元"), "25100000");
  EXPECT_EQ(Read(Money(), "160.5964万元"), "160596400");
  EXPECT_EQ(Read(Money(), "1.5亿元"), "15000000000");
  EXPECT_EQ(Read(Money(), "103.3879", "采购总金额（万元，保留四位小数）"),
            "103387900");
  EXPECT_EQ(Read(Money(), "2510.55", "采购总金额（元）"), "251055");
  EXPECT_EQ(Read(Money(), "52.15", "采购总金额"), "?52150000|5215");
  EXPECT_EQ(Read(Money(), "0", "采购总金额"), "0");
  EXPECT_EQ(Read(Money(), "1.23456789万元"), "unreadable");
  EXPECT_EQ(Read(Money(), "3件"), "unreadable");
}

TEST(FigureTextTest, DigitsThatStandApartAreAskedAbout) {
  EXPECT_EQ(Read(Count(), "1 0 3"), "?103");
  EXPECT_EQ(Read(Count(), "0\n0"), "?0");
  EXPECT_EQ(Read(Count(), "12\n345"), "?12345");
}

TEST(FigureTextTest, ANumberBrokenInANarrowCellIsJoined) {
  EXPECT_EQ(Read(Count(), "1139888\n9"), "11398889");
  EXPECT_EQ(Read(Count(), "２２\n８４\n５６"), "228456");
}

TEST(FigureTextTest, WhatIsNoNumberIsUnreadable) {
  for (const char* text : {"见附件", "1.5", "12a", "1,23", "3/4", "十二", "..",
                           "1.", "0x1", "99999999999999999999", "1-2"}) {
    EXPECT_EQ(Read(Count(), text), "unreadable") << text;
  }
}

TEST(FigureTextTest, LabelsDoNotLookLikeFigures) {
  EXPECT_TRUE(LooksLikeFigure("12"));
  EXPECT_TRUE(LooksLikeFigure("减4"));
  EXPECT_TRUE(LooksLikeFigure("/"));
  EXPECT_FALSE(LooksLikeFigure(""));
  EXPECT_FALSE(LooksLikeFigure("1.属于国家秘密"));
  EXPECT_FALSE(LooksLikeFigure("2020年"));
  EXPECT_FALSE(LooksLikeFigure("一"));
}

TEST(FigureTextTest, FiguresThatRanTogetherAreSplit) {
  EXPECT_THAT(SplitFigures("0 0\n12"), ElementsAre("0", "0", "12"));
  EXPECT_THAT(SplitFigures("行政许可 0"), IsEmpty());
  std::string label;
  std::vector<std::string> figures;
  EXPECT_TRUE(SplitLabelAndFigures("行政事业性收费 0 0", &label, &figures));
  EXPECT_EQ(label, "行政事业性收费");
  EXPECT_THAT(figures, ElementsAre("0", "0"));
  EXPECT_FALSE(SplitLabelAndFigures("行政事业性收费", &label, &figures));
  EXPECT_FALSE(SplitLabelAndFigures("0 0", &label, &figures));
}

}  // namespace
}  // namespace disclosure::documents
