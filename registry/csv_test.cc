// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

// Reading the two files: the real ones, the forms that spreadsheets give them,
// and damaged ones, each with everything that should be said of it.

#include "registry/csv.h"

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "registry/test_registry.h"
#include "registry/test_rows.h"
#include "registry/year_tree.h"

namespace disclosure::registry {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

const char kRegions[] =
    "code,name,kind,level,parent,run_by,counted_by,first_year,last_year\n"
    "410000,河南省,government,province,,,parts,,\n"
    "419001,济源市,government,county,410000,,area,2008,2020\n";

std::vector<std::string> Problems(const std::string& text,
                                  RegistryFiles* files = nullptr) {
  RegistryFiles unused;
  std::vector<std::string> printed;
  for (const FileProblem& problem :
       ReadRegistryCsv("f.csv", text, files == nullptr ? unused : *files)) {
    EXPECT_EQ(problem.place.file, "f.csv");
    EXPECT_NE(problem.zh, "");
    printed.push_back(absl::StrCat(problem.place.line, ": ", problem.en));
  }
  return printed;
}

RegistryFiles Read(const std::string& text) {
  RegistryFiles files;
  EXPECT_THAT(Problems(text, &files), IsEmpty());
  return files;
}

TEST(RegistryCsvTest, TheRealRegistryIsRight) {
  const RegistryFiles files = TestFiles();
  EXPECT_GT(files.rows.regions_size(), 150);
  EXPECT_GT(files.rows.offices_size(), 120);
  const auto tree = TestRegistry()->ForYear(2020);
  const YearTree::Region& city = tree->regions()[tree->FindRegion("419001")];
  EXPECT_EQ(city.children().size(), 16u);
  EXPECT_EQ(city.subtree_offices_end() - city.offices_begin(), 16);
  EXPECT_EQ(city.parent(), tree->FindRegion("410000"));
  const YearTree::Region& zone = tree->regions()[tree->FindRegion("320813")];
  EXPECT_TRUE(zone.counted_by_area());
  EXPECT_EQ(tree->offices()[zone.area_office()].id(), "320813-01");
}

TEST(RegistryCsvTest, WhatIsWrittenIsReadBack) {
  RegistryFiles files = TestFiles();
  files.rows.mutable_regions(0)->add_aliases("豫");
  files.rows.mutable_regions(0)->add_successors("410001");
  files.rows.mutable_offices(0)->set_contact("a \"b\", c");
  RegistryFiles again;
  for (const std::string& text :
       {WriteRegionsCsv(files.rows), WriteOfficesCsv(files.rows)}) {
    EXPECT_TRUE(text.starts_with("\xEF\xBB\xBF"));
    EXPECT_THAT(Problems(text, &again), IsEmpty());
  }
  EXPECT_EQ(again.rows.SerializeAsString(), files.rows.SerializeAsString());
}

TEST(RegistryCsvTest, ReadsEveryField) {
  const RegistryFiles files = Read(kRegions);
  ASSERT_EQ(files.rows.regions_size(), 2);
  const v1::RegionRow& row = files.rows.regions(1);
  EXPECT_EQ(row.code(), "419001");
  EXPECT_EQ(row.name(), "济源市");
  EXPECT_EQ(row.kind(), v1::REGION_KIND_GOVERNMENT);
  EXPECT_EQ(row.level(), v1::LEVEL_COUNTY);
  EXPECT_EQ(row.parent(), "410000");
  EXPECT_EQ(row.counted_by(), v1::COUNTED_BY_AREA);
  EXPECT_EQ(row.first_year(), 2008);
  EXPECT_EQ(row.last_year(), 2020);
  EXPECT_EQ(files.regions[1].line, 3);

  const RegistryFiles offices = Read(
      "reports,id,counts,kind,line,region,name,aliases\n"
      "own+area,a,no,zone_committee,公安,1,甲,乙; 丙;\n");
  const v1::OfficeRow& office = offices.rows.offices(0);
  EXPECT_TRUE(office.reports_own() && office.reports_area());
  EXPECT_TRUE(office.not_counted());
  EXPECT_EQ(office.kind(), v1::OFFICE_KIND_ZONE_COMMITTEE);
  EXPECT_EQ(office.line(), "公安");
  EXPECT_THAT(office.aliases(), ElementsAre("乙", "丙"));
}

TEST(RegistryCsvTest, AcceptsWhatSpreadsheetsMakeOfIt) {
  const std::string plain = Read(kRegions).rows.SerializeAsString();
  const std::string crlf = absl::StrReplaceAll(kRegions, {{"\n", "\r\n"}});
  EXPECT_EQ(Read("\xEF\xBB\xBF" + crlf).rows.SerializeAsString(), plain);
  const std::string blanks = absl::StrReplaceAll(
      kRegions, {{"济源市", "\" 济源市　\""}, {"\n419", "\n,,,,,,,,\n\n419"}});
  const RegistryFiles files = Read(blanks);
  EXPECT_EQ(files.rows.SerializeAsString(), plain);
  EXPECT_EQ(files.regions[1].line, 5);
}

TEST(RegistryCsvTest, NamesEveryColumnThatIsWrong) {
  EXPECT_THAT(
      Problems("code,name,kind,level,counted,name\n"),
      ElementsAre(
          AllOf(HasSubstr("1: unknown column \"counted\"; known are: code"),
                HasSubstr("counted_by")),
          "1: column name stands twice", "1: column parent is missing"));
  EXPECT_THAT(Problems("name,level\n"),
              ElementsAre(HasSubstr("neither the column code")));
  EXPECT_THAT(Problems(""), ElementsAre("1: the file is empty; expected a "
                                        "header with the columns"));
}

TEST(RegistryCsvTest, NamesEveryFieldThatIsWrong) {
  RegistryFiles files;
  EXPECT_THAT(
      Problems(std::string(kRegions) + "1,甲,goverment,,,,half,08,2020.5\n"
                                       "2,乙,zone,county,1,,,,,\n"
                                       "3,丙,zone,county,1,,,,\n",
               &files),
      ElementsAre("4: kind \"goverment\": expected one of: government "
                  "subdistrict town township zone other",
                  "4: level is empty; expected one of: nation province city "
                  "county township",
                  "4: counted_by \"half\": expected one of: parts area",
                  "4: first_year \"08\": expected a year, 1900-2999, or "
                  "nothing",
                  "4: last_year \"2020.5\": expected a year, 1900-2999, or "
                  "nothing",
                  "5: the row has 10 fields, the header has 9"));
  // Only rows without a problem are kept.
  EXPECT_EQ(files.rows.regions_size(), 3);
  EXPECT_EQ(files.regions[2].line, 6);

  EXPECT_THAT(
      Problems("id,name,region,line,kind,reports,counts\n"
               "a,甲,1,公安,department,none,maybe\n"),
      ElementsAre("2: reports \"none\": expected one of: own area own+area",
                  "2: counts \"maybe\": expected one of: yes no"));
}

TEST(RegistryCsvTest, SaysThatAFileIsNotUtf8) {
  EXPECT_THAT(Problems("code,name\n1,\xBC\xC3\xD4\xB4\n"),
              ElementsAre(HasSubstr("2: the file is not UTF-8")));
  EXPECT_THAT(Problems("code,\"name\n"),
              ElementsAre(HasSubstr("1: the quote opened here")));
}

TEST(RegistryCsvTest, ListsAtMostTenThousandProblems) {
  std::string text = "code,name,kind,level,parent\n";
  for (int i = 0; i < kProblemsMax + 10; ++i) text += "1,x,y,county,\n";
  EXPECT_THAT(Problems(text), SizeIs(kProblemsMax));
}

TEST(RegistryCsvTest, ProblemsOfRowsAreGivenTheirPlace) {
  RegistryFiles files;
  ReadRegistryCsv("regions.csv", kRegions, files);
  ReadRegistryCsv("more.csv",
                  "code,name,kind,level,parent\n"
                  "410000,重,government,province,\n"
                  "5,五,government,county,6\n",
                  files);
  const auto applied = Registry::Empty()->Apply(files.rows);
  ASSERT_TRUE(applied.ok());
  ASSERT_THAT(applied->problems, SizeIs(2));
  const FileProblem twice = InFile(files, applied->problems[0]);
  EXPECT_EQ(absl::StrCat(twice.place.file, ":", twice.place.line),
            "more.csv:2");
  EXPECT_THAT(twice.en, HasSubstr("stands in regions.csv:2 already"));
  EXPECT_THAT(twice.zh, HasSubstr("已见于 regions.csv:2"));
  EXPECT_EQ(InFile(files, applied->problems[1]).place.line, 3);

  EXPECT_EQ(PlaceOf(files, "regions[99]").file, "");
  EXPECT_EQ(PlaceOf(files, "regions[x]").file, "");
  EXPECT_EQ(PlaceOf(files, "due_dates[0]").file, "");
  EXPECT_EQ(InFile(files, "", "see regions[7 and [", "").en,
            "see regions[7 and [");
}

// Every byte string must be read without harm: each prefix of a good file, and
// good files with one byte changed.
TEST(RegistryCsvTest, SurvivesDamage) {
  const std::string good = TestFile("testdata/offices.csv").substr(0, 600);
  for (size_t i = 0; i < good.size(); ++i) {
    RegistryFiles files;
    ReadRegistryCsv("f.csv", good.substr(0, i), files);
    for (const char damage : {'"', ',', '\n', '\0', '\xFF', ']'}) {
      std::string bad = good;
      bad[i] = damage;
      ReadRegistryCsv("f.csv", bad, files);
    }
    EXPECT_EQ(files.offices.size(),
              static_cast<size_t>(files.rows.offices_size()));
    EXPECT_TRUE(Registry::Empty()->Apply(files.rows).ok());
  }
}

}  // namespace
}  // namespace disclosure::registry
