// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0
//
// What can be read of reports and registry, as the API says it. The functions
// that are given a store read the disk.
//
// Page tokens name what comes next, behind a mark of the other arguments: a
// token of another request is PAGE_TOKEN_INVALID.

#ifndef DISCLOSURE_SERVICES_INGEST_READS_H_
#define DISCLOSURE_SERVICES_INGEST_READS_H_

#include "absl/status/statusor.h"
#include "disclosure/v1/ingest_service.pb.h"
#include "disclosure/v1/registry_service.pb.h"
#include "registry/registry.h"
#include "services/ingest/decide.h"
#include "services/ingest/report_store.h"

namespace disclosure::ingest {

// FIELD_MISSING, REPORT_NOT_FOUND, REVISION_NOT_FOUND, or the store's error.
absl::StatusOr<v1::GetReportResponse> ReadReport(
    ReportStore& store, const v1::LogInfo& log,
    const v1::GetReportRequest& request);

// The same, and PAGE_TOKEN_INVALID.
absl::StatusOr<v1::ListRevisionsResponse> ReadRevisions(
    ReportStore& store, const v1::LogInfo& log,
    const v1::ListRevisionsRequest& request);

absl::StatusOr<v1::RegistryServiceListRegionsResponse> ReadRegions(
    const registry::Registry& registry, int64_t revision,
    const v1::RegistryServiceListRegionsRequest& request);

absl::StatusOr<v1::RegistryServiceListOfficesResponse> ReadOffices(
    const registry::Registry& registry, int64_t revision,
    const v1::RegistryServiceListOfficesRequest& request);

// What ApplyRegistry would do: the answer lists every problem.
// REVISION_MISMATCH or FIELD_TOO_LONG, or the store's error.
absl::StatusOr<v1::ApplyRegistryResponse> ValidateRegistry(
    ReportStore& store, const LogState& state,
    const v1::ApplyRegistryRequest& request);

}  // namespace disclosure::ingest

#endif  // DISCLOSURE_SERVICES_INGEST_READS_H_
