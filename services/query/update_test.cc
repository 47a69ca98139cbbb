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

v1::RollupServiceFollowResponse Response(const std::string& region,
                                         bool complete) {
  v1::RollupServiceFollowResponse response;
  response.set_catalog("form-1");
  response.add_rows()->set_region(region);
  response.set_complete(complete);
  if (complete) {
    response.mutable_position()->set_log("log-a");
    response.mutable_position()->set_sequence(7);
  }
  return response;
}

std::string Reason(const absl::Status& status) {
  return base::GetErrorDetails(status).reason;
}

TEST(UpdateStageTest, ResponsesUpToACompleteOneAreOneUpdate) {
  UpdateStage stage("form-1");
  auto first = Response("320000", false);
  first.set_snapshot(true);
  auto staged = stage.Add(first);
  ASSERT_TRUE(staged.ok());
  EXPECT_FALSE(staged->has_value());
  staged = stage.Add(Response("320800", true));
  ASSERT_TRUE(staged.ok());
  ASSERT_TRUE(staged->has_value());
  EXPECT_TRUE((*staged)->snapshot);
  EXPECT_EQ((*staged)->rows.size(), 2u);
  EXPECT_EQ((*staged)->position.sequence(), 7);
  // The next update begins anew.
  staged = stage.Add(Response("320800", true));
  ASSERT_TRUE(staged.ok() && staged->has_value());
  EXPECT_FALSE((*staged)->snapshot);
  EXPECT_EQ((*staged)->rows.size(), 1u);
}

TEST(UpdateStageTest, RefusesAnotherCatalogue) {
  UpdateStage stage("form-2");
  const auto staged = stage.Add(Response("320000", true));
  EXPECT_EQ(staged.status().code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_EQ(Reason(staged.status()), "CATALOG_DIFFERS");
}

TEST(UpdateStageTest, RefusesAFeedWithoutSense) {
  auto response = Response("320000", true);
  response.clear_catalog();
  EXPECT_EQ(Reason(UpdateStage("form-1").Add(response).status()),
            "FEED_BROKEN");
  response = Response("320000", true);
  response.clear_position();
  EXPECT_EQ(Reason(UpdateStage("form-1").Add(response).status()),
            "FEED_BROKEN");
  UpdateStage stage("form-1");
  ASSERT_TRUE(stage.Add(Response("320000", false)).ok());
  response = Response("320000", true);
  response.set_snapshot(true);
  EXPECT_EQ(Reason(stage.Add(response).status()), "FEED_BROKEN");
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
