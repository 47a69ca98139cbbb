// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0
//
// From a request to a mutation: everything that can be judged and converted
// before the queue, on the thread of the caller. Pure functions; the messages
// they are given are consumed.

#ifndef DISCLOSURE_SERVICES_INGEST_PREPARE_H_
#define DISCLOSURE_SERVICES_INGEST_PREPARE_H_

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "disclosure/v1/change.pb.h"
#include "disclosure/v1/finding.pb.h"
#include "disclosure/v1/ingest_service.pb.h"
#include "disclosure/v1/registry_service.pb.h"
#include "form/catalog.h"
#include "registry/registry.h"
#include "services/ingest/mutation.h"
#include "services/ingest/received.pb.h"

namespace disclosure::ingest {

// Sizes that are refused when exceeded, each with an error that names them;
// those inside a report are in form/report_limits.h.
inline constexpr size_t kReportBytesMax = 4 << 20;
inline constexpr size_t kLabelBytesMax = 200;
inline constexpr size_t kNoteBytesMax = 1000;
inline constexpr size_t kRequestIdBytesMax = 64;
inline constexpr int kBatchSubmissionsMax = 256;
inline constexpr size_t kBatchBytesMax = 1 << 20;
inline constexpr size_t kRegistryBytesMax = 4 << 20;

// What a request is judged by.
struct JudgedBy {
  const form::Catalog& catalog;
  const registry::Registry& registry;
  absl::Time now;
  const v1::Principal& principal;
  // Whether the refusal of an unknown office names offices like it.
  bool name_similar = true;
};

// A submission that is ready, or why it is refused.
struct Prepared {
  // OK, also for a report with errors that is only validated. A refusal that
  // rests on the registry or on the form's rules, which change, is here too if
  // there is a `mutation`: then what the committer answers counts.
  absl::Status status;
  // All findings of the check, where it came so far.
  std::vector<v1::Finding> findings;
  // To be committed; none if it is only validated, or refused and without a
  // request id that may have been answered before.
  std::optional<Mutation> mutation;
};

Prepared PrepareSubmission(const JudgedBy& by, ReceivedSubmission submission);

// A withdrawal goes to the committer even if it is only validated.
absl::StatusOr<Mutation> PrepareWithdrawal(const JudgedBy& by,
                                           v1::WithdrawReportRequest request);

// Not for validate_only.
absl::StatusOr<Mutation> PrepareRegistryUpdate(
    const JudgedBy& by, v1::ApplyRegistryRequest request);

// BATCH_TOO_LARGE if a message of a stream holds too much.
absl::Status CheckBatchSize(const ReceivedSubmitReportsRequest& request);

}  // namespace disclosure::ingest

#endif  // DISCLOSURE_SERVICES_INGEST_PREPARE_H_
