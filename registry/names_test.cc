// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

// What people write, and which codes or ids it finds, in the real registry of
// testdata and in small ones for what is ambiguous.

#include "registry/names.h"

#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "registry/name_forms.h"
#include "registry/test_registry.h"
#include "registry/test_rows.h"

namespace disclosure::registry {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::IsSupersetOf;
using ::testing::SizeIs;

using Codes = std::vector<std::string>;

Codes CodesOf(const NameIndex& names, const std::vector<int>& regions) {
  Codes codes;
  for (const int r : regions) codes.push_back(names.tree().regions()[r].code());
  return codes;
}

Codes IdsOf(const NameIndex& names, const std::vector<int>& offices) {
  Codes ids;
  for (const int o : offices) ids.emplace_back(names.tree().offices()[o].id());
  return ids;
}

class NamesTest : public ::testing::Test {
 protected:
  Codes Regions(std::string_view text) const {
    return CodesOf(*names_, names_->FindRegions(text));
  }
  Codes Offices(std::string_view text) const {
    return IdsOf(*names_, names_->FindOffices(text));
  }
  Codes SearchRegions(std::string_view text, int limit = 5,
                      int* exact = nullptr) const {
    return CodesOf(*names_, names_->SearchRegions(text, limit, exact));
  }
  Codes SearchOffices(std::string_view text, int limit = 5,
                      int* exact = nullptr) const {
    return IdsOf(*names_, names_->SearchOffices(text, limit, exact));
  }

  const std::shared_ptr<const NameIndex> names_ =
      TestRegistry()->NamesForYear(2020);
};

TEST(NameFormsTest, AreWhatIsCompared) {
  EXPECT_EQ(PlainName(" 昆山（沭阳）　工业·园区 "), "昆山(沭阳)工业园区");
  EXPECT_EQ(PlainName("ＨＢ-xQ"), "hb-xq");
  EXPECT_EQ(StrippedName("天坛街道办事处"), "天坛街道");
  EXPECT_EQ(StrippedName("沭城街道办"), "沭城街道");
  EXPECT_EQ(StrippedName("克井镇人民政府"), "克井镇");
  EXPECT_EQ(StrippedName("淮安市人民政府办公室"), "淮安市");
  EXPECT_EQ(StrippedName("人民政府"), "人民政府");
  EXPECT_EQ(ShortenedName("济源市"), "济源");
  EXPECT_EQ(ShortenedName("内蒙古自治区"), "内蒙古");
  EXPECT_EQ(ShortenedName("城区"), "");
  EXPECT_EQ(ShortenedName("新港办"), "");
}

TEST(NameFormsTest, OneSlip) {
  for (const char* text : {"419001004-01", "419001004-0", "419001004-011",
                           "419001005-01", "419010004-01", "19001004-01"}) {
    EXPECT_TRUE(IsOneSlip("419001004-01", text)) << text;
    EXPECT_TRUE(IsOneSlip(text, "419001004-01")) << text;
  }
  for (const char* text :
       {"419001005-02", "419001004", "419001004-0111", "914001004-01", ""}) {
    EXPECT_FALSE(IsOneSlip("419001004-01", text)) << text;
  }
}

TEST_F(NamesTest, FindsRegionsByWhatPeopleWrite) {
  for (const char* text : {"419001", "济源市", "河南省济源市", "河南省 济源市",
                           "济源", "河南济源", "济源市人民政府"}) {
    EXPECT_THAT(Regions(text), ElementsAre("419001")) << text;
  }
  for (const char* text :
       {"419001004", "天坛街道", "济源市天坛街道", "天坛街道办事处", "天坛",
        "河南省济源市天坛街道办事处", "济源 天坛街道", "济源·天坛"}) {
    EXPECT_THAT(Regions(text), ElementsAre("419001004")) << text;
  }
  EXPECT_THAT(Regions("昆山(沭阳)工业园区"), ElementsAre("321322402"));
}

TEST_F(NamesTest, AnAmbiguousNameFindsAll) {
  // The city and the district; the whole names are not ambiguous.
  EXPECT_THAT(Regions("淮安"), ElementsAre("320800", "320803"));
  EXPECT_THAT(Regions("淮安市"), ElementsAre("320800"));
  EXPECT_THAT(Regions("淮安区"), ElementsAre("320803"));

  const auto two = Of(Rows()
                          .Region("1", "", {.name = "甲县"})
                          .Region("101", "1", {.name = "城关镇"})
                          .Region("2", "", {.name = "乙县"})
                          .Region("201", "2", {.name = "城关镇"}))
                       ->NamesForYear(2020);
  EXPECT_THAT(CodesOf(*two, two->FindRegions("城关镇")),
              ElementsAre("101", "201"));
  EXPECT_THAT(CodesOf(*two, two->FindRegions("乙县城关镇")),
              ElementsAre("201"));
  EXPECT_THAT(CodesOf(*two, two->FindRegions("丙县城关镇")), IsEmpty());
}

TEST_F(NamesTest, ANameMayBeginWithTheNameAbove) {
  const auto names = Of(Rows()
                            .Region("1", "", {.name = "济源市"})
                            .Region("11", "1", {.name = "济源市天坛街道"}))
                         ->NamesForYear(2020);
  for (const char* text : {"天坛街道", "济源市天坛街道", "天坛街道办事处"}) {
    EXPECT_THAT(CodesOf(*names, names->FindRegions(text)), ElementsAre("11"))
        << text;
  }
}

TEST_F(NamesTest, FindsNothingInNothing) {
  for (const std::string& text :
       {std::string(), std::string(" "), std::string("没有"), std::string("市"),
        std::string("\xFF\xFE"), std::string(500, 'x')}) {
    EXPECT_THAT(Regions(text), IsEmpty()) << text;
    EXPECT_THAT(Offices(text), IsEmpty()) << text;
  }
  EXPECT_THAT(SearchRegions(""), IsEmpty());
  EXPECT_THAT(SearchRegions(std::string(500, 'x')), IsEmpty());
  EXPECT_THAT(SearchRegions("济源市", 0), IsEmpty());
}

TEST_F(NamesTest, FindsOfficesByNameAliasAndPath) {
  for (const char* text : {"419001004-01", "天坛街道办事处",
                           "济源市天坛街道办事处", "天坛街道办", "天坛街道"}) {
    EXPECT_THAT(Offices(text), ElementsAre("419001004-01")) << text;
  }
  for (const char* text : {"沭阳县发展和改革局", "沭阳县发改局", "发展和改革局",
                           "宿迁市沭阳县发改局"}) {
    EXPECT_THAT(Offices(text), ElementsAre("321322-02")) << text;
  }
  EXPECT_THAT(Offices("洪泽区人民政府"), ElementsAre("320813-01"));
  EXPECT_THAT(Offices("淮安市人民政府"), ElementsAre("320800-01"));
}

TEST_F(NamesTest, SearchPutsExactMatchesFirst) {
  int exact = -1;
  EXPECT_THAT(SearchRegions("淮安", 9, &exact),
              IsSupersetOf({"320800", "320803", "320871", "320803402"}));
  EXPECT_EQ(exact, 2);
  EXPECT_THAT(SearchRegions("淮安", 2), ElementsAre("320800", "320803"));
  EXPECT_THAT(SearchRegions("淮安", 1, &exact), SizeIs(1));
  EXPECT_EQ(exact, 1);
}

TEST_F(NamesTest, SearchForgivesSlips) {
  int exact = -1;
  EXPECT_THAT(SearchOffices("天坛", 5, &exact), ElementsAre("419001004-01"));
  EXPECT_THAT(SearchOffices("天塔街道办事处", 1, &exact),
              ElementsAre("419001004-01"));
  EXPECT_EQ(exact, 0);
  EXPECT_THAT(SearchOffices("419001004-02", 1), ElementsAre("419001004-01"));
  EXPECT_THAT(SearchOffices("419001004"), ElementsAre("419001004-01"));
  EXPECT_THAT(SearchRegions("济原市", 1), ElementsAre("419001"));
  EXPECT_THAT(SearchRegions("32080340"),
              ElementsAre("320803400", "320803401", "320803402"));
  EXPECT_THAT(SearchRegions("开发区", 20), Contains("320871"));
  EXPECT_THAT(SearchRegions("完全不同的名称"), IsEmpty());
}

TEST_F(NamesTest, AreThoseOfTheYear) {
  const auto registry =
      Of(Rows()
             .Region("1", "", {.name = "洪泽县", .years = {0, 2015}})
             .Region("1", "", {.name = "洪泽区", .years = {2016, 0}}));
  const auto old_names = registry->NamesForYear(2015);
  const auto new_names = registry->NamesForYear(2016);
  EXPECT_THAT(old_names->FindRegions("洪泽县"), SizeIs(1));
  EXPECT_THAT(old_names->FindRegions("洪泽区"), IsEmpty());
  EXPECT_THAT(new_names->FindRegions("洪泽区"), SizeIs(1));
  EXPECT_EQ(registry->NamesForYear(2020), new_names);
}

}  // namespace
}  // namespace disclosure::registry
