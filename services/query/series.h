// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

// Chosen figures over the years. Pure function of the model; see
// query_service.proto for what it answers and which errors it gives.

#ifndef DISCLOSURE_SERVICES_QUERY_SERIES_H_
#define DISCLOSURE_SERVICES_QUERY_SERIES_H_

#include "absl/status/statusor.h"
#include "disclosure/v1/query_service.pb.h"
#include "services/query/lookup.h"

namespace disclosure::query {

// A year in which the region or office does not exist has an empty total.
absl::StatusOr<v1::GetSeriesResponse> GetSeries(
    const AnswerContext& context, const v1::GetSeriesRequest& request);

}  // namespace disclosure::query

#endif  // DISCLOSURE_SERVICES_QUERY_SERIES_H_
