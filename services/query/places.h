// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

// Regions and offices of a year: listing and searching. Pure functions of the
// model; see query_service.proto for what they answer and which errors they
// give.

#ifndef DISCLOSURE_SERVICES_QUERY_PLACES_H_
#define DISCLOSURE_SERVICES_QUERY_PLACES_H_

#include "absl/status/statusor.h"
#include "disclosure/v1/query_service.pb.h"
#include "services/query/lookup.h"

namespace disclosure::query {

absl::StatusOr<v1::QueryServiceListRegionsResponse> ListRegions(
    const AnswerContext& context,
    const v1::QueryServiceListRegionsRequest& request);

absl::StatusOr<v1::SearchRegionsResponse> SearchRegions(
    const AnswerContext& context, const v1::SearchRegionsRequest& request);

absl::StatusOr<v1::QueryServiceListOfficesResponse> ListOffices(
    const AnswerContext& context,
    const v1::QueryServiceListOfficesRequest& request);

}  // namespace disclosure::query

#endif  // DISCLOSURE_SERVICES_QUERY_PLACES_H_
