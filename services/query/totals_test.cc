// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

// Totals of a small world, filed by hand: which reports are in which sum, and
// what a total says about itself.

#include "services/query/totals.h"

#include <string>

#include "absl/strings/str_cat.h"
#include "base/error.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "services/query/test_world.h"

namespace disclosure::query {
namespace {

constexpr char kReceived[] = "requests.received.total";
constexpr char kConcluded[] = "requests.concluded_total.total";

class TotalsTest : public testing::Test {
 protected:
  void SetUp() override {
    const int y = 2022;
    world_.File("320800-01", y, v1::SCOPE_OWN, {.figures = {{kReceived, 1}}});
    world_.File("320800-01", y, v1::SCOPE_AREA,
                {.figures = {{kReceived, 1000}}, .late = true});
    world_.File("320800-02", y, v1::SCOPE_OWN,
                {.figures = {{kReceived, 10}, {kConcluded, 4}}, .errors = 2});
    world_.File("320800-90", y, v1::SCOPE_OWN,
                {.figures = {{kReceived, 77777}}});
    world_.File("320803-01", y, v1::SCOPE_OWN,
                {.figures = {{kReceived, 100}}, .questions = 1});
    world_.File("320813-01", y, v1::SCOPE_AREA,
                {.figures = {{kReceived, 5000}}});
    world_.File("320813100-01", y, v1::SCOPE_OWN,
                {.figures = {{kReceived, 20000}}});
    ASSERT_TRUE(model_.Apply(world_.Next()).ok());
  }

  absl::StatusOr<v1::Totals> Get(const std::string& region,
                                 const std::string& line = "",
                                 v1::Part part = v1::PART_UNSPECIFIED,
                                 int year = 2022) {
    v1::GetTotalsRequest request;
    request.set_region(region);
    request.set_year(year);
    request.set_line(line);
    request.set_part(part);
    const auto response = GetTotals(world_.Context(model_), request);
    if (!response.ok()) return response.status();
    return response->totals();
  }

  int64_t Received(const v1::Figures& figures) {
    return FigureOf(world_.catalog(), figures, kReceived);
  }

  std::string Reason(const absl::Status& status) {
    return base::GetErrorDetails(status).reason;
  }

  TestWorld world_;
  ReadModel model_{world_.clock()};
};

TEST_F(TotalsTest, RegionCountedByPartsAddsOwnOfficesAndChildren) {
  const auto totals = Get("320800");
  ASSERT_TRUE(totals.ok()) << totals.status();
  // Own 1 + 10, 淮安区 100, 洪泽区 by its area report 5000; not the tax office,
  // not the town below 洪泽区, not the city's own area report.
  EXPECT_EQ(Received(totals->figures()), 5111);
  EXPECT_EQ(Received(totals->published()), 1000);
  EXPECT_EQ(Received(totals->parts()), 5111);
  EXPECT_EQ(totals->counted_by(), v1::COUNTED_BY_PARTS);
  EXPECT_EQ(totals->part(), v1::PART_SUBTREE);
  EXPECT_EQ(totals->region().name(), "淮安市");
  EXPECT_THAT(totals->region().path(), testing::ElementsAre("江苏省"));
  EXPECT_EQ(totals->positions(0).log(), "log-a");
  EXPECT_EQ(totals->positions(0).sequence(), 1);
}

TEST_F(TotalsTest, PageCoverageHoldsTheAreaReportOfTheRegionItself) {
  const auto totals = Get("320800");
  ASSERT_TRUE(totals.ok());
  // Expected: two own, 淮安区's two, 洪泽区's area report, the own area report.
  EXPECT_EQ(Print(totals->coverage()), "6/5/1/1/1/1");
  const auto province = Get("320000");
  ASSERT_TRUE(province.ok());
  EXPECT_EQ(Print(province->coverage()), "5/4/0/1/1/1");
}

TEST_F(TotalsTest, RegionCountedByAreaShowsItsPublishedReport) {
  const auto totals = Get("320813");
  ASSERT_TRUE(totals.ok());
  EXPECT_EQ(totals->counted_by(), v1::COUNTED_BY_AREA);
  EXPECT_EQ(Received(totals->figures()), 5000);
  EXPECT_EQ(Received(totals->published()), 5000);
  EXPECT_EQ(Received(totals->parts()), 20000);
  EXPECT_EQ(Print(totals->coverage()), "2/2/0/0/0/0");
}

TEST_F(TotalsTest, OwnPartHasOnlyTheRegionsOffices) {
  const auto totals = Get("320800", "", v1::PART_OWN);
  ASSERT_TRUE(totals.ok());
  EXPECT_EQ(Received(totals->figures()), 11);
  EXPECT_FALSE(totals->has_published());
  EXPECT_FALSE(totals->has_parts());
  EXPECT_EQ(Print(totals->coverage()), "2/2/0/0/1/0");
}

TEST_F(TotalsTest, AbsentFiguresAndBlankCountsAreKeptApart) {
  const auto totals = Get("320800", "", v1::PART_OWN);
  ASSERT_TRUE(totals.ok());
  EXPECT_EQ(FigureOf(world_.catalog(), totals->figures(), kConcluded), 4);
  EXPECT_EQ(FigureOf(world_.catalog(), totals->not_reported(), kConcluded), 1);
  EXPECT_EQ(Received(totals->not_reported()), -1);
  EXPECT_EQ(totals->editions().requests().at("EDITION_2021"), 2);
}

TEST_F(TotalsTest, LinesAddUpToTheRegion) {
  int64_t sum = 0;
  for (const char* line : {"政府办公室", "教育", "街道乡镇"}) {
    const auto totals = Get("320800", line);
    ASSERT_TRUE(totals.ok()) << line;
    EXPECT_EQ(totals->line(), line);
    if (Received(totals->figures()) > 0) sum += Received(totals->figures());
  }
  EXPECT_EQ(sum, 5111);
  EXPECT_EQ(Received(Get("320800", "教育")->figures()), 110);
  EXPECT_EQ(Print(Get("320800", "教育")->coverage()), "2/2/0/0/1/1");
}

TEST_F(TotalsTest, TheOnlyLineOfARegionIsTheRowOfAllLines) {
  const auto totals = Get("320813100", "街道乡镇");
  ASSERT_TRUE(totals.ok());
  EXPECT_EQ(Received(totals->figures()), 20000);
  EXPECT_EQ(Print(totals->coverage()), "1/1/0/0/0/0");
  const auto other = Get("320813100", "教育");
  ASSERT_TRUE(other.ok());
  EXPECT_FALSE(other->figures().has_requests());
  EXPECT_EQ(Print(other->coverage()), "0/0/0/0/0/0");
}

TEST_F(TotalsTest, ALineThatDoesNotCountIsEmpty) {
  const auto totals = Get("320800", "税务");
  ASSERT_TRUE(totals.ok());
  EXPECT_FALSE(totals->figures().has_requests());
  EXPECT_EQ(Print(totals->coverage()), "0/0/0/0/0/0");
}

TEST_F(TotalsTest, AYearWithoutReportsIsEmptyAndExpected) {
  const auto totals = Get("320800", "", v1::PART_SUBTREE, 2021);
  ASSERT_TRUE(totals.ok());
  EXPECT_TRUE(totals->has_figures());
  EXPECT_FALSE(totals->figures().has_requests());
  EXPECT_EQ(Print(totals->coverage()), "6/0/0/6/0/0");
}

TEST_F(TotalsTest, RefusalsNameWhatIsUnknown) {
  const absl::Status region = Get("320801").status();
  EXPECT_EQ(region.code(), absl::StatusCode::kNotFound);
  EXPECT_EQ(Reason(region), "REGION_UNKNOWN");
  const absl::Status line = Get("320800", "教").status();
  EXPECT_EQ(line.code(), absl::StatusCode::kNotFound);
  EXPECT_EQ(Reason(line), "LINE_UNKNOWN");
  EXPECT_THAT(line.message(), testing::HasSubstr("教育"));
  for (const int year : {0, 2007, 9999, -1}) {
    const absl::Status wrong = Get("320800", "", v1::PART_OWN, year).status();
    EXPECT_EQ(wrong.code(), absl::StatusCode::kInvalidArgument) << year;
    EXPECT_EQ(Reason(wrong), "YEAR_INVALID") << year;
  }
  EXPECT_EQ(Reason(Get("320800", "", static_cast<v1::Part>(9)).status()),
            "PART_INVALID");
}

TEST_F(TotalsTest, ParentIsOwnPlusChildrenAsCounted) {
  v1::ListTotalsRequest request;
  request.set_region("320800");
  request.set_year(2022);
  const auto list = ListTotals(world_.Context(model_), request);
  ASSERT_TRUE(list.ok()) << list.status();
  ASSERT_EQ(list->children_size(), 2);
  EXPECT_EQ(list->children(0).region().code(), "320803");
  EXPECT_EQ(list->children(1).region().code(), "320813");
  EXPECT_EQ(Received(list->total().figures()),
            Received(list->own().figures()) +
                Received(list->children(0).figures()) +
                Received(list->children(1).figures()));
  EXPECT_EQ(Print(list->children(1).coverage()), "1/1/0/0/0/0");
  EXPECT_EQ(list->positions(0).sequence(), 1);
  EXPECT_EQ(list->next_page_token(), "");
}

TEST_F(TotalsTest, ChildrenComeInPages) {
  v1::ListTotalsRequest request;
  request.set_region("320800");
  request.set_year(2022);
  request.set_page_size(1);
  const auto first = ListTotals(world_.Context(model_), request);
  ASSERT_TRUE(first.ok());
  ASSERT_EQ(first->children_size(), 1);
  ASSERT_NE(first->next_page_token(), "");
  request.set_page_token(first->next_page_token());
  request.set_page_size(100);
  const auto second = ListTotals(world_.Context(model_), request);
  ASSERT_TRUE(second.ok());
  ASSERT_EQ(second->children_size(), 1);
  EXPECT_EQ(second->children(0).region().code(), "320813");
  EXPECT_EQ(second->next_page_token(), "");

  request.set_line("教育");
  EXPECT_EQ(Reason(ListTotals(world_.Context(model_), request).status()),
            "PAGE_TOKEN_INVALID");
}

TEST_F(TotalsTest, WithdrawnReportLeavesEveryTotal) {
  world_.Withdraw("320813-01", 2022, v1::SCOPE_AREA);
  ASSERT_TRUE(model_.Apply(world_.Next()).ok());
  EXPECT_EQ(Received(Get("320800")->figures()), 111);
  const auto area = Get("320813");
  ASSERT_TRUE(area.ok());
  EXPECT_FALSE(area->figures().has_requests());
  EXPECT_FALSE(area->has_published());
  EXPECT_EQ(Print(area->coverage()), "2/1/0/1/0/0");
}

TEST_F(TotalsTest, RegistryChangeMovesWhatCounts) {
  world_.MutableRegion("320813")->set_counted_by(v1::COUNTED_BY_PARTS);
  ASSERT_TRUE(model_.Apply(world_.Next()).ok());
  EXPECT_EQ(Received(Get("320800")->figures()), 20111);
  EXPECT_EQ(Print(Get("320800")->coverage()), "6/5/1/1/1/1");
}

TEST(TotalsOfNothingTest, IsNotReadyBeforeTheFirstUpdate) {
  TestWorld world;
  ReadModel model(world.clock());
  v1::GetTotalsRequest request;
  request.set_region("320800");
  request.set_year(2022);
  const auto totals = GetTotals(world.Context(model), request);
  EXPECT_EQ(totals.status().code(), absl::StatusCode::kUnavailable);
  EXPECT_EQ(base::GetErrorDetails(totals.status()).reason, "NOT_READY");
}

}  // namespace
}  // namespace disclosure::query
