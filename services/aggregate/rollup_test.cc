// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

// What each kind of change does to the rows, seen as a follower sees them:
// region, year, line (* is all), and for each total the number of reports and
// one figure. And the changes that must stop a follower.

#include "services/aggregate/rollup.h"

#include <limits>
#include <set>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/error.h"
#include "services/aggregate/testing/fixture.h"

namespace disclosure::aggregate {
namespace {

using ::testing::HasSubstr;
using ::testing::StartsWith;

// A city C with two districts: D, which has the town T, and E.
class RollupTest : public testing::Test, protected Fixture {
 protected:
  void SetUp() override {
    log.Apply(Rows(
        {Region("C", ""), Region("D", "C"), Region("E", "C"), Region("T", "D")},
        {Office("C1", "C", "tax"), Office("D1", "D", "tax"),
         Government("D2", "D", "gov"), Office("E1", "E", "tax"),
         Office("T1", "T", "town")}));
  }

  // Applies one more change that must be refused.
  absl::Status Refused(const v1::LoggedChange& change) {
    std::string before = Snapshot().Print(catalog, kFigure);
    int64_t sequence = rollup->sequence();
    absl::Status status = rollup->Apply(Decode(layout, change));
    EXPECT_FALSE(status.ok());
    EXPECT_EQ(Snapshot().Print(catalog, kFigure), before);
    EXPECT_EQ(rollup->sequence(), sequence);
    return status;
  }
  static std::string Reason(const absl::Status& status) {
    return base::GetErrorDetails(status).reason;
  }
};

TEST_F(RollupTest, AReportCountsInItsRegionAndInAllAbove) {
  File("T1", 5);
  File("D1", 20);
  File("C1", 100);
  EXPECT_EQ(Show(),
            "C 2020 *: own 1/100 parts 3/125\n"
            "C 2020 tax: own 1/100 parts 2/120\n"
            "C 2020 town: parts 1/5\n"
            "D 2020 *: own 1/20 parts 2/25\n"
            "D 2020 tax: own 1/20 parts 1/20\n"
            "D 2020 town: parts 1/5\n"
            "T 2020 *: own 1/5\n");
}

TEST_F(RollupTest, YearsAreApart) {
  File("T1", 5, 2020);
  File("T1", 6, 2021);
  EXPECT_THAT(Show(), HasSubstr("T 2020 *: own 1/5\nT 2021 *: own 1/6\n"));
}

TEST_F(RollupTest, AnAmendmentReplacesAndAWithdrawalRemoves) {
  File("E1", 5);
  File("E1", 7);
  EXPECT_EQ(Show(),
            "C 2020 *: parts 1/7\nC 2020 tax: parts 1/7\nE 2020 *: own 1/7\n");
  log.Withdraw("E1", 2020, v1::SCOPE_OWN);
  EXPECT_EQ(Show(), "");
  EXPECT_EQ(rollup->report_count(), 0);
  File("E1", 8);
  EXPECT_EQ(Show(),
            "C 2020 *: parts 1/8\nC 2020 tax: parts 1/8\nE 2020 *: own 1/8\n");
  EXPECT_EQ(rollup->report_count(), 1);
  EXPECT_EQ(rollup->row_count(), 3);
}

TEST_F(RollupTest, AWithdrawnReportIsStillShown) {
  File("E1", 5);
  log.Withdraw("E1", 2020, v1::SCOPE_OWN);
  ASSERT_TRUE(Follow().ok());
  const auto copy = Snapshot();
  const auto& report = copy.reports().at({"E1", 2020, v1::SCOPE_OWN});
  EXPECT_TRUE(report.withdrawn());
  EXPECT_EQ(report.revision(), 2);
  EXPECT_EQ(report.figures(), "");
  EXPECT_EQ(report.sequence(), 3);
}

TEST_F(RollupTest, AnAreaReportIsKeptBesideTheParts) {
  File("T1", 5);
  FileArea("D2", 1000);
  EXPECT_EQ(Show(),
            "C 2020 *: parts 1/5\n"
            "C 2020 town: parts 1/5\n"
            "D 2020 *: parts 1/5 published 1/1000\n"
            "D 2020 gov: published 1/1000\n"
            "D 2020 town: parts 1/5\n"
            "T 2020 *: own 1/5\n");
}

TEST_F(RollupTest, CountedByAreaItStandsForThePartsAbove) {
  File("T1", 5);
  FileArea("D2", 1000);
  log.Apply(Rows({Region("D", "C", v1::COUNTED_BY_AREA)}, {}));
  EXPECT_EQ(Show(),
            "C 2020 *: parts 1/1000\n"
            "C 2020 gov: parts 1/1000\n"
            "D 2020 *: parts 1/5 published 1/1000\n"
            "D 2020 gov: published 1/1000\n"
            "D 2020 town: parts 1/5\n"
            "T 2020 *: own 1/5\n");
  File("T1", 6);
  FileArea("D2", 2000);
  EXPECT_THAT(Show(), HasSubstr("C 2020 *: parts 1/2000\n"));
  log.Withdraw("D2", 2020, v1::SCOPE_AREA);
  EXPECT_THAT(Show(), StartsWith("D 2020 *: parts 1/6\n"));
  log.Apply(Rows({Region("D", "C", v1::COUNTED_BY_PARTS)}, {}));
  EXPECT_THAT(Show(), StartsWith("C 2020 *: parts 1/6\n"));
}

TEST_F(RollupTest, WhatIsNotCountedIsListedOnly) {
  v1::OfficeRow office = Office("E2", "E", "customs");
  office.set_not_counted(true);
  log.Apply(Rows({}, {office}));
  File("E2", 5);
  EXPECT_EQ(Show(), "");
  EXPECT_EQ(rollup->report_count(), 1);
  EXPECT_TRUE(Snapshot().reports().contains({"E2", 2020, v1::SCOPE_OWN}));

  office.set_not_counted(false);
  log.Apply(Rows({}, {office}));
  EXPECT_THAT(Show(), HasSubstr("E 2020 customs: own 1/5\n"));
  office.set_not_counted(true);
  log.Apply(Rows({}, {office}));
  EXPECT_EQ(Show(), "");
}

TEST_F(RollupTest, ARegionThatMovesTakesItsRowsAlong) {
  File("T1", 5);
  File("E1", 7);
  log.Apply(Rows({Region("T", "E")}, {}));
  EXPECT_EQ(Show(),
            "C 2020 *: parts 2/12\n"
            "C 2020 tax: parts 1/7\n"
            "C 2020 town: parts 1/5\n"
            "E 2020 *: own 1/7 parts 2/12\n"
            "E 2020 tax: own 1/7 parts 1/7\n"
            "E 2020 town: parts 1/5\n"
            "T 2020 *: own 1/5\n");
}

TEST_F(RollupTest, ARowThatHoldsOnlyInSomeYearsMovesOnlyThose) {
  File("T1", 5, 2020);
  File("T1", 6, 2021);
  v1::RegionRow before = Region("T", "D");
  before.set_last_year(2020);
  v1::RegionRow after = Region("T", "E");
  after.set_first_year(2021);
  log.Apply(Rows({before, after}, {}));
  EXPECT_THAT(Show(), HasSubstr("D 2020 *: parts 1/5\n"));
  EXPECT_THAT(Show(), HasSubstr("E 2021 *: parts 1/6\n"));
  EXPECT_THAT(Show(), testing::Not(HasSubstr("D 2021")));
}

TEST_F(RollupTest, AnOfficeThatChangesItsLineMovesItsReport) {
  File("D1", 5);
  File("E1", 7);
  log.Apply(Rows({}, {Office("D1", "D", "edu")}));
  EXPECT_EQ(Show(),
            "C 2020 *: parts 2/12\n"
            "C 2020 edu: parts 1/5\n"
            "C 2020 tax: parts 1/7\n"
            "D 2020 *: own 1/5 parts 1/5\n"
            "D 2020 edu: own 1/5 parts 1/5\n"
            "E 2020 *: own 1/7\n");
}

TEST_F(RollupTest, RowsOfLinesAreThereOnlyWhereThereAreSeveral) {
  File("E1", 7);
  EXPECT_THAT(Show(), testing::Not(HasSubstr("E 2020 tax")));
  log.Apply(Rows({}, {Office("E2", "E", "edu")}));
  EXPECT_THAT(Show(), HasSubstr("E 2020 *: own 1/7\nE 2020 tax: own 1/7\n"));
  log.Apply(Rows({}, {Office("E2", "E", "tax")}));
  EXPECT_THAT(Show(), testing::Not(HasSubstr("E 2020 tax")));
}

TEST_F(RollupTest, AChangeOfNamesTouchesNoRow) {
  File("E1", 7);
  ASSERT_TRUE(Follow().ok());
  v1::RegionRow named = Region("C", "");
  named.set_name("another name");
  log.Apply(Rows({named}, {}));
  ASSERT_TRUE(Follow().ok());
  const YearRollup& year = *rollup->years().at(2020);
  year.VisitRows([](const RowItem& row) { EXPECT_EQ(row.changed_at(), 2); });
}

TEST_F(RollupTest, LateAndFindingsAreCounted) {
  TestReport report = Report(5);
  report.late = true;
  report.errors = 3;
  log.File("E1", 2020, v1::SCOPE_OWN, report);
  TestReport other = Report(6);
  other.questions = 1;
  log.File("T1", 2020, v1::SCOPE_OWN, other);
  ASSERT_TRUE(Follow().ok());
  const auto copy = Snapshot();
  const v1::TotalState& city = copy.rows().at({"C", 2020, ""}).parts();
  EXPECT_EQ(city.received(), 2);
  EXPECT_EQ(city.late(), 1);
  EXPECT_EQ(city.with_errors(), 1);
  EXPECT_EQ(city.with_questions(), 1);
}

TEST_F(RollupTest, ContactsAreNotKept) {
  v1::OfficeRow office = Office("E9", "E", "tax");
  office.set_contact("someone@example.org");
  log.Apply(Rows({}, {office}));
  ASSERT_TRUE(Follow().ok());
  UpdateCursor cursor(*rollup, v1::LogPosition());
  v1::RollupServiceFollowResponse update;
  ASSERT_TRUE(cursor.Next(*rollup, 1 << 20, &update));
  EXPECT_EQ(update.registry().offices_size(), 6);
  EXPECT_THAT(update.ShortDebugString(), testing::Not(HasSubstr("someone")));
}

TEST_F(RollupTest, AGapOrABrokenChainStops) {
  File("E1", 7);
  ASSERT_TRUE(Follow().ok());
  v1::LoggedChange again = log.changes().back();
  EXPECT_EQ(Reason(Refused(again)), "CHAIN_BROKEN");
  File("E1", 8);
  v1::LoggedChange forged = log.changes().back();
  forged.mutable_change()->push_back('\x7f');
  EXPECT_EQ(Reason(Refused(forged)), "CHAIN_BROKEN");
  absl::Status status = Refused(forged);
  EXPECT_THAT(std::string(status.message()), StartsWith("change 3"));
  EXPECT_TRUE(Follow().ok());
}

TEST_F(RollupTest, AnotherCatalogueStops) {
  ASSERT_TRUE(Follow().ok());
  v1::Change change;
  change.mutable_report()->set_office("E1");
  change.mutable_report()->set_year(2020);
  change.mutable_report()->set_scope(v1::SCOPE_OWN);
  change.mutable_report()->set_revision(1);
  change.mutable_report()->set_catalog("fedcba9876543210");
  absl::Status status = Refused(log.Append(change, ""));
  EXPECT_EQ(Reason(status), "CATALOG_UNKNOWN");
  EXPECT_THAT(std::string(status.message()),
              StartsWith("change 2 (report of E1, 2020): "));
}

TEST_F(RollupTest, WhatCannotBeAppliedStops) {
  ASSERT_TRUE(Follow().ok());
  {
    TestLog other = log;
    EXPECT_EQ(Reason(Refused(other.Append(v1::Change(), ""))),
              "CHANGE_UNREADABLE");
  }
  {
    // The figures are cut off.
    TestLog other = log;
    v1::LoggedChange cut = other.File("E1", 2020, v1::SCOPE_OWN, Report(100));
    cut.mutable_figures_part()->pop_back();
    EXPECT_EQ(Reason(Refused(cut)), "CHANGE_UNREADABLE");
  }
  {
    TestLog other = log;
    other.File("nobody", 2020, v1::SCOPE_OWN, Report(1));
    EXPECT_EQ(Reason(Refused(other.changes().back())), "OFFICE_UNKNOWN");
  }
  {
    TestLog other = log;
    other.Apply(Rows({Region("D", "nowhere")}, {}));
    EXPECT_EQ(Reason(Refused(other.changes().back())), "REGISTRY_REFUSED");
  }
  {
    TestLog other = log;
    v1::Change change;
    ASSERT_TRUE(change.ParseFromString(
        other.File("E1", 2020, v1::SCOPE_OWN, Report(1)).change()));
    TestLog third = log;
    change.mutable_report()->set_revision(2);
    EXPECT_EQ(Reason(Refused(third.Append(change, ""))), "REVISION_UNEXPECTED");
  }
}

TEST_F(RollupTest, AnOverflowStopsAndChangesNothing) {
  File("D1", std::numeric_limits<int64_t>::max());
  File("T1", -1);
  ASSERT_TRUE(Follow().ok());
  EXPECT_EQ(Reason(Refused(log.File("E1", 2020, v1::SCOPE_OWN, Report(2)))),
            "TOTAL_OVERFLOW");
}

// In bulk nothing is added up, but the change that goes too far is found.
TEST_F(RollupTest, AnOverflowInBulkStopsAtTheSameChange) {
  rollup->BeginBulk();
  File("D1", std::numeric_limits<int64_t>::max() - 10);
  File("T1", 4);
  File("C1", 5);
  ASSERT_TRUE(Follow().ok());
  TestLog other = log;
  absl::Status refused = rollup->Apply(
      Decode(layout, other.File("E1", 2020, v1::SCOPE_OWN, Report(2))));
  EXPECT_EQ(Reason(refused), "TOTAL_OVERFLOW");
  EXPECT_EQ(rollup->sequence(), 4);
  File("E1", 1);
  ASSERT_TRUE(Follow().ok());
  rollup->Settle();
  EXPECT_THAT(Show(), StartsWith("C 2020 *: own 1/5 parts 4/922337203685477580"
                                 "7\n"));
}

TEST_F(RollupTest, ABulkLeavesTheTombstonesOfWhatCameAndWent) {
  rollup->BeginBulk();
  File("E1", 7);
  log.Withdraw("E1", 2020, v1::SCOPE_OWN);
  File("T1", 5);
  ASSERT_TRUE(Follow().ok());
  rollup->Settle();
  v1::LogPosition from = rollup->position();
  from.set_sequence(2);
  UpdateCursor cursor(*rollup, from);
  v1::RollupServiceFollowResponse update;
  ASSERT_TRUE(cursor.Next(*rollup, 1 << 20, &update));
  std::set<std::string> removed;
  const v1::RollupItems items = ItemsOf(update);
  for (const v1::RollupRow& row : items.rows()) {
    if (row.removed()) removed.insert(row.region() + " " + row.line());
  }
  EXPECT_EQ(removed, (std::set<std::string>{"C tax", "E "}));
}

TEST_F(RollupTest, AnOverflowByAMoveStopsAndChangesNothing) {
  File("E1", std::numeric_limits<int64_t>::max());
  FileArea("D2", 0);
  log.Apply(Rows({Region("D", "C", v1::COUNTED_BY_AREA)}, {}));
  File("T1", 1);
  ASSERT_TRUE(Follow().ok());
  EXPECT_EQ(Reason(Refused(log.Apply(Rows({Region("D", "C")}, {})))),
            "TOTAL_OVERFLOW");
}

TEST_F(RollupTest, ReplacingWithTheSameTouchesNothing) {
  File("T1", 5);
  FileArea("D2", 9);
  log.Withdraw("T1", 2020, v1::SCOPE_OWN);
  ASSERT_TRUE(Follow().ok());
  Rollup fresh(layout, log.info());
  ASSERT_TRUE(Follow(fresh).ok());
  uint64_t before = rollup->items().end();
  EXPECT_EQ(rollup->Replace(fresh), 0);
  EXPECT_EQ(rollup->items().end(), before);
}

TEST_F(RollupTest, WhatReplacingCorrectsReachesFollowersThatAreThere) {
  // The one that is wrong: it took another log's report for the same change.
  TestLog wrong = log;
  wrong.File("T1", 2020, v1::SCOPE_OWN, Report(6));
  File("T1", 5);
  File("E1", 7);
  Rollup mistaken(layout, log.info());
  ASSERT_TRUE(mistaken.Apply(Decode(layout, wrong.changes()[0])).ok());
  ASSERT_TRUE(mistaken.Apply(Decode(layout, wrong.changes()[1])).ok());
  Rollup right(layout, log.info());
  ASSERT_TRUE(right.Apply(Decode(layout, log.changes()[0])).ok());
  ASSERT_TRUE(right.Apply(Decode(layout, log.changes()[1])).ok());

  UpdateCursor cursor(mistaken, v1::LogPosition());
  Copy copy;
  v1::RollupServiceFollowResponse update;
  ASSERT_TRUE(cursor.Next(mistaken, 1 << 20, &update));
  ASSERT_TRUE(copy.Take(update));
  EXPECT_THAT(copy.Print(catalog, kFigure), HasSubstr("C 2020 *: parts 1/6"));

  EXPECT_EQ(mistaken.Replace(right), 6);  // Five rows and the report.
  UpdateCursor another(mistaken, mistaken.position());
  for (UpdateCursor* each : {&cursor, &another}) {
    update.Clear();
    ASSERT_TRUE(each->Next(mistaken, 1 << 20, &update));
    EXPECT_FALSE(update.snapshot());
    EXPECT_EQ(ItemsOf(update).rows_size(), 5);
    EXPECT_EQ(ItemsOf(update).reports_size(), 1);
    ASSERT_TRUE(copy.Take(update));
  }
  EXPECT_THAT(copy.Print(catalog, kFigure), HasSubstr("C 2020 *: parts 1/5"));

  // And it goes on from there.
  ASSERT_TRUE(mistaken.Apply(Decode(layout, log.changes()[2])).ok());
  update.Clear();
  ASSERT_TRUE(cursor.Next(mistaken, 1 << 20, &update));
  ASSERT_TRUE(copy.Take(update));
  EXPECT_THAT(copy.Print(catalog, kFigure), HasSubstr("C 2020 *: parts 2/12"));
}

}  // namespace
}  // namespace disclosure::aggregate
