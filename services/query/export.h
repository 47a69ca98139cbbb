// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

// ExportForm: what is asked for, and the answer once the report or the total is
// there. Pure functions; see query_service.proto for the errors.

#ifndef DISCLOSURE_SERVICES_QUERY_EXPORT_H_
#define DISCLOSURE_SERVICES_QUERY_EXPORT_H_

#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "disclosure/v1/query_service.pb.h"
#include "form/catalog.h"
#include "services/query/lookup.h"

namespace disclosure::query {

// EXPORT_UNCLEAR, FORMAT_INVALID.
absl::Status CheckExport(const v1::ExportFormRequest& request);

// The report that a checked request with an office names.
v1::GetReportRequest ReportOf(const v1::ExportFormRequest& request);

absl::StatusOr<v1::ExportFormResponse> ExportReport(
    const form::Catalog& catalog, const v1::ExportFormRequest& request,
    const v1::GetReportResponse& report);

// `log_name` is what people call the log of the model's position.
absl::StatusOr<v1::ExportFormResponse> ExportTotal(
    const AnswerContext& context, const v1::ExportFormRequest& request,
    const std::string& log_name);

}  // namespace disclosure::query

#endif  // DISCLOSURE_SERVICES_QUERY_EXPORT_H_
