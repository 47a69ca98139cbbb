// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

// Expected reports of a small city, by hand. Random trees are compared with a
// model in registry_property_test.cc.

#include "registry/expected.h"

#include "gtest/gtest.h"
#include "registry/test_rows.h"

namespace disclosure::registry {
namespace {

class ExpectedTest : public ::testing::Test {
 protected:
  // A city with an office for its own and its area report, and two districts
  // with a department and two streets each.
  static std::shared_ptr<const YearTree> City(bool district_by_area) {
    Rows rows;
    rows.Region("c", "").Office("c1", "c",
                                {.reports = "own+area", .line = "政府"});
    rows.Office("tax", "c", {.counts = false, .line = "税务"});
    for (const std::string d : {"d1", "d2"}) {
      rows.Region(d, "c", {.by_area = district_by_area && d == "d1"});
      rows.Office(d + "g", d, {.reports = "area", .line = "政府"});
      rows.Office(d + "e", d, {.line = "教育"});
      rows.Region(d + "s1", d).Office(d + "s1o", d + "s1");
      rows.Region(d + "s2", d).Office(d + "s2o", d + "s2");
    }
    return Of(rows)->ForYear(2020);
  }
};

TEST_F(ExpectedTest, CountsEverythingBelow) {
  const auto tree = City(false);
  const Expected expected(*tree);
  EXPECT_EQ(expected.Of(tree->FindRegion("c")),
            (ExpectedReports{.own = 1, .parts = 7, .area = 1}));
  EXPECT_EQ(expected.Of(tree->FindRegion("c")).page(), 8);
  EXPECT_EQ(expected.Of(tree->FindRegion("d1")),
            (ExpectedReports{.own = 1, .parts = 3, .area = 1}));
  EXPECT_EQ(expected.Of(tree->FindRegion("d1s1")),
            (ExpectedReports{.own = 1, .parts = 1}));
}

TEST_F(ExpectedTest, AnAreaReportStandsForEverythingBelow) {
  const auto tree = City(true);
  const Expected expected(*tree);
  // Own, the area report of d1, the three reports of d2.
  EXPECT_EQ(expected.Of(tree->FindRegion("c")),
            (ExpectedReports{.own = 1, .parts = 5, .area = 1}));
  // The district's own page is the same.
  EXPECT_EQ(expected.Of(tree->FindRegion("d1")),
            (ExpectedReports{.own = 1, .parts = 3, .area = 1}));
}

TEST_F(ExpectedTest, LinesAddUpToTheRegion) {
  const auto tree = City(true);
  const Expected expected(*tree);
  const int city = tree->FindRegion("c");
  EXPECT_EQ(expected.Of(city, tree->FindLine("政府")),
            (ExpectedReports{.own = 1, .parts = 2, .area = 1}));
  EXPECT_EQ(expected.Of(city, tree->FindLine("教育")),
            (ExpectedReports{.parts = 1}));
  EXPECT_EQ(expected.Of(city, tree->FindLine("街道乡镇")),
            (ExpectedReports{.parts = 2}));
  // Listed, not counted.
  EXPECT_EQ(expected.Of(city, tree->FindLine("税务")), ExpectedReports());
  EXPECT_EQ(expected.Of(city, YearTree::kNone), ExpectedReports());
}

}  // namespace
}  // namespace disclosure::registry
