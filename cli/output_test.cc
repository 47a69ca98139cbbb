// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

// What a person sees, compared as whole texts: tables, findings, receipts.

#include <cstdlib>
#include <memory>
#include <string>

#include "cli/figure_tables.h"
#include "cli/findings.h"
#include "cli/language.h"
#include "cli/receipt.h"
#include "cli/report_files.h"
#include "cli/text_table.h"
#include "form/check.h"
#include "form/figures.h"
#include "gtest/gtest.h"

namespace disclosure::cli {
namespace {

const form::Catalog& TheCatalog() { return **form::Catalog::BuiltIn(); }

std::unique_ptr<Session> SessionIn(Language language) {
  GlobalOptions options;
  options.language = language;
  return *Session::Create(options, TheCatalog());
}

v1::AnnualReport ReadOne(const std::string& path) {
  ReportFile file = ReadReportFile(TheCatalog(), path);
  EXPECT_TRUE(file.status.ok()) << file.status;
  return file.reports.at(0);
}

CheckedReport Checked(const std::string& path) {
  CheckedReport checked{"report.json", ReadOne(path), {}};
  checked.findings = form::Check(TheCatalog(), checked.report, {});
  return checked;
}

TEST(LanguageTest, EnvironmentDecidesAndChineseIsTheDefault) {
  for (const char* name :
       {"DISCLOSURE_LANG", "LC_ALL", "LC_MESSAGES", "LANG"}) {
    unsetenv(name);
  }
  EXPECT_EQ(LanguageOfEnvironment(), Language::kChinese);
  setenv("LANG", "C", 1);
  EXPECT_EQ(LanguageOfEnvironment(), Language::kChinese);
  setenv("LANG", "en_GB.UTF-8", 1);
  EXPECT_EQ(LanguageOfEnvironment(), Language::kEnglish);
  setenv("DISCLOSURE_LANG", "zh", 1);
  EXPECT_EQ(LanguageOfEnvironment(), Language::kChinese);
}

TEST(TextTableTest, PadsByDisplayWidth) {
  TextTable table;
  table.AddColumn("名称");
  table.AddColumn("n", Align::kRight);
  table.AddRow({"克井镇", "1"});
  table.AddRow({"ab", "100"});
  EXPECT_EQ(table.Print(),
            "  名称      n\n"
            "  克井镇    1\n"
            "  ab      100\n");
}

TEST(FindingsTest, NameTheCellTheReckoningAndTheRule) {
  const auto session = SessionIn(Language::kChinese);
  EXPECT_EQ(
      PrintFindings(*session, Checked("testdata/damaged/row-total-wrong.json")),
      "天坛街道办事处（419001004-01）2020 年度 本机关    report.json\n"
      "\n"
      "表三 收到和处理政府信息公开申请情况\n"
      "  错误 1   三、（三）4.保护第三方合法权益：六类申请人之和不等于总计\n"
      "           1 + 0 + 0 + 0 + 0 + 0 = 1，总计填报 0，少 1\n"
      "           单元格 requests.denied_third_party_rights.total"
      "           规则 applicants_sum\n"
      "  错误 2   总计列：（一）至（六）各项之和不等于（七）总计\n"
      "           各项之和 0，（七）总计填报 1，多 1\n"
      "           单元格 requests.concluded_total.total"
      "                     规则 outcomes_sum\n"
      "  建议     只改 1 处即可全部平衡："
      "三、（三）4.保护第三方合法权益 · 总计  0 → 1\n");
}

TEST(FindingsTest, SpeakEnglishToo) {
  const auto session = SessionIn(Language::kEnglish);
  const std::string text =
      PrintFindings(*session, Checked("testdata/damaged/row-total-wrong.json"));
  EXPECT_NE(text.find("Table 3  Applications received and handled\n"),
            text.npos)
      << text;
  EXPECT_NE(text.find("1 + 0 + 0 + 0 + 0 + 0 = 1, total filled in 0, 1 too"
                      " low\n"),
            text.npos)
      << text;
  EXPECT_TRUE(
      text.ends_with("  suggest  one change balances everything: "
                     "requests.denied_third_party_rights.total  0 -> 1\n"))
      << text;
}

TEST(FindingsTest, JsonHasEveryFindingWithItsCells) {
  const std::string json = FindingsToJson(
      TheCatalog(), Checked("testdata/damaged/row-total-wrong.json"));
  EXPECT_NE(json.find("\"errors\":2,\"questions\":0"), json.npos) << json;
  EXPECT_NE(json.find("\"right\":[\"requests.denied_third_party_rights."
                      "total\"]"),
            json.npos)
      << json;
  EXPECT_NE(json.find("\"difference\":\"1\""), json.npos) << json;
  EXPECT_NE(json.find("\"repairs\":[{\"slip\":\"total_wrong\",\"changes\":"
                      "[{\"cell\":\"requests.denied_third_party_rights.total\","
                      "\"from\":\"0\",\"to\":\"1\"}]}]"),
            json.npos)
      << json;
}

TEST(FindingsTest, SeveralSuggestionsNameTheirSlips) {
  CheckedReport checked = Checked("testdata/reports/320800-01-2024-area.json");
  form::FigureVector figures =
      *form::FromMessage(TheCatalog(), checked.report.figures());
  figures.Set(
      TheCatalog().FindPath("disputes.administrative_review.total")->index,
      350);
  form::ToMessage(TheCatalog(), figures, checked.report.mutable_figures());
  checked.findings = form::Check(TheCatalog(), checked.report, {});
  const std::string text =
      PrintFindings(*SessionIn(Language::kChinese), checked);
  EXPECT_NE(text.find("  建议 1   只改 1 处即可全部平衡："
                      "行政复议 · 总计  350 → 351（总计未更新）\n  建议 2   "),
            text.npos)
      << text;
  EXPECT_NE(text.find("  建议 3   "), text.npos) << text;
  EXPECT_EQ(text.find("  建议 4   "), text.npos) << text;
}

TEST(FindingsTest, ConfirmedQuestionsShowTheirReasonAndDoNotCount) {
  CheckedReport checked = Checked("testdata/reports/320813-01-2024-area.json");
  ASSERT_EQ(QuestionsOf(checked), 1);
  v1::Confirmation* answer = checked.report.add_confirmations();
  answer->set_rule(checked.findings[0].rule());
  answer->add_cells(checked.findings[0].suspect());
  answer->set_reason("沿用旧表");
  checked.findings = form::Check(TheCatalog(), checked.report, {});
  EXPECT_EQ(QuestionsOf(checked), 0);
  EXPECT_EQ(ConfirmedOf(checked), 1);
  EXPECT_NE(PrintFindings(*SessionIn(Language::kChinese), checked)
                .find("           已说明：沿用旧表\n"),
            std::string::npos);
}

// The text of one report's tables.
std::string Tables(const v1::AnnualReport& report, bool nonzero,
                   std::vector<std::string> globs) {
  const auto figures = form::FromMessage(TheCatalog(), report.figures());
  FigureTables tables{.catalog = TheCatalog(), .figures = *figures};
  tables.editions = CountEditions(report.editions());
  tables.nonzero = nonzero;
  tables.globs = std::move(globs);
  return PrintFigureTables(tables);
}

TEST(FigureTablesTest, ShowTheFormAndSayWhatIsBlank) {
  const v1::AnnualReport report =
      ReadOne("testdata/reports/419001004-01-2020.json");
  const std::string text = Tables(report, false, {});
  EXPECT_NE(text.find("二、主动公开政府信息情况（2019 年版）\n"), text.npos)
      << text;
  EXPECT_NE(text.find("未填"), text.npos) << text;
  EXPECT_NE(text.find("勾稽：1 + 0 = 1 + 0，平衡\n"), text.npos) << text;
}

TEST(FigureTablesTest, LeaveOutZerosAndOtherFiguresWhenAsked) {
  const v1::AnnualReport report =
      ReadOne("testdata/reports/419001004-01-2020.json");
  EXPECT_EQ(Tables(report, true, {"requests.received.total"}),
            "\n三、收到和处理政府信息公开申请情况（2019 年版，件）\n"
            "                    总计\n"
            "  一、本年新收申请     1\n");
}

TEST(FigureTablesTest, PrintMoneyInItsPrintedUnit) {
  const v1::AnnualReport report =
      ReadOne("testdata/reports/320813-01-2024-area.json");
  const std::string text = Tables(report, true, {"publication_2021.charges.*"});
  EXPECT_NE(text.find("万元"), text.npos) << text;
  EXPECT_NE(text.find("7545"), text.npos) << text;
  EXPECT_EQ(text.find("7545000000"), text.npos) << text;
}

TEST(FigureTablesTest, MarkSumsThatLackReports) {
  form::FigureVector sum(TheCatalog());
  form::FigureVector blank(TheCatalog());
  const int cell =
      TheCatalog().FindPath("disputes.administrative_review.total")->index;
  sum.Set(cell, 12);
  blank.Set(cell, 2);
  FigureTables tables{.catalog = TheCatalog(), .figures = sum};
  tables.not_reported = &blank;
  tables.globs = {"disputes.*.total"};
  tables.nonzero = true;
  const std::string text = PrintFigureTables(tables);
  EXPECT_NE(text.find("12*\n"), text.npos) << text;
  EXPECT_NE(text.find("* 有 2 份报告未填此项\n"), text.npos) << text;
}

TEST(ReceiptTest, SaysWhoWhatWhenAndWhere) {
  v1::Receipt receipt;
  receipt.set_office("419001004-01");
  receipt.set_office_name("天坛街道办事处");
  receipt.set_year(2020);
  receipt.set_scope(v1::SCOPE_OWN);
  receipt.set_revision(1);
  receipt.mutable_position()->set_log("a1");
  receipt.mutable_position()->set_sequence(5);
  receipt.mutable_log()->set_id("a1");
  receipt.mutable_log()->set_name("main");
  receipt.mutable_committed_at()->set_seconds(1611796443);
  receipt.set_digest(std::string("\x6f\x1c") + std::string(29, '\0') + "\xe2");
  const auto session = SessionIn(Language::kChinese);
  EXPECT_EQ(PrintReceipt(*session, receipt),
            "已受理  天坛街道办事处（419001004-01）2020 年度 本机关  第 1 版\n"
            "        2021-01-28 09:14:03 +08:00  序号 main:5  "
            "校验 sha256:6f1c…e2\n");
  receipt.set_unchanged(true);
  EXPECT_NE(
      PrintReceipt(*session, receipt).find("与第 1 版完全相同，未产生新版本。"),
      std::string::npos);
}

TEST(ReportFilesTest, FoldersAreReadByNameAndEmptyOnesRefused) {
  const auto files = ListReportFiles({"testdata/reports"});
  ASSERT_TRUE(files.ok());
  EXPECT_EQ(files->size(), 4u);
  EXPECT_EQ(files->front(), "testdata/reports/320800-01-2024-area.json");
  EXPECT_FALSE(ListReportFiles({"docs/decisions"}).ok());
}

TEST(ReportFilesTest, AFileThatCannotBeReadSaysWhy) {
  EXPECT_FALSE(ReadReportFile(TheCatalog(), "testdata/damaged/truncated.json")
                   .status.ok());
  EXPECT_FALSE(ReadReportFile(TheCatalog(), "no/such/file.json").status.ok());
}

}  // namespace
}  // namespace disclosure::cli
