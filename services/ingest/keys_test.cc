// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

#include "services/ingest/keys.h"

#include <algorithm>
#include <limits>
#include <random>
#include <string>
#include <tuple>
#include <vector>

#include <gtest/gtest.h>

namespace disclosure::ingest {
namespace {

// Values that stress an encoding: small, large, around byte borders.
class Random {
 public:
  explicit Random(unsigned seed) : engine_(seed) {}

  std::string Id() {
    static constexpr char kLetters[] = "-019AZaz";
    std::string id(1 + engine_() % 4, '-');
    for (char& letter : id) letter = kLetters[engine_() % 8];
    return id;
  }
  int Number() {
    static constexpr int kNumbers[] = {
        0,   1,    2,     127,   128,      255,
        256, 2020, 65535, 65536, 1u << 24, std::numeric_limits<int>::max()};
    return kNumbers[engine_() % std::size(kNumbers)];
  }
  ReportKey Report() {
    return {Id(), Number(), static_cast<v1::Scope>(1 + engine_() % 2)};
  }

 private:
  std::mt19937 engine_;
};

TEST(KeysTest, ByteOrderIsLogicalOrder) {
  const unsigned seed = std::random_device()();
  SCOPED_TRACE(seed);
  Random random(seed);
  for (int i = 0; i < 20000; ++i) {
    ReportKey a = random.Report();
    ReportKey b = random.Report();
    int m = random.Number();
    int n = random.Number();
    EXPECT_EQ(a < b, HeadKey(a) < HeadKey(b));
    EXPECT_EQ(std::tie(a, m) < std::tie(b, n),
              RevisionKey(a, m) < RevisionKey(b, n));
    int64_t s = (int64_t{m} << 31) + n;
    int64_t t = (int64_t{n} << 31) + m;
    EXPECT_EQ(s < t, SequenceKey(s) < SequenceKey(t));
    EXPECT_EQ(std::tie(a.office, m) < std::tie(b.office, n),
              OfficeRowKey(a.office, m) < OfficeRowKey(b.office, n));
    EXPECT_EQ(std::tie(a.office, m) < std::tie(b.office, n),
              RegionRowKey(a.office, m) < RegionRowKey(b.office, n));
    EXPECT_EQ(m < n, DueDateKey(m) < DueDateKey(n));
  }
}

TEST(KeysTest, ParsingGivesBackWhatWasEncoded) {
  Random random(1);
  for (int i = 0; i < 5000; ++i) {
    ReportKey report = random.Report();
    int number = random.Number();
    EXPECT_EQ(ParseHeadKey(HeadKey(report)), report);
    auto revision = ParseRevisionKey(RevisionKey(report, number));
    ASSERT_TRUE(revision.has_value());
    EXPECT_EQ(revision->report, report);
    EXPECT_EQ(revision->revision, number);
    EXPECT_EQ(ParseSequence(SequenceKey(number)), number);
    RequestKey request{report.office, std::string("a\0b", 3)};
    EXPECT_EQ(ParseRequestKey(RequestKeyBytes(request)), request);
  }
}

TEST(KeysTest, ReportsOfAnOfficeLieBetweenItsBounds) {
  Random random(2);
  for (int i = 0; i < 5000; ++i) {
    ReportKey report = random.Report();
    std::string office = random.Id();
    std::string key = HeadKey(report);
    bool between = OfficeBegin(office) <= key && key < OfficeEnd(office);
    EXPECT_EQ(between, report.office == office);
  }
}

// No cut of a key is taken for a key, and nothing reads beyond the end.
TEST(KeysTest, DamagedBytesAreNotParsed) {
  std::string head = HeadKey({"office", 2020, v1::SCOPE_OWN});
  for (size_t size = 0; size < head.size(); ++size) {
    EXPECT_FALSE(ParseHeadKey(head.substr(0, size)).has_value()) << size;
  }
  EXPECT_FALSE(ParseHeadKey(head + "x").has_value());
  head.back() = 9;  // no scope
  EXPECT_FALSE(ParseHeadKey(head).has_value());
  EXPECT_FALSE(ParseRevisionKey("abc").has_value());
  EXPECT_FALSE(ParseSequence("1234567").has_value());
  EXPECT_FALSE(ParseSequence("\xff\xff\xff\xff\xff\xff\xff\xff").has_value());
  EXPECT_FALSE(ParseRequestKey("no end").has_value());
  std::string value = EncodeChangeValue(
      {.hash = std::string(32, 'h'), .change = "change", .figures_part = ""});
  EXPECT_EQ(ParseChangeValue(value)->change, "change");
  for (size_t size = 0; size < value.size(); ++size) {
    EXPECT_FALSE(ParseChangeValue(value.substr(0, size)).has_value()) << size;
  }
}

}  // namespace
}  // namespace disclosure::ingest
