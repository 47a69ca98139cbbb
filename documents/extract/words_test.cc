// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

// Titles and text sections as they are worded in print.

#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "documents/extract/sections.h"
#include "documents/extract/title.h"
#include "form/catalog.h"
#include "gtest/gtest.h"

namespace disclosure::documents {
namespace {

Document Paragraphs(std::vector<std::string> texts) {
  Document document;
  for (std::string& text : texts) {
    document.blocks.push_back({std::move(text), -1, 0});
  }
  return document;
}

// name|year|scope
std::string TitleOf(std::vector<std::string> texts,
                    const std::string& file = "") {
  const Title title = FindTitle(Paragraphs(std::move(texts)), file);
  return absl::StrCat(title.office_name, "|", title.year, "|",
                      title.scope == v1::SCOPE_AREA ? "area" : "own");
}

TEST(TitleTest, NamesAndYearsAreFoundHoweverTheyStand) {
  EXPECT_EQ(TitleOf({"天坛街道办事处 2020 年政府信息公开工作年度报告"}),
            "天坛街道办事处|2020|own");
  EXPECT_EQ(TitleOf({"2022年度某某街道办事处政府信息公开工作年度报告"}),
            "某某街道办事处|2022|own");
  EXPECT_EQ(TitleOf({"沭阳县发展和改革局政府信息公开年度报告（2023年）"}),
            "沭阳县发展和改革局|2023|own");
  EXPECT_EQ(TitleOf({"克井镇人民政府", "二〇二一年政府信息公开工作年度报告"}),
            "克井镇人民政府|2021|own");
  EXPECT_EQ(TitleOf({"洪泽区水利局２０２４年度", "政府信息公开工作年度报告"}),
            "洪泽区水利局|2024|own");
  EXPECT_EQ(TitleOf({"首页", "政府信息公开", "2023年政府信息公开工作年度报告",
                     "根据《中华人民共和国政府信息公开条例》编制本报告。"}),
            "|2023|own");
}

TEST(TitleTest, GovernmentsReportOnTheirArea) {
  EXPECT_EQ(TitleOf({"淮安市2024年政府信息公开工作年度报告"}),
            "淮安市|2024|area");
  EXPECT_EQ(TitleOf({"洪泽区人民政府2024年政府信息公开工作年度报告"}),
            "洪泽区人民政府|2024|area");
  EXPECT_EQ(TitleOf({"洪泽区人民政府办公室2024年政府信息公开工作年度报告"}),
            "洪泽区人民政府办公室|2024|own");
}

TEST(TitleTest, MenusWithOlderReportsAreNoTitles) {
  EXPECT_EQ(TitleOf({"某某县2022年政府信息公开工作年度报告",
                     "某局2021年政府信息公开工作年度报告",
                     "某某县教育局2023年政府信息公开工作年度报告",
                     "一、总体情况", "乙局2020年政府信息公开工作年度报告"}),
            "某某县教育局|2023|own");
}

TEST(TitleTest, WhatIsNoTitleGivesNothing) {
  EXPECT_EQ(TitleOf({}), "|0|own");
  EXPECT_EQ(TitleOf({"政府信息公开指南", "2023年财政决算"}), "|0|own");
}

TEST(TitleTest, PeriodAndFileNameHelpWhereTheTitleNamesNoYear) {
  EXPECT_EQ(TitleOf({"某局政府信息公开工作年度报告",
                     "本报告数据统计期限为2022年1月1日至2022年12月31日。"}),
            "某局|2022|own");
  EXPECT_EQ(TitleOf({"某局政府信息公开工作年度报告"}, "某局2021年报.docx"),
            "某局|2021|own");
  EXPECT_EQ(FindTitle(Paragraphs({"某局2023年政府信息公开工作年度报告",
                                  "统计期限自2022年1月1日起至12月31日止"}),
                      "")
                .period_year,
            2022);
}

v1::Narrative Cut(std::vector<std::string> texts) {
  return CutNarrative(**form::Catalog::BuiltIn(), Paragraphs(std::move(texts)));
}

TEST(SectionsTest, SectionsAreCutByTheirHeadings) {
  const v1::Narrative narrative =
      Cut({"某局2023年政府信息公开工作年度报告", "前言。", "一、总体情况",
           "（一）主动公开。", "二、依法办理。", "二、主动公开政府信息情况",
           "表格说明", "三、收到和处理政府信息公开申请情况",
           "四、政府信息公开行政复议、行政诉讼情况",
           "五、存在的主要问题及改进情况", "问题一。", "改进一。",
           "六、其他需要报告的事项", "无。", "打印本页 关闭窗口", "版权所有"});
  EXPECT_EQ(narrative.overview(), "（一）主动公开。\n二、依法办理。");
  EXPECT_EQ(narrative.problems_and_improvements(), "问题一。\n改进一。");
  EXPECT_EQ(narrative.other_matters(), "无。");
}

TEST(SectionsTest, HeadingsMayBeWordedOrNumberedOtherwise) {
  const v1::Narrative narrative =
      Cut({"1. 工作基本情况", "甲", "一、总体情况", "乙",
           "二、行政机关主动公开政府信息情况", "存在的主要问题及整改措施", "丙",
           "六、其他需要报告事项", "丁"});
  EXPECT_EQ(narrative.overview(), "乙");
  EXPECT_EQ(narrative.problems_and_improvements(), "丙");
  EXPECT_EQ(narrative.other_matters(), "丁");
}

TEST(SectionsTest, HeadsWithinASectionAreText) {
  EXPECT_EQ(Cut({"一、总体情况", "甲", "（二）主动公开情况", "乙"}).overview(),
            "甲\n（二）主动公开情况\n乙");
}

TEST(SectionsTest, SentencesThatBeginLikeHeadingsAreText) {
  const v1::Narrative narrative =
      Cut({"一、总体情况",
           "总体情况良好，全年主动公开信息一百余条，较上年有所增长。"});
  EXPECT_EQ(narrative.overview(),
            "总体情况良好，全年主动公开信息一百余条，较上年有所增长。");
}

}  // namespace
}  // namespace disclosure::documents
