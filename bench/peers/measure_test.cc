// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

#include "bench/peers/measure.h"

#include "bench/peers/scratch_folder.h"
#include "gtest/gtest.h"

namespace disclosure::bench {
namespace {

TEST(TimesTest, PercentilesAreTimesThatWereMeasured) {
  Times first;
  EXPECT_EQ(first.Percentile(0.5), absl::ZeroDuration());
  Times second;
  for (int i = 100; i > 0; --i) {
    (i % 2 == 0 ? first : second).Add(absl::Microseconds(i));
  }
  first.Merge(second);
  EXPECT_EQ(first.count(), 100);
  EXPECT_EQ(first.Percentile(0), absl::Microseconds(1));
  EXPECT_EQ(first.Percentile(0.5), absl::Microseconds(50));
  EXPECT_EQ(first.Percentile(0.99), absl::Microseconds(99));
  EXPECT_EQ(first.Percentile(1), absl::Microseconds(100));
}

TEST(RandomTest, TextsAreOfTheirSizeAndRepeatBySeed) {
  std::mt19937_64 random(7);
  std::mt19937_64 again(7);
  for (const size_t size : {0, 1, 6000}) {
    const std::string prose = RandomProse(size, &random);
    EXPECT_EQ(prose.size(), size);
    EXPECT_EQ(prose, RandomProse(size, &again));
    EXPECT_EQ(RandomBytes(size, &random), RandomBytes(size, &again));
  }
}

TEST(ScratchFolderTest, NeedsAFolderToBeIn) {
  const auto folder = ScratchFolder::Make("/nonexistent");
  EXPECT_EQ(folder.status().code(), absl::StatusCode::kFailedPrecondition);
}

}  // namespace
}  // namespace disclosure::bench
