// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

// Verify and rebuild: both read the whole log again while following goes on,
// and stop it only for the last few changes and the comparison itself.
//
// One at a time; the caller sees to that.

#ifndef DISCLOSURE_SERVICES_AGGREGATE_MAINTENANCE_H_
#define DISCLOSURE_SERVICES_AGGREGATE_MAINTENANCE_H_

#include "absl/status/statusor.h"
#include "disclosure/v1/rollup_service.pb.h"
#include "services/aggregate/change_source.h"
#include "services/aggregate/live_rollup.h"

namespace disclosure::aggregate {

// Recomputes every total from the log in another way, and lists what differs.
// DATA_LOSS if the log itself cannot be read to the end; ABORTED if the rollup
// was replaced meanwhile (LOG_REPLACED); what `source` says.
absl::StatusOr<v1::VerifyResponse> VerifyTotals(LiveRollup& live,
                                                ChangeSource& source);

// Replays the log into a new rollup and takes over what differs. Errors as
// above, and those of Rollup::Apply.
absl::StatusOr<v1::RebuildResponse> RebuildTotals(LiveRollup& live,
                                                  ChangeSource& source);

}  // namespace disclosure::aggregate

#endif  // DISCLOSURE_SERVICES_AGGREGATE_MAINTENANCE_H_
