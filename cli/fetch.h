// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

// Reading one report by name and revision, and totals by region.

#ifndef DISCLOSURE_CLI_FETCH_H_
#define DISCLOSURE_CLI_FETCH_H_

#include <functional>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "cli/commands.h"
#include "disclosure/v1/ingest_service.pb.h"
#include "disclosure/v1/position.pb.h"
#include "disclosure/v1/query_service.pb.h"

namespace disclosure::cli {

// Revision 0 is the current one. The office may be a name.
absl::StatusOr<v1::GetReportResponse> FetchReport(Session& session,
                                                  const ReportName& name,
                                                  int revision);

// A total by its names.
struct TotalsName {
  std::string region;  // The code.
  int year = 0;
  std::string line;  // Empty: all.
};

// The total, or with `own` the part of the region's own offices. `after` is a
// position that it must include; an empty one is none.
absl::StatusOr<v1::Totals> FetchTotals(Session& session, const TotalsName& name,
                                       bool own, const v1::LogPosition& after);

// Every page of the totals of a region's children; each page repeats the
// region's total and its own part.
absl::Status ForEachChildTotals(
    Session& session, const TotalsName& name, const v1::LogPosition& after,
    const std::function<void(const v1::ListTotalsResponse&)>& take);

}  // namespace disclosure::cli

#endif  // DISCLOSURE_CLI_FETCH_H_
