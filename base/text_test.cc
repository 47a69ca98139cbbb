// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

#include "base/text.h"

#include <iterator>
#include <limits>
#include <random>
#include <string>
#include <string_view>

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

// The table of well-formed byte sequences in the Unicode Standard (3-7), line
// by line.
bool IsInUtf8Table(std::string_view text) {
  struct Line {
    int first[2];
    int second[2];
    size_t size;
  };
  constexpr Line kTable[] = {
      {{0x00, 0x7F}, {}, 1},           {{0xC2, 0xDF}, {0x80, 0xBF}, 2},
      {{0xE0, 0xE0}, {0xA0, 0xBF}, 3}, {{0xE1, 0xEC}, {0x80, 0xBF}, 3},
      {{0xED, 0xED}, {0x80, 0x9F}, 3}, {{0xEE, 0xEF}, {0x80, 0xBF}, 3},
      {{0xF0, 0xF0}, {0x90, 0xBF}, 4}, {{0xF1, 0xF3}, {0x80, 0xBF}, 4},
      {{0xF4, 0xF4}, {0x80, 0x8F}, 4}};
  const auto is_in = [&](size_t at, int first, int last) {
    const int byte = static_cast<unsigned char>(text[at]);
    return first <= byte && byte <= last;
  };
  while (!text.empty()) {
    size_t size = 0;
    for (const Line& line : kTable) {
      if (!is_in(0, line.first[0], line.first[1])) continue;
      if (text.size() < line.size) return false;
      bool fits = line.size < 2 || is_in(1, line.second[0], line.second[1]);
      for (size_t i = 2; i < line.size; ++i) fits &= is_in(i, 0x80, 0xBF);
      if (fits) size = line.size;
    }
    if (size == 0) return false;
    text.remove_prefix(size);
  }
  return true;
}

// Valid texts of all kinds of characters, most of them with a wrong byte:
// wherever it is, it must be seen.
TEST(Utf8Test, IsWhatTheUnicodeStandardSays) {
  constexpr std::string_view kPieces[] = {"a",
                                          "12345678",
                                          "é",
                                          "济",
                                          "源市",
                                          "\xE0\xA0\x80",
                                          "，",
                                          "\xEF\xBF\xBF",
                                          "\xED\x9F\xBF",
                                          "\xF0\x90\x80\x80",
                                          "\xF4\x8F\xBF\xBF"};
  constexpr unsigned char kBytes[] = {
      0x00, 0x7F, 0x80, 0x8F, 0x90, 0x9F, 0xA0, 0xBF, 0xC0, 0xC1, 0xC2, 0xDF,
      0xE0, 0xE1, 0xE4, 0xEC, 0xED, 0xEE, 0xEF, 0xF0, 0xF1, 0xF4, 0xF5, 0xFF};
  std::mt19937 random(1);
  int valid = 0;
  for (int round = 0; round < 100'000; ++round) {
    std::string text;
    for (auto pieces = random() % 12; pieces > 0; --pieces) {
      text += kPieces[random() % std::size(kPieces)];
    }
    if (!text.empty() && round % 4 != 0) {
      text[random() % text.size()] =
          static_cast<char>(kBytes[random() % std::size(kBytes)]);
    }
    if (!text.empty() && round % 8 == 0) text.pop_back();
    const bool expected = IsInUtf8Table(text);
    ASSERT_EQ(IsValidUtf8(text), expected) << Hex(text);
    valid += expected;
  }
  EXPECT_GT(valid, 20'000);
  EXPECT_LT(valid, 80'000);
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
