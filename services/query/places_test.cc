// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

// Listing and searching regions and offices of a small world.

#include "services/query/places.h"

#include <string>
#include <vector>

#include "base/error.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "services/query/test_world.h"

namespace disclosure::query {
namespace {

using testing::ElementsAre;

class PlacesTest : public testing::Test {
 protected:
  void SetUp() override {
    world_.MutableOffice("320800-01")->set_contact("a person, 12345");
    v1::RegionRow* town = world_.MutableRegion("320813100");
    town->set_first_year(2016);
    world_.MutableOffice("320813100-01")->set_first_year(2016);
    ASSERT_TRUE(model_.Apply(world_.Next()).ok());
  }

  std::vector<std::string> Regions(const std::string& region, bool recursive,
                                   int year = 2022) {
    v1::QueryServiceListRegionsRequest request;
    request.set_region(region);
    request.set_year(year);
    request.set_recursive(recursive);
    request.set_page_size(2);
    std::vector<std::string> codes;
    do {
      const auto page = ListRegions(world_.Context(model_), request);
      EXPECT_TRUE(page.ok()) << page.status();
      if (!page.ok()) return codes;
      for (const v1::RegionEntry& entry : page->regions()) {
        codes.push_back(entry.region().code());
      }
      request.set_page_token(page->next_page_token());
    } while (!request.page_token().empty());
    return codes;
  }

  absl::StatusOr<v1::QueryServiceListOfficesResponse> Offices(
      const std::string& region, const std::string& text = "",
      const std::string& line = "") {
    v1::QueryServiceListOfficesRequest request;
    request.set_region(region);
    request.set_text(text);
    request.set_line(line);
    return ListOffices(world_.Context(model_), request);
  }

  static std::vector<std::string> Ids(
      const absl::StatusOr<v1::QueryServiceListOfficesResponse>& response) {
    std::vector<std::string> ids;
    EXPECT_TRUE(response.ok()) << response.status();
    if (!response.ok()) return ids;
    for (const v1::OfficeEntry& entry : response->offices()) {
      ids.push_back(entry.id());
    }
    return ids;
  }

  TestWorld world_;
  ReadModel model_{world_.clock()};
};

TEST_F(PlacesTest, RegionsAreListedByCode) {
  EXPECT_THAT(Regions("", false), ElementsAre("320000"));
  EXPECT_THAT(Regions("320800", false), ElementsAre("320803", "320813"));
  EXPECT_THAT(Regions("320800", true),
              ElementsAre("320803", "320803001", "320813", "320813100"));
  EXPECT_EQ(Regions("", true).size(), 6u);
  // The town is not yet there in 2015.
  EXPECT_THAT(Regions("320813", true, 2015), ElementsAre());
  EXPECT_THAT(Regions("320813", true, 2016), ElementsAre("320813100"));
}

TEST_F(PlacesTest, ARegionTellsItsKindAndLines) {
  v1::QueryServiceListRegionsRequest request;
  request.set_region("320800");
  const auto list = ListRegions(world_.Context(model_), request);
  ASSERT_TRUE(list.ok());
  const v1::RegionEntry& district = list->regions(0);
  EXPECT_EQ(district.region().name(), "淮安区");
  EXPECT_THAT(district.region().path(), ElementsAre("江苏省", "淮安市"));
  EXPECT_EQ(district.parent(), "320800");
  EXPECT_EQ(district.level(), v1::LEVEL_COUNTY);
  EXPECT_EQ(district.counted_by(), v1::COUNTED_BY_PARTS);
  EXPECT_EQ(district.children(), 1);
  EXPECT_EQ(district.offices(), 1);
  EXPECT_EQ(district.lines_size(), 2);
  EXPECT_EQ(list->positions(0).log(), "log-a");
}

TEST_F(PlacesTest, SearchFindsNamesAndSaysHowManyAreExact) {
  v1::SearchRegionsRequest request;
  request.set_text("淮安市");
  auto found = SearchRegions(world_.Context(model_), request);
  ASSERT_TRUE(found.ok()) << found.status();
  ASSERT_GE(found->regions_size(), 1);
  EXPECT_EQ(found->regions(0).region().code(), "320800");
  EXPECT_EQ(found->exact(), 1);
  request.set_text("320813");
  found = SearchRegions(world_.Context(model_), request);
  ASSERT_TRUE(found.ok());
  EXPECT_EQ(found->exact(), 1);
  EXPECT_EQ(found->regions(0).region().name(), "洪泽区");
  request.set_text("北京市朝阳区");
  found = SearchRegions(world_.Context(model_), request);
  ASSERT_TRUE(found.ok());
  EXPECT_EQ(found->exact(), 0);
  request.clear_text();
  EXPECT_EQ(base::GetErrorDetails(
                SearchRegions(world_.Context(model_), request).status())
                .reason,
            "TEXT_MISSING");
}

TEST_F(PlacesTest, OfficesOfARegionAndAllBelowIt) {
  EXPECT_THAT(Ids(Offices("320803")), ElementsAre("320803-01", "320803001-01"));
  EXPECT_EQ(Ids(Offices("")).size(), 7u);
  EXPECT_THAT(Ids(Offices("", "", "教育")),
              ElementsAre("320800-02", "320803-01"));
  EXPECT_THAT(Ids(Offices("320803", "", "教育")), ElementsAre("320803-01"));
}

TEST_F(PlacesTest, OfficesByNameComeExactFirst) {
  const auto found = Offices("", "淮安区教育局");
  ASSERT_TRUE(found.ok()) << found.status();
  ASSERT_GE(found->offices_size(), 1);
  EXPECT_EQ(found->offices(0).id(), "320803-01");
  EXPECT_EQ(found->exact(), 1);
}

TEST_F(PlacesTest, NoAnswerHoldsAContact) {
  const auto found = Offices("");
  ASSERT_TRUE(found.ok());
  EXPECT_EQ(found->SerializeAsString().find("a person"), std::string::npos);
}

TEST_F(PlacesTest, RefusalsNameWhatIsUnknown) {
  EXPECT_EQ(base::GetErrorDetails(Offices("1").status()).reason,
            "REGION_UNKNOWN");
  EXPECT_EQ(base::GetErrorDetails(Offices("", "", "无").status()).reason,
            "LINE_UNKNOWN");
  v1::QueryServiceListRegionsRequest request;
  request.set_page_size(-1);
  const auto list = ListRegions(world_.Context(model_), request);
  EXPECT_EQ(list.status().code(), absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(base::GetErrorDetails(list.status()).reason, "PAGE_SIZE_INVALID");
}

TEST_F(PlacesTest, TextsLongerThanAnyNameAreRefused) {
  const std::string longest(200, 'a');
  const std::string too_long(201, 'a');
  const auto reason = [](const auto& answer) {
    return base::GetErrorDetails(answer.status()).reason;
  };
  EXPECT_EQ(reason(Offices(longest)), "REGION_UNKNOWN");
  EXPECT_EQ(reason(Offices("", "", longest)), "LINE_UNKNOWN");
  EXPECT_TRUE(Offices("", longest).ok());
  EXPECT_EQ(reason(Offices(too_long)), "FIELD_TOO_LONG");
  EXPECT_EQ(reason(Offices("", too_long)), "FIELD_TOO_LONG");
  EXPECT_EQ(reason(Offices("", "", too_long)), "FIELD_TOO_LONG");
  v1::SearchRegionsRequest search;
  search.set_text(too_long);
  EXPECT_EQ(reason(SearchRegions(world_.Context(model_), search)),
            "FIELD_TOO_LONG");
}

}  // namespace
}  // namespace disclosure::query
