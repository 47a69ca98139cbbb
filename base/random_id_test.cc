// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

#include "base/random_id.h"

#include <set>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace disclosure::base {
namespace {

TEST(RandomIdTest, AreHexadecimalAndDistinct) {
  std::set<std::string> seen;
  for (int i = 0; i < 1000; ++i) {
    const std::string id = RandomId();
    EXPECT_EQ(id.size(), 32u);
    EXPECT_EQ(id.find_first_not_of("0123456789abcdef"), std::string::npos);
    seen.insert(id);
  }
  EXPECT_EQ(seen.size(), 1000u);
}

}  // namespace
}  // namespace disclosure::base
