// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

// The parts that the feed and the pages are made of: staging of updates, page
// tokens, globs.

#include "services/query/update.h"

#include <string>

#include "base/error.h"
#include "disclosure/v1/query_service.pb.h"
#include "gtest/gtest.h"
#include "services/query/figure_filter.h"
#include "services/query/paging.h"

namespace disclosure::query {
namespace {

const form::Catalog& Form() { return **form::Catalog::BuiltIn(); }

v1::RollupServiceFollowResponse Response(const std::string& region,
                                         bool complete) {
  v1::RollupServiceFollowResponse response;
  response.set_catalog(std::string(Form().fingerprint()));
  v1::RollupItems items;
  items.add_rows()->set_region(region);
  response.set_items(items.SerializeAsString());
  response.set_complete(complete);
  if (complete) {
    response.mutable_position()->set_log("log-a");
    response.mutable_position()->set_sequence(7);
  }
  return response;
}

// As the follower adds a response: one that is its own.
absl::StatusOr<std::optional<Update>> Add(
    UpdateStage& stage, v1::RollupServiceFollowResponse response) {
  return stage.Add(response);
}

std::string Reason(const absl::Status& status) {
  return base::GetErrorDetails(status).reason;
}

TEST(UpdateStageTest, ResponsesUpToACompleteOneAreOneUpdate) {
  UpdateStage stage(Form());
  auto first = Response("320000", false);
  first.set_snapshot(true);
  auto staged = Add(stage, first);
  ASSERT_TRUE(staged.ok());
  EXPECT_FALSE(staged->has_value());
  staged = Add(stage, Response("320800", true));
  ASSERT_TRUE(staged.ok());
  ASSERT_TRUE(staged->has_value());
  EXPECT_TRUE((*staged)->snapshot);
  EXPECT_EQ((*staged)->rows.size(), 2u);
  EXPECT_EQ((*staged)->position.sequence(), 7);
  // The next update begins anew.
  staged = Add(stage, Response("320800", true));
  ASSERT_TRUE(staged.ok() && staged->has_value());
  EXPECT_FALSE((*staged)->snapshot);
  EXPECT_EQ((*staged)->rows.size(), 1u);
}

// A row that changes while a long snapshot is sent comes again in it.
TEST(UpdateStageTest, TheLastRegistryRowOfAKeyCounts) {
  UpdateStage stage(Form());
  auto response = Response("320000", false);
  v1::RegistryRows* rows = response.mutable_registry();
  for (const int first_year : {0, 2022}) {
    v1::RegionRow* region = rows->add_regions();
    region->set_code("320000");
    region->set_first_year(first_year);
    v1::OfficeRow* office = rows->add_offices();
    office->set_id("320000-01");
    office->set_first_year(first_year);
  }
  rows->add_due_dates()->set_report_year(2022);
  ASSERT_TRUE(Add(stage, response).ok());
  response.mutable_registry()->mutable_regions()->DeleteSubrange(0, 1);
  response.mutable_registry()->mutable_offices()->DeleteSubrange(0, 1);
  response.mutable_registry()->mutable_regions(0)->set_name("later");
  response.mutable_registry()->mutable_offices(0)->set_name("later");
  response.mutable_registry()->mutable_due_dates(0)->set_day(28);
  response.set_complete(true);
  response.mutable_position()->set_log("log-a");
  auto staged = Add(stage, response);
  ASSERT_TRUE(staged.ok() && staged->has_value());
  const v1::RegistryRows& taken = (*staged)->registry;
  ASSERT_EQ(taken.regions_size(), 2);
  EXPECT_EQ(taken.regions(0).name(), "");
  EXPECT_EQ(taken.regions(1).name(), "later");
  ASSERT_EQ(taken.offices_size(), 2);
  EXPECT_EQ(taken.offices(0).name(), "");
  EXPECT_EQ(taken.offices(1).name(), "later");
  ASSERT_EQ(taken.due_dates_size(), 1);
  EXPECT_EQ(taken.due_dates(0).day(), 28);
  // The next update knows nothing of them.
  staged = Add(stage, response);
  ASSERT_TRUE(staged.ok() && staged->has_value());
  EXPECT_EQ((*staged)->registry.regions_size(), 1);
}

TEST(UpdateStageTest, RefusesAnotherCatalogue) {
  UpdateStage stage(Form());
  auto response = Response("320000", true);
  response.set_catalog("another");
  const auto staged = Add(stage, response);
  EXPECT_EQ(staged.status().code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_EQ(Reason(staged.status()), "CATALOG_DIFFERS");
}

TEST(UpdateStageTest, RefusesAFeedWithoutSense) {
  auto response = Response("320000", true);
  response.clear_catalog();
  UpdateStage unnamed(Form());
  EXPECT_EQ(Reason(Add(unnamed, response).status()), "FEED_BROKEN");
  response = Response("320000", true);
  response.clear_position();
  UpdateStage unplaced(Form());
  EXPECT_EQ(Reason(Add(unplaced, response).status()), "FEED_BROKEN");
  UpdateStage stage(Form());
  ASSERT_TRUE(Add(stage, Response("320000", false)).ok());
  response = Response("320000", true);
  response.set_snapshot(true);
  EXPECT_EQ(Reason(Add(stage, response).status()), "FEED_BROKEN");
}

TEST(PagingTest, TokensAreBoundToTheOtherArguments) {
  v1::ListMissingRequest request;
  request.set_region("320800");
  const std::string token = NextPageToken(request, "320800-01 1");
  request.set_page_size(7);
  request.mutable_min_position()->set_sequence(9);
  request.set_page_token(token);
  EXPECT_EQ(ReadPageToken(request, token).value_or("-"), "320800-01 1");
  EXPECT_EQ(ReadPageToken(request, "").value_or("-"), "");
  request.set_region("320801");
  EXPECT_EQ(Reason(ReadPageToken(request, token).status()),
            "PAGE_TOKEN_INVALID");
  v1::ListReportsRequest other;
  other.set_region("320800");
  EXPECT_EQ(Reason(ReadPageToken(other, token).status()), "PAGE_TOKEN_INVALID");
  for (const char* damaged : {"x", "####", "AAAA", "AAAAAAAAAAA"}) {
    EXPECT_EQ(Reason(ReadPageToken(other, damaged).status()),
              "PAGE_TOKEN_INVALID");
  }
}

TEST(PagingTest, SizesAreBounded) {
  EXPECT_EQ(PageSize(0, 100, 500).value_or(-1), 100);
  EXPECT_EQ(PageSize(7, 100, 500).value_or(-1), 7);
  EXPECT_EQ(PageSize(501, 100, 500).value_or(-1), 500);
  EXPECT_EQ(Reason(PageSize(-1, 100, 500).status()), "PAGE_SIZE_INVALID");
}

TEST(FitsGlobTest, StarsAndQuestionMarks) {
  EXPECT_TRUE(FitsGlob("requests.denied_a.total", "requests.denied_*.total"));
  EXPECT_TRUE(FitsGlob("requests.denied_a.total", "*"));
  EXPECT_TRUE(FitsGlob("requests.denied_a.total", "requests.*"));
  EXPECT_TRUE(FitsGlob("abcabc", "*abc"));
  EXPECT_TRUE(FitsGlob("abc", "a?c"));
  EXPECT_TRUE(FitsGlob("abc", "abc**"));
  EXPECT_FALSE(FitsGlob("abc", "ab"));
  EXPECT_FALSE(FitsGlob("abc", "abcd"));
  EXPECT_FALSE(FitsGlob("abc", ""));
  EXPECT_TRUE(FitsGlob("", "*"));
}

}  // namespace
}  // namespace disclosure::query
