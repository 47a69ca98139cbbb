// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

// Which years a series is about. Pure functions.

#ifndef DISCLOSURE_SERVICES_QUERY_SERIES_YEARS_H_
#define DISCLOSURE_SERVICES_QUERY_SERIES_YEARS_H_

#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "disclosure/v1/query_service.pb.h"
#include "services/query/lookup.h"

namespace disclosure::query {

// The years that a series may have, before it is known which have reports.
struct SeriesYears {
  std::vector<int> candidates;
  // True: only the last five of them that have reports.
  bool last_with_reports = false;
};

// INVALID_ARGUMENT (YEAR_INVALID, YEARS_INVALID), UNAVAILABLE (NOT_READY).
absl::StatusOr<SeriesYears> ChooseYears(const AnswerContext& context,
                                        const v1::GetSeriesRequest& request);

}  // namespace disclosure::query

#endif  // DISCLOSURE_SERVICES_QUERY_SERIES_YEARS_H_
