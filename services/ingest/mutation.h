// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0
//
// What the committer is asked to do: a request after everything that can be
// judged without the store has been judged and converted.

#ifndef DISCLOSURE_SERVICES_INGEST_MUTATION_H_
#define DISCLOSURE_SERVICES_INGEST_MUTATION_H_

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <variant>

#include "absl/status/status.h"
#include "disclosure/v1/change.pb.h"
#include "disclosure/v1/ingest_service.pb.h"
#include "disclosure/v1/registry.pb.h"
#include "disclosure/v1/registry_service.pb.h"
#include "registry/year_tree.h"
#include "services/ingest/chain.h"
#include "services/ingest/keys.h"

namespace disclosure::ingest {

// A report that was checked and may be stored.
struct ReportSubmission {
  ReportKey report;
  v1::Editions editions;
  std::string figures_part;
  std::string packed_narrative;  // see packed_text.h
  // Of the figures part and the narrative part, see chain.h.
  std::string digest;
  // Fingerprint of the catalogue that it was checked with.
  std::string catalog;
  std::optional<int> expected_revision;
  bool as_published = false;
  int errors = 0;
  int questions = 0;
  // The registered name of the office, and the regions and offices of the
  // report's year that it was judged by. If the registry has others when the
  // submission is decided, it is judged again.
  std::string office_name;
  std::shared_ptr<const registry::YearTree> judged_by;
};

// Withdraws the current revision.
struct Withdrawal {
  ReportKey report;
  std::optional<int> expected_revision;
  bool validate_only = false;
};

// Adds or replaces rows of the registry; they may hold contacts.
struct RegistryUpdate {
  v1::RegistryRows rows;
  std::optional<int64_t> expected_revision;
};

struct Mutation {
  v1::Principal principal;
  // Empty: not remembered.
  std::string request_id;
  std::string on_behalf_of;
  std::string note;
  std::variant<ReportSubmission, Withdrawal, RegistryUpdate> what;

  // Not OK: it is refused with this and only asks whether its request id has an
  // answer, from when the registry or the form's rules did not refuse it yet.
  absl::Status refusal;

  // SHA-256 of what is asked for, set by SealContent; empty without request_id.
  std::string content;
  // About what it takes of memory and log.
  size_t bytes = 0;
};

// Sets `content` and `bytes` once everything else is set.
void SealContent(Mutation* mutation);

// What became of a mutation: a status, and if that is OK the receipt of a
// submission or withdrawal (none if it was only validated), or the answer of a
// registry update.
struct Answer {
  absl::Status status;
  v1::Receipt receipt;
  v1::ApplyRegistryResponse registry;
};

}  // namespace disclosure::ingest

#endif  // DISCLOSURE_SERVICES_INGEST_MUTATION_H_
