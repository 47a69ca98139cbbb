// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

// What is read out of narratives, and what is left alone.

#include <string>
#include <vector>

#include "base/text.h"
#include "form/check.h"
#include "form/narrative_figures.h"
#include "form/narrative_text.h"
#include "form/report_file.h"
#include "form/testdata/balanced_figures.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace disclosure::form {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

const Catalog& TheCatalog() { return **Catalog::BuiltIn(); }

v1::AnnualReport ReadReport(const std::string& name) {
  const std::string path = "testdata/reports/" + name + ".json";
  const auto reports =
      ReadReports(TheCatalog(), path, testdata::ReadFile(path));
  EXPECT_TRUE(reports.ok()) << reports.status();
  return reports->at(0);
}

// A city's report: 3119 received, 34 carried in, 3050 concluded, 103 carried
// out, 178 refused, 351 reviews, 46 lawsuits; as its office's own one if asked.
v1::AnnualReport CityReport(const std::string& overview,
                            v1::Scope scope = v1::SCOPE_OWN) {
  v1::AnnualReport report = ReadReport("320800-01-2024-area");
  report.set_scope(scope);
  report.mutable_narrative()->set_overview(overview);
  return report;
}

// The questions about the narrative, as "rule: text against tables".
std::vector<std::string> Asked(const v1::AnnualReport& report) {
  std::vector<std::string> asked;
  for (const v1::Finding& finding : Check(TheCatalog(), report, {})) {
    if (!finding.rule().starts_with("narrative_")) continue;
    EXPECT_EQ(finding.severity(), v1::SEVERITY_QUESTION);
    EXPECT_EQ(finding.difference(),
              finding.left_value() - finding.right_value());
    asked.push_back(finding.rule() + ": " +
                    std::to_string(finding.left_value()) + " against " +
                    std::to_string(finding.right_value()));
  }
  return asked;
}

std::vector<std::string> AskedOf(const std::string& overview) {
  return Asked(CityReport(overview));
}

TEST(NarrativeTest, WhatAgreesWithTheTablesIsNotAskedAbout) {
  EXPECT_THAT(
      AskedOf("2024年，收到政府信息公开申请3119件，上年结转34件，办结3050件，"
              "结转下年度继续办理103件。因政府信息公开引发行政复议351件、"
              "行政诉讼46件。其中予以公开1362件，不予公开178件。"),
      IsEmpty());
  // Handled: what was received and what was carried over.
  EXPECT_THAT(AskedOf("共受理依申请公开3153件。"), IsEmpty());
}

TEST(NarrativeTest, FiguresThatDifferAreAskedAbout) {
  const std::pair<const char*, const char*> cases[] = {
      {"收到政府信息公开申请103件。", "103 against 3119"},
      {"共受理依申请公开 103 件。", "103 against 3119"},
      {"新收政府信息公开申请数量为1 0 3件", "103 against 3119"},
      {"全年收到１０３件政府信息公开申请。", "103 against 3119"},
      {"收到政府信息公开申请3,120件。", "3120 against 3119"},
      {"收到政府信息公开申请3119件，办结3000件。", "3000 against 3050"},
      {"办结依申请公开申请3000件", "3000 against 3050"},
      {"政府信息公开申请中，结转下年度继续办理 3 件", "3 against 103"},
      {"政府信息公开申请上年结转 30 件", "30 against 34"},
      {"对政府信息公开申请，其中不予公开 92 件。", "92 against 178"},
      {"因政府信息公开发生行政复议3起、行政诉讼46起。", "3 against 351"},
      {"因政府信息公开引发行政复议351件，行政诉讼 2 件。", "2 against 46"}};
  for (const auto& [text, expected] : cases) {
    EXPECT_THAT(AskedOf(text),
                ElementsAre(std::string("narrative_differs: ") + expected))
        << text;
  }
}

TEST(NarrativeTest, NoneAgainstSomeIsAContradiction) {
  for (const char* text :
       {"2024年，我单位未收到政府信息公开申请。",
        "全年没有收到依申请公开申请，", "本年度无政府信息公开申请。",
        "收到政府信息公开申请0件。"}) {
    EXPECT_THAT(AskedOf(text),
                ElementsAre("narrative_contradicts: 0 against 3119"))
        << text;
  }
  EXPECT_THAT(AskedOf("未发生因政府信息公开的行政复议。未发生行政诉讼。"),
              IsEmpty());
  EXPECT_THAT(AskedOf("我局在信息公开工作中未发生行政复议案件。"),
              ElementsAre("narrative_contradicts: 0 against 351"));
  // The reverse.
  v1::AnnualReport report = ReadReport("419001004-01-2020");
  report.mutable_narrative()->set_overview("因政府信息公开发生行政复议 2 件。");
  EXPECT_THAT(Asked(report), ElementsAre("narrative_contradicts: 2 against 0"));
}

TEST(NarrativeTest, WhatIsNotCertainIsLeftAlone) {
  for (const char* text :
       {// Other years, parts of the year, parts of the requests.
        "2023年，收到政府信息公开申请90件。",
        "上半年收到政府信息公开申请90件。",
        "通过网络收到政府信息公开申请90件。",
        "收到政府信息公开申请3119件，其中受理依申请公开90件。",
        "较上年收到政府信息公开申请90件有所增加。",
        "历年累计收到政府信息公开申请9000件。",
        // No exact number, or of something else.
        "收到政府信息公开申请近90件。", "收到政府信息公开申请90余件。",
        "收到政府信息公开申请90.5件。", "收到政府信息公开申请表90件。",
        "收到建议提案90件，答复90件。", "收到热线工单90件，办结90件。",
        "政府信息公开申请均已办结，公开信息90件。", "申请2024年政府信息公开。",
        "政府信息公开申请予以公开答复1362件。", "未超期答复政府信息公开申请。",
        "未收到政府信息公开申请费用。",
        // The office of justice at its own work; both kinds together.
        "办理行政复议90件，信息公开水平提升。",
        "政府信息公开被申请行政复议、行政诉讼共397件。",
        "政府信息公开引发的行政复议和行政诉讼共397件。",
        // Whose?
        "全市收到政府信息公开申请90件。", "公开行政处罚决定90件。",
        // One of two agrees.
        "收到政府信息公开申请90件。收到政府信息公开申请3119件。"}) {
    EXPECT_THAT(AskedOf(text), IsEmpty()) << text;
  }
}

TEST(NarrativeTest, AnAreaReportIsComparedWithSentencesOnTheArea) {
  EXPECT_THAT(Asked(CityReport("收到政府信息公开申请17件。", v1::SCOPE_AREA)),
              IsEmpty());
  EXPECT_THAT(
      Asked(CityReport("全市收到政府信息公开申请17件。", v1::SCOPE_AREA)),
      ElementsAre("narrative_differs: 17 against 3119"));
}

TEST(NarrativeTest, TheFindingCitesTheSentence) {
  std::string lead;
  for (int i = 0; i < 100; ++i) lead += "甲";
  const auto findings =
      Check(TheCatalog(),
            CityReport(lead + "，收到政府信息公开申请103件，办结。"), {});
  ASSERT_THAT(findings, SizeIs(1));
  const v1::Finding& finding = findings[0];
  EXPECT_EQ(finding.suspect(), "requests.received.total");
  EXPECT_EQ(finding.table(), 3);
  EXPECT_THAT(finding.left(), ElementsAre("narrative.overview"));
  EXPECT_EQ(finding.message().zh(), "本年新收申请：正文为 103，表中为 3119");
  EXPECT_EQ(finding.message().en(),
            "Requests received: 103 in the text, 3119 in the tables");
  EXPECT_THAT(finding.explanation().zh(),
              HasSubstr("收到政府信息公开申请103件"));
  EXPECT_LE(base::DecodeUtf8(finding.explanation().zh()).size(), 66u);
}

TEST(NarrativeTest, AHugeNarrativeIsReadInLinearTime) {
  std::string text;
  while (text.size() < 1'000'000) text += "收到申请1件，其中未";
  EXPECT_THAT(AskedOf(text), IsEmpty());  // One sentence of 1 MB is none.
  text.clear();
  while (text.size() < 1'000'000) text += "收到政府信息公开申请1件，未收到。";
  EXPECT_THAT(AskedOf(text), SizeIs(1));
  EXPECT_THAT(AskedOf(std::string(1000, '\xff')), IsEmpty());
}

TEST(DisputesTest, FarMoreThanRequestsAreAskedAbout) {
  const auto asked = [](int64_t reviews) {
    v1::AnnualReport report = ReadReport("419001004-01-2020");
    FigureVector figures = *FromMessage(TheCatalog(), report.figures());
    for (const char* column : {"upheld", "total"}) {
      figures.Set(
          TheCatalog()
              .FindPath(std::string("disputes.administrative_review.") + column)
              ->index,
          reviews);
    }
    ToMessage(TheCatalog(), figures, report.mutable_figures());
    return Check(TheCatalog(), report, {});
  };
  EXPECT_THAT(asked(12), IsEmpty());
  const auto findings = asked(13);
  ASSERT_THAT(findings, SizeIs(1));
  EXPECT_EQ(findings[0].rule(), "disputes_exceed_requests");
  EXPECT_EQ(findings[0].left_value(), 13);
  EXPECT_EQ(findings[0].right_value(), 1);
  EXPECT_EQ(findings[0].message().zh(),
            "行政复议、行政诉讼合计远多于本年办结的申请");
}

// As the report file of the reference case has them.
TEST(NarrativeFiguresTest, APortalsTotalAndItsKindsAreRead) {
  const v1::AnnualReport report = ReadReport("419001004-01-2020");
  const auto figures = FindNarrativeFigures(TheCatalog(), report);
  ASSERT_EQ(static_cast<int>(figures.size()), report.supplementary_size());
  for (size_t i = 0; i < figures.size(); ++i) {
    EXPECT_EQ(figures[i].SerializeAsString(),
              report.supplementary(static_cast<int>(i)).SerializeAsString())
        << figures[i].DebugString();
  }
}

std::vector<std::string> Read(const std::string& overview,
                              const std::string& other_matters = "") {
  v1::AnnualReport report;
  report.set_year(2024);
  report.mutable_narrative()->set_overview(overview);
  report.mutable_narrative()->set_other_matters(other_matters);
  std::vector<std::string> items;
  for (const auto& item : FindNarrativeFigures(TheCatalog(), report)) {
    items.push_back(item.key() + " " + std::to_string(item.value()) +
                    item.unit());
  }
  return items;
}

TEST(NarrativeFiguresTest, OtherKindsAreNumberedAndSumsAreLeftToTheCheck) {
  EXPECT_THAT(
      Read("全年共发布信息100条，其中要闻60条、政策文件30条。"),
      ElementsAre("published_items 100条", "published_items.item_1 60条",
                  "published_items.policy 30条"));
}

TEST(NarrativeFiguresTest, ListsThatAreNotWhollyUnderstoodAreLeftAlone) {
  for (const char* text :
       {"全年共发布信息100条。", "全年共发布信息100条，其中要闻60条。",
        "全年共发布信息100条，同比增长30%，要闻60条、政策40条。",
        "全年共发布信息100条，其中要闻60条、视频40个。",
        "全年共发布信息9条，其中甲5条、乙4条。发布信息7条，其中甲3条、乙4条"
        "。"}) {
    EXPECT_THAT(Read(text), IsEmpty()) << text;
  }
}

TEST(NarrativeFiguresTest, FeesAreReadExactly) {
  const std::pair<const char*, std::vector<std::string>> cases[] = {
      {"2024年未发出收费通知，未收取信息处理费。",
       {"processing_fee.notices 0件", "processing_fee.collected_fen 0元"}},
      {"本年度发出收费通知3件，收取信息处理费 1250.5 元。",
       {"processing_fee.notices 3件", "processing_fee.collected_fen 125050元"}},
      {"收取政府信息公开信息处理费1.25万元。",
       {"processing_fee.collected_fen 1250000万元"}},
      {"信息处理费0元", {"processing_fee.collected_fen 0元"}},
      {"收取信息处理费0.123元。", {}},
      {"应收取信息处理费500元。", {}},
      {"2023年收取信息处理费500元。", {}},
      {"收取信息处理费5元。收取信息处理费6元。", {}},
      {"暂无其他需要说明的事项。", {}}};
  for (const auto& [text, expected] : cases) {
    EXPECT_EQ(Read("", text), expected) << text;
  }
}

}  // namespace
}  // namespace disclosure::form
