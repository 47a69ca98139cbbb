// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

#include "server/retry.h"

#include <gtest/gtest.h>

#include <vector>

#include "absl/time/clock.h"
#include "base/error.h"

namespace disclosure::server {
namespace {

absl::Status WithRetryAfter(absl::StatusCode code, absl::Duration wait) {
  base::ErrorDetails details;
  details.reason = "BUSY";
  details.retry_after = wait;
  return base::MakeError(code, "busy", details);
}

struct Attempts {
  absl::Status last;
  int count = 0;
  std::vector<absl::Duration> waits;
};

// Runs Retry over `answers`, the last of which repeats.
Attempts RunRetry(const std::vector<absl::Status>& answers,
                  RetryOptions options = {}) {
  Attempts result;
  options.sleep = [&](absl::Duration wait) { result.waits.push_back(wait); };
  result.last = Retry(options, [&] {
    size_t index = static_cast<size_t>(result.count++);
    return index < answers.size() ? answers[index] : answers.back();
  });
  return result;
}

TEST(RetryTest, UnavailableIsRepeatedUntilItSucceeds) {
  Attempts attempts =
      RunRetry({absl::UnavailableError("away"), absl::UnavailableError("away"),
                absl::OkStatus()});
  EXPECT_TRUE(attempts.last.ok());
  EXPECT_EQ(attempts.count, 3);
}

TEST(RetryTest, WhatAStoppingServerDidNotBeginIsRepeated) {
  Attempts attempts =
      RunRetry({absl::CancelledError("stopping"), absl::OkStatus()});
  EXPECT_TRUE(attempts.last.ok());
  EXPECT_EQ(attempts.count, 2);
}

TEST(RetryTest, WaitsGrowByHalfChanceUpToTheMaximum) {
  Attempts attempts = RunRetry({absl::UnavailableError("away")},
                               {.attempts_max = 5,
                                .wait_first = absl::Milliseconds(100),
                                .wait_max = absl::Milliseconds(300)});
  EXPECT_EQ(attempts.count, 5);
  ASSERT_EQ(attempts.waits.size(), 4u);
  for (int i = 0; i < 4; ++i) {
    int64_t full_ms[] = {100, 200, 300, 300};
    EXPECT_GE(attempts.waits[i], absl::Milliseconds(full_ms[i] / 2));
    EXPECT_LE(attempts.waits[i], absl::Milliseconds(full_ms[i]));
  }
}

TEST(RetryTest, OtherErrorsAreAnswers) {
  for (absl::Status status :
       {absl::InvalidArgumentError("no"), absl::DeadlineExceededError("late"),
        absl::ResourceExhaustedError("too large")}) {
    EXPECT_EQ(RunRetry({status}).count, 1) << status;
  }
}

TEST(RetryTest, TheServersTimeIsHonoured) {
  Attempts attempts = RunRetry(
      {WithRetryAfter(absl::StatusCode::kResourceExhausted, absl::Seconds(2)),
       absl::OkStatus()});
  ASSERT_EQ(attempts.waits.size(), 1u);
  EXPECT_EQ(attempts.waits[0], absl::Seconds(2));
}

TEST(RetryTest, NoAttemptBeginsAfterTheDeadline) {
  Attempts attempts = RunRetry(
      {WithRetryAfter(absl::StatusCode::kUnavailable, absl::Seconds(60))},
      {.deadline = absl::Now() + absl::Seconds(30)});
  EXPECT_EQ(attempts.count, 1);
  EXPECT_EQ(attempts.last.code(), absl::StatusCode::kUnavailable);
}

}  // namespace
}  // namespace disclosure::server
