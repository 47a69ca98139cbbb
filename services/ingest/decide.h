// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0
//
// What becomes of a group of mutations: the one place where revisions, request
// ids, unchanged content, lateness and sequence numbers are decided. It reads
// no clock, no disk and no lock, so that every store shares it and every case
// is a test.

#ifndef DISCLOSURE_SERVICES_INGEST_DECIDE_H_
#define DISCLOSURE_SERVICES_INGEST_DECIDE_H_

#include <functional>
#include <memory>
#include <vector>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "disclosure/v1/position.pb.h"
#include "registry/registry.h"
#include "services/ingest/mutation.h"
#include "services/ingest/report_store.h"

namespace disclosure::ingest {

// What a group begins with: the end of the log and the registry there.
struct LogState {
  v1::LogInfo log;
  LogTail tail;
  std::shared_ptr<const registry::Registry> registry;
  RegistryRecord registry_record;
};

// Judges a submission again by another registry: may refuse it, or change its
// findings, name and `judged_by`.
using JudgeAgain =
    std::function<absl::Status(const registry::Registry& registry,
                               absl::Time now, ReportSubmission* submission)>;

// What a group needs of the store.
LoadRequest WhatToLoad(const std::vector<Mutation>& mutations,
                       const registry::Registry& registry);

struct Decision {
  // To be committed; then `after` is the state. May be empty.
  Records records;
  LogState after;
  // One for each mutation, in order; true once the records are committed.
  std::vector<Answer> answers;
};

// Decides the mutations in their order: each sees what those before it did.
// `loaded` holds what WhatToLoad asked for. The contents of accepted mutations
// are moved into the records.
Decision Decide(const LogState& before, const Loaded& loaded,
                const JudgeAgain& judge_again, absl::Time now,
                std::vector<Mutation>* mutations);

}  // namespace disclosure::ingest

#endif  // DISCLOSURE_SERVICES_INGEST_DECIDE_H_
