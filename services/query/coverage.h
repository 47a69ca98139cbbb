// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

// Who has filed and who has not. Pure functions of the model; see
// query_service.proto for what they answer and which errors they give.

#ifndef DISCLOSURE_SERVICES_QUERY_COVERAGE_H_
#define DISCLOSURE_SERVICES_QUERY_COVERAGE_H_

#include "absl/status/statusor.h"
#include "disclosure/v1/query_service.pb.h"
#include "services/query/lookup.h"

namespace disclosure::query {

absl::StatusOr<v1::GetCoverageResponse> GetCoverage(
    const AnswerContext& context, const v1::GetCoverageRequest& request);

// The reports that GetCoverage counts as missing on the region's page. A page
// looks at a bounded number of reports, and so may be short.
absl::StatusOr<v1::ListMissingResponse> ListMissing(
    const AnswerContext& context, const v1::ListMissingRequest& request);

}  // namespace disclosure::query

#endif  // DISCLOSURE_SERVICES_QUERY_COVERAGE_H_
