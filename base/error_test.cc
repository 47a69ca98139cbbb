// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

#include "base/error.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace disclosure::base {
namespace {

TEST(ErrorTest, CarriesReasonAndBothLanguages) {
  const absl::Status status =
      MakeError(absl::StatusCode::kNotFound, "OFFICE_UNKNOWN", "No office 7.",
                "没有填报单位 7。");
  EXPECT_EQ(status.code(), absl::StatusCode::kNotFound);
  EXPECT_EQ(std::string(status.message()), "No office 7.");
  const ErrorDetails details = GetErrorDetails(status);
  EXPECT_EQ(details.reason, "OFFICE_UNKNOWN");
  EXPECT_EQ(details.zh, "没有填报单位 7。");
  EXPECT_FALSE(details.retry_after.has_value());
}

// Everything that can be attached comes back equal, from a copy too, however
// odd its bytes are.
TEST(ErrorTest, AllDetailsSurviveACopy) {
  const ErrorDetails given = {
      .reason = "QUEUE_FULL",
      .zh = std::string("满\0了", 7),
      .metadata = {{"office", "419001004-01"}, {"", "empty key"}},
      .violations = {{"figures.a", "too small", "太小"}, {"", "", ""}},
      .retry_after = absl::Milliseconds(250)};
  const absl::Status copy =
      absl::Status(MakeError(absl::StatusCode::kResourceExhausted, "", given));
  EXPECT_EQ(GetErrorDetails(copy), given);
}

TEST(ErrorTest, RetryAtOnceIsNotTheSameAsNoAdvice) {
  const absl::Status status =
      MakeError(absl::StatusCode::kUnavailable, "later",
                ErrorDetails{.reason = "R", .retry_after = absl::Duration()});
  ASSERT_TRUE(GetErrorDetails(status).retry_after.has_value());
  EXPECT_EQ(*GetErrorDetails(status).retry_after, absl::ZeroDuration());
}

TEST(ErrorTest, AStatusOfOthersHasAnEmptyReason) {
  EXPECT_EQ(GetErrorDetails(absl::InternalError("x")), ErrorDetails{});
  EXPECT_EQ(GetErrorDetails(absl::OkStatus()), ErrorDetails{});
}

TEST(ErrorDeathTest, AnErrorCannotBeOk) {
  EXPECT_DEATH(MakeError(absl::StatusCode::kOk, "R", "en", "zh").IgnoreError(),
               "check failed");
}

}  // namespace
}  // namespace disclosure::base
