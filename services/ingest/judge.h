// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0
//
// Whether a report may be filed, as far as the report itself, the form and the
// registry tell. Pure functions.

#ifndef DISCLOSURE_SERVICES_INGEST_JUDGE_H_
#define DISCLOSURE_SERVICES_INGEST_JUDGE_H_

#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "disclosure/v1/finding.pb.h"
#include "disclosure/v1/report.pb.h"
#include "form/catalog.h"
#include "form/figures.h"
#include "registry/registry.h"
#include "services/ingest/keys.h"
#include "services/ingest/mutation.h"

namespace disclosure::ingest {

// The years that can be reported on begin with 2008, when the regulations came
// into force.
inline constexpr int kFirstReportYear = 2008;

// What an office is in a year.
struct OfficeStanding {
  std::shared_ptr<const registry::YearTree> tree;
  std::string office_name;
  v1::Level region_level = v1::LEVEL_UNSPECIFIED;
};

// YEAR_OUT_OF_RANGE, OFFICE_UNKNOWN or SCOPE_NOT_EXPECTED if no such report can
// be filed at the time `now`. `name_similar` as in OfficeUnknown.
absl::StatusOr<OfficeStanding> FindStanding(const registry::Registry& registry,
                                            const ReportKey& report,
                                            absl::Time now,
                                            bool name_similar = true);

// OFFICE_UNKNOWN if `office` is given and was never registered.
absl::Status CheckOnBehalfOf(const registry::Registry& registry,
                             const std::string& office, int year);

// For Decide: judges a submission again when the registry has changed since.
// The catalogue must outlive it.
absl::Status JudgeSubmissionAgain(const form::Catalog& catalog,
                                  const registry::Registry& registry,
                                  absl::Time now, ReportSubmission* submission);

}  // namespace disclosure::ingest

#endif  // DISCLOSURE_SERVICES_INGEST_JUDGE_H_
