// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

// The reports of a region, one row each. Pure function of the model; see
// query_service.proto for what it answers and which errors it gives.

#ifndef DISCLOSURE_SERVICES_QUERY_REPORTS_H_
#define DISCLOSURE_SERVICES_QUERY_REPORTS_H_

#include "absl/status/statusor.h"
#include "disclosure/v1/query_service.pb.h"
#include "services/query/lookup.h"

namespace disclosure::query {

absl::StatusOr<v1::ListReportsResponse> ListReports(
    const AnswerContext& context, const v1::ListReportsRequest& request);

}  // namespace disclosure::query

#endif  // DISCLOSURE_SERVICES_QUERY_REPORTS_H_
