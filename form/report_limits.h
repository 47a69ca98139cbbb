// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

// How large a report may be; everything larger is refused with the limit named.

#ifndef DISCLOSURE_FORM_REPORT_LIMITS_H_
#define DISCLOSURE_FORM_REPORT_LIMITS_H_

#include <cstdint>

#include "absl/status/status.h"
#include "disclosure/v1/report.pb.h"

namespace disclosure::form {

// All text of the narrative together.
constexpr int64_t kNarrativeBytesMax = 1'000'000;
constexpr int kSupplementaryMax = 1'000;
// Any name, label, key, unit or raw text.
constexpr int64_t kLabelBytesMax = 200;
// One per figure and supplementary figure, and some to spare.
constexpr int kEvidenceMax = 2'000;
constexpr int kCandidatesMax = 10;
constexpr int kConfirmationsMax = 1'000;
constexpr int64_t kReasonBytesMax = 1'000;

// INVALID_ARGUMENT (REPORT_TOO_LARGE) with a violation for every limit that is
// passed, and for a supplementary key that is missing or stands twice
// (REPORT_INVALID if that is all). Thread-safe.
absl::Status CheckReportLimits(const v1::AnnualReport& report);

}  // namespace disclosure::form

#endif  // DISCLOSURE_FORM_REPORT_LIMITS_H_
