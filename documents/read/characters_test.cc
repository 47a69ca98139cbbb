// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

// Characters and encodings of real documents.

#include "documents/read/characters.h"

#include <random>
#include <string>

#include "gtest/gtest.h"

#include "base/error.h"
#include "base/text.h"
#include "documents/read/encoding.h"

namespace disclosure::documents {
namespace {

TEST(Characters, RadicalsBecomeCharacters) {
  EXPECT_EQ(ReplaceRadicals("⼀⾏⾦⻔⻓⻚"), "一行金门长页");
  EXPECT_EQ(ReplaceRadicals("２（一）"), "２（一）");
  EXPECT_EQ(ReplaceRadicals("a\xFF"), "a\xEF\xBF\xBD");
  for (char32_t c = 0x2F00; c <= 0x2FD5; ++c) {
    const std::u32string one = base::DecodeUtf8(
        ReplaceRadicals(base::EncodeUtf8(std::u32string(1, c))));
    ASSERT_EQ(one.size(), 1u);
    EXPECT_GE(one[0], 0x3400u) << static_cast<uint32_t>(c);
  }
}

TEST(Characters, ComparableKeepsTheWordingAlone) {
  EXPECT_EQ(Comparable(" 第二十条第（一）项\u3000"), "第二十条第(一)项");
  EXPECT_EQ(Comparable("(一) 予以\u00A0公\u200B开\uFEFF"), "(一)予以公开");
  EXPECT_EQ(Comparable("危及“三安全一稳定”"), "危及\"三安全一稳定\"");
  EXPECT_EQ(Comparable("一、ＡＢ１２３，【x】——"), "一,ab123,(x)--");
  EXPECT_EQ(Comparable("⼀、⻔\uE5E5"), "一,门");
  EXPECT_EQ(Comparable("103² 103② 103⑫"), "103(2)103(2)103(12)");
  EXPECT_EQ(Comparable("\xFF"), "\xEF\xBF\xBD");
}

TEST(Characters, TrimBlanksKnowsWideOnes) {
  EXPECT_EQ(TrimBlanks("\u3000 \u00A0一 二\u200B\n"), "一 二");
  EXPECT_EQ(TrimBlanks("\u3000"), "");
  EXPECT_EQ(TrimBlanks("\x80"), "\x80");
}

std::string Decoded(std::string_view bytes, std::string_view declared = "") {
  const absl::StatusOr<std::string> text = ToUtf8(bytes, declared);
  return text.ok() ? *text : base::GetErrorDetails(text.status()).reason;
}

TEST(Encoding, MarksAreBelieved) {
  EXPECT_EQ(Decoded("\xEF\xBB\xBF"
                    "政府"),
            "政府");
  EXPECT_EQ(Decoded(std::string_view("\xFF\xFE\x3F\x65\x31\0", 6)), "政1");
  EXPECT_EQ(Decoded(std::string_view("\xFE\xFF\x65\x3F\0\x31", 6)), "政1");
}

TEST(Encoding, Utf16WithoutAMark) {
  EXPECT_EQ(Decoded(std::string_view("\x3F\x65\x31\0\n\0", 6)), "政1\n");
}

TEST(Encoding, OldEncodings) {
  EXPECT_EQ(Decoded("\xD5\xFE\xB8\xAE"), "政府");
  EXPECT_EQ(Decoded("\xD5\xFE\xB8\xAE", "utf-8"), "政府");
  EXPECT_EQ(Decoded("\xD5\xFE\xB8\xAE", "iso-8859-1"), "政府");
  EXPECT_EQ(Decoded("\xAC\x46\xA9\xB2", "Big5"), "政府");
  // A character of four bytes.
  EXPECT_EQ(Decoded("\x81\x39\xEE\x39"), "㐀");
  EXPECT_EQ(Decoded("政府", "gbk"), "政府");
}

TEST(Encoding, SomeDamageIsBorneMuchIsNot) {
  std::string text;
  for (int i = 0; i < 50; ++i) {
    text += "政府";
  }
  EXPECT_EQ(Decoded(text + "\xFF", "utf-8"), text + "\xEF\xBF\xBD");
  EXPECT_EQ(Decoded("\x01\x02\x03xy"), "DOCUMENT_DAMAGED");
  EXPECT_EQ(Decoded("a\vb\fc"), "a\nb\fc");
}

TEST(Encoding, AnyBytesGiveValidUtf8OrARefusal) {
  const unsigned seed = std::random_device()();
  SCOPED_TRACE("seed " + std::to_string(seed));
  std::mt19937 random(seed);
  for (int i = 0; i < 2'000; ++i) {
    std::string bytes(random() % 200, '\0');
    for (char& c : bytes) {
      c = static_cast<char>(i % 2 == 0 ? random() % 256
                                       : 0x80 + random() % 128);
    }
    for (const std::string_view declared : {"", "utf-8", "big5", "gbk"}) {
      const absl::StatusOr<std::string> text = ToUtf8(bytes, declared);
      if (text.ok()) {
        EXPECT_TRUE(base::IsValidUtf8(*text));
      }
    }
    EXPECT_TRUE(base::IsValidUtf8(Comparable(bytes)));
  }
}

}  // namespace
}  // namespace disclosure::documents
