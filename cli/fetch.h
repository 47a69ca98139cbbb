// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

// Reading one report, by name and revision.

#ifndef DISCLOSURE_CLI_FETCH_H_
#define DISCLOSURE_CLI_FETCH_H_

#include "absl/status/statusor.h"
#include "cli/commands.h"
#include "disclosure/v1/ingest_service.pb.h"

namespace disclosure::cli {

// Revision 0 is the current one. The office may be a name.
absl::StatusOr<v1::GetReportResponse> FetchReport(Session& session,
                                                  const ReportName& name,
                                                  int revision);

}  // namespace disclosure::cli

#endif  // DISCLOSURE_CLI_FETCH_H_
