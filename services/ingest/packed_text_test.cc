// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

#include "services/ingest/packed_text.h"

#include <random>
#include <string>

#include "gtest/gtest.h"
#include "services/ingest/test_support.h"

namespace disclosure::ingest {
namespace {

// A narrative part with `sentences` in it.
std::string Part(int sentences) {
  v1::AnnualReport report;
  for (int i = 0; i < sentences; ++i) {
    report.mutable_narrative()->mutable_overview()->append(
        "收到申请" + std::to_string(i * 7919) + "件，均已答复。");
  }
  return report.SerializeAsString();
}

TEST(PackedTextTest, AnyPartComesBack) {
  for (int sentences : {0, 1, 2, 10, 200, 20000}) {
    const std::string part = Part(sentences);
    EXPECT_EQ(UnpackText(PackText(part)), part) << sentences;
  }
}

TEST(PackedTextTest, ProseGetsSmaller) {
  const std::string part = Part(200);
  EXPECT_LT(PackText(part).size(), part.size() * 2 / 3);
}

TEST(PackedTextTest, WhatDoesNotGetSmallerStaysAsItIs) {
  std::mt19937 random(1);
  std::string noise = "\x52";
  while (noise.size() < 5000) noise += static_cast<char>(random());
  EXPECT_EQ(PackText(noise), noise);
  EXPECT_EQ(PackText("\x52short"), "\x52short");
}

TEST(PackedTextTest, DamageIsNoticedOrGivesOtherBytes) {
  const std::string part = Part(200);
  const std::string packed = PackText(part);
  for (size_t size = 1; size < packed.size(); ++size) {
    EXPECT_FALSE(UnpackText(packed.substr(0, size)).has_value()) << size;
  }
  for (size_t i = 0; i < packed.size(); ++i) {
    std::string damaged = packed;
    damaged[i] = static_cast<char>(damaged[i] ^ 0x40);
    EXPECT_NE(UnpackText(damaged), part) << i;
  }
}

// Stored for ever: these bytes must be readable in every version.
TEST(PackedTextTest, LayoutIsFixed) {
  EXPECT_EQ(UnpackText(std::string("\x01\0\0\0\x05\x50hello", 11)), "hello");
}

}  // namespace
}  // namespace disclosure::ingest
