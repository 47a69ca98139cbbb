// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

#include "form/money.h"

#include <limits>
#include <random>

#include "base/error.h"
#include "gtest/gtest.h"

namespace disclosure::form {
namespace {

constexpr int64_t kMax = std::numeric_limits<int64_t>::max();
constexpr int64_t kMin = std::numeric_limits<int64_t>::min();

TEST(MoneyTest, FormatsExactly) {
  EXPECT_EQ(FormatWanYuan(0), "0");
  EXPECT_EQ(FormatWanYuan(1), "0.000001");
  EXPECT_EQ(FormatWanYuan(-1500000), "-1.5");
  EXPECT_EQ(FormatWanYuan(10000000), "10");
  EXPECT_EQ(FormatWanYuan(96171600000), "96171.6");
  EXPECT_EQ(FormatWanYuan(kMin), "-9223372036854.775808");
}

TEST(MoneyTest, ParsesWhatItFormats) {
  std::mt19937_64 random(1);
  for (int i = 0; i < 10000; ++i) {
    const auto fen = static_cast<int64_t>(random() >> (random() % 64));
    EXPECT_EQ(ParseWanYuan(FormatWanYuan(fen)).value(), fen);
  }
  EXPECT_EQ(ParseWanYuan(FormatWanYuan(kMax)).value(), kMax);
  EXPECT_EQ(ParseWanYuan(FormatWanYuan(kMin)).value(), kMin);
  EXPECT_EQ(ParseWanYuan("59237.2449").value(), 59237244900);
  EXPECT_EQ(ParseWanYuan("20.30").value(), 20300000);
}

TEST(MoneyTest, RefusesEverythingElse) {
  for (const char* text :
       {"", "-", ".", ".5", "5.", "1.2345678", "1,000", "160.5964万元", "1e3",
        "+1", " 1", "--1", "1.-1", "9223372036854.775808", "１"}) {
    const auto parsed = ParseWanYuan(text);
    EXPECT_FALSE(parsed.ok()) << text;
    EXPECT_EQ(base::GetErrorDetails(parsed.status()).reason,
              "AMOUNT_UNREADABLE");
  }
}

}  // namespace
}  // namespace disclosure::form
