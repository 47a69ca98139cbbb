// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

#include "form/check.h"

#include <algorithm>
#include <functional>
#include <limits>
#include <random>
#include <sstream>

#include "form/editions.h"
#include "form/report_file.h"
#include "form/testdata/balanced_figures.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace disclosure::form {
namespace {

using testdata::BalancedFigures;
using testdata::EditionsOf;
using testdata::ReadFile;
using testdata::ReportOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;
using ::testing::StartsWith;

const CheckContext kNow = {.current_year = 2025};

const Catalog& TheCatalog() { return **Catalog::BuiltIn(); }

int CellAt(std::string_view path) { return TheCatalog().FindPath(path)->index; }

v1::AnnualReport ReadReport(const std::string& path) {
  const auto reports = ReadReports(TheCatalog(), path, ReadFile(path));
  EXPECT_TRUE(reports.ok()) << reports.status();
  return (*reports)[0];
}

// The reference case, with its figures changed.
v1::AnnualReport Reference(
    const std::function<void(FigureVector*)>& change = nullptr) {
  v1::AnnualReport report =
      ReadReport("testdata/reports/419001004-01-2020.json");
  if (change != nullptr) {
    FigureVector figures = *FromMessage(TheCatalog(), report.figures());
    change(&figures);
    ToMessage(TheCatalog(), figures, report.mutable_figures());
  }
  return report;
}

std::vector<v1::Finding> CheckNow(const v1::AnnualReport& report) {
  return Check(TheCatalog(), report, kNow);
}

// The findings as "rule suspect".
std::vector<std::string> Summary(const std::vector<v1::Finding>& findings) {
  std::vector<std::string> lines;
  for (const v1::Finding& finding : findings) {
    lines.push_back(finding.rule() + " " + finding.suspect());
  }
  return lines;
}

TEST(CheckTest, RealReportsHaveNoErrors) {
  const std::pair<const char*, int> questions[] = {
      {"320800-01-2024-area", 0},
      {"320813-01-2024-area", 1},  // table 3 is of the 2019 edition
      {"321322-02-2023", 0},
      {"419001004-01-2020", 0}};
  for (const auto& [name, expected] : questions) {
    const auto findings =
        CheckNow(ReadReport(std::string("testdata/reports/") + name + ".json"));
    EXPECT_EQ(CountErrors(findings), 0) << name;
    EXPECT_EQ(CountQuestions(findings), expected) << name;
  }
}

// The texts that the command line shows.
TEST(CheckTest, AWrongRowTotalReadsLikeThis) {
  const auto findings =
      CheckNow(ReadReport("testdata/damaged/row-total-wrong.json"));
  ASSERT_THAT(Summary(findings),
              ElementsAre("applicants_sum "
                          "requests.denied_third_party_rights.total",
                          "outcomes_sum requests.concluded_total.total"));
  const v1::Finding& row = findings[0];
  EXPECT_EQ(row.severity(), v1::SEVERITY_ERROR);
  EXPECT_EQ(row.table(), 3);
  EXPECT_EQ(row.left_size(), 6);
  EXPECT_THAT(row.right(),
              ElementsAre("requests.denied_third_party_rights.total"));
  EXPECT_EQ(row.left_value(), 1);
  EXPECT_TRUE(row.has_right_value());
  EXPECT_EQ(row.difference(), 1);
  EXPECT_EQ(row.message().zh(),
            "三、（三）4.保护第三方合法权益：六类申请人之和不等于总计");
  EXPECT_EQ(row.message().en(),
            "Denied: would harm a third party: the six applicant columns do "
            "not add up to the total");
  EXPECT_EQ(row.explanation().zh(),
            "1 + 0 + 0 + 0 + 0 + 0 = 1，总计填报 0，少 1");
  EXPECT_EQ(row.explanation().en(),
            "1 + 0 + 0 + 0 + 0 + 0 = 1, total filled in 0, 1 too low");
  const v1::Finding& column = findings[1];
  EXPECT_EQ(column.message().zh(),
            "总计列：（一）至（六）各项之和不等于（七）总计");
  EXPECT_EQ(column.message().en(),
            "Column \"Total\": rows (1) to (6) do not add up to row (7)");
  EXPECT_EQ(column.explanation().zh(), "各项之和 0，（七）总计填报 1，多 1");
  EXPECT_EQ(column.explanation().en(),
            "rows 0, row (7) filled in 1, 1 too high");
}

// With the office's reason it is there, but no longer open; errors stay.
TEST(CheckTest, AConfirmedQuestionIsNotOpen) {
  v1::AnnualReport report =
      ReadReport("testdata/reports/320813-01-2024-area.json");
  v1::Confirmation* answer = report.add_confirmations();
  answer->set_rule("outdated_form");
  answer->add_cells("editions.publication");
  answer->set_reason("沿用旧表");
  EXPECT_EQ(CountQuestions(CheckNow(report)), 1);  // of another cell
  answer->add_cells("editions.requests");
  const auto findings = CheckNow(report);
  EXPECT_EQ(CountQuestions(findings), 0);
  ASSERT_THAT(findings, SizeIs(1));
  EXPECT_EQ(findings[0].confirmed(), "沿用旧表");

  report = ReadReport("testdata/damaged/row-total-wrong.json");
  answer = report.add_confirmations();
  answer->set_rule("applicants_sum");
  answer->set_reason("无误");
  EXPECT_EQ(CountErrors(CheckNow(report)), 2);
}

TEST(CheckTest, EveryEquationFailingGivesEveryFinding) {
  const auto findings =
      CheckNow(ReadReport("testdata/damaged/all-equations-fail.json"));
  EXPECT_EQ(CountErrors(findings), 40);
  EXPECT_TRUE(std::is_sorted(
      findings.begin(), findings.end(),
      [](const auto& a, const auto& b) { return a.table() < b.table(); }));
}

TEST(BlankTest, BlankPartsCountAsZeroAndAreNamedFirst) {
  const auto findings = CheckNow(Reference([](FigureVector* figures) {
    figures->Clear(CellAt("requests.denied_third_party_rights.natural_person"));
    figures->Clear(CellAt("requests.denied_third_party_rights.business"));
  }));
  ASSERT_THAT(findings, SizeIs(2));
  EXPECT_THAT(findings[0].blank(),
              ElementsAre("requests.denied_third_party_rights.natural_person",
                          "requests.denied_third_party_rights.business"));
  EXPECT_EQ(
      findings[0].explanation().zh(),
      "未填：自然人、商业企业；0 + 0 + 0 + 0 + 0 + 0 = 0，总计填报 1，多 1");
  EXPECT_THAT(findings[0].explanation().en(),
              StartsWith("left blank: Natural persons, Businesses; 0 + "));
  // Rows of the other edition are not blank.
  EXPECT_THAT(findings[1].blank(), SizeIs(1));
}

TEST(BlankTest, AnAllBlankEquationIsNotJudged) {
  const auto findings = CheckNow(Reference([](FigureVector* figures) {
    for (const char* column :
         {"upheld", "corrected", "other_outcome", "pending", "total"}) {
      figures->Clear(
          CellAt(std::string("disputes.administrative_review.") + column));
    }
  }));
  EXPECT_THAT(Summary(findings),
              ElementsAre("table_missing "
                          "disputes.administrative_review.upheld"));
}

TEST(BlankTest, ABlankTotalIsAskedAboutAndTakenAsItsSum) {
  const auto findings = CheckNow(Reference([](FigureVector* figures) {
    figures->Clear(CellAt("requests.concluded_total.total"));
  }));
  // The balance of the column holds with the sum, 1.
  ASSERT_THAT(Summary(findings),
              ElementsAre("total_not_filled requests.concluded_total.total"));
  EXPECT_EQ(findings[0].severity(), v1::SEVERITY_QUESTION);
  EXPECT_EQ(findings[0].left_value(), 1);
  EXPECT_THAT(findings[0].explanation().zh(), HasSubstr("各项之和 1"));
}

TEST(BlankTest, ASumOverBlankTotalsIsJudged) {
  const auto findings = CheckNow(Reference([](FigureVector* figures) {
    figures->Clear(CellAt("requests.denied_third_party_rights.total"));
    figures->Set(CellAt("requests.concluded_total.total"), 2);
  }));
  EXPECT_EQ(CountErrors(findings), 3);
  ASSERT_EQ(findings[1].rule(), "outcomes_sum");
  EXPECT_EQ(findings[1].left_value(), 1);
}

TEST(ValueRangeTest, NegativesAreErrorsExceptInSignedCells) {
  EXPECT_THAT(CheckNow(Reference([](FigureVector* figures) {
                figures->Set(CellAt("publication_2019.licensing.items_change"),
                             -3);
              })),
              IsEmpty());
  const auto findings = CheckNow(Reference([](FigureVector* figures) {
    figures->Set(CellAt("publication_2019.central_procurement.amount_fen"),
                 -1500000);
  }));
  ASSERT_THAT(Summary(findings),
              ElementsAre("value_range "
                          "publication_2019.central_procurement.amount_fen"));
  EXPECT_THAT(findings[0].explanation().zh(), HasSubstr("填报 -1.5，"));
}

TEST(ValueRangeTest, TheLimitDependsOnScopeAndLevel) {
  const auto errors = [](int64_t value, v1::Scope scope, v1::Level level) {
    v1::AnnualReport report = Reference([&](FigureVector* figures) {
      figures->Set(CellAt("publication_2019.licensing.decisions"), value);
    });
    report.set_scope(scope);
    return CountErrors(Check(TheCatalog(), report,
                             {.current_year = 2025, .region_level = level}));
  };
  constexpr int64_t kOwn = 1'000'000'000'000;
  EXPECT_EQ(errors(kOwn, v1::SCOPE_OWN, v1::LEVEL_CITY), 0);
  EXPECT_EQ(errors(kOwn + 1, v1::SCOPE_OWN, v1::LEVEL_CITY), 1);
  EXPECT_EQ(errors(10 * kOwn, v1::SCOPE_AREA, v1::LEVEL_COUNTY), 0);
  EXPECT_EQ(errors(10 * kOwn + 1, v1::SCOPE_AREA, v1::LEVEL_COUNTY), 1);
  EXPECT_EQ(errors(1000 * kOwn, v1::SCOPE_AREA, v1::LEVEL_CITY), 0);
  EXPECT_EQ(errors(1000 * kOwn + 1, v1::SCOPE_AREA, v1::LEVEL_NATION), 1);
  EXPECT_EQ(errors(1000 * kOwn, v1::SCOPE_AREA, v1::LEVEL_UNSPECIFIED), 0);
  EXPECT_EQ(errors(kOwn + 1, v1::SCOPE_UNSPECIFIED, v1::LEVEL_UNSPECIFIED), 1);
}

// Sums of extreme values neither overflow nor hide the error.
TEST(ValueRangeTest, ExtremeValuesAreReckonedWithToo) {
  constexpr int64_t kMax = std::numeric_limits<int64_t>::max();
  const auto findings = CheckNow(Reference([](FigureVector* figures) {
    for (const Cell& cell : TheCatalog().cells()) {
      if (figures->has(cell.index)) figures->Set(cell.index, kMax);
    }
    figures->Set(CellAt("disputes.administrative_review.total"),
                 std::numeric_limits<int64_t>::min());
  }));
  for (const v1::Finding& finding : findings) {
    if (finding.suspect() != "disputes.administrative_review.total") continue;
    if (finding.rule() != "disputes_sum") continue;
    EXPECT_EQ(finding.left_value(), kMax);
    EXPECT_EQ(finding.difference(), kMax);
    return;
  }
  FAIL() << "the sum was not judged";
}

TEST(ValueRangeTest, Years) {
  v1::AnnualReport report = Reference();
  report.set_year(2026);
  EXPECT_EQ(CountErrors(CheckNow(report)), 1);
  EXPECT_EQ(CheckNow(report)[0].suspect(), "year");
  EXPECT_EQ(CountErrors(Check(TheCatalog(), report, {})), 0);
  report.set_year(2007);
  EXPECT_EQ(CountErrors(CheckNow(report)), 1);
  report.clear_year();
  EXPECT_THAT(CheckNow(report)[0].message().zh(), HasSubstr("未填"));
}

TEST(EditionTest, FiguresOfAnotherEditionAreErrors) {
  const auto findings =
      CheckNow(ReadReport("testdata/damaged/edition-mixed.json"));
  ASSERT_EQ(CountErrors(findings), 1);
  EXPECT_EQ(findings[0].rule(), "edition_mixed");
  EXPECT_EQ(findings[0].left_size(), 21);
  EXPECT_THAT(findings[0].message().zh(), HasSubstr("三、（六）3.其他"));
}

TEST(EditionTest, UnknownEditionsAreErrors) {
  v1::AnnualReport report = Reference();
  report.mutable_editions()->set_requests(static_cast<v1::Edition>(9));
  EXPECT_THAT(Summary(CheckNow(report)),
              ::testing::Contains("value_range editions.requests"));
}

TEST(EditionTest, AbsentEditionsAreFoundFromTheFigures) {
  for (const v1::Edition publication : {v1::EDITION_2019, v1::EDITION_2021}) {
    for (const v1::Edition requests : {v1::EDITION_2019, v1::EDITION_2021}) {
      const auto editions = EditionsOf(publication, requests);
      std::mt19937_64 random(7);
      const FigureVector figures = BalancedFigures(editions, 9, &random);
      const auto found =
          CompleteEditions(TheCatalog(), v1::Editions(), figures, 2030);
      EXPECT_EQ(found.SerializeAsString(), editions.SerializeAsString());
    }
  }
}

TEST(EditionTest, WithoutFiguresTheYearDecides) {
  const FigureVector blank(TheCatalog());
  const auto edition = [&](int year) {
    return CompleteEditions(TheCatalog(), v1::Editions(), blank, year)
        .requests();
  };
  EXPECT_EQ(edition(2015), v1::EDITION_2019);
  EXPECT_EQ(edition(2020), v1::EDITION_2019);
  EXPECT_EQ(edition(2021), v1::EDITION_2021);
  EXPECT_EQ(edition(2040), v1::EDITION_2021);
}

TEST(QuestionTest, OutdatedForms) {
  std::mt19937_64 random(7);
  const auto check = [&](v1::Edition edition, int year) {
    const auto editions = EditionsOf(edition, edition);
    return CheckNow(
        ReportOf(editions, BalancedFigures(editions, 9, &random), year));
  };
  EXPECT_THAT(check(v1::EDITION_2019, 2019), IsEmpty());
  EXPECT_THAT(check(v1::EDITION_2021, 2021), IsEmpty());
  EXPECT_THAT(Summary(check(v1::EDITION_2019, 2023)),
              ElementsAre("outdated_form editions.publication",
                          "outdated_form editions.requests"));
  EXPECT_THAT(check(v1::EDITION_2019, 2018)[0].message().zh(),
              HasSubstr("还没有统一格式"));
}

TEST(QuestionTest, MissingTablesAndRows) {
  const auto findings = CheckNow(Reference([](FigureVector* figures) {
    for (const Cell& cell : TheCatalog().cells()) {
      if (cell.path.starts_with("disputes.") ||
          cell.path.starts_with("requests.granted_")) {
        figures->Clear(cell.index);
      }
    }
  }));
  ASSERT_THAT(Summary(findings),
              ElementsAre("table_missing "
                          "requests.granted_in_full.natural_person",
                          "table_missing "
                          "disputes.administrative_review.upheld"));
  EXPECT_THAT(findings[0].message().zh(),
              HasSubstr("三、（一）予以公开、三、（二）部分公开"));
  EXPECT_THAT(findings[1].message().zh(), HasSubstr("整张表未填"));
}

TEST(QuestionTest, PublicTotalTooSmall) {
  const auto findings = CheckNow(Reference([](FigureVector* figures) {
    figures->Set(CellAt("publication_2019.normative_documents.published"), 4);
  }));
  ASSERT_THAT(Summary(findings),
              ElementsAre("public_total_too_small "
                          "publication_2019.normative_documents.public_total"));
  EXPECT_EQ(findings[0].difference(), -4);
  EXPECT_EQ(findings[0].explanation().zh(), "0 < 4");
}

TEST(QuestionTest, RulesWithoutPower) {
  const v1::AnnualReport report = Reference([](FigureVector* figures) {
    figures->Set(CellAt("publication_2019.rules.made"), 2);
  });
  const auto questions = [&](v1::Level level) {
    return Summary(Check(TheCatalog(), report,
                         {.current_year = 2025, .region_level = level}));
  };
  EXPECT_THAT(questions(v1::LEVEL_COUNTY),
              ElementsAre("rules_without_power publication_2019.rules.made"));
  EXPECT_THAT(questions(v1::LEVEL_CITY), IsEmpty());
  EXPECT_THAT(questions(v1::LEVEL_UNSPECIFIED), IsEmpty());
}

TEST(QuestionTest, SupplementaryGroups) {
  v1::AnnualReport report = Reference();
  ASSERT_EQ(report.supplementary_size(), 5);
  report.mutable_supplementary(1)->set_value(100);
  const auto findings = CheckNow(report);
  ASSERT_THAT(Summary(findings),
              ElementsAre("supplementary_sum supplementary[0]"));
  EXPECT_EQ(findings[0].difference(), -8);
  EXPECT_THAT(findings[0].explanation().zh(),
              HasSubstr("各项之和 1022，总数填报 1030"));
  report.mutable_supplementary(0)->clear_value();
  EXPECT_THAT(CheckNow(report), IsEmpty());
}

TEST(CheckTest, UnknownFiguresAreNeverDropped) {
  v1::AnnualReport report = Reference();
  auto* requests = report.mutable_figures()->mutable_requests();
  requests->GetReflection()->MutableUnknownFields(requests)->AddVarint(99, 1);
  const auto findings = CheckNow(report);
  ASSERT_THAT(Summary(findings), ElementsAre("form_newer_than_server figures"));
  EXPECT_EQ(CountErrors(findings), 1);
}

// Random balanced reports pass; when any cell that an equation covers is
// changed, some error names that cell.
TEST(CheckPropertyTest, AnyWrongCellIsNamed) {
  std::mt19937_64 random(11);
  int damaged = 0;
  for (int i = 0; i < 40; ++i) {
    const auto editions =
        EditionsOf(random() % 2 ? v1::EDITION_2019 : v1::EDITION_2021,
                   random() % 2 ? v1::EDITION_2019 : v1::EDITION_2021);
    FigureVector figures =
        BalancedFigures(editions, i % 2 == 0 ? 3 : 100000, &random);
    v1::AnnualReport report;
    report.set_year(2022);
    *report.mutable_editions() = editions;
    ASSERT_EQ(CountErrors(Check(TheCatalog(), report, figures, kNow)), 0);
    for (const Cell& cell : TheCatalog().cells()) {
      if (!figures.has(cell.index)) continue;
      if (TheCatalog().EquationsOf(cell.index).empty()) continue;
      const int64_t right = figures.value(cell.index);
      const int64_t wrong[] = {right + 1, right * 10 + 7, right / 2 - 1, 0};
      const int64_t value = wrong[random() % std::size(wrong)];
      if (value == right) continue;
      figures.Set(cell.index, value);
      const auto findings = Check(TheCatalog(), report, figures, kNow);
      const bool named = std::any_of(
          findings.begin(), findings.end(), [&](const v1::Finding& finding) {
            return finding.severity() == v1::SEVERITY_ERROR &&
                   (std::count(finding.left().begin(), finding.left().end(),
                               cell.path) > 0 ||
                    std::count(finding.right().begin(), finding.right().end(),
                               cell.path) > 0);
          });
      ASSERT_TRUE(named) << cell.path << " " << right << " -> " << value;
      figures.Set(cell.index, right);
      ++damaged;
    }
  }
  EXPECT_GT(damaged, 4000);
}

// Every damaged report of testdata is found as its list says.
TEST(CheckTest, DamagedReportsAreFoundAsListed) {
  for (const char* name :
       {"balance-wrong", "column-total-wrong", "disputes-wrong",
        "edition-mixed", "future-year", "negative-count", "row-total-wrong"}) {
    const std::string file = std::string(name) + ".json";
    const auto findings = CheckNow(ReadReport("testdata/damaged/" + file));
    int expected = 0;
    std::istringstream list(ReadFile("testdata/damaged/expected.csv"));
    for (std::string line; std::getline(list, line);) {
      if (!line.starts_with(file + ",error,")) continue;
      ++expected;
      std::vector<std::string> fields;
      std::istringstream parts(line);
      for (std::string part; std::getline(parts, part, ',');) {
        fields.push_back(part);
      }
      const bool found = std::any_of(
          findings.begin(), findings.end(), [&](const v1::Finding& finding) {
            if (finding.rule() != fields[2]) return false;
            if (fields.size() < 6 || fields[4].empty()) return true;
            return std::to_string(finding.left_value()) == fields[4] &&
                   std::to_string(finding.right_value()) == fields[5];
          });
      EXPECT_TRUE(found) << line;
    }
    EXPECT_EQ(CountErrors(findings), expected) << file;
  }
}

}  // namespace
}  // namespace disclosure::form
