// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

#include "server/status.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "absl/strings/str_cat.h"
#include "base/error.h"
#include "base/text.h"
#include "google/rpc/error_details.pb.h"

namespace disclosure::server {
namespace {

using ::testing::HasSubstr;

absl::Status MakeRich(int violations) {
  base::ErrorDetails details;
  details.reason = "REPORT_HAS_ERRORS";
  details.zh = "报告有错误，请改正后重新报送。";
  details.metadata = {{"office", "419001004-01"}, {"year", "2020"}};
  details.retry_after = absl::Milliseconds(2500);
  for (int i = 0; i < violations; ++i) {
    details.violations.push_back(
        {absl::StrCat("figures.requests.row_", i, ".total"),
         absl::StrCat("row ", i, " does not add up"),
         absl::StrCat("第 ", i, " 行各项之和不等于总计")});
  }
  return base::MakeError(absl::StatusCode::kInvalidArgument,
                         "the report has errors", details);
}

TEST(StatusTest, OkStaysOk) {
  EXPECT_TRUE(ToGrpcStatus(absl::OkStatus()).ok());
  EXPECT_TRUE(FromGrpcStatus(grpc::Status::OK).ok());
  EXPECT_EQ(ToStatusMessage(absl::OkStatus()).code(), 0);
  EXPECT_TRUE(FromStatusMessage(google::rpc::Status()).ok());
}

TEST(StatusTest, EverythingSurvivesTheWayThereAndBack) {
  absl::Status status = MakeRich(3);
  absl::Status back = FromGrpcStatus(ToGrpcStatus(status));
  EXPECT_EQ(back.code(), status.code());
  EXPECT_EQ(back.message(), status.message());
  base::ErrorDetails expected = base::GetErrorDetails(status);
  expected.metadata["violations_total"] = "3";
  EXPECT_EQ(base::GetErrorDetails(back), expected);
  absl::Status from_message = FromStatusMessage(ToStatusMessage(status));
  EXPECT_EQ(base::GetErrorDetails(from_message), expected);
}

TEST(StatusTest, DetailsAreThoseOfGoogleRpc) {
  google::rpc::Status message = ToStatusMessage(MakeRich(1));
  EXPECT_EQ(message.code(), 3);
  ASSERT_EQ(message.details_size(), 4);
  google::rpc::ErrorInfo info;
  ASSERT_TRUE(message.details(0).UnpackTo(&info));
  EXPECT_EQ(info.domain(), "disclosure");
  EXPECT_EQ(info.reason(), "REPORT_HAS_ERRORS");
  google::rpc::LocalizedMessage localized;
  ASSERT_TRUE(message.details(1).UnpackTo(&localized));
  EXPECT_EQ(localized.locale(), "zh-CN");
  google::rpc::RetryInfo retry;
  ASSERT_TRUE(message.details(2).UnpackTo(&retry));
  EXPECT_EQ(retry.retry_delay().seconds(), 2);
  EXPECT_EQ(retry.retry_delay().nanos(), 500'000'000);
  google::rpc::BadRequest bad_request;
  ASSERT_TRUE(message.details(3).UnpackTo(&bad_request));
  EXPECT_EQ(bad_request.field_violations(0).field(),
            "figures.requests.row_0.total");
}

TEST(StatusTest, AsManyViolationsTravelAsFitAndTheNumberOfAll) {
  grpc::Status sent = ToGrpcStatus(MakeRich(500));
  EXPECT_LE(sent.error_details().size() + sent.error_message().size(),
            static_cast<size_t>(kMaxStatusBytes));
  base::ErrorDetails details = base::GetErrorDetails(FromGrpcStatus(sent));
  EXPECT_GT(details.violations.size(), 30u);
  EXPECT_LT(details.violations.size(), 500u);
  EXPECT_EQ(details.metadata["violations_total"], "500");
  // A message inside a stream has no such limit.
  EXPECT_EQ(
      base::GetErrorDetails(FromStatusMessage(ToStatusMessage(MakeRich(500))))
          .violations.size(),
      500u);
}

TEST(StatusTest, LongTextsAreCutBetweenCharacters) {
  std::string office;
  for (int i = 0; i < 5000; ++i) office += "天";
  base::ErrorDetails details;
  details.reason = "OFFICE_UNKNOWN";
  details.zh = office;
  details.metadata = {{"office", office}};
  details.violations = {{office, office, office}};
  grpc::Status sent = ToGrpcStatus(base::MakeError(
      absl::StatusCode::kNotFound, "no office " + office, details));
  EXPECT_LE(sent.error_details().size() + 3 * sent.error_message().size(),
            static_cast<size_t>(kMaxStatusBytes));
  absl::Status back = FromGrpcStatus(sent);
  EXPECT_EQ(base::GetErrorDetails(back).reason, "OFFICE_UNKNOWN");
  EXPECT_TRUE(base::IsValidUtf8(base::GetErrorDetails(back).zh));
  EXPECT_TRUE(base::IsValidUtf8(sent.error_message()));
  EXPECT_THAT(sent.error_message(), HasSubstr("…"));
}

TEST(StatusTest, WithoutDetailsCodeAndMessageTravel) {
  absl::Status back =
      FromGrpcStatus(ToGrpcStatus(absl::AbortedError("revision 2 is stale")));
  EXPECT_EQ(back, absl::AbortedError("revision 2 is stale"));
}

TEST(StatusTest, DamagedDetailsLoseOnlyThemselves) {
  grpc::Status damaged(grpc::StatusCode::NOT_FOUND, "no such office",
                       "\xff\xff not a message");
  EXPECT_EQ(FromGrpcStatus(damaged), absl::NotFoundError("no such office"));
}

TEST(StatusTest, WhatGrpcSaysItselfGetsAReason) {
  base::ErrorDetails large = base::GetErrorDetails(FromGrpcStatus(
      grpc::Status(grpc::StatusCode::RESOURCE_EXHAUSTED,
                   "Received message larger than max (200 vs. 5)")));
  EXPECT_EQ(large.reason, "MESSAGE_TOO_LARGE");
  base::ErrorDetails away = base::GetErrorDetails(FromGrpcStatus(grpc::Status(
      grpc::StatusCode::UNAVAILABLE, "failed to connect to all addresses")));
  EXPECT_EQ(away.reason, "SERVER_UNREACHABLE");
}

}  // namespace
}  // namespace disclosure::server
