// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

// A tree is printed, one region a line, and compared as text.

#include "registry/year_tree.h"
#include "base/absl_strings.h"

#include <string>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "registry/test_rows.h"

namespace disclosure::registry {
namespace {

using ::testing::ElementsAre;

// code/offices[own lines|lines of the subtree], indented by depth.
std::string Print(const YearTree& tree) {
  std::string out;
  const auto lines = [&tree](absl::Span<const int> numbers) {
    std::string text;
    for (const int line : numbers) text += tree.lines()[line];
    return text;
  };
  for (const YearTree::Region& region : tree.regions()) {
    absl::StrAppend(&out, std::string(region.depth() * 2, ' '), region.code());
    for (int o = region.offices_begin(); o < region.offices_end(); ++o) {
      absl::StrAppend(&out, o == region.area_office() ? "/*" : "/",
                      base::ToAbsl(tree.offices()[o].id()));
    }
    absl::StrAppend(&out, "[", lines(region.own_lines()), "|",
                    lines(region.subtree_lines()), "]\n");
  }
  return out;
}

TEST(YearTreeTest, IsInPreorderWithItsOffices) {
  const auto registry =
      Of(Rows()
             .Region("32", "")
             .Region("3213", "32")
             .Region("321322", "3213")
             .Region("3208", "32")
             .Region("41", "")
             .Office("s2", "321322", {.line = "公安"})
             .Office("s1", "321322", {.line = "教育"})
             .Office("h1", "3208", {.reports = "own+area", .line = "公安"})
             .Office("h0", "3208", {.counts = false, .line = "税务"})
             .Office("h2", "3208", {.reports = "area", .counts = false}));
  const auto tree = registry->ForYear(2020);
  EXPECT_EQ(Print(*tree),
            "32[|公安教育]\n"
            "  3208/h0/*h1/h2[公安|公安]\n"
            "  3213[|公安教育]\n"
            "    321322/s1/s2[公安教育|公安教育]\n"
            "41[|]\n");
  EXPECT_THAT(tree->lines(), ElementsAre("公安", "教育", "税务", "街道乡镇"));
  EXPECT_THAT(tree->roots(), ElementsAre(0, 4));
  EXPECT_THAT(tree->regions()[0].children(), ElementsAre(1, 2));
  EXPECT_EQ(tree->regions()[0].subtree_offices_end(), 5);
  EXPECT_THAT(tree->Path(tree->FindRegion("321322")),
              ElementsAre("地区32", "地区3213"));
}

TEST(YearTreeTest, FindsByCodeIdAndName) {
  const auto tree = Of(Rows().Region("1", "").Region("2", "1").Office("a", "2"))
                        ->ForYear(2020);
  EXPECT_EQ(tree->FindRegion("2"), 1);
  EXPECT_EQ(tree->FindRegion("3"), YearTree::kNone);
  EXPECT_EQ(tree->FindOffice("a"), 0);
  EXPECT_EQ(tree->FindOffice("b"), YearTree::kNone);
  EXPECT_EQ(tree->FindLine("街道乡镇"), 0);
  EXPECT_EQ(tree->FindLine("公安"), YearTree::kNone);
  EXPECT_EQ(tree->regions()[tree->offices()[0].region()].code(), "2");
}

TEST(YearTreeTest, MovesARegionInTheYearItMoves) {
  const auto registry = Of(Rows()
                               .Region("1", "")
                               .Region("2", "")
                               .Region("3", "1", {.years = {0, 2019}})
                               .Region("3", "2", {.years = {2020, 0}})
                               .Region("4", "3"));
  EXPECT_EQ(Print(*registry->ForYear(2019)), "1[|]\n  3[|]\n    4[|]\n2[|]\n");
  EXPECT_EQ(Print(*registry->ForYear(2020)), "1[|]\n2[|]\n  3[|]\n    4[|]\n");
}

TEST(YearTreeTest, IsEmptyWithoutRows) {
  const auto tree = Registry::Empty()->ForYear(2020);
  EXPECT_EQ(Print(*tree), "");
  EXPECT_EQ(tree->FindRegion("1"), YearTree::kNone);
}

TEST(YearTreeTest, OutlivesItsRegistry) {
  auto registry = Of(Rows().Region("1", "").Office("a", "1"));
  const auto tree = registry->ForYear(2020);
  registry.reset();
  EXPECT_EQ(Print(*tree), "1/a[街道乡镇|街道乡镇]\n");
  EXPECT_EQ(tree->offices()[0].name(), "单位a");
}

}  // namespace
}  // namespace disclosure::registry
