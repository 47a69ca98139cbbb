// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0
//
// A revision in two parts, its digest, and the chain of hashes over the log.
// Bytes are hashed as they are stored, and are never serialised again.
//
// Pure functions.

#ifndef DISCLOSURE_SERVICES_INGEST_CHAIN_H_
#define DISCLOSURE_SERVICES_INGEST_CHAIN_H_

#include <optional>
#include <string>
#include <string_view>

#include "disclosure/v1/report.pb.h"
#include "services/ingest/received.pb.h"

namespace disclosure::ingest {

// A report as it is stored. Each part is a serialised v1.AnnualReport; one
// after the other they are the whole report.
struct ReportParts {
  // Without narrative, source document, evidence and revision. This part is fed
  // to followers.
  std::string figures;
  // Narrative, source document and evidence; empty if there are none.
  std::string narrative;
};

// Takes the report apart. The same content gives the same bytes.
ReportParts SplitReport(ReceivedReport report);

// Puts it together again; nothing if the bytes are no report.
std::optional<v1::AnnualReport> JoinReport(std::string_view figures_part,
                                           std::string_view narrative_part);

// SHA-256 over length (8 bytes, big-endian) and bytes of the figures part, then
// of the narrative part; 32 bytes.
std::string DigestOf(std::string_view figures_part,
                     std::string_view narrative_part);

// The hash before the first change: 32 zero bytes.
std::string FirstHash();

// SHA-256 over the previous change's hash and the bytes of the change.
std::string NextHash(std::string_view previous, std::string_view change);

}  // namespace disclosure::ingest

#endif  // DISCLOSURE_SERVICES_INGEST_CHAIN_H_
