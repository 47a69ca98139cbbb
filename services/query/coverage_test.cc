// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

// Who has filed in a small world: pages of coverage, missing reports, and the
// list of all reports.

#include "services/query/coverage.h"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "services/query/reports.h"
#include "services/query/test_world.h"

namespace disclosure::query {
namespace {

using testing::ElementsAre;

class CoverageTest : public testing::Test {
 protected:
  void SetUp() override {
    world_.File("320800-01", 2022, v1::SCOPE_AREA, {.late = true});
    world_.File("320800-90", 2022, v1::SCOPE_OWN, {});
    world_.File("320803-01", 2022, v1::SCOPE_OWN,
                {.figures = {{"requests.received.total", 3}},
                 .as_published = true,
                 .errors = 1});
    ASSERT_TRUE(model_.Apply(world_.Next()).ok());
  }

  v1::ListMissingResponse Missing(const std::string& region,
                                  const std::string& line = "",
                                  int page_size = 0,
                                  const std::string& token = "") {
    v1::ListMissingRequest request;
    request.set_region(region);
    request.set_year(2022);
    request.set_line(line);
    request.set_page_size(page_size);
    request.set_page_token(token);
    const auto response = ListMissing(world_.Context(model_), request);
    EXPECT_TRUE(response.ok()) << response.status();
    return response.value_or(v1::ListMissingResponse());
  }

  static std::vector<std::string> Names(const v1::ListMissingResponse& list) {
    std::vector<std::string> names;
    for (const v1::MissingReport& entry : list.missing()) {
      names.push_back(absl::StrCat(entry.office().id(), " ",
                                   v1::Scope_Name(entry.scope())));
    }
    return names;
  }

  v1::GetCoverageResponse Coverage(const std::string& region,
                                   const std::string& line = "") {
    v1::GetCoverageRequest request;
    request.set_region(region);
    request.set_year(2022);
    request.set_line(line);
    const auto response = GetCoverage(world_.Context(model_), request);
    EXPECT_TRUE(response.ok()) << response.status();
    return response.value_or(v1::GetCoverageResponse());
  }

  TestWorld world_;
  ReadModel model_{world_.clock()};
};

TEST_F(CoverageTest, PageIsOwnPlusChildrenPlusTheAreaReport) {
  const v1::GetCoverageResponse city = Coverage("320800");
  EXPECT_EQ(Print(city.region().coverage()), "6/2/1/4/1/0");
  EXPECT_EQ(Print(city.own()), "2/0/0/2/0/0");
  ASSERT_EQ(city.children_size(), 2);
  EXPECT_EQ(city.children(0).region().code(), "320803");
  EXPECT_EQ(Print(city.children(0).coverage()), "2/1/0/1/1/0");
  EXPECT_EQ(Print(city.children(1).coverage()), "1/0/0/1/0/0");
  EXPECT_EQ(city.due_date(), "2023-01-31");
  EXPECT_EQ(city.positions(0).sequence(), 1);
}

TEST_F(CoverageTest, LinesAreApart) {
  EXPECT_EQ(Print(Coverage("320800", "教育").region().coverage()),
            "2/1/0/1/1/0");
  EXPECT_EQ(Print(Coverage("320800", "政府办公室").region().coverage()),
            "3/1/1/2/0/0");
}

TEST_F(CoverageTest, MissingAreTheReportsThatTheCoverageMisses) {
  EXPECT_THAT(Names(Missing("320800")),
              ElementsAre("320800-01 SCOPE_OWN", "320800-02 SCOPE_OWN",
                          "320803001-01 SCOPE_OWN", "320813-01 SCOPE_AREA"));
  EXPECT_THAT(Names(Missing("320813")),
              ElementsAre("320813-01 SCOPE_AREA", "320813100-01 SCOPE_OWN"));
  EXPECT_THAT(Names(Missing("320800", "教育")),
              ElementsAre("320800-02 SCOPE_OWN"));
  // The city is counted by its parts: its area report is not the province's.
  EXPECT_THAT(Names(Missing("320000")),
              ElementsAre("320800-01 SCOPE_OWN", "320800-02 SCOPE_OWN",
                          "320803001-01 SCOPE_OWN", "320813-01 SCOPE_AREA"));
  for (const v1::RegionRow& row : world_.rows().regions()) {
    const v1::ListMissingResponse list = Missing(row.code());
    EXPECT_EQ(list.total_count(),
              Coverage(row.code()).region().coverage().missing());
    EXPECT_EQ(list.total_count(), list.missing_size()) << row.code();
  }
}

TEST_F(CoverageTest, MissingComeInPagesAndCountAll) {
  std::vector<std::string> names;
  std::string token;
  do {
    const v1::ListMissingResponse page = Missing("320800", "", 1, token);
    EXPECT_EQ(page.missing_size(), 1);
    EXPECT_EQ(page.total_count(), 4);
    for (const std::string& name : Names(page)) names.push_back(name);
    token = page.next_page_token();
  } while (!token.empty());
  EXPECT_EQ(names, Names(Missing("320800")));
}

// A page looks at a bounded number of reports while updates wait.
TEST_F(CoverageTest, PagesOfManyReportsAreShortButComplete) {
  constexpr int kOffices = 25'000;
  Update update;
  update.position.set_log("log-a");
  update.position.set_sequence(2);
  for (int i = 0; i < kOffices; ++i) {
    v1::OfficeRow* office = update.registry.add_offices();
    office->set_id(absl::StrCat("320000-", 100'000 + i));
    office->set_name(absl::StrCat("第", i, "办公室"));
    office->set_region("320000");
    office->set_line("教育");
    office->set_kind(v1::OFFICE_KIND_DEPARTMENT);
    office->set_reports_own(true);
    if (i == 7 || i == kOffices - 1) continue;
    v1::OfficeReport report;
    report.set_office(office->id());
    report.set_year(2022);
    report.set_scope(v1::SCOPE_OWN);
    update.reports.push_back(
        *Report::Read(report.SerializeAsString(), world_.folder()));
  }
  const absl::Status applied = model_.Apply(std::move(update));
  ASSERT_TRUE(applied.ok()) << applied;
  std::vector<int> sizes;
  std::vector<std::string> names;
  std::string token;
  do {
    const v1::ListMissingResponse page = Missing("320000", "", 100, token);
    sizes.push_back(page.missing_size());
    for (const std::string& name : Names(page)) names.push_back(name);
    token = page.next_page_token();
  } while (!token.empty());
  EXPECT_THAT(sizes, ElementsAre(1, 0, 5));
  EXPECT_THAT(names, testing::Contains("320000-100007 SCOPE_OWN"));
  EXPECT_THAT(names, testing::Contains("320000-124999 SCOPE_OWN"));
}

TEST_F(CoverageTest, ReportsListsBothScopesAndOfficesThatDoNotCount) {
  v1::ListReportsRequest request;
  request.set_region("320800");
  request.set_year(2022);
  request.set_with_figures(true);
  const auto list = ListReports(world_.Context(model_), request);
  ASSERT_TRUE(list.ok()) << list.status();
  std::vector<std::string> rows;
  for (const v1::ReportEntry& entry : list->reports()) {
    rows.push_back(absl::StrCat(entry.office().id(), " ", entry.scope(), " ",
                                entry.received() ? "received" : "-"));
  }
  EXPECT_THAT(rows, ElementsAre("320800-01 1 -", "320800-01 2 received",
                                "320800-02 1 -", "320800-90 1 received",
                                "320803-01 1 received", "320803001-01 1 -",
                                "320813-01 2 -", "320813100-01 1 -"));
  EXPECT_TRUE(list->reports(3).office().not_counted());
  const v1::ReportEntry& filed = list->reports(4);
  EXPECT_EQ(filed.revision(), 1);
  EXPECT_TRUE(filed.as_published());
  EXPECT_EQ(filed.errors(), 1);
  EXPECT_EQ(filed.editions().requests(), v1::EDITION_2021);
  EXPECT_EQ(
      FigureOf(world_.catalog(), filed.figures(), "requests.received.total"),
      3);
  EXPECT_TRUE(list->reports(1).late());
}

TEST_F(CoverageTest, ReportsComeInPagesOfEverySize) {
  v1::ListReportsRequest request;
  request.set_region("320000");
  request.set_year(2022);
  for (int size = 1; size <= 9; ++size) {
    request.set_page_size(size);
    request.clear_page_token();
    std::vector<std::string> rows;
    do {
      const auto page = ListReports(world_.Context(model_), request);
      ASSERT_TRUE(page.ok()) << page.status();
      for (const v1::ReportEntry& entry : page->reports()) {
        rows.push_back(absl::StrCat(entry.office().id(), entry.scope()));
      }
      request.set_page_token(page->next_page_token());
    } while (!request.page_token().empty());
    EXPECT_EQ(rows.size(), 8u) << size;
    EXPECT_TRUE(std::is_sorted(rows.begin(), rows.end()));
  }
}

TEST_F(CoverageTest, WithdrawnReportIsExpectedAgain) {
  world_.Withdraw("320803-01", 2022, v1::SCOPE_OWN);
  ASSERT_TRUE(model_.Apply(world_.Next()).ok());
  EXPECT_EQ(Missing("320803").total_count(), 2);
  v1::ListReportsRequest request;
  request.set_region("320803");
  request.set_year(2022);
  const auto list = ListReports(world_.Context(model_), request);
  ASSERT_TRUE(list.ok());
  EXPECT_FALSE(list->reports(0).received());
  EXPECT_EQ(list->reports(0).revision(), 0);
}

}  // namespace
}  // namespace disclosure::query
