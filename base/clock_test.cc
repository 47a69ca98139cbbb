// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

#include "base/clock.h"

#include "gtest/gtest.h"

namespace disclosure::base {
namespace {

absl::Time Utc(int year, int month, int day, int hour, int minute, int second) {
  return absl::FromCivil(
      absl::CivilSecond(year, month, day, hour, minute, second),
      absl::UTCTimeZone());
}

TEST(ClockTest, PrintsShanghaiTimeWithItsOffset) {
  EXPECT_EQ(FormatShanghai(Utc(2021, 1, 28, 1, 14, 3)),
            "2021-01-28 09:14:03 +08:00");
}

TEST(ClockTest, TheYearTurnsAtShanghaiMidnight) {
  EXPECT_EQ(ShanghaiYear(Utc(2020, 12, 31, 15, 59, 59)), 2020);
  EXPECT_EQ(ShanghaiYear(Utc(2020, 12, 31, 16, 0, 0)), 2021);
}

TEST(ClockTest, ADayEndsWhereTheNextBegins) {
  const absl::Time end = EndOfDayShanghai(2021, 1, 31);
  EXPECT_EQ(end, Utc(2021, 1, 31, 16, 0, 0));
  EXPECT_EQ(ShanghaiDay(end - absl::Nanoseconds(1)),
            absl::CivilDay(2021, 1, 31));
  EXPECT_EQ(ShanghaiDay(end), absl::CivilDay(2021, 2, 1));
  EXPECT_EQ(EndOfDayShanghai(absl::CivilDay(2021, 1, 31)), end);
}

TEST(ClockTest, ASimulatedClockMovesOnlyWhenTold) {
  SimulatedClock clock(Utc(2021, 1, 1, 0, 0, 0));
  EXPECT_EQ(clock.Now(), Utc(2021, 1, 1, 0, 0, 0));
  clock.Advance(absl::Seconds(90));
  EXPECT_EQ(clock.Now(), Utc(2021, 1, 1, 0, 1, 30));
  clock.Set(Utc(2020, 6, 1, 0, 0, 0));
  EXPECT_EQ(clock.Now(), Utc(2020, 6, 1, 0, 0, 0));
}

TEST(ClockTest, TheMachinesClockIsPastTheProductsBirth) {
  EXPECT_GT(SystemClock().Now(), Utc(2021, 1, 1, 0, 0, 0));
}

}  // namespace
}  // namespace disclosure::base
