// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

#include "base/sha256.h"

#include "gtest/gtest.h"

namespace disclosure::base {
namespace {

// The published examples of FIPS 180-2.
TEST(Sha256Test, EqualsThePublishedExamples) {
  EXPECT_EQ(Hex(Sha256Of("")),
            "e3b0c44298fc1c149afbf4c8996fb924"
            "27ae41e4649b934ca495991b7852b855");
  EXPECT_EQ(Hex(Sha256Of("abc")),
            "ba7816bf8f01cfea414140de5dae2223"
            "b00361a396177a9cb410ff61f20015ad");
}

TEST(Sha256Test, PiecesHashAsTheWhole) {
  Sha256 sha256;
  sha256.Update("a");
  sha256.Update("");
  sha256.Update("bc");
  EXPECT_EQ(sha256.Finish(), Sha256Of("abc"));
}

TEST(Sha256Test, BeginsAnewAfterFinish) {
  Sha256 sha256;
  sha256.Update("first");
  sha256.Finish();
  sha256.Update("abc");
  EXPECT_EQ(sha256.Finish(), Sha256Of("abc"));
  EXPECT_EQ(sha256.Finish(), Sha256Of(""));
}

TEST(HexTest, PrintsEveryByteAsTwoDigits) {
  EXPECT_EQ(Hex(std::string_view("\x00\x0a\xff", 3)), "000aff");
  EXPECT_EQ(Hex(""), "");
}

}  // namespace
}  // namespace disclosure::base
