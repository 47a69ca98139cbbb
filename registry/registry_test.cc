// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

// What a registry accepts and refuses. A refusal is compared as printed:
// "row: message" for each problem.

#include "registry/registry.h"

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "base/error.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "registry/test_rows.h"
#include "registry/year_tree.h"

namespace disclosure::registry {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

std::vector<std::string> Print(const std::vector<Problem>& problems) {
  std::vector<std::string> printed;
  for (const Problem& problem : problems) {
    EXPECT_NE(problem.zh, "");
    printed.push_back(absl::StrCat(problem.RowName(), ": ", problem.en));
  }
  return printed;
}

std::vector<std::string> Problems(
    const v1::RegistryRows& rows,
    const std::shared_ptr<const Registry>& registry = Registry::Empty(),
    const FiledReports& filed = nullptr) {
  const absl::StatusOr<Applied> applied = registry->Apply(rows, filed);
  EXPECT_TRUE(applied.ok()) << applied.status();
  EXPECT_TRUE(applied->problems.empty() || applied->registry == registry);
  return Print(applied->problems);
}

// One problem whose English text has all of these.
template <typename... Texts>
auto Says(const char* row, Texts... texts) {
  return ElementsAre(AllOf(HasSubstr(row), HasSubstr(texts)...));
}

FiledReports Filed(std::vector<FiledReport> reports) {
  return [reports](const std::string&) { return reports; };
}

TEST(RegistryTest, RowsAreValidForTheirYears) {
  const auto registry =
      Of(Rows()
             .Region("1", "", {.name = "old", .years = {0, 2015}})
             .Region("1", "", {.name = "new", .years = {2016, 0}})
             .Office("a", "1", {.years = {2010, 2018}}));
  EXPECT_EQ(registry->FindRegion("1", 2015)->name(), "old");
  EXPECT_EQ(registry->FindRegion("1", 2016)->name(), "new");
  EXPECT_EQ(registry->FindRegion("2", 2016), nullptr);
  EXPECT_EQ(registry->FindOffice("a", 2009), nullptr);
  EXPECT_NE(registry->FindOffice("a", 2010), nullptr);
  EXPECT_NE(registry->FindOffice("a", 2018), nullptr);
  EXPECT_EQ(registry->FindOffice("a", 2019), nullptr);
  EXPECT_EQ(registry->RegionRowsOf("1").size(), 2u);
  EXPECT_THAT(registry->OfficeRowsOf("b"), IsEmpty());
}

TEST(RegistryTest, CountsWhatChanges) {
  const Rows rows =
      Rows().Region("1", "").Region("2", "1").Office("a", "2").Due(2020, 2021,
                                                                   3, 31);
  auto applied = Registry::Empty()->Apply(rows);
  ASSERT_TRUE(applied.ok());
  EXPECT_EQ(applied->regions_changed, 2);
  EXPECT_EQ(applied->offices_changed, 1);
  EXPECT_EQ(applied->due_dates_changed, 1);
  const auto registry = applied->registry;
  EXPECT_EQ(registry->region_row_count(), 2);

  applied = registry->Apply(rows);
  EXPECT_TRUE(applied->unchanged());
  EXPECT_EQ(applied->registry, registry);

  applied = registry->Apply(Rows().Region("2", "1", {.name = "renamed"}));
  EXPECT_EQ(applied->regions_changed, 1);
  EXPECT_EQ(applied->registry->region_row_count(), 2);
  EXPECT_EQ(registry->FindRegion("2", 2020)->name(), "地区2");
}

TEST(RegistryTest, CountedByPartsUnlessSaid) {
  Rows rows = Rows().Region("1", "");
  rows.rows().mutable_regions(0)->clear_counted_by();
  const auto registry = Of(rows);
  EXPECT_EQ(registry->FindRegion("1", 2020)->counted_by(),
            v1::COUNTED_BY_PARTS);
  EXPECT_TRUE(registry->Apply(rows)->unchanged());
}

TEST(RegistryTest, SeveralRootsAreAllowed) {
  EXPECT_THAT(Problems(Rows().Region("1", "").Region("2", "")), IsEmpty());
}

TEST(RegistryTest, OrderInARequestDoesNotMatter) {
  EXPECT_THAT(
      Problems(Rows().Office("a", "2").Region("2", "1").Region("1", "")),
      IsEmpty());
}

TEST(RegistryTest, DueDates) {
  const auto registry = Of(Rows().Due(2020, 2021, 3, 31));
  EXPECT_EQ(registry->DueDate(2020), absl::CivilDay(2021, 3, 31));
  EXPECT_EQ(registry->DueDate(2021), absl::CivilDay(2022, 1, 31));
  EXPECT_THAT(Problems(Rows().Due(2020, 2021, 2, 29)),
              Says("due_dates[0]", "2021-2-29"));
  EXPECT_THAT(Problems(Rows().Due(2020, 2020, 12, 31)),
              Says("due_dates[0]", "expected a day in 2021"));
  EXPECT_THAT(Problems(Rows().Due(20, 21, 1, 31)),
              Says("due_dates[0]", "report_year 20"));
}

TEST(RegistryTest, RefusesBadRegionRows) {
  EXPECT_THAT(Problems(Rows().Region("", "")), Says("regions[0]", "code \"\""));
  EXPECT_THAT(Problems(Rows().Region("济源", "")), Says("regions[0]", "济源"));
  EXPECT_THAT(Problems(Rows().Region(std::string(21, '1'), "")),
              Says("regions[0]", "1 to 20 letters"));
  EXPECT_THAT(Problems(Rows().Region("1", "", {.years = {2010, 2009}})),
              Says("regions[0]", "first_year 2010 is after last_year 2009"));
  EXPECT_THAT(Problems(Rows().Region("1", "", {.years = {210, 0}})),
              Says("regions[0]", "first_year 210"));
  EXPECT_THAT(Problems(Rows().Region("1", "", {.name = std::string(201, 'x')})),
              Says("regions[0]", "201 bytes"));
  EXPECT_THAT(Problems(Rows().Region("1", "", {.name = "a\nb"})),
              Says("regions[0]", "control character"));
  EXPECT_THAT(Problems(Rows().Region("1", "", {.name = "\xBC\xC3"})),
              Says("regions[0]", "not UTF-8"));
  EXPECT_THAT(Problems(Rows().Region("1", "", {.run_by = "9"})),
              Says("regions[0]", "run_by \"9\""));

  Rows rows = Rows().Region("1", "");
  rows.rows().mutable_regions(0)->clear_name();
  rows.rows().mutable_regions(0)->clear_kind();
  rows.rows().mutable_regions(0)->set_level(static_cast<v1::Level>(99));
  EXPECT_THAT(Problems(rows),
              ElementsAre("regions[0]: name is empty",
                          "regions[0]: kind is missing or unknown",
                          "regions[0]: level is missing or unknown"));
}

TEST(RegistryTest, RefusesBadOfficeRows) {
  const auto registry = Of(Rows().Region("1", ""));
  const auto refused = [&registry](const Rows& rows) {
    return Problems(rows, registry);
  };
  EXPECT_THAT(refused(Rows().Office("a b", "1")), Says("offices[0]", "a b"));
  EXPECT_THAT(refused(Rows().Office(std::string(33, 'a'), "1")),
              Says("offices[0]", "1 to 32"));
  EXPECT_THAT(refused(Rows().Office("a", "1", {.reports = ""})),
              Says("offices[0]", "reports nothing"));
  EXPECT_THAT(refused(Rows().Office("a", "1", {.line = ""})),
              Says("offices[0]", "line is empty"));
  EXPECT_THAT(refused(Rows().Office("a", "9")),
              Says("offices[0]", "region \"9\" is the code of no region"));
  Rows rows = Rows().Office("a", "1");
  rows.rows().mutable_offices(0)->set_credit_code("12");
  rows.rows().mutable_offices(0)->add_aliases("a;b");
  EXPECT_THAT(refused(rows), SizeIs(2));
}

TEST(RegistryTest, RefusesTheSameRowTwice) {
  EXPECT_THAT(Problems(Rows().Region("1", "").Region("1", "")),
              Says("regions[1]", "stands in regions[0] already"));
  EXPECT_THAT(
      Problems(Rows().Region("1", "").Office("a", "1").Office("a", "1")),
      Says("offices[1]", "stands in offices[0] already"));
  EXPECT_THAT(Problems(Rows().Due(2020, 2021, 2, 1).Due(2020, 2021, 2, 1)),
              Says("due_dates[1]", "due_dates[0]"));
}

TEST(RegistryTest, RefusesOverlappingYears) {
  EXPECT_THAT(
      Problems(Rows().Region("1", "").Region("1", "", {.years = {2016, 0}})),
      Says("regions[1]", "overlap (2016 on)", "last_year 2015"));
  const auto registry = Of(Rows().Region("1", "").Office("a", "1"));
  EXPECT_THAT(
      Problems(Rows().Office("a", "1", {.years = {2016, 2018}}), registry),
      Says("offices[0]", "all years", "2016-2018"));
  // Ending the old row in the same request makes it right.
  EXPECT_THAT(Problems(Rows()
                           .Office("a", "1", {.years = {0, 2015}})
                           .Office("a", "1", {.years = {2016, 0}}),
                       registry),
              IsEmpty());
}

TEST(RegistryTest, NamesTheYearsWithoutAParent) {
  EXPECT_THAT(Problems(Rows()
                           .Region("1", "", {.years = {2010, 2012}})
                           .Region("1", "", {.years = {2014, 2020}})
                           .Region("2", "1", {.years = {2008, 0}})),
              Says("regions[2]", "parent 1",
                   "in these years: 2008-2009, 2013, 2021 on;"));
  EXPECT_THAT(
      Problems(Rows().Region("1", "", {.years = {2016, 0}}).Office("a", "1")),
      Says("offices[0]", "region 1", "in these years: until 2015;"));
}

TEST(RegistryTest, EndingARegionNamesWhatHangsOnIt) {
  const auto registry = Of(Rows()
                               .Region("1", "")
                               .Region("2", "1")
                               .Region("3", "", {.run_by = "1"})
                               .Office("a", "1"));
  EXPECT_THAT(
      Problems(Rows().Region("9", "").Region("1", "", {.years = {0, 2019}}),
               registry),
      ElementsAre(AllOf(HasSubstr("regions[1]: region 2: parent 1"),
                        HasSubstr("2020 on")),
                  HasSubstr("regions[1]: region 3: run_by 1"),
                  HasSubstr("regions[1]: office a: region 1")));
  // All of them end together.
  EXPECT_THAT(Problems(Rows()
                           .Region("1", "", {.years = {0, 2019}})
                           .Region("2", "1", {.years = {0, 2019}})
                           .Region("3", "")
                           .Office("a", "1", {.years = {0, 2019}}),
                       registry),
              IsEmpty());
}

TEST(RegistryTest, DoesNotJudgeWhatRefersToARefusedRow) {
  EXPECT_THAT(Problems(Rows()
                           .Region("1", "", {.years = {2010, 2000}})
                           .Region("2", "1")
                           .Office("a", "1")),
              SizeIs(1));
}

TEST(RegistryTest, RefusesCycles) {
  EXPECT_THAT(Problems(Rows().Region("1", "1")),
              Says("regions[0]", "1 -> 1 (all years)"));
  EXPECT_THAT(
      Problems(Rows().Region("1", "3").Region("2", "1").Region("3", "2")),
      Says("regions[0]", "1 -> 3 -> 2 -> 1"));
  const auto registry =
      Of(Rows().Region("1", "").Region("2", "1").Region("3", "2"));
  EXPECT_THAT(Problems(Rows()
                           .Region("1", "", {.years = {0, 2019}})
                           .Region("1", "3", {.years = {2020, 0}}),
                       registry),
              Says("regions[1]", "1 -> 3 -> 2 -> 1 (2020 on)"));
}

TEST(RegistryTest, AChainMayTurnRoundOverTheYears) {
  EXPECT_THAT(Problems(Rows()
                           .Region("1", "", {.years = {0, 2015}})
                           .Region("1", "2", {.years = {2016, 0}})
                           .Region("2", "1", {.years = {0, 2015}})
                           .Region("2", "", {.years = {2016, 0}})),
              IsEmpty());
}

TEST(RegistryTest, RefusesAHopelesslyDeepChain) {
  Rows rows = Rows().Region("r0", "");
  for (int i = 1; i < 110; ++i) {
    rows.Region(absl::StrCat("r", i), absl::StrCat("r", i - 1));
  }
  EXPECT_THAT(Problems(rows), SizeIs(9));
}

TEST(RegistryTest, OneCountedOfficeReportsAboutARegion) {
  const auto registry = Of(Rows().Region("1", "").Office(
      "a", "1", {.years = {0, 2019}, .reports = "area"}));
  EXPECT_THAT(
      Problems(
          Rows().Office("b", "1", {.years = {2018, 0}, .reports = "own+area"}),
          registry),
      Says("offices[0]", "offices a and b", "2018-2019"));
  EXPECT_THAT(
      Problems(Rows().Office("b", "1", {.years = {2020, 0}, .reports = "area"}),
               registry),
      IsEmpty());
  EXPECT_THAT(
      Problems(Rows().Office("b", "1", {.reports = "area", .counts = false}),
               registry),
      IsEmpty());
}

TEST(RegistryTest, ReportsKeepTheRowThatExpectsThem) {
  const auto registry =
      Of(Rows().Region("1", "").Office("a", "1", {.reports = "own+area"}));
  const FiledReports filed =
      Filed({{2018, false}, {2019, false}, {2019, true}, {2020, false}});
  EXPECT_THAT(
      Problems(
          Rows().Office("a", "1", {.years = {0, 2018}, .reports = "own+area"}),
          registry, filed),
      Says("offices[0]", "reports of 2019-2020"));
  EXPECT_THAT(Problems(Rows().Office("a", "1"), registry, filed),
              Says("offices[0]", "area reports of 2019,"));
  EXPECT_THAT(
      Problems(Rows().Office("a", "1", {.reports = "area"}), registry, filed),
      Says("offices[0]", "own reports of 2018-2020"));
  EXPECT_THAT(
      Problems(
          Rows().Office("a", "1", {.years = {0, 2020}, .reports = "own+area"}),
          registry, filed),
      IsEmpty());
}

TEST(RegistryTest, AsksOnlyForKnownOfficesThatChange) {
  const auto registry =
      Of(Rows().Region("1", "").Office("a", "1").Office("b", "1"));
  std::vector<std::string> asked;
  const auto applied = registry->Apply(
      Rows().Office("a", "1", {.name = "x"}).Office("b", "1").Office("c", "1"),
      [&asked](const std::string& id) {
        asked.push_back(id);
        return std::vector<FiledReport>();
      });
  ASSERT_TRUE(applied.ok());
  EXPECT_THAT(asked, ElementsAre("a"));
}

TEST(RegistryTest, AFailedAnswerEndsApply) {
  const auto registry = Of(Rows().Region("1", "").Office("a", "1"));
  const auto applied = registry->Apply(
      Rows().Office("a", "1", {.name = "x"}),
      [](const std::string&) { return absl::UnavailableError("disk"); });
  EXPECT_EQ(applied.status(), absl::UnavailableError("disk"));
}

TEST(RegistryTest, ListsAtMostTenThousandProblems) {
  Rows rows;
  for (int i = 0; i < kProblemsMax + 10; ++i) {
    rows.Office(absl::StrCat("a", i), "9");
  }
  EXPECT_THAT(Problems(rows), SizeIs(kProblemsMax));
}

TEST(RegistryTest, TheErrorNamesEveryProblem) {
  const auto applied =
      Registry::Empty()->Apply(Rows().Office("a", "9").Region("1", "8"));
  const absl::Status status = InvalidRegistry(applied->problems);
  EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument);
  EXPECT_THAT(std::string(status.message()), HasSubstr("2 problems"));
  const base::ErrorDetails details = base::GetErrorDetails(status);
  EXPECT_EQ(details.reason, "REGISTRY_INVALID");
  EXPECT_EQ(details.metadata.at("problems"), "2");
  ASSERT_EQ(details.violations.size(), 2u);
  EXPECT_EQ(details.violations[0].field, "regions[0]");
  EXPECT_EQ(details.violations[1].field, "offices[0]");
}

TEST(RegistryTest, VisitsRowsInOrder) {
  const auto registry = Of(Rows()
                               .Region("3", "")
                               .Region("1", "", {.years = {2010, 0}})
                               .Region("1", "", {.years = {0, 2009}})
                               .Region("2", ""));
  std::string visited;
  registry->VisitRegions("1", [&visited](const v1::RegionRow& row) {
    absl::StrAppend(&visited, row.code(), "/", row.first_year(), " ");
    return row.code() != "2";
  });
  EXPECT_EQ(visited, "1/0 1/2010 2/0 ");
  const v1::RegistryRows rows = registry->ToRows();
  EXPECT_EQ(Of(rows)->ToRows().SerializeAsString(), rows.SerializeAsString());
}

TEST(RegistryTest, YearsWithoutADifferenceKeepTheirTree) {
  const auto registry = Of(Rows().Region("1", "").Office("a", "1").Region(
      "2", "1", {.years = {2016, 0}}));
  const auto tree = registry->ForYear(2018);
  EXPECT_EQ(registry->ForYear(2030), tree);
  EXPECT_NE(registry->ForYear(2015), tree);
  EXPECT_EQ(registry->ForYear(2015), registry->ForYear(-5));

  // Ends in 2020: 2015 and before, and 2021 on, are other years than 2018.
  const auto ended =
      With(registry, Rows().Office("a", "1", {.years = {0, 2020}}));
  EXPECT_EQ(ended->ForYear(2015), registry->ForYear(2015));
  EXPECT_EQ(ended->ForYear(2018), tree);
  EXPECT_NE(ended->ForYear(2021), tree);
  EXPECT_EQ(ended->ForYear(2021)->offices().size(), 0u);
  EXPECT_EQ(ended->ForYear(2018)->offices().size(), 1u);

  const auto later = With(ended, Rows().Region("3", "1", {.years = {2025, 0}}));
  EXPECT_EQ(later->ForYear(2018), ended->ForYear(2018));
  EXPECT_EQ(later->ForYear(2021), later->ForYear(2024));
  EXPECT_EQ(later->ForYear(2025)->regions().size(), 3u);
}

}  // namespace
}  // namespace disclosure::registry
