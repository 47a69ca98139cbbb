// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

// Fields of bytes written by hand: what each is read as, and that bytes which
// end early or are of no known kind are refused.

#include "base/wire.h"

#include <string>

#include "gtest/gtest.h"

namespace disclosure::base {
namespace {

TEST(WireTest, FieldsAreReadInTheirOrder) {
  // 1: 300; 2: "ab"; 3: eight bytes; 4: four bytes; 5: "" with a long size.
  const std::string all(
      "\x08\xac\x02\x12\x02\x61\x62\x19"
      "12345678\x25"
      "1234"
      "\x2a\x80\x80\x00",
      25);
  std::string_view rest = all;
  WireField field;
  ASSERT_TRUE(TakeField(&rest, &field));
  EXPECT_TRUE(field.Is(1, kWireVarint));
  EXPECT_EQ(field.value, 300u);
  ASSERT_TRUE(TakeField(&rest, &field));
  EXPECT_TRUE(field.Is(2, kWirePart));
  EXPECT_EQ(field.part, "ab");
  ASSERT_TRUE(TakeField(&rest, &field));
  EXPECT_TRUE(field.Is(3, kWireFixed64));
  EXPECT_EQ(field.part, "12345678");
  ASSERT_TRUE(TakeField(&rest, &field));
  EXPECT_TRUE(field.Is(4, kWireFixed32));
  ASSERT_TRUE(TakeField(&rest, &field));
  EXPECT_TRUE(field.Is(5, kWirePart));
  EXPECT_EQ(field.part, "");
  EXPECT_TRUE(rest.empty());
}

TEST(WireTest, WhatIsCutShortIsRefused) {
  for (const char* bytes : {"\x08", "\x08\xac",
                            "\x12\x03"
                            "ab",
                            "\x12",
                            "\x19"
                            "1234567",
                            "\x25"
                            "123",
                            "\x0b", "\x0c"}) {
    std::string_view rest = bytes;
    WireField field;
    EXPECT_FALSE(TakeField(&rest, &field)) << bytes;
  }
  std::string_view longer("\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01");
  uint64_t value = 0;
  EXPECT_FALSE(ReadVarint(&longer, kVarintBytesMax, &value));
}

}  // namespace
}  // namespace disclosure::base
