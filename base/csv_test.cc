// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0
//
// Every case is a text and the records it should give, printed on one line
// each, or the message it should be refused with.

#include "base/csv.h"

#include <string>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "base/error.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace disclosure::base {
namespace {

using ::testing::HasSubstr;

std::string Print(std::string_view text) {
  const auto records = ParseCsv(text);
  if (!records.ok()) return std::string(records.status().message());
  std::string out;
  for (const CsvRecord& record : *records) {
    absl::StrAppend(&out, record.line, ":", absl::StrJoin(record.fields, "|"),
                    ";");
  }
  return out;
}

TEST(CsvTest, ReadsPlainRecords) {
  EXPECT_EQ(Print("a,b\n1,2\n"), "1:a|b;2:1|2;");
  EXPECT_EQ(Print("a,b\n1,2"), "1:a|b;2:1|2;");
  EXPECT_EQ(Print(""), "");
  EXPECT_EQ(Print(",,\n"), "1:||;");
  EXPECT_EQ(Print("河南省,济源市\n"), "1:河南省|济源市;");
}

TEST(CsvTest, AcceptsWhatSpreadsheetsWrite) {
  EXPECT_EQ(Print("\xEF\xBB\xBF"
                  "a,b\r\n1,2\r\n"),
            "1:a|b;2:1|2;");
  EXPECT_EQ(Print("a,b\r1,2\r"), "1:a|b;2:1|2;");
  EXPECT_EQ(Print("a\n\n\r\nb\n"), "1:a;4:b;");
}

TEST(CsvTest, ReadsQuotedFields) {
  EXPECT_EQ(Print("\"a,b\",\"say \"\"yes\"\"\",\"\"\n"), "1:a,b|say \"yes\"|;");
  EXPECT_EQ(Print("\"two\r\nlines\",x\ny\n"), "1:two\r\nlines|x;3:y;");
}

TEST(CsvTest, NamesTheLineOfBadQuotes) {
  EXPECT_THAT(Print("a\nb\"c\n"), HasSubstr("line 2: a quote inside"));
  EXPECT_THAT(Print("a\n\"b\"c\n"), HasSubstr("line 2: text after"));
  EXPECT_THAT(Print("a\nb\n\"c\nd\n"), HasSubstr("line 3: the quote opened"));
}

TEST(CsvTest, RefusesWhatIsNotUtf8) {
  // 济源 in GB18030, the usual encoding of older spreadsheets.
  EXPECT_THAT(Print("a\n\xBC\xC3\xD4\xB4\n"), HasSubstr("line 2: the file is"));
  // UTF-16.
  EXPECT_THAT(Print(std::string_view("\xFF\xFE"
                                     "a\0",
                                     4)),
              HasSubstr("not UTF-8"));
  EXPECT_THAT(Print(std::string_view("a\nb\0c\n", 6)), HasSubstr("line 2"));
  const auto refused = ParseCsv("\xBC\xC3");
  EXPECT_EQ(GetErrorDetails(refused.status()).reason, "CSV_NOT_UTF8");
  EXPECT_THAT(GetErrorDetails(refused.status()).zh, HasSubstr("第 1 行"));
  EXPECT_EQ(GetErrorDetails(refused.status()).metadata.at("line"), "1");
}

TEST(CsvTest, WritesWhatItReads) {
  const std::vector<std::string> fields = {
      "plain", "", "a,b", "say \"yes\"", "two\nlines", " edge", "天坛街道"};
  const auto records = ParseCsv(CsvLine(fields));
  ASSERT_TRUE(records.ok());
  ASSERT_EQ(records->size(), 1u);
  EXPECT_EQ(records->front().fields, fields);
  EXPECT_EQ(CsvField("plain"), "plain");
}

}  // namespace
}  // namespace disclosure::base
