// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

// Figures over the years, of regions and of offices.

#include "services/query/series.h"

#include <string>
#include <vector>

#include "base/error.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "services/query/test_world.h"

namespace disclosure::query {
namespace {

using testing::ElementsAre;

constexpr char kReceived[] = "requests.received.total";

class SeriesTest : public testing::Test {
 protected:
  void SetUp() override {
    for (int year = 2012; year <= 2021; ++year) {
      if (year == 2018) continue;
      world_.File("320803-01", year, v1::SCOPE_OWN,
                  {.figures = {{kReceived, year},
                               {"requests.denied_state_secret.total", 1},
                               {"disputes.administrative_review.total", 2}},
                   .late = year == 2020});
    }
    world_.MutableRegion("320813100")->set_first_year(2016);
    world_.MutableOffice("320813100-01")->set_first_year(2016);
    world_.File("320813100-01", 2016, v1::SCOPE_OWN,
                {.figures = {{kReceived, 16}}});
    ASSERT_TRUE(model_.Apply(world_.Next()).ok());
  }

  absl::StatusOr<v1::GetSeriesResponse> Get(
      const v1::GetSeriesRequest& request) {
    return GetSeries(world_.Context(model_), request);
  }

  // The years and their figure: 2020:2020.
  std::vector<std::string> Print(
      const absl::StatusOr<v1::GetSeriesResponse>& series) {
    std::vector<std::string> years;
    EXPECT_TRUE(series.ok()) << series.status();
    if (!series.ok()) return years;
    for (const v1::Totals& totals : series->years()) {
      years.push_back(std::to_string(totals.year()) + ":" +
                      std::to_string(FigureOf(world_.catalog(),
                                              totals.figures(), kReceived)));
    }
    return years;
  }

  std::string ReasonOf(const v1::GetSeriesRequest& request) {
    return base::GetErrorDetails(Get(request).status()).reason;
  }

  TestWorld world_;
  ReadModel model_{world_.clock()};
};

TEST_F(SeriesTest, LastFiveYearsWithReportsUnlessYearsAreNamed) {
  v1::GetSeriesRequest request;
  request.set_region("320800");
  EXPECT_THAT(Print(Get(request)),
              ElementsAre("2016:2016", "2017:2017", "2019:2019", "2020:2020",
                          "2021:2021"));
  request.set_last_year(2014);
  EXPECT_THAT(Print(Get(request)),
              ElementsAre("2012:2012", "2013:2013", "2014:2014"));
  request.set_first_year(2017);
  request.set_last_year(2019);
  EXPECT_THAT(Print(Get(request)),
              ElementsAre("2017:2017", "2018:-1", "2019:2019"));
  request.set_last_year(0);
  EXPECT_EQ(Print(Get(request)).size(), 5u);
}

TEST_F(SeriesTest, ARegionWithoutReportsHasASeriesOfNoYears) {
  v1::GetSeriesRequest request;
  request.set_region("320803001");
  EXPECT_THAT(Print(Get(request)), ElementsAre());
}

TEST_F(SeriesTest, YearsBeforeARegionExistedAreEmpty) {
  v1::GetSeriesRequest request;
  request.set_region("320813100");
  request.set_first_year(2014);
  request.set_last_year(2016);
  const auto series = Get(request);
  EXPECT_THAT(Print(series), ElementsAre("2014:-1", "2015:-1", "2016:16"));
  EXPECT_EQ(series->years(0).region().code(), "320813100");
  EXPECT_FALSE(series->years(0).has_coverage());
  request.set_last_year(2015);
  EXPECT_EQ(ReasonOf(request), "REGION_UNKNOWN");
}

TEST_F(SeriesTest, AnOfficeShowsItsOwnReports) {
  v1::GetSeriesRequest request;
  request.set_office("320803-01");
  request.set_first_year(2018);
  request.set_last_year(2020);
  const auto series = Get(request);
  EXPECT_THAT(Print(series), ElementsAre("2018:-1", "2019:2019", "2020:2020"));
  const v1::Totals& last = series->years(2);
  EXPECT_EQ(last.region().code(), "320803");
  EXPECT_EQ(last.line(), "教育");
  EXPECT_EQ(last.part(), v1::PART_OWN);
  EXPECT_EQ(query::Print(last.coverage()), "1/1/1/0/0/0");
  EXPECT_EQ(FigureOf(world_.catalog(), last.not_reported(),
                     "requests.granted_in_full.total"),
            1);
  EXPECT_EQ(FigureOf(world_.catalog(), last.not_reported(), kReceived), -1);
  EXPECT_EQ(last.editions().publication().at("EDITION_2021"), 1);
  EXPECT_EQ(query::Print(series->years(0).coverage()), "1/0/0/1/0/0");
}

TEST_F(SeriesTest, GlobsChooseFigures) {
  v1::GetSeriesRequest request;
  request.set_office("320803-01");
  request.set_first_year(2020);
  request.set_last_year(2020);
  request.add_figures("requests.denied_*.total");
  request.add_figures("disputes.administrative_review.total");
  const auto series = Get(request);
  EXPECT_THAT(Print(series), ElementsAre("2020:-1"));
  const v1::Figures& figures = series->years(0).figures();
  EXPECT_EQ(
      FigureOf(world_.catalog(), figures, "requests.denied_state_secret.total"),
      1);
  EXPECT_EQ(FigureOf(world_.catalog(), figures,
                     "disputes.administrative_review.total"),
            2);
  EXPECT_FALSE(series->years(0).not_reported().requests().has_received());
  request.add_figures("requests.nothing.*");
  const auto refused = Get(request);
  const base::ErrorDetails details = base::GetErrorDetails(refused.status());
  EXPECT_EQ(details.reason, "FIGURE_UNKNOWN");
  ASSERT_EQ(details.violations.size(), 1u);
  EXPECT_EQ(details.violations[0].field, "figures[2]");
}

TEST_F(SeriesTest, RefusesWrongYearsAndTwoSubjects) {
  v1::GetSeriesRequest request;
  EXPECT_EQ(ReasonOf(request), "REGION_OR_OFFICE");
  request.set_region("320800");
  request.set_first_year(2020);
  request.set_last_year(2019);
  EXPECT_EQ(ReasonOf(request), "YEARS_INVALID");
  request.set_first_year(1999);
  EXPECT_EQ(ReasonOf(request), "YEAR_INVALID");
  request.set_office("320803-01");
  EXPECT_EQ(ReasonOf(request), "REGION_OR_OFFICE");
  request.clear_region();
  request.set_office("320803-99");
  request.set_first_year(2019);
  const absl::Status unknown = Get(request).status();
  EXPECT_EQ(unknown.code(), absl::StatusCode::kNotFound);
  EXPECT_EQ(base::GetErrorDetails(unknown).reason, "OFFICE_UNKNOWN");
}

TEST_F(SeriesTest, AnOfficeLongerThanAnyIdIsRefused) {
  v1::GetSeriesRequest request;
  request.set_office(std::string(201, 'a'));
  const auto series = GetSeries(world_.Context(model_), request);
  EXPECT_EQ(series.status().code(), absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(base::GetErrorDetails(series.status()).reason, "FIELD_TOO_LONG");
}

}  // namespace
}  // namespace disclosure::query
