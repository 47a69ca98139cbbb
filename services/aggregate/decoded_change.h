// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

// A change of the log, read and understood. Decoding is most of the work of a
// change and needs no state, so it is done before any lock is taken.

#ifndef DISCLOSURE_SERVICES_AGGREGATE_DECODED_CHANGE_H_
#define DISCLOSURE_SERVICES_AGGREGATE_DECODED_CHANGE_H_

#include <cstdint>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "disclosure/v1/change.pb.h"
#include "disclosure/v1/change_feed_service.pb.h"
#include "services/aggregate/form_layout.h"
#include "services/aggregate/items.h"

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
  // The hash of a change that this one was found to follow; empty: not checked.
  std::string previous;

  int64_t sequence = 0;

  enum class Kind { kUnknown, kReport, kRegistry };
  Kind kind = Kind::kUnknown;

  // Of a report.
  std::string office;
  int year = 0;
  ReportState report;

  v1::RegistryChange registry;
};

// Thread-safe.
DecodedChange Decode(const FormLayout& layout, v1::LoggedChange logged);

// Whether the change follows the one with the hash `previous`; remembers it if
// so. Hashing needs no lock either.
bool CheckChain(std::string_view previous, DecodedChange* change);

}  // namespace disclosure::aggregate

#endif  // DISCLOSURE_SERVICES_AGGREGATE_DECODED_CHANGE_H_
