// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

// The printed tables as text: which cells are merged, and where figures go.

#include "documents/write/official_table.h"

#include <string>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace disclosure::documents {
namespace {

using testing::HasSubstr;

const form::Catalog& Form() {
  static const form::Catalog* const catalog = *form::Catalog::BuiltIn();
  return *catalog;
}

// A line for each row: labels with their spans {rows,columns}, figures as #.
std::string Print(const OfficialTable& table) {
  std::string out;
  int row = -1;
  for (size_t i = 0; i < table.table.cells.size(); ++i) {
    const TableCell& cell = table.table.cells[i];
    if (row >= 0) out += cell.row == row ? " " : "\n";
    row = cell.row;
    out += table.figures[i] >= 0 ? "#" : cell.text;
    if (cell.row_span > 1 || cell.column_span > 1) {
      absl::StrAppend(&out, "{", cell.row_span, ",", cell.column_span, "}");
    }
  }
  return out;
}

std::vector<OfficialTable> TablesOf(v1::Edition publication,
                                    v1::Edition requests) {
  v1::Editions editions;
  editions.set_publication(publication);
  editions.set_requests(requests);
  return OfficialTables(Form(), editions);
}

TEST(OfficialTable, PublicationHasClausesOverAllColumns) {
  EXPECT_EQ(Print(TablesOf(v1::EDITION_2021, v1::EDITION_2021)[0]),
            R"(第二十条第（一）项{1,4}
信息内容 本年制发件数 本年废止件数 现行有效件数
规章 # # #
行政规范性文件 # # #
第二十条第（五）项{1,4}
信息内容 本年处理决定数量{1,3}
行政许可 #{1,3}
第二十条第（六）项{1,4}
信息内容 本年处理决定数量{1,3}
行政处罚 #{1,3}
行政强制 #{1,3}
第二十条第（八）项{1,4}
信息内容 本年收费金额（单位：万元）{1,3}
行政事业性收费 #{1,3})");
  EXPECT_THAT(Print(TablesOf(v1::EDITION_2019, v1::EDITION_2019)[0]),
              HasSubstr(R"(第二十条第（八）项{1,4}
信息内容 上一年项目数量 本年增/减{1,2}
行政事业性收费 # #{1,2}
第二十条第（九）项{1,4}
信息内容 采购项目数量 采购总金额{1,2}
政府集中采购 # #{1,2})"));
}

TEST(OfficialTable, RequestsHaveTheOfficialMergedHeads) {
  const std::string text =
      Print(TablesOf(v1::EDITION_2021, v1::EDITION_2021)[1]);
  EXPECT_THAT(text, testing::StartsWith(
                        "（本列数据的勾稽关系为：第一项加第二项之和，"
                        "等于第三项加第四项之和）{3,3} 申请人情况{1,7}\n"
                        "自然人{2,1} 法人或其他组织{1,5} 总计{2,1}\n"
                        "商业企业 科研机构 社会公益组织 法律服务机构 其他\n"
                        "一、本年新收政府信息公开申请数量{1,3} # # # # # # #\n"
                        "二、上年结转政府信息公开申请数量{1,3} # # # # # # #\n"
                        "三、本年度办理结果{22,1} （一）予以公开{1,2} # # # # "
                        "# # #\n"));
  EXPECT_THAT(text, HasSubstr("\n（三）不予公开{8,1} 1.属于国家秘密 #"));
  EXPECT_THAT(text, HasSubstr("\n（四）无法提供{3,1} 1."));
  EXPECT_THAT(text, HasSubstr("\n（五）不予处理{5,1} 1."));
  EXPECT_THAT(text, HasSubstr("\n（六）其他处理{3,1} 1."));
  EXPECT_THAT(text, HasSubstr("\n（七）总计{1,2} # # # # # # #\n"
                              "四、结转下年度继续办理{1,3} # # # # # # #"));
}

TEST(OfficialTable, HybridHasTheNewerFirstTableAndTheOlderSecond) {
  const auto tables = TablesOf(v1::EDITION_2021, v1::EDITION_2019);
  ASSERT_EQ(tables.size(), 3U);
  EXPECT_THAT(Print(tables[0]), HasSubstr("本年废止件数"));
  const std::string text = Print(tables[1]);
  EXPECT_THAT(text, HasSubstr("三、本年度办理结果{20,1}"));
  EXPECT_THAT(text, HasSubstr("\n（六）其他处理{1,2} # # # # # # #\n"));
}

TEST(OfficialTable, DisputesStandSideBySide) {
  EXPECT_EQ(Print(TablesOf(v1::EDITION_2021, v1::EDITION_2021)[2]),
            "行政复议{2,5} 行政诉讼{1,10}\n"
            "未经复议直接起诉{1,5} 复议后起诉{1,5}\n"
            "结果维持 结果纠正 其他结果 尚未审结 总计 "
            "结果维持 结果纠正 其他结果 尚未审结 总计 "
            "结果维持 结果纠正 其他结果 尚未审结 总计\n"
            "# # # # # # # # # # # # # # #");
}

TEST(OfficialTable, BothEditionsOfATotalArePrintedWithAllTheirRows) {
  const auto tables =
      OfficialTables(Form(), std::vector<bool>(Form().cells().size(), true));
  ASSERT_EQ(tables.size(), 4U);
  const std::string text = Print(tables[2]);
  EXPECT_THAT(text, HasSubstr("三、本年度办理结果{23,1}"));
  EXPECT_THAT(text, HasSubstr("\n（六）其他处理{1,2} #"));
  EXPECT_THAT(text, HasSubstr("\n（六）其他处理{3,1} 1."));
}

TEST(OfficialTable, MoneyHasItsUnitWhereNoLabelSaysIt) {
  int with_unit = 0;
  int without = 0;
  for (const form::Cell& cell : Form().cells()) {
    if (cell.unit != v1::UNIT_FEN) continue;
    const bool unit = PrintsUnit(Form(), cell.index);
    ++(unit ? with_unit : without);
    EXPECT_EQ(FigureText(Form(), cell.index, 160'596'400),
              unit ? "160.5964万元" : "160.5964");
    EXPECT_EQ(FigureText(Form(), cell.index, 0), "0");
  }
  // One in each edition.
  EXPECT_EQ(with_unit, 1);
  EXPECT_EQ(without, 1);
}

}  // namespace
}  // namespace disclosure::documents
