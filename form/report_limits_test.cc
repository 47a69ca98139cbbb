// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

#include "form/report_limits.h"

#include <functional>

#include "base/error.h"
#include "gtest/gtest.h"

namespace disclosure::form {
namespace {

using Fill = std::function<void(v1::AnnualReport*)>;

// The field that is refused; empty: none.
std::string Refused(const Fill& fill) {
  v1::AnnualReport report;
  fill(&report);
  const absl::Status status = CheckReportLimits(report);
  if (status.ok()) return "";
  return base::GetErrorDetails(status).violations[0].field;
}

std::string Text(int64_t size) {
  return std::string(static_cast<size_t>(size), 'x');
}

TEST(ReportLimitsTest, EachLimitIsExact) {
  EXPECT_EQ(Refused([](auto* r) {
              r->mutable_narrative()->set_overview(Text(kNarrativeBytesMax));
            }),
            "");
  EXPECT_EQ(Refused([](auto* r) {
              r->mutable_narrative()->set_overview(Text(kNarrativeBytesMax));
              r->mutable_narrative()->set_other_matters("x");
            }),
            "narrative");
  EXPECT_EQ(Refused([](auto* r) { r->set_office_name(Text(kLabelBytesMax)); }),
            "");
  EXPECT_EQ(
      Refused([](auto* r) { r->set_office_name(Text(kLabelBytesMax + 1)); }),
      "office_name");
  const auto supplementary = [](int count) -> Fill {
    return [count](auto* r) {
      for (int i = 0; i < count; ++i) {
        r->add_supplementary()->set_key(std::to_string(i));
      }
    };
  };
  EXPECT_EQ(Refused(supplementary(kSupplementaryMax)), "");
  EXPECT_EQ(Refused(supplementary(kSupplementaryMax + 1)), "supplementary");
  EXPECT_EQ(Refused([](auto* r) {
              r->add_evidence()->set_raw_text(Text(kLabelBytesMax + 1));
            }),
            "evidence[0].raw_text");
  EXPECT_EQ(Refused([](auto* r) {
              r->add_confirmations()->set_reason(Text(kReasonBytesMax + 1));
            }),
            "confirmations[0].reason");
}

TEST(ReportLimitsTest, SupplementaryKeysAreNeededAndUnique) {
  EXPECT_EQ(Refused([](auto* r) { r->add_supplementary(); }),
            "supplementary[0].key");
  EXPECT_EQ(Refused([](auto* r) {
              r->add_supplementary()->set_key("a");
              r->add_supplementary()->set_key("a");
            }),
            "supplementary[1].key");
}

TEST(ReportLimitsTest, TheReasonTellsSizeFromContent) {
  v1::AnnualReport report;
  report.add_supplementary();
  EXPECT_EQ(base::GetErrorDetails(CheckReportLimits(report)).reason,
            "REPORT_INVALID");
  report.set_office_name(Text(kLabelBytesMax + 1));
  EXPECT_EQ(base::GetErrorDetails(CheckReportLimits(report)).reason,
            "REPORT_TOO_LARGE");
}

}  // namespace
}  // namespace disclosure::form
