// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

// Verify finds what is wrong and names it, rebuild corrects it, and both give
// up with a reason when they cannot read the log.

#include "services/aggregate/maintenance.h"

#include <thread>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/error.h"
#include "services/aggregate/testing/fixture.h"

namespace disclosure::aggregate {
namespace {

using ::testing::AllOf;
using ::testing::Contains;
using ::testing::HasSubstr;

// Reads a TestLog.
class LogSource : public ChangeSource {
 public:
  explicit LogSource(const TestLog& log) : log_(log) {}

  absl::Status Read(
      const std::string& log, int64_t first, int64_t last,
      absl::FunctionRef<absl::Status(v1::LoggedChange)> take) override {
    if (on_read) on_read();
    if (log != log_.info().id()) return absl::FailedPreconditionError("other");
    for (int64_t i = first; i <= last; ++i) {
      if (i > log_.head()) return absl::UnavailableError("not there");
      v1::LoggedChange change = log_.changes()[static_cast<size_t>(i - 1)];
      if (damage) change.mutable_change()->push_back('x');
      absl::Status taken = take(std::move(change));
      if (!taken.ok()) return taken;
    }
    return absl::OkStatus();
  }

  std::function<void()> on_read;
  bool damage = false;

 private:
  const TestLog& log_;
};

class MaintenanceTest : public testing::Test, protected Fixture {
 protected:
  void SetUp() override {
    log.Apply(Rows({Region("C", ""), Region("D", "C"), Region("E", "C")},
                   {Office("D1", "D", "tax"), Office("D2", "D", "edu"),
                    Government("D3", "D", "gov"), Office("E1", "E", "tax")}));
    live.Reset(std::make_unique<Rollup>(layout, log.info()));
  }

  absl::Status FollowLog(const TestLog& target) {
    std::vector<DecodedChange> changes;
    for (int64_t i = live.facts().sequence; i < target.head(); ++i) {
      changes.push_back(
          Decode(layout, target.changes()[static_cast<size_t>(i)]));
    }
    return live.Apply(changes);
  }

  static std::vector<std::string> Print(const v1::VerifyResponse& response) {
    std::vector<std::string> lines;
    for (const v1::Mismatch& each : response.mismatches()) {
      lines.push_back(each.region() + "|" + std::to_string(each.year()) + "|" +
                      each.line() + "|" + each.part() + "|" + each.figure() +
                      "|" + each.expected() + "|" + each.found());
    }
    return lines;
  }

  int wakes = 0;
  LiveRollup live{layout, [this] { ++wakes; }};
  LogSource source{log};
};

TEST_F(MaintenanceTest, NothingDiffersWhereNothingIsWrong) {
  File("D1", 5);
  File("D1", 6);
  FileArea("D3", 100);
  File("E1", 7);
  log.Withdraw("E1", 2020, v1::SCOPE_OWN);
  log.Apply(Rows({Region("D", "C", v1::COUNTED_BY_AREA)},
                 {Office("D2", "E", "edu")}));
  File("D2", 9, 2021);
  ASSERT_TRUE(FollowLog(log).ok());
  auto verified = VerifyTotals(live, source);
  ASSERT_TRUE(verified.ok()) << verified.status();
  EXPECT_EQ(verified->mismatch_count(), 0) << verified->ShortDebugString();
  EXPECT_EQ(verified->position().sequence(), 8);
  EXPECT_EQ(verified->changes_read(), 8);
  EXPECT_EQ(verified->rows_compared(), live.facts().rows);
  auto rebuilt = RebuildTotals(live, source);
  ASSERT_TRUE(rebuilt.ok()) << rebuilt.status();
  EXPECT_EQ(rebuilt->mismatch_count(), 0);
  EXPECT_EQ(rebuilt->rows(), live.facts().rows);
}

TEST_F(MaintenanceTest, WhatIsWrongIsNamedAndCorrected) {
  // What is kept comes of another history, with the same office and year.
  TestLog wrong = log;
  TestReport late = Report(6);
  late.late = true;
  late.figures[kOtherFigure] = 1;
  wrong.File("D1", 2020, v1::SCOPE_OWN, late);
  ASSERT_TRUE(FollowLog(wrong).ok());
  File("D1", 5);

  auto verified = VerifyTotals(live, source);
  ASSERT_TRUE(verified.ok()) << verified.status();
  std::vector<std::string> lines = Print(*verified);
  EXPECT_EQ(static_cast<size_t>(verified->mismatch_count()), lines.size());
  std::string figure(kFigure);
  std::string other(kOtherFigure);
  EXPECT_THAT(lines, Contains("D|2020||own|" + figure + "|5|6"));
  EXPECT_THAT(lines, Contains("D|2020|tax|own|" + figure + "|5|6"));
  EXPECT_THAT(lines, Contains("C|2020||parts|" + figure + "|5|6"));
  EXPECT_THAT(lines, Contains("C|2020||parts|late|0|1"));
  EXPECT_THAT(lines, Contains("C|2020||parts|" + other + "|blank|1"));
  EXPECT_THAT(lines,
              Contains("C|2020||parts|not_reported." + other + "|1|blank"));
  EXPECT_THAT(lines, Contains("|2020||report D1 SCOPE_OWN|" + figure + "|5|6"));
  EXPECT_THAT(lines, Contains(HasSubstr("|chain|")));

  int before = wakes;
  auto rebuilt = RebuildTotals(live, source);
  ASSERT_TRUE(rebuilt.ok()) << rebuilt.status();
  EXPECT_EQ(rebuilt->mismatch_count(), 5);  // 4 rows and a report.
  EXPECT_GT(wakes, before);
  verified = VerifyTotals(live, source);
  ASSERT_TRUE(verified.ok());
  EXPECT_EQ(verified->mismatch_count(), 0) << verified->ShortDebugString();
}

TEST_F(MaintenanceTest, MissingAndSuperfluousRowsAreNamed) {
  // Without editions few figures are asked for, so all differences are listed.
  TestReport report;
  report.figures[kFigure] = 6;
  TestLog wrong = log;
  wrong.File("E1", 2020, v1::SCOPE_OWN, report);
  ASSERT_TRUE(FollowLog(wrong).ok());
  log.File("D1", 2021, v1::SCOPE_OWN, report);
  auto verified = VerifyTotals(live, source);
  ASSERT_TRUE(verified.ok()) << verified.status();
  std::vector<std::string> lines = Print(*verified);
  EXPECT_THAT(lines, Contains("E|2020||own|received|0|1"));
  EXPECT_THAT(lines, Contains("D|2021||own|received|1|0"));
  EXPECT_THAT(lines,
              Contains(AllOf(HasSubstr("report D1"), HasSubstr("nothing"))));
  EXPECT_THAT(lines, Contains("|0||reports|number|0|1"));
}

TEST_F(MaintenanceTest, OnlyTheFirstThousandAreListed) {
  TestLog wrong = log;
  TestReport full;
  full.editions = BothOf(v1::EDITION_2021);
  for (const form::Cell& cell : catalog.cells()) full.figures[cell.path] = 1;
  for (const char* office : {"D1", "D2", "E1"}) {
    wrong.File(office, 2020, v1::SCOPE_OWN, full);
    File(office, 5);
  }
  ASSERT_TRUE(FollowLog(wrong).ok());
  auto verified = VerifyTotals(live, source);
  ASSERT_TRUE(verified.ok());
  EXPECT_EQ(verified->mismatches_size(), 1000);
  EXPECT_GT(verified->mismatch_count(), 2000);
}

TEST_F(MaintenanceTest, TheReasonComesBackWhenTheLogCannotBeRead) {
  File("D1", 5);
  ASSERT_TRUE(FollowLog(log).ok());
  TestLog shorter(catalog);
  LogSource gone(shorter);
  EXPECT_TRUE(absl::IsUnavailable(VerifyTotals(live, gone).status()));
  EXPECT_TRUE(absl::IsUnavailable(RebuildTotals(live, gone).status()));

  source.damage = true;
  EXPECT_TRUE(absl::IsDataLoss(VerifyTotals(live, source).status()));
  EXPECT_TRUE(absl::IsDataLoss(RebuildTotals(live, source).status()));
}

TEST_F(MaintenanceTest, ALogThatIsReplacedMeanwhileEndsIt) {
  File("D1", 5);
  ASSERT_TRUE(FollowLog(log).ok());
  v1::LogInfo other;
  other.set_id("another");
  source.on_read = [&] { live.Reset(std::make_unique<Rollup>(layout, other)); };
  absl::Status status = VerifyTotals(live, source).status();
  EXPECT_EQ(base::GetErrorDetails(status).reason, "LOG_REPLACED");
}

// Following, reading, verifying and rebuilding at once; mostly for the thread
// sanitizer.
TEST_F(MaintenanceTest, FollowingGoesOnMeanwhile) {
  TestLog whole = log;
  for (int i = 0; i < 300; ++i) {
    whole.File(i % 2 == 0 ? "D1" : "E1", 2020 + i % 3, v1::SCOPE_OWN,
               Report(i));
  }
  log = whole;
  std::atomic<bool> done = false;
  std::thread follower([&] {
    while (live.facts().sequence < whole.head()) {
      size_t next = static_cast<size_t>(live.facts().sequence);
      absl::Status applied =
          live.Apply({Decode(layout, whole.changes()[next])});
      ASSERT_TRUE(applied.ok()) << applied;
    }
    done = true;
  });
  std::thread reader([&] {
    std::optional<UpdateCursor> cursor;
    Copy copy;
    while (!done) {
      v1::RollupServiceFollowResponse slice;
      live.Read([&](const Rollup& rollup, int64_t) {
        if (!cursor.has_value()) cursor.emplace(rollup, v1::LogPosition());
        if (cursor->Next(rollup, 500, &slice)) copy.Take(slice);
        return 0;
      });
    }
  });
  for (int i = 0; i < 5; ++i) {
    auto verified = VerifyTotals(live, source);
    ASSERT_TRUE(verified.ok()) << verified.status();
    EXPECT_EQ(verified->mismatch_count(), 0);
    auto rebuilt = RebuildTotals(live, source);
    ASSERT_TRUE(rebuilt.ok()) << rebuilt.status();
    EXPECT_EQ(rebuilt->mismatch_count(), 0);
  }
  follower.join();
  reader.join();
}

}  // namespace
}  // namespace disclosure::aggregate
