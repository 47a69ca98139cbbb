// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

#include "documents/read/text.h"

#include <random>
#include <string>

#include "absl/strings/str_cat.h"
#include "gtest/gtest.h"

namespace disclosure::documents {
namespace {

// Paragraphs as they are; tables as [rows a|b / c|d] or [stream a / b].
std::string Read(std::string_view text) {
  const auto document = ReadText(text);
  if (!document.ok()) return std::string(document.status().message());
  std::string out;
  for (const Block& block : document->blocks) {
    if (!out.empty()) out += "\n";
    if (block.table < 0) {
      out += block.text;
      continue;
    }
    const Table& table = document->tables[static_cast<size_t>(block.table)];
    out += table.layout == Layout::kRows ? "[rows" : "[stream";
    int row = -1;
    for (const TableCell& cell : table.cells) {
      const bool first = cell.row != row;
      out += first ? (row < 0 ? " " : " / ") : "|";
      row = cell.row;
      out += cell.text;
    }
    out += "]";
  }
  return out;
}

TEST(TextTest, LinesWithTabsAreRowsAndKeepTheirBlanks) {
  EXPECT_EQ(
      Read("第二十条第(一)项\t\t\n信息内容\t本年新制作数量\t\n规章\t0\t\n"),
      "[rows 第二十条第(一)项|| / 信息内容|本年新制作数量| / 规章|0|]");
}

TEST(TextTest, BarsAreReadWithAndWithoutFrames) {
  EXPECT_EQ(Read("| 规章 | 0 | |\n|---|:-:|---|\n| 规范性文件 | 1 | 2 |"),
            "[rows 规章|0| / 规范性文件|1|2]");
  EXPECT_EQ(Read("规章|0|1|\n规范性文件|1||\n"),
            "[rows 规章|0|1 / 规范性文件|1|]");
}

TEST(TextTest, OneCellPerLineIsAStream) {
  const char text[] = "规章\n\n0\n\n1\n\n2\n\n规范性文件\n\n3\n4\n5\n";
  EXPECT_EQ(Read(text), "[stream 规章 / 0 / 1 / 2 / 规范性文件 / 3 / 4 / 5]");
  EXPECT_EQ(Read("规章\n|\n0\n|\n1\n|\n2\n"), "[stream 规章 / 0 / 1 / 2]");
  EXPECT_EQ(Read("行政许可  12 0 减3\n"), "[stream 行政许可 / 12 / 0 / 减3]");
}

TEST(TextTest, HeadingsStayParagraphsAndRowsWithNumeralsDoNot) {
  EXPECT_EQ(
      Read("二、主动公开政府信息情况\n规章\n0\n0\n0\n"
           "三、收到和处理政府信息公开申请情况\n"
           "一、本年新收\n1\n0\n1\n四、结转下年度继续办理\n2\n0\n2\n"
           "四、政府信息公开行政复议、行政诉讼情况\n无。\n"),
      "二、主动公开政府信息情况\n[stream 规章 / 0 / 0 / 0]\n"
      "三、收到和处理政府信息公开申请情况\n"
      "[stream 一、本年新收 / 1 / 0 / 1 / 四、结转下年度继续办理 / 2 / 0 / "
      "2]\n"
      "四、政府信息公开行政复议、行政诉讼情况\n无。");
}

TEST(TextTest, SentencesWithNumbersAreParagraphs) {
  const char text[] =
      "全年共发布信息数 1030 条。\n2020年1月20日\n其中概况信息 108 条";
  EXPECT_EQ(Read(text), text);
}

TEST(TextTest, TagsOfScannersAreDroppedAndNothingElse) {
  EXPECT_EQ(Read("I (<u>—)</u> 公开 a<b 3<4"), "I (—) 公开 a<b 3<4");
}

TEST(TextTest, TooMuchTextIsRefused) {
  const std::string text(17 << 20, 'a');
  EXPECT_TRUE(Read(text).find("16777216") != std::string::npos) << Read(text);
}

TEST(TextTest, NoWordIsLostWhateverTheText) {
  const unsigned seed = std::random_device()();
  std::mt19937 random(seed);
  const std::string_view pieces[] = {"一、", "规章", "0",  "12", "|", "\t",
                                     "\n",   " ",    "\r", "件", "/", "无。"};
  for (int round = 0; round < 300; ++round) {
    std::string text;
    for (int i = 0; i < 60; ++i) {
      text += pieces[random() % std::size(pieces)];
    }
    const auto document = ReadText(text);
    ASSERT_TRUE(document.ok());
    const auto count = [](std::string_view all, std::string_view word) {
      int found = 0;
      for (size_t at = all.find(word); at != all.npos;
           at = all.find(word, at + word.size())) {
        ++found;
      }
      return found;
    };
    const std::string read = Read(text);
    EXPECT_EQ(count(read, "规章"), count(text, "规章")) << "seed " << seed;
    EXPECT_EQ(count(read, "件"), count(text, "件")) << "seed " << seed;
    EXPECT_EQ(count(read, "12"), count(text, "12")) << "seed " << seed;
  }
}

}  // namespace
}  // namespace disclosure::documents
