// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

#include "base/text.h"

#include <limits>

#include "base/sha256.h"
#include "gtest/gtest.h"

namespace disclosure::base {
namespace {

TEST(Utf8Test, AcceptsEveryLengthOfCharacter) {
  EXPECT_TRUE(IsValidUtf8(""));
  EXPECT_TRUE(IsValidUtf8("aé济\U0001F600"));
  EXPECT_TRUE(IsValidUtf8("\xF4\x8F\xBF\xBF"));  // U+10FFFF
}

TEST(Utf8Test, RefusesWhatIsNotUtf8) {
  EXPECT_FALSE(IsValidUtf8("\x80"));              // begins in the middle
  EXPECT_FALSE(IsValidUtf8("\xE6\xB5"));          // cut short
  EXPECT_FALSE(IsValidUtf8("\xE6\xB5 "));         // broken off
  EXPECT_FALSE(IsValidUtf8("\xC0\xAF"));          // overlong
  EXPECT_FALSE(IsValidUtf8("\xE0\x80\xAF"));      // overlong
  EXPECT_FALSE(IsValidUtf8("\xED\xA0\x80"));      // surrogate
  EXPECT_FALSE(IsValidUtf8("\xF4\x90\x80\x80"));  // above U+10FFFF
  EXPECT_FALSE(IsValidUtf8("\xFF"));
  EXPECT_FALSE(IsValidUtf8("\xBC\xC3\xD4\xB4"));  // GB 18030, 济源
}

TEST(Utf8Test, DecodesAndEncodesToTheSame) {
  const std::string text = "aé济源市\U0001F600";
  EXPECT_EQ(DecodeUtf8(text), U"aé济源市\U0001F600");
  EXPECT_EQ(EncodeUtf8(DecodeUtf8(text)), text);
}

TEST(Utf8Test, UnreadableBytesBecomeTheReplacementCharacter) {
  EXPECT_EQ(DecodeUtf8("a\xE6\xB5z"), U"a\uFFFD\uFFFDz");
  EXPECT_EQ(EncodeUtf8(std::u32string(1, char32_t{0xD800})), "\uFFFD");
}

TEST(DisplayWidthTest, ChineseTakesTwoColumns) {
  EXPECT_EQ(DisplayWidth("total"), 5);
  EXPECT_EQ(DisplayWidth("总计"), 4);
  EXPECT_EQ(DisplayWidth("济源市（419001）"), 16);
  EXPECT_EQ(DisplayWidth("三、"), 4);
  EXPECT_EQ(DisplayWidth("𠮷"), 2);  // outside the basic plane
  EXPECT_EQ(DisplayWidth("0 → 1"), 5);
  EXPECT_EQ(DisplayWidth("e\u0301"), 1);  // combining accent
  EXPECT_EQ(DisplayWidth("\uFEFF"), 0);   // byte order mark
}

TEST(DisplayWidthTest, PadsByColumnsAndNeverCuts) {
  EXPECT_EQ(PadRight("总计", 6), "总计  ");
  EXPECT_EQ(PadLeft("12", 4), "  12");
  EXPECT_EQ(PadRight("总计", 3), "总计");
  EXPECT_EQ(PadLeft("", 2), "  ");
}

TEST(EditDistanceTest, CountsCodePoints) {
  EXPECT_EQ(EditDistance("", ""), 0);
  EXPECT_EQ(EditDistance("济源市", "济源市"), 0);
  EXPECT_EQ(EditDistance("济源市", "济原市"), 1);
  EXPECT_EQ(EditDistance("济源市", "济源"), 1);
  EXPECT_EQ(EditDistance("", "市"), 1);
  EXPECT_EQ(EditDistance("kitten", "sitting"), 3);
}

TEST(ParseInt64Test, TakesAWholeNumberOrNothing) {
  EXPECT_EQ(ParseInt64("0"), 0);
  EXPECT_EQ(ParseInt64("-17"), -17);
  EXPECT_EQ(ParseInt64("9223372036854775807"),
            std::numeric_limits<int64_t>::max());
  for (const char* text : {"", "-", "+1", " 1", "1 ", "1.0", "1,000", "x", "一",
                           "9223372036854775808"}) {
    EXPECT_EQ(ParseInt64(text), std::nullopt) << text;
  }
}

TEST(AbbreviateHashTest, NamesTheAlgorithmAndShowsBothEnds) {
  EXPECT_EQ(AbbreviateHash(Sha256Of("abc")), "sha256:ba78…ad");
  EXPECT_EQ(AbbreviateHash(""), "sha256:");
}

}  // namespace
}  // namespace disclosure::base
