// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

// A change of the log, read and understood. Decoding is most of the work of a
// change and needs no state, so it is done before any lock is taken.

#ifndef DISCLOSURE_SERVICES_AGGREGATE_DECODED_CHANGE_H_
#define DISCLOSURE_SERVICES_AGGREGATE_DECODED_CHANGE_H_

#include <optional>
#include <string>

#include "absl/status/status.h"
#include "disclosure/v1/change.pb.h"
#include "disclosure/v1/change_feed_service.pb.h"
#include "form/figures.h"
#include "services/aggregate/form_layout.h"

namespace disclosure::aggregate {

struct DecodedChange {
  // OK, or why the change cannot be used: DATA_LOSS (CHANGE_UNREADABLE),
  // FAILED_PRECONDITION (CATALOG_UNKNOWN) for a catalogue that this program
  // does not have. It takes effect when the change is applied, so that those
  // before it still are.
  absl::Status status;

  // The bytes as they are logged, and the hash that came with them.
  std::string bytes;
  std::string hash;

  v1::Change change;

  // The figures of a report that is not withdrawn.
  std::optional<form::FigureVector> figures;
};

// Thread-safe.
DecodedChange Decode(const FormLayout& layout, v1::LoggedChange logged);

}  // namespace disclosure::aggregate

#endif  // DISCLOSURE_SERVICES_AGGREGATE_DECODED_CHANGE_H_
