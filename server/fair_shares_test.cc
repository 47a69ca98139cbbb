// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

#include "server/fair_shares.h"

#include <cstddef>
#include <map>
#include <random>
#include <string>

#include "gtest/gtest.h"

namespace disclosure::server {
namespace {

// Takes one after the other until there is no more.
size_t TakeAll(FairShares* shares, const std::string& who) {
  size_t taken = 0;
  while (shares->Take(who, 1)) ++taken;
  return taken;
}

TEST(FairSharesTest, OneAloneGetsHalf) {
  FairShares shares(100);
  EXPECT_EQ(TakeAll(&shares, "a"), 50u);
}

TEST(FairSharesTest, WhoeverComesNextFindsAsMuchAsIsFair) {
  FairShares shares(120);
  TakeAll(&shares, "a");
  EXPECT_EQ(TakeAll(&shares, "b"), 30u);
  EXPECT_EQ(TakeAll(&shares, "c"), 15u);
  EXPECT_TRUE(shares.Take("d", 1));
}

TEST(FairSharesTest, TheLastPlaceIsForWhoHasNone) {
  FairShares shares(1);
  EXPECT_TRUE(shares.Take("a", 1));
  EXPECT_FALSE(shares.Take("b", 1));
  shares.Give("a", 1);
  EXPECT_TRUE(shares.Take("b", 1));
}

TEST(FairSharesTest, ForcedAmountsCount) {
  FairShares shares(10);
  shares.Force("a", 15);
  EXPECT_FALSE(shares.Take("b", 1));
  shares.Give("a", 15);
  EXPECT_EQ(shares.used(), 0u);
  EXPECT_TRUE(shares.Take("b", 10));
}

// Against a plain count: nobody gets more than is there, who has something
// never gets more than is then free, and everything comes back.
TEST(FairSharesTest, ByChanceTheCountIsRight) {
  const unsigned seed = std::random_device{}();
  SCOPED_TRACE(seed);
  std::mt19937 random(seed);
  FairShares shares(1000);
  std::map<std::string, size_t> taken;
  size_t used = 0;
  for (int step = 0; step < 20'000; ++step) {
    const std::string who(1, static_cast<char>('a' + random() % 5));
    const size_t amount = random() % 100;
    if (random() % 2 == 0) {
      const bool room = used + amount <= 1000;
      const bool fair = taken[who] == 0 ||
                        (room && taken[who] + amount <= 1000 - used - amount);
      ASSERT_EQ(shares.Take(who, amount), room && fair);
      if (room && fair) {
        taken[who] += amount;
        used += amount;
      }
    } else if (amount <= taken[who]) {
      shares.Give(who, amount);
      taken[who] -= amount;
      used -= amount;
    }
    ASSERT_EQ(shares.used(), used);
    ASSERT_EQ(shares.used_by(who), taken[who]);
  }
}

}  // namespace
}  // namespace disclosure::server
