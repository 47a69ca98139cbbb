// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

#include "server/parked_calls.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <memory>
#include <thread>
#include <vector>

#include "absl/synchronization/notification.h"
#include "absl/time/clock.h"
#include "base/error.h"

namespace disclosure::server {
namespace {

using ::testing::ElementsAre;

constexpr auto kOk = absl::StatusCode::kOk;
const absl::Time kNever = absl::InfiniteFuture();

std::string ReasonOf(const absl::Status& status) {
  return base::GetErrorDetails(status).reason;
}

TEST(ParkedCallsTest, WhatIsReachedAlreadyIsAnsweredAtOnce) {
  ParkedCalls calls;
  calls.Advance(7);
  std::vector<absl::StatusCode> ends;
  calls.Park(7, kNever,
             [&](const absl::Status& s) { ends.push_back(s.code()); });
  calls.Park(0, kNever,
             [&](const absl::Status& s) { ends.push_back(s.code()); });
  EXPECT_THAT(ends, ElementsAre(kOk, kOk));
  EXPECT_EQ(calls.size(), 0u);
}

TEST(ParkedCallsTest, AdvanceEndsAllThatAreReachedInOrderAndNoOther) {
  ParkedCalls calls;
  std::vector<int> order;
  for (int sequence : {3, 1, 2, 5}) {
    calls.Park(sequence, kNever, [&, sequence](const absl::Status&) {
      order.push_back(sequence);
    });
  }
  calls.Advance(3);
  EXPECT_THAT(order, ElementsAre(1, 2, 3));
  EXPECT_EQ(calls.size(), 1u);
  calls.Advance(2);  // Going back changes nothing.
  EXPECT_EQ(calls.reached(), 3);
  calls.Advance(5);
  EXPECT_THAT(order, ElementsAre(1, 2, 3, 5));
}

TEST(ParkedCallsTest, DeadlineEndsTheWaitAndSaysHowFarItIs) {
  ParkedCalls calls;
  calls.Advance(4);
  absl::Notification ended;
  absl::Status end;
  // A later deadline first: the timer must notice the earlier one.
  calls.Park(9, kNever, [](const absl::Status&) {});
  calls.Park(9, absl::Now() + absl::Milliseconds(5),
             [&](const absl::Status& status) {
               end = status;
               ended.Notify();
             });
  ended.WaitForNotification();
  EXPECT_EQ(end.code(), absl::StatusCode::kDeadlineExceeded);
  EXPECT_EQ(ReasonOf(end), "SEQUENCE_NOT_REACHED");
  EXPECT_EQ(base::GetErrorDetails(end).metadata["reached"], "4");
  EXPECT_EQ(calls.size(), 1u);
}

// The timer is set for a wait that is gone when it looks.
TEST(ParkedCallsTest, DeadlineEndsAWaitThatFollowedAnEarlierOne) {
  ParkedCalls calls;
  const absl::Time first = absl::Now() + absl::Milliseconds(5);
  absl::Notification ended;
  calls.Park(1, first, [](const absl::Status&) {});
  calls.Advance(1);
  calls.Park(2, first + absl::Milliseconds(5),
             [&](const absl::Status&) { ended.Notify(); });
  ended.WaitForNotification();
  EXPECT_GE(absl::Now(), first + absl::Milliseconds(5));
  EXPECT_EQ(calls.size(), 0u);
}

TEST(ParkedCallsTest, CancelledWaitIsNeverCalled) {
  ParkedCalls calls;
  bool called = false;
  auto held = std::make_shared<int>(1);
  uint64_t id = calls.Park(
      1, kNever, [&called, held](const absl::Status&) { called = true; });
  EXPECT_EQ(held.use_count(), 2);
  EXPECT_TRUE(calls.Cancel(id));
  EXPECT_EQ(held.use_count(), 1);  // Nothing of it is kept.
  EXPECT_FALSE(calls.Cancel(id));
  calls.Advance(1);
  EXPECT_FALSE(called);
}

TEST(ParkedCallsTest, FullListRefusesAndNamesATimeToRetry) {
  ParkedCalls calls({.capacity = 2, .retry_after = absl::Seconds(3)});
  auto ignore = [](const absl::Status&) {};
  calls.Park(1, kNever, ignore);
  calls.Park(1, kNever, ignore);
  absl::Status end;
  calls.Park(1, kNever, [&](const absl::Status& status) { end = status; });
  EXPECT_EQ(end.code(), absl::StatusCode::kResourceExhausted);
  EXPECT_EQ(ReasonOf(end), "TOO_MANY_WAITING");
  EXPECT_EQ(base::GetErrorDetails(end).retry_after, absl::Seconds(3));
  // What is reached already needs no place.
  calls.Park(0, kNever, [&](const absl::Status& status) { end = status; });
  EXPECT_TRUE(end.ok());
}

TEST(ParkedCallsTest, CloseEndsAllWaitsAndEveryLaterOne) {
  ParkedCalls calls;
  std::vector<std::string> reasons;
  auto note = [&](const absl::Status& status) {
    reasons.push_back(ReasonOf(status));
  };
  calls.Park(1, kNever, note);
  calls.Park(2, kNever, note);
  calls.Close();
  calls.Park(3, kNever, note);
  calls.Close();
  EXPECT_THAT(reasons,
              ElementsAre("SHUTTING_DOWN", "SHUTTING_DOWN", "SHUTTING_DOWN"));
}

TEST(ParkedCallsTest, WhatIsReachedIsLetThroughAfterCloseToo) {
  ParkedCalls calls;
  calls.Advance(2);
  calls.Close();
  std::vector<std::string> reasons;
  for (int sequence : {2, 3}) {
    calls.Park(sequence, kNever, [&](const absl::Status& status) {
      reasons.push_back(ReasonOf(status));
    });
  }
  EXPECT_THAT(reasons, ElementsAre("", "SHUTTING_DOWN"));
}

TEST(ParkedCallsTest, CallbackMayParkAgain) {
  ParkedCalls calls;
  int end = 0;
  calls.Park(1, kNever, [&](const absl::Status&) {
    calls.Park(2, kNever, [&](const absl::Status&) { ++end; });
  });
  calls.Advance(1);
  EXPECT_EQ(calls.size(), 1u);
  calls.Advance(2);
  EXPECT_EQ(end, 1);
}

// Four threads park, cancel and advance while deadlines pass: each wait ends
// once, by its callback or by a successful Cancel().
TEST(ParkedCallsTest, EveryWaitEndsExactlyOnceUnderContention) {
  constexpr int kThreads = 4;
  constexpr int kWaits = 500;
  std::atomic<int> callbacks{0};
  std::atomic<int> cancelled{0};
  {
    ParkedCalls calls({.capacity = 300});
    std::vector<std::thread> threads;
    for (int t = 0; t < kThreads; ++t) {
      threads.emplace_back([&, t] {
        for (int i = 0; i < kWaits; ++i) {
          absl::Time deadline =
              i % 3 == 0 ? absl::Now() + absl::Microseconds(50 * (i % 7))
                         : kNever;
          uint64_t id = calls.Park(i + t, deadline,
                                   [&](const absl::Status&) { ++callbacks; });
          if (i % 5 == 0 && calls.Cancel(id)) ++cancelled;
          if (i % 10 == 0) calls.Advance(i - 20);
        }
      });
    }
    for (std::thread& thread : threads) thread.join();
  }
  EXPECT_EQ(callbacks + cancelled, kThreads * kWaits);
}

}  // namespace
}  // namespace disclosure::server
