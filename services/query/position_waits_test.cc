// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

// Waiting for a position: what is there is answered, what is not yet there
// waits, what can never be there is refused.

#include "services/query/position_waits.h"

#include <limits>
#include <string>
#include <vector>

#include "base/error.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "services/query/test_world.h"

namespace disclosure::query {
namespace {

using testing::ElementsAre;

v1::LogPosition Position(const std::string& log, int64_t sequence) {
  v1::LogPosition position;
  position.set_log(log);
  position.set_sequence(sequence);
  return position;
}

class PositionWaitsTest : public testing::Test {
 protected:
  void Update(bool snapshot = false) {
    ASSERT_TRUE(model_.Apply(world_.Next(snapshot)).ok());
    waits_.Advance();
  }

  // What a call with that position does: "answer", "wait" or a reason.
  std::string Ask(const v1::LogPosition& wanted) {
    const auto place = waits_.PlaceToWait(wanted);
    if (!place.ok()) return base::GetErrorDetails(place.status()).reason;
    return *place == nullptr ? "answer" : "wait";
  }

  // Waits; writes its name and what Ask says then into `ended_`.
  void Wait(const std::string& name, const v1::LogPosition& wanted) {
    const auto place = waits_.PlaceToWait(wanted);
    ASSERT_TRUE(place.ok() && *place != nullptr);
    (*place)->Park(wanted.sequence(), absl::InfiniteFuture(),
                   [this, name, wanted](const absl::Status& status) {
                     ended_.push_back(
                         name + " " +
                         (status.ok() ? Ask(wanted)
                                      : base::GetErrorDetails(status).reason));
                   });
  }

  TestWorld world_;
  ReadModel model_{world_.clock()};
  PositionWaits waits_{model_, 3};
  std::vector<std::string> ended_;
};

TEST_F(PositionWaitsTest, SaysWhatToDo) {
  EXPECT_EQ(Ask({}), "NOT_READY");
  Update();
  EXPECT_EQ(Ask({}), "answer");
  EXPECT_EQ(Ask(Position("log-a", 0)), "answer");
  EXPECT_EQ(Ask(Position("log-a", 1)), "answer");
  EXPECT_EQ(Ask(Position("log-a", 2)), "wait");
  EXPECT_EQ(Ask(Position("log-b", 0)), "LOG_UNKNOWN");
  EXPECT_EQ(Ask(Position("", 1)), "POSITION_INVALID");
  EXPECT_EQ(Ask(Position("log-a", -1)), "POSITION_INVALID");
}

TEST_F(PositionWaitsTest, WaitsEndInOrderWithTheUpdatesThatFulfilThem) {
  Update();
  Wait("third", Position("log-a", 3));
  Wait("second", Position("log-a", 2));
  EXPECT_EQ(waits_.size(), 2u);
  Update();
  EXPECT_THAT(ended_, ElementsAre("second answer"));
  Update();
  EXPECT_THAT(ended_, ElementsAre("second answer", "third answer"));
  EXPECT_EQ(waits_.size(), 0u);
}

TEST_F(PositionWaitsTest, ARestoreEndsTheWaitsOfTheOldLog) {
  Update();
  Wait("never", Position("log-a", std::numeric_limits<int64_t>::max()));
  world_.Restore("log-b");
  Update(true);
  EXPECT_THAT(ended_, ElementsAre("never LOG_UNKNOWN"));
  Wait("new", Position("log-b", 2));
  Update();
  EXPECT_THAT(ended_, ElementsAre("never LOG_UNKNOWN", "new answer"));
}

TEST_F(PositionWaitsTest, ALogThatIsServedAgainIsWaitedForAgain) {
  Update();
  const auto before = waits_.PlaceToWait(Position("log-a", 9));
  ASSERT_TRUE(before.ok() && *before != nullptr);
  world_.Restore("log-b");
  Update(true);
  world_.Restore("log-a");
  Update(true);
  Wait("again", Position("log-a", 2));
  EXPECT_THAT(ended_, ElementsAre());
  EXPECT_EQ(waits_.size(), 1u);
  // A call that comes late to its old place is let through, to wait anew.
  bool through = false;
  (*before)->Park(9, absl::InfiniteFuture(),
                  [&](const absl::Status& status) { through = status.ok(); });
  EXPECT_TRUE(through);
  EXPECT_NE(*waits_.PlaceToWait(Position("log-a", 9)), *before);
  Update();
  EXPECT_THAT(ended_, ElementsAre("again answer"));
  EXPECT_EQ(waits_.size(), 0u);
}

TEST_F(PositionWaitsTest, WaitsAreBoundedAndEndWithTheService) {
  Update();
  for (const char* name : {"a", "b", "c", "d"}) {
    Wait(name, Position("log-a", 9));
  }
  EXPECT_THAT(ended_, ElementsAre("d TOO_MANY_WAITING"));
  EXPECT_EQ(waits_.size(), 3u);
  waits_.Close();
  EXPECT_THAT(ended_,
              testing::Contains(testing::HasSubstr("SHUTTING_DOWN")).Times(3));
  Wait("late", Position("log-a", 9));
  EXPECT_EQ(ended_.back(), "late SHUTTING_DOWN");
}

}  // namespace
}  // namespace disclosure::query
