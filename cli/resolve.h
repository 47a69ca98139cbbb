// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

// From what a person types to what a request carries: names to codes,
// `main:5` to a position, and back to text.

#ifndef DISCLOSURE_CLI_RESOLVE_H_
#define DISCLOSURE_CLI_RESOLVE_H_

#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "cli/session.h"
#include "disclosure/v1/position.pb.h"
#include "disclosure/v1/query_service.pb.h"
#include "google/protobuf/timestamp.pb.h"

namespace disclosure::cli {

// The region that `text` names in a year (0: now). INVALID_ARGUMENT
// (NAME_AMBIGUOUS) lists the candidates with codes and parents; NOT_FOUND.
absl::StatusOr<v1::RegionEntry> ResolveRegion(Session& session,
                                              std::string_view text, int year);

// The same for an office.
absl::StatusOr<v1::OfficeEntry> ResolveOffice(Session& session,
                                              std::string_view text, int year);

// `main:5`, `5` or empty (no position) as a position of the log that query
// follows. INVALID_ARGUMENT (POSITION_INVALID).
absl::StatusOr<v1::LogPosition> ResolvePosition(Session& session,
                                                std::string_view text);

// main:5, with the log's name if `log` is that of the position.
std::string PrintPosition(const v1::LogPosition& position,
                          const v1::LogInfo& log);

// The same for the positions of an answer; asks query for the log's name.
std::string PrintPositions(
    Session& session,
    const google::protobuf::RepeatedPtrField<v1::LogPosition>& positions);

// 2021-01-28 09:14:03 +08:00
std::string PrintTime(const google::protobuf::Timestamp& time);

// 济源市（419001，河南省）
std::string PrintRegion(const Session& session, const v1::RegionRef& region);

// 河南省 济源市: the names above a region.
std::string PrintPath(const v1::RegionRef& region);

// 本机关, 本地区.
std::string PrintScope(const Session& session, bool area);

}  // namespace disclosure::cli

#endif  // DISCLOSURE_CLI_RESOLVE_H_
