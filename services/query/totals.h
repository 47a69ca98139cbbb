// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

// Totals of a region. Pure functions of the model; see query_service.proto for
// what they answer and which errors they give.

#ifndef DISCLOSURE_SERVICES_QUERY_TOTALS_H_
#define DISCLOSURE_SERVICES_QUERY_TOTALS_H_

#include "absl/status/statusor.h"
#include "disclosure/v1/query_service.pb.h"
#include "services/query/kept_totals.h"
#include "services/query/lookup.h"
#include "services/query/wire_answer.h"

namespace disclosure::query {

absl::StatusOr<v1::GetTotalsResponse> GetTotals(
    const AnswerContext& context, const v1::GetTotalsRequest& request);

absl::StatusOr<v1::ListTotalsResponse> ListTotals(
    const AnswerContext& context, const v1::ListTotalsRequest& request);

// The same answers as bytes, made of totals that are kept. Parsed, they are
// equal to those above; fields may come in another order.
absl::StatusOr<WireAnswer> GetTotalsOnWire(const AnswerContext& context,
                                           KeptTotals& kept,
                                           const v1::GetTotalsRequest& request);
absl::StatusOr<WireAnswer> ListTotalsOnWire(
    const AnswerContext& context, KeptTotals& kept,
    const v1::ListTotalsRequest& request);

// PART_SUBTREE for PART_UNSPECIFIED; INVALID_ARGUMENT (PART_INVALID) for a
// value that this server does not know.
absl::StatusOr<v1::Part> CheckPart(v1::Part part);

}  // namespace disclosure::query

#endif  // DISCLOSURE_SERVICES_QUERY_TOTALS_H_
