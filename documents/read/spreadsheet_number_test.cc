// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

#include "documents/read/spreadsheet_number.h"

#include <cstdio>
#include <random>
#include <string>

#include "form/money.h"
#include "gtest/gtest.h"

namespace disclosure::documents {
namespace {

TEST(SpreadsheetNumber, ReadsWholeNumbers) {
  EXPECT_EQ(ParseSpreadsheetNumber("0", 0), 0);
  EXPECT_EQ(ParseSpreadsheetNumber("11398889", 0), 11398889);
  EXPECT_EQ(ParseSpreadsheetNumber("-253", 0), -253);
  EXPECT_EQ(ParseSpreadsheetNumber("+3", 0), 3);
  EXPECT_EQ(ParseSpreadsheetNumber(" １２　", 0), 12);
  EXPECT_EQ(ParseSpreadsheetNumber("12.0", 0), 12);
  EXPECT_EQ(ParseSpreadsheetNumber("2.5E+3", 0), 2500);
  EXPECT_EQ(ParseSpreadsheetNumber("1E+15", 0), 1'000'000'000'000'000);
  EXPECT_EQ(ParseSpreadsheetNumber("-0", 0), 0);
  EXPECT_EQ(ParseSpreadsheetNumber("999999999999999999", 0),
            999'999'999'999'999'999);
}

TEST(SpreadsheetNumber, ReadsAmountsExactly) {
  EXPECT_EQ(ParseSpreadsheetNumber("20.3", 6), 20'300'000);
  EXPECT_EQ(ParseSpreadsheetNumber("59237.244899999998", 6), 59'237'244'900);
  EXPECT_EQ(ParseSpreadsheetNumber("0.29999999999999999", 6), 300'000);
  EXPECT_EQ(ParseSpreadsheetNumber("1E-06", 6), 1);
  EXPECT_EQ(ParseSpreadsheetNumber("999999.999999", 6), 999'999'999'999);
  EXPECT_EQ(ParseSpreadsheetNumber("0.99999999999999999", 6), 1'000'000);
}

TEST(SpreadsheetNumber, TakesNothingElse) {
  for (const char* text : {"",       " ",
                           "无",     "/",
                           "-",      "--253",
                           "减4",    "3件",
                           "1,234",  "1 2",
                           "1.",     ".5",
                           "1e",     "1e99",
                           "0x10",   "1.5",
                           "12²",    "1-2",
                           "=1",     "NaN",
                           "１２件", "1234567890123456789",
                           "\xFF"}) {
    EXPECT_EQ(ParseSpreadsheetNumber(text, 0), std::nullopt) << text;
  }
  EXPECT_EQ(ParseSpreadsheetNumber("0.0000001", 6), std::nullopt);
  EXPECT_EQ(ParseSpreadsheetNumber(std::string(1000, '1'), 0), std::nullopt);
}

// Goal: every amount up to 10^15 fen survives being a double. Method: random
// ones, printed with the 17 digits that spreadsheets store.
TEST(SpreadsheetNumber, ReadsWhatSpreadsheetsStoreOfAmounts) {
  const unsigned seed = std::random_device()();
  std::printf("seed %u\n", seed);
  std::mt19937_64 random(seed);
  for (int i = 0; i < 20'000; ++i) {
    const int64_t size = int64_t{1} << (random() % 50);
    const auto fen =
        static_cast<int64_t>(random() % static_cast<uint64_t>(size));
    char text[40];
    std::snprintf(text, sizeof text, "%.17g", static_cast<double>(fen) / 1e6);
    ASSERT_EQ(ParseSpreadsheetNumber(text, 6), fen) << text;
    ASSERT_EQ(ParseSpreadsheetNumber(form::FormatWanYuan(fen), 6), fen);
  }
}

}  // namespace
}  // namespace disclosure::documents
