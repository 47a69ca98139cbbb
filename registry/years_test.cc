// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

#include "registry/years.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace disclosure::registry {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

TEST(YearsTest, JoinsRangesThatMeetOrOverlap) {
  EXPECT_THAT(Joined({{2010, 2012}, {2000, 2003}, {2013, 2014}, {2001, 2002}}),
              ElementsAre(YearRange{2000, 2003}, YearRange{2010, 2014}));
  EXPECT_THAT(Joined({}), IsEmpty());
}

TEST(YearsTest, FindsWhatIsNotCovered) {
  const YearRange range = {2010, 2020};
  EXPECT_THAT(Missing(range, {}), ElementsAre(range));
  EXPECT_THAT(Missing(range, {{0, kForEver}}), IsEmpty());
  EXPECT_THAT(Missing(range, {{2000, 2009}, {2021, 2030}}), ElementsAre(range));
  EXPECT_THAT(Missing(range, {{2019, 2025}, {2012, 2013}}),
              ElementsAre(YearRange{2010, 2011}, YearRange{2014, 2018}));
}

TEST(YearsTest, AreSaidInBothLanguages) {
  EXPECT_EQ(YearsEn(YearRange{}), "all years");
  EXPECT_EQ(YearsZh(YearRange{}), "所有年度");
  EXPECT_EQ(YearsEn(std::vector<YearRange>{
                {0, 2003}, {2008, 2008}, {2010, 2012}, {2016, kForEver}}),
            "until 2003, 2008, 2010-2012, 2016 on");
  EXPECT_EQ(YearsZh(std::vector<YearRange>{
                {0, 2003}, {2008, 2008}, {2010, 2012}, {2016, kForEver}}),
            "2003 年及以前、2008 年、2010—2012 年、2016 年起");
}

}  // namespace
}  // namespace disclosure::registry
