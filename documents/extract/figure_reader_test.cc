// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

// Tables of the shapes found in print are read; what cannot be read is flagged.

#include "documents/extract/figure_reader.h"

#include <string>
#include <vector>

#include "documents/extract/test_documents.h"
#include "gtest/gtest.h"

namespace disclosure::documents {
namespace {

v1::AnnualReport Read(std::vector<Table> tables, int year = 0) {
  v1::AnnualReport report;
  ReadFigures(**form::Catalog::BuiltIn(), MakeDocument(std::move(tables)), year,
              &report);
  return report;
}

constexpr char kPublication2021[] =
    "第二十条第（一）项 | < | < | <\n"
    "信息内容 | 本年制发件数 | 本年废止件数 | 现行有效件数\n"
    "规章 | 0 | 0 | 0\n"
    "行政规范性文件 | 3 | 1 | 12\n"
    "第二十条第（五）项 | < | < | <\n"
    "信息内容 | 本年处理决定数量 | < | <\n"
    "行政许可 | 211 | < | <\n"
    "第二十条第（六）项 | < | < | <\n"
    "信息内容 | 本年处理决定数量 | < | <\n"
    "行政处罚 | 7 | < | <\n"
    "行政强制 |  | < | <\n"
    "第二十条第（八）项 | < | < | <\n"
    "信息内容 | 本年收费金额（单位：万元） | < | <\n"
    "行政事业性收费 | 20.3 | < | <";

TEST(FigureReaderTest, GridOfMergedCellsIsRead) {
  const v1::AnnualReport report =
      Read({MakeTable(Layout::kGrid, kPublication2021)});
  EXPECT_EQ(report.editions().publication(), v1::EDITION_2021);
  EXPECT_EQ(Evidence(report, "publication"), "0 0 0 3 1 12 211 7 _ 20300000");
}

TEST(FigureReaderTest, LinesWithBarsAreRead) {
  std::string text = kPublication2021;
  for (size_t at = text.find(" | <"); at != std::string::npos;
       at = text.find(" | <")) {
    text.erase(at, 4);
  }
  const v1::AnnualReport report = Read({MakeTable(Layout::kRows, text)});
  EXPECT_EQ(report.editions().publication(), v1::EDITION_2021);
  EXPECT_EQ(Evidence(report, "publication"), "0 0 0 3 1 12 211 7 _ 20300000");
}

TEST(FigureReaderTest, WideSheetsAndYearsInHeadsAreRead) {
  std::string text = kPublication2021;
  for (const auto& [from, to] :
       {std::pair("本年制发", "本年（2023）制发"), {"本年废止", "废□□"}}) {
    text.replace(text.find(from), std::string(from).size(), to);
  }
  for (size_t at = text.find('\n'); at != std::string::npos;
       at = text.find('\n', at + 1)) {
    text.insert(at, " | | ");
    at += 5;
  }
  EXPECT_EQ(
      Evidence(Read({MakeTable(Layout::kGrid, text + " | |")}), "publication"),
      "0 # 0 3 # 12 211 7 _ 20300000");
}

// The same cells without rows: one below the other.
std::string OneCellPerLine(std::string text) {
  for (char& c : text) {
    if (c == '|') c = '\n';
  }
  std::string lines;
  for (size_t at = 0; at <= text.size();) {
    const size_t end = std::min(text.find('\n', at), text.size());
    const std::string line = text.substr(at, end - at);
    if (line.find_first_not_of(" <^") != std::string::npos) {
      lines += (lines.empty() ? "" : "\n") + line;
    }
    at = end + 1;
  }
  return lines;
}

TEST(FigureReaderTest, OneCellPerLineIsReadAndBlanksAreFlagged) {
  const v1::AnnualReport report =
      Read({MakeTable(Layout::kStream, OneCellPerLine(kPublication2021))});
  EXPECT_EQ(report.editions().publication(), v1::EDITION_2021);
  EXPECT_EQ(Evidence(report, "publication"), "0 0 0 3 1 12 211 7 # 20300000");
}

constexpr char kRequests[] =
    "（本列数据的勾稽关系为：第一项加第二项之和，等于第三项加第四项之和） | < "
    "| < "
    "| 申请人情况 | < | < | < | < | < | <\n"
    "^ | ^ | ^ | 自然人 | 法人或其他组织 | < | < | < | < | 总计\n"
    "^ | ^ | ^ | ^ | 商业企业 | 科研机构 | 社会公益组织 | 法律服务机构 | 其他 "
    "| "
    "^\n"
    "一、本年新收政府信息公开申请数量 | < | < | 5 | 1 | 0 | 0 | 0 | 0 | 6\n"
    "二、上年结转政府信息公开申请数量 | < | < | 0 | 0 | 0 | 0 | 0 | 0 | 0\n"
    "三、本年度办理结果 | （一）予以公开 | < | 2 | 0 | 0 | 0 | 0 | 0 | 2\n"
    "^ | （二）部分公开（区分处理的，只计这一情形，不计其他情形） | < | 0 | 0 "
    "| "
    "0 | 0 | 0 | 0 | 0\n"
    "^ | （三）不予公开 | 1.属于国家秘密 | 0 | 0 | 0 | 0 | 0 | 0 | 0\n"
    "^ | ^ | 2.其他法律行政止公开 | 1 | 0 | 0 | 0 | 0 | 0 | 1\n"
    "^ | （七）总计 | < | 3 | 0 | 0 | 0 | 0 | 0 | 3\n"
    "四、结转下年度继续办理 | < | < | 2 | 1 | 0 | 0 | 0 | 0 | 3";

TEST(FigureReaderTest, RequestsAreReadAndHeldAgainstTheirEquations) {
  const v1::AnnualReport report = Read({MakeTable(Layout::kGrid, kRequests)});
  EXPECT_EQ(Evidence(report, "requests.received"), "5! 1! 0! 0! 0! 0! 6!");
  EXPECT_EQ(Evidence(report, "requests.denied_prohibited_by_law"),
            "1! 0! 0! 0! 0! 0! 1!");
  EXPECT_EQ(Evidence(report, "requests.denied_internal_affairs"),
            "- - - - - - -");
  EXPECT_EQ(Evidence(report, "requests.carried_over_from_last_year"),
            "0! 0! 0 0 0 0 0!");
}

TEST(FigureReaderTest, AnEquationThatFailsDoubtsAndChangesNothing) {
  std::string text = kRequests;
  const std::string total = "5 | 1 | 0 | 0 | 0 | 0 | 6";
  text.replace(text.find(total), total.size(), "5 | 1 | 0 | 0 | 0 | 0 | 0");
  const v1::AnnualReport report = Read({MakeTable(Layout::kGrid, text)});
  EXPECT_EQ(Evidence(report, "requests.received"), "5* 1* 0* 0* 0* 0* 0*");
}

TEST(FigureReaderTest, ARowThatIsShiftedIsReadByItsOrder) {
  std::string text = kRequests;
  const std::string label = "二、上年结转政府信息公开申请数量 | < | <";
  text.replace(text.find(label), label.size(), "二、上年结转申请 | <");
  const v1::AnnualReport report = Read({MakeTable(Layout::kGrid, text)});
  EXPECT_EQ(Evidence(report, "requests.carried_over_from_last_year"),
            "0!* 0!* 0* 0* 0* 0* 0!*");
}

TEST(FigureReaderTest, ARowWithTooFewFiguresIsUnreadable) {
  std::string text = kRequests;
  const std::string label = "（一）予以公开 | < | 2 | 0 | 0";
  text.replace(text.find(label), label.size(), "（一）予以公开 | < | 2 | 0");
  const v1::AnnualReport lines = Read({MakeTable(Layout::kRows, text)});
  EXPECT_EQ(Evidence(lines, "requests.granted_in_full"), "# # # # # # #");
}

TEST(FigureReaderTest, WordsInACellAreUnreadable) {
  std::string text = kRequests;
  const std::string row = "（一）予以公开 | < | 2 | 0 | 0";
  text.replace(text.find(row), row.size(),
               "（一）予以公开 | < | 2 | 见附件 | ");
  const v1::AnnualReport report = Read({MakeTable(Layout::kGrid, text)});
  EXPECT_EQ(Evidence(report, "requests.granted_in_full"), "2 # _ 0 0 0 2");
}

TEST(FigureReaderTest, ATableThatGoesOnWithoutHeadsIsRead) {
  const std::string text = kRequests;
  const size_t at = text.find("^ | ^ | 2.其他");
  std::string rest = text.substr(at);
  for (size_t i = rest.find("^ | "); i != std::string::npos;
       i = rest.find("^ | ")) {
    rest.replace(i, 1, " ");
  }
  const v1::AnnualReport report =
      Read({MakeTable(Layout::kGrid, text.substr(0, at - 1)),
            MakeTable(Layout::kGrid, rest)});
  EXPECT_EQ(Evidence(report, "requests.denied_prohibited_by_law"),
            "1! 0! 0! 0! 0! 0! 1!");
  EXPECT_EQ(Evidence(report, "requests.carried_over_to_next_year"),
            "2! 1! 0! 0! 0! 0! 3!");
}

constexpr char kDisputes[] =
    "行政复议 | < | < | < | < | 行政诉讼 | < | < | < | < | < | < | < | < | <\n"
    "^ | ^ | ^ | ^ | ^ | 未经复议直接起诉 | < | < | < | < | 复议后起诉 | < | < "
    "| "
    "< | <\n"
    "结果维持 | 结果纠正 | 其他结果 | 尚未审结 | 总计 | 结果维持 | 结果纠正 | "
    "其他结果 | 尚未审结 | 总计 | 结果维持 | 结果纠正 | 其他结果 | 尚未审结 | "
    "总计\n"
    "1 | 0 | 2 | 0 | 3 | 0 | 0 | 0 | 0 | 0 | 4 | 0 |  |  | 4";

TEST(FigureReaderTest, BlocksAreRead) {
  const std::string expected = "1! 0! 2! 0! 3! 0 0 0 0 0 4! 0! _ _ 4!";
  EXPECT_EQ(Evidence(Read({MakeTable(Layout::kGrid, kDisputes)}), "disputes"),
            expected);
  EXPECT_EQ(Evidence(Read({MakeTable(Layout::kRows, kDisputes)}), "disputes"),
            expected);
}

TEST(FigureReaderTest, BlocksInTablesOfTheirOwnAreRead) {
  const v1::AnnualReport report = Read(
      {MakeTable(Layout::kGrid,
                 "行政复议 | < | < | < | <\n"
                 "结果维持 | 结果纠正 | 其他结果 | 尚未审结 | 总计\n"
                 "1 | 0 | 0 | 0 | 1"),
       MakeTable(
           Layout::kGrid,
           "行政诉讼 | < | < | < | < | < | < | < | < | <\n"
           "未经复议直接起诉 | < | < | < | < | 复议后起诉 | < | < | < | <\n"
           "结果维持 | 结果纠正 | 其他结果 | 尚未审结 | 总计 | 结果维持 | "
           "结果纠正 | 其他结果 | 尚未审结 | 总计\n"
           "0 | 0 | 0 | 2 | 2 | 0 | 0 | 0 | 0 | 0")});
  EXPECT_EQ(Evidence(report, "disputes"),
            "1! 0! 0! 0! 1! 0! 0! 0! 2! 2! 0 0 0 0 0");
}

TEST(FigureReaderTest, TablesOfTheNarrativeDoNotTakeTheFormsPlace) {
  const v1::AnnualReport report = Read(
      {MakeTable(Layout::kGrid, "类别 | 数量\n行政许可 | 999\n行政处罚 | 888"),
       MakeTable(Layout::kGrid, kPublication2021)});
  EXPECT_EQ(Evidence(report, "publication"), "0 0 0 3 1 12 211 7 _ 20300000");
}

TEST(FigureReaderTest, BlocksWithoutAFigureForEachCellAreUnreadable) {
  const v1::AnnualReport report =
      Read({MakeTable(Layout::kStream, OneCellPerLine(kDisputes))});
  EXPECT_EQ(Evidence(report, "disputes.administrative_review"), "# # # # #");
}

TEST(FigureReaderTest, EveryTableHasAnEditionOfItsOwn) {
  std::string text = kRequests;
  const std::string total = "^ | （七）总计";
  text.insert(text.find(total),
              "^ | （六）其他处理 | < | 0 | 0 | 0 | 0 | 0 | 0 | 0\n");
  const v1::AnnualReport report =
      Read({MakeTable(Layout::kGrid, kPublication2021),
            MakeTable(Layout::kGrid, text)});
  EXPECT_EQ(report.editions().publication(), v1::EDITION_2021);
  EXPECT_EQ(report.editions().requests(), v1::EDITION_2019);
  EXPECT_EQ(report.evidence_size(), 186);
}

TEST(FigureReaderTest, ARowPrintedTwiceWithOtherFiguresIsAmbiguous) {
  std::string twice = kPublication2021;
  const std::string row = "行政许可 | 211 | < | <\n";
  twice.insert(twice.find(row) + row.size(), "行政许可 | 212 | < | <\n");
  EXPECT_EQ(Evidence(Read({MakeTable(Layout::kGrid, twice)}),
                     "publication_2021.licensing"),
            "?211|212");
}

}  // namespace
}  // namespace disclosure::documents
