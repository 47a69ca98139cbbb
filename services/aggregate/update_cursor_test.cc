// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

// What followers are told: from nothing, from a position, in small slices
// while changes go on, after rows have gone.

#include "services/aggregate/update_cursor.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "services/aggregate/testing/fixture.h"

namespace disclosure::aggregate {
namespace {

using ::testing::HasSubstr;

class UpdateCursorTest : public testing::Test, protected Fixture {
 protected:
  void SetUp() override {
    log.Apply(Rows({Region("C", ""), Region("D", "C"), Region("E", "C")},
                   {Office("D1", "D", "tax"), Office("E1", "E", "tax")}));
    File("D1", 5);
    ASSERT_TRUE(Follow().ok());
  }

  v1::LogPosition At(int64_t sequence) const {
    v1::LogPosition position = rollup->position();
    position.set_sequence(sequence);
    return position;
  }

  // One slice; empty if there is none.
  v1::RollupServiceFollowResponse Next(UpdateCursor& cursor,
                                       size_t max_bytes = 1 << 20) {
    v1::RollupServiceFollowResponse slice;
    has_slice_ = cursor.Next(*rollup, max_bytes, &slice);
    return slice;
  }

  bool has_slice_ = false;
};

TEST_F(UpdateCursorTest, ANewFollowerGetsASnapshot) {
  UpdateCursor cursor(*rollup, v1::LogPosition());
  auto slice = Next(cursor);
  EXPECT_TRUE(slice.snapshot());
  EXPECT_TRUE(slice.complete());
  EXPECT_EQ(ItemsOf(slice).rows_size(), 2);
  EXPECT_EQ(ItemsOf(slice).reports_size(), 1);
  EXPECT_EQ(slice.registry().regions_size(), 3);
  EXPECT_EQ(slice.registry().offices_size(), 2);
  EXPECT_EQ(slice.position().log(), log.info().id());
  EXPECT_EQ(slice.position().sequence(), 2);
  EXPECT_EQ(slice.log().name(), "main");
  EXPECT_EQ(slice.catalog(), catalog.fingerprint());
  Next(cursor);
  EXPECT_FALSE(has_slice_);
}

TEST_F(UpdateCursorTest, AFollowerGoesOnFromItsPosition) {
  File("E1", 7);
  ASSERT_TRUE(Follow().ok());
  UpdateCursor cursor(*rollup, At(2));
  auto slice = Next(cursor);
  EXPECT_FALSE(slice.snapshot());
  EXPECT_TRUE(slice.complete());
  EXPECT_EQ(ItemsOf(slice).rows_size(), 2);
  EXPECT_EQ(ItemsOf(slice).reports_size(), 1);
  EXPECT_EQ(slice.position().sequence(), 3);
}

TEST_F(UpdateCursorTest, AFollowerThatHasAllLearnsThePosition) {
  UpdateCursor cursor(*rollup, At(2));
  auto slice = Next(cursor);
  EXPECT_TRUE(has_slice_);
  EXPECT_FALSE(slice.snapshot());
  EXPECT_TRUE(slice.complete());
  EXPECT_EQ(slice.items(), "");
  EXPECT_EQ(slice.position().sequence(), 2);
  Next(cursor);
  EXPECT_FALSE(has_slice_);
}

TEST_F(UpdateCursorTest, WhoCannotBeContinuedGetsASnapshot) {
  EXPECT_TRUE([&] {
    UpdateCursor ahead(*rollup, At(3));
    return Next(ahead).snapshot();
  }());
  v1::LogPosition other = At(1);
  other.set_log("another");
  UpdateCursor unknown(*rollup, other);
  EXPECT_TRUE(Next(unknown).snapshot());
}

TEST_F(UpdateCursorTest, OnlyTheFirstSliceSaysSnapshot) {
  UpdateCursor cursor(*rollup, v1::LogPosition());
  auto slice = Next(cursor, 1);
  EXPECT_TRUE(slice.snapshot());
  EXPECT_FALSE(slice.complete());
  EXPECT_FALSE(slice.has_position());
  int slices = 1;
  while (!slice.complete()) {
    slice = Next(cursor, 1);
    EXPECT_FALSE(slice.snapshot());
    ++slices;
  }
  EXPECT_EQ(slices, 9);  // One for each of 8 items, and the end.
}

TEST_F(UpdateCursorTest, SlicesTakeInWhatChangesMeanwhile) {
  UpdateCursor cursor(*rollup, v1::LogPosition());
  Copy copy;
  bool complete = false;
  int64_t value = 10;
  for (int i = 0; i < 7; ++i) complete = copy.Take(Next(cursor, 1));
  EXPECT_FALSE(complete);
  while (!complete) {
    if (value < 15) {
      File("D1", ++value);
      File("E1", value);
      ASSERT_TRUE(Follow().ok());
    }
    complete = copy.Take(Next(cursor, 1));
  }
  EXPECT_EQ(copy.position().sequence(), rollup->sequence());
  EXPECT_EQ(copy.Print(catalog, kFigure),
            "C 2020 *: parts 2/30\nD 2020 *: own 1/15\nE 2020 *: own 1/15\n");
}

TEST_F(UpdateCursorTest, RowsThatHaveGoneAreTakenBack) {
  UpdateCursor cursor(*rollup, v1::LogPosition());
  Copy copy;
  ASSERT_TRUE(copy.Take(Next(cursor)));
  log.Withdraw("D1", 2020, v1::SCOPE_OWN);
  ASSERT_TRUE(Follow().ok());
  auto slice = Next(cursor);
  const v1::RollupItems items = ItemsOf(slice);
  ASSERT_EQ(items.rows_size(), 2);
  EXPECT_TRUE(items.rows(0).removed());
  EXPECT_TRUE(items.rows(1).removed());
  EXPECT_FALSE(items.rows(0).has_own());
  ASSERT_TRUE(copy.Take(slice));
  EXPECT_EQ(copy.Print(catalog, kFigure), "");
}

TEST_F(UpdateCursorTest, ASnapshotHasNoTombstones) {
  log.Withdraw("D1", 2020, v1::SCOPE_OWN);
  ASSERT_TRUE(Follow().ok());
  UpdateCursor cursor(*rollup, v1::LogPosition());
  EXPECT_EQ(ItemsOf(Next(cursor)).rows_size(), 0);
}

TEST_F(UpdateCursorTest, ARowThatGoesDuringASnapshotIsTakenBack) {
  UpdateCursor cursor(*rollup, v1::LogPosition());
  Copy copy;
  for (int i = 0; i < 7; ++i) copy.Take(Next(cursor, 1));
  EXPECT_FALSE(copy.rows().empty());
  log.Withdraw("D1", 2020, v1::SCOPE_OWN);
  ASSERT_TRUE(Follow().ok());
  while (!copy.Take(Next(cursor, 1))) {
  }
  EXPECT_TRUE(copy.rows().empty());
}

TEST_F(UpdateCursorTest, AChangeWithoutItemsStillMovesThePosition) {
  UpdateCursor cursor(*rollup, At(2));
  Next(cursor);
  log.Apply(v1::RegistryRows());
  ASSERT_TRUE(Follow().ok());
  auto slice = Next(cursor);
  EXPECT_TRUE(slice.complete());
  EXPECT_EQ(slice.position().sequence(), 3);
}

}  // namespace
}  // namespace disclosure::aggregate
