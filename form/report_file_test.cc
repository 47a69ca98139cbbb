// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

#include "form/report_file.h"

#include <random>

#include "absl/strings/str_replace.h"
#include "base/error.h"
#include "form/check.h"
#include "form/figures.h"
#include "form/testdata/balanced_figures.h"
#include "gmock/gmock.h"
#include "google/protobuf/util/message_differencer.h"
#include "gtest/gtest.h"

namespace disclosure::form {
namespace {

using google::protobuf::util::MessageDifferencer;
using testdata::BalancedFigures;
using testdata::EditionsOf;
using testdata::ReadFile;
using testdata::ReportOf;
using ::testing::HasSubstr;
using ::testing::StartsWith;

constexpr char kReference[] = "testdata/reports/419001004-01-2020.json";

const Catalog& TheCatalog() { return **Catalog::BuiltIn(); }

struct Refusal {
  std::string en;
  std::string zh;
};

// Why a file is refused; empty texts if it is not.
Refusal RefusalOf(const std::string& text) {
  const auto reports = ReadReports(TheCatalog(), "a.file", text);
  if (reports.ok()) return {};
  EXPECT_EQ(reports.status().code(), absl::StatusCode::kInvalidArgument);
  const auto details = base::GetErrorDetails(reports.status());
  EXPECT_EQ(details.reason, "REPORT_FILE_UNREADABLE");
  EXPECT_FALSE(details.violations.empty());
  return {std::string(reports.status().message()), details.zh};
}

v1::AnnualReport Read(const std::string& text) {
  const auto reports = ReadReports(TheCatalog(), "a.file", text);
  EXPECT_TRUE(reports.ok()) << reports.status();
  EXPECT_EQ(reports->size(), 1u);
  return (*reports)[0];
}

// --- JSON ---------------------------------------------------------------

// One line per printed row: reviewable, and stable when written again.
TEST(ReportJsonTest, RealFilesAreWrittenAsTheyStand) {
  for (const char* name : {"320800-01-2024-area", "320813-01-2024-area",
                           "321322-02-2023", "419001004-01-2020"}) {
    const std::string text =
        ReadFile(std::string("testdata/reports/") + name + ".json");
    EXPECT_EQ(WriteReportJson(Read(text)), text) << name;
  }
}

TEST(ReportJsonTest, EveryFieldSurvives) {
  v1::AnnualReport report = Read(ReadFile(kReference));
  report.set_revision(3);
  report.mutable_source_document()->set_name("报告 \"a\"\\.pdf");
  report.mutable_source_document()->set_sha256(std::string("\0\xff\x10", 3));
  v1::Evidence* evidence = report.add_evidence();
  evidence->set_figure("requests.received.total");
  evidence->set_state(v1::EVIDENCE_STATE_AMBIGUOUS);
  evidence->set_raw_text("1\t\x01\r\n七");
  evidence->add_candidates(1);
  evidence->add_candidates(-7);
  v1::Confirmation* confirmation = report.add_confirmations();
  confirmation->set_rule("outdated_form");
  confirmation->add_cells("editions.requests");
  const v1::AnnualReport back = Read(WriteReportJson(report));
  EXPECT_TRUE(MessageDifferencer::Equals(back, report));
}

TEST(ReportJsonTest, AcceptsWhatProtobufWrites) {
  const auto report = Read(
      "\xEF\xBB\xBF{\"officeName\": \"\\u5929\\ud83d\\ude00\", \"year\": "
      "\"2020\", \"scope\": 1, \"revision\": null, \"figures\": {\"requests\": "
      "{\"received\": {\"naturalPerson\": 7, \"total\": \"7\"}}}}");
  EXPECT_EQ(report.office_name(), "天😀");
  EXPECT_EQ(report.year(), 2020);
  EXPECT_EQ(report.scope(), v1::SCOPE_OWN);
  EXPECT_FALSE(report.has_revision());
  EXPECT_EQ(report.figures().requests().received().natural_person(), 7);
}

TEST(ReportJsonTest, UnknownFiguresAreNamedWithTheirLine) {
  const Refusal refusal =
      RefusalOf(ReadFile("testdata/damaged/unknown-figure.json"));
  EXPECT_THAT(refusal.en, StartsWith("a.file:18: "));
  EXPECT_THAT(refusal.en,
              HasSubstr("figures.requests.received.stateless_person"));
  EXPECT_THAT(refusal.zh, HasSubstr("natural_person"));
}

TEST(ReportJsonTest, MisspeltFieldsAreOfferedTheRightName) {
  EXPECT_THAT(RefusalOf("{\n\"figurs\": {}}").en,
              HasSubstr("a.file:2: there is no field figurs; did you mean "
                        "figures"));
  EXPECT_THAT(RefusalOf("{\"figures\": {\"requests\": {\"recieved\": {}}}}").zh,
              HasSubstr("名称相近：received"));
  // Notes beside shared figures are no fields of a report.
  EXPECT_THAT(RefusalOf("{\"seen_as\": \"PDF\"}").en,
              HasSubstr("no field seen_as"));
}

TEST(ReportJsonTest, RefusalsSayWhatWasExpected) {
  const std::pair<std::string, std::string> cases[] = {
      {"{", "expected the name of a field in quotes, found the end"},
      {"{\"year\" 2020}", "year: expected \":\", found \"2020\""},
      {"{\"year\": 2020", "expected \",\" or \"}\", found the end of the file"},
      {"{\"year\": 20.5}", "year: expected a whole number"},
      {"{\"year\": 99999999999}", "year: expected a whole number"},
      {"{\"year\": \"\"}", "year: expected a whole number"},
      {"{\"scope\": \"own\"}",
       "expected \"SCOPE_OWN\" or \"SCOPE_AREA\", found \"own\""},
      {"{\"office\": 7}", "office: expected text in quotes"},
      {"{\"office\": \"a\n\"}", "found \"a\" (is a quote missing?)"},
      {"{\"office\": \"a", "found the end of the file"},
      {"{\"office\": \"\\x\"}", "office: expected text in quotes"},
      {"{\"office\": \"\\ud800\"}", "office: expected text in quotes"},
      {"{\"office\": a}", "found \"a\" (is a quote missing?)"},
      {"{\"figures\": []}", "figures: expected \"{\", found \"[\""},
      {"{\"evidence\": {}}", "evidence: expected \"[\", found \"{\""},
      {"{\"evidence\": [{}", "evidence: expected \",\" or \"]\""},
      {"{\"supplementary\": [{\"total\": 1}]}",
       "supplementary[0].total: expected true or false"},
      {"{\"source_document\": {\"sha256\": \"?\"}}", "bytes in Base64"},
      {"{\"year\": 1, \"year\": 2}", "year stands here twice"},
      {"{} {}", "expected the end of the file, found \"{\""},
      {"{\"office\": \"\xC4\xE3\"}", "the file is not UTF-8"},
  };
  for (const auto& [text, expected] : cases) {
    const Refusal refusal = RefusalOf(text);
    EXPECT_THAT(refusal.en, HasSubstr(expected)) << text;
    EXPECT_THAT(refusal.zh, StartsWith("a.file")) << text;
  }
}

// Whatever is cut off or changed, reading ends with an answer.
TEST(ReportJsonTest, DamagedFilesAreRefusedNotFeared) {
  const std::string text = ReadFile(kReference);
  std::mt19937_64 random(5);
  for (int i = 0; i < 300; ++i) {
    const size_t size = random() % (text.size() - 2);
    EXPECT_FALSE(ReadReportJson("cut", text.substr(0, size)).ok());
    std::string changed = text;
    changed[random() % changed.size()] = static_cast<char>(random());
    (void)ReadReportJson("changed", changed);
  }
}

// --- CSV ----------------------------------------------------------------

TEST(ReportCsvTest, TheTwinsEqualTheReference) {
  const v1::AnnualReport reference = Read(ReadFile(kReference));
  for (const char* name : {"twin.csv", "twin-bom-crlf.csv"}) {
    const auto twin = Read(ReadFile(std::string("testdata/damaged/") + name));
    EXPECT_TRUE(MessageDifferencer::Equals(twin.figures(), reference.figures()))
        << name;
    EXPECT_TRUE(
        MessageDifferencer::Equals(twin.editions(), reference.editions()))
        << name;
    EXPECT_EQ(twin.office(), reference.office());
    EXPECT_EQ(twin.year(), 2020);
    EXPECT_EQ(twin.scope(), v1::SCOPE_OWN);
  }
}

TEST(ReportCsvTest, WrittenReportsAreReadBack) {
  std::mt19937_64 random(3);
  for (const Language language : {Language::kZh, Language::kEn}) {
    for (int i = 0; i < 20; ++i) {
      const auto editions =
          EditionsOf(random() % 2 ? v1::EDITION_2019 : v1::EDITION_2021,
                     random() % 2 ? v1::EDITION_2019 : v1::EDITION_2021);
      FigureVector figures = BalancedFigures(editions, 1000, &random);
      for (int blanks = 0; blanks < 50; ++blanks) {
        figures.Clear(static_cast<int>(random() % TheCatalog().cells().size()));
      }
      v1::AnnualReport report = ReportOf(editions, figures, 2022);
      report.set_revision(4);
      report.set_office_name("名称, \"引号\"");
      report.mutable_narrative()->set_overview("一\n二");
      const std::string text = WriteReportCsv(TheCatalog(), report, language);
      EXPECT_THAT(text, StartsWith("\xEF\xBB\xBF"
                                   "figure,label,unit,value\n"
                                   "office,"));
      EXPECT_TRUE(MessageDifferencer::Equals(Read(text), report));
    }
  }
}

TEST(ReportCsvTest, ABlankReadsBackAsAllBlank) {
  for (const v1::Edition edition : {v1::EDITION_2019, v1::EDITION_2021}) {
    for (const Language language : {Language::kZh, Language::kEn}) {
      const std::string text = MakeBlankCsv(TheCatalog(), edition, language);
      const v1::AnnualReport report = Read(text);
      EXPECT_FALSE(report.has_figures());
      EXPECT_EQ(report.editions().publication(), edition);
      EXPECT_EQ(report.editions().requests(), edition);
    }
  }
}

TEST(ReportCsvTest, ABlankFilledInPassesTheCheck) {
  std::string text =
      MakeBlankCsv(TheCatalog(), v1::EDITION_2021, Language::kZh);
  text = absl::StrReplaceAll(text, {{",件,\n", ",件,0\n"},
                                    {",万元,\n", ",万元,59237.2449\n"},
                                    {"2020", "2020"}});
  text = absl::StrReplaceAll(text, {{"\noffice,填报单位编号,,", "\noffice,,,a"},
                                    {"\nyear,报告年度,,", "\nyear,,,2023"}});
  const v1::AnnualReport report = Read(text);
  EXPECT_EQ(report.figures().publication_2021().charges().collected_fen(),
            59237244900);
  EXPECT_THAT(Check(TheCatalog(), report, {.current_year = 2025}),
              ::testing::IsEmpty());
}

TEST(ReportCsvTest, MoneyIsRefusedUnderItsNameInFen) {
  const Refusal refusal = RefusalOf(ReadFile("testdata/damaged/fen-name.csv"));
  EXPECT_THAT(refusal.en, StartsWith("a.file:26: "));
  EXPECT_THAT(
      refusal.zh,
      HasSubstr("publication_2019.central_procurement.amount_wan_yuan"));
}

TEST(ReportCsvTest, UnknownColumnsNameTheKnownOnes) {
  const Refusal refusal =
      RefusalOf(ReadFile("testdata/damaged/unknown-column.csv"));
  EXPECT_EQ(refusal.en,
            "a.file:1: unknown column \"remark\"; the columns are figure, "
            "label, unit, value");
}

TEST(ReportCsvTest, RefusalsSayLineAndRemedy) {
  const std::string head = "figure,unit,value\n";
  const std::pair<std::string, std::string> cases[] = {
      {"", "a.file:1: the file is empty"},
      {"figure,value\n", "the file has no rows"},
      {"figure,unit\n", "a.file:1: the column \"value\" is missing"},
      {"figure,value,value\n", "the column \"value\" stands there twice"},
      {"office,year,scope,figure,values\n", "unknown column \"values\""},
      {head + "year,,20x\n", "a.file:2: year: expected a whole number"},
      {head + "scope,,all\n", "scope: expected own or area, found \"all\""},
      {head + "requests.received.totals,,1\n",
       "did you mean requests.received.total"},
      {head + "nothing_like_it,,1\n", "remove the line"},
      {head + "requests.received.total,,1.5\n",
       "a.file:2: requests.received.total: expected a whole number"},
      {head + "requests.received.total,,\"1,200\"\n", "found \"1,200\""},
      {head + "requests.received.total,,+3\n", "found \"+3\""},
      {head + "requests.received.total,元,3\n", "not in \"元\""},
      {head + "publication_2021.charges.collected_wan_yuan,元,3\n",
       "convert the value"},
      {head + "publication_2021.charges.collected_wan_yuan,,1.2345678\n",
       "at most 6 decimals"},
      {head + "requests.received.total,,1\n\nrequests.received.total,,1\n",
       "a.file:4: requests.received.total stands there twice, first in line 2"},
      {head + "requests.received.total,,1,2\n", "belongs to no column"},
      {head + "office,,\"a\n", "line 2: the quote opened here"},
      {head + "office,,\xC4\xE3\n", "CSV UTF-8"},
      {"office,year,scope,figure,value\n,2020,own,requests.received.total,1\n",
       "a.file:2: office is empty in this line"},
      {"office,year,scope,figure,value\na,2020,own,revision,1\n",
       "there is no figure \"revision\""},
  };
  for (const auto& [text, expected] : cases) {
    const Refusal refusal = RefusalOf(text);
    EXPECT_THAT(refusal.en, HasSubstr(expected)) << text;
    EXPECT_THAT(refusal.zh, StartsWith("a.file")) << text;
  }
}

TEST(ReportCsvTest, AllProblemsAreListedAtOnce) {
  std::string text = "figure,value\n";
  for (int i = 0; i < 25; ++i) text += "x" + std::to_string(i) + ",1\n";
  const Refusal refusal = RefusalOf(text);
  EXPECT_THAT(refusal.en, HasSubstr("a.file:21: "));
  EXPECT_THAT(refusal.en, HasSubstr("and 5 more"));
}

TEST(ReportCsvTest, OrderAndOptionalColumnsAreFree) {
  const v1::AnnualReport report = Read(
      "value,figure\n+2,publication_2019.licensing.items_change\n"
      "2019,editions.requests\n本机关,scope\n 5 ,requests.received.total\n");
  EXPECT_EQ(report.figures().publication_2019().licensing().items_change(), 2);
  EXPECT_EQ(report.editions().publication(), v1::EDITION_2019);
  EXPECT_EQ(report.editions().requests(), v1::EDITION_2019);
  EXPECT_EQ(report.scope(), v1::SCOPE_OWN);
  EXPECT_EQ(report.figures().requests().received().total(), 5);
}

TEST(LongCsvTest, HoldsManyReports) {
  std::mt19937_64 random(4);
  std::vector<v1::AnnualReport> reports;
  for (int i = 0; i < 5; ++i) {
    const auto edition = i % 2 ? v1::EDITION_2019 : v1::EDITION_2021;
    const auto editions = EditionsOf(edition, edition);
    reports.push_back(
        ReportOf(editions, BalancedFigures(editions, 99, &random), 2020 + i));
    reports.back().set_scope(i == 3 ? v1::SCOPE_AREA : v1::SCOPE_OWN);
  }
  const auto back =
      ReadReports(TheCatalog(), "a.csv", WriteLongCsv(TheCatalog(), reports));
  ASSERT_TRUE(back.ok()) << back.status();
  ASSERT_EQ(back->size(), reports.size());
  for (size_t i = 0; i < reports.size(); ++i) {
    EXPECT_TRUE(MessageDifferencer::Equals((*back)[i], reports[i])) << i;
  }
}

}  // namespace
}  // namespace disclosure::form
