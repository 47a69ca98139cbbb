// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0
//
// The families of the report store and the grammar of their keys. Both are on
// disk for ever. Byte order is logical order: by office, year, scope, revision;
// by sequence; by code and first year.
//
//   family     key                       value
//   meta       "log"                     LogRecord
//              "registry"                RegistryRecord
//   head       report                    HeadRecord
//   revision   report revision           sequence
//   change     sequence                  hash length change figures
//   narrative  sequence                  packed narrative part, if any
//   request    office 00 request_id      RequestRecord; registry: no office
//   registry   "d" year                  v1.DueDate
//              "o" id 00 first_year      v1.OfficeRow, without contact
//              "r" code 00 first_year    v1.RegionRow
//   contact    id 00 first_year          contact of that office row, if any
//
//   report     = office 00 year scope
//   sequence   = 8 bytes, big-endian
//   year, first_year, revision, length = 4 bytes, big-endian
//   scope      = 1 byte, the number of v1.Scope
//   hash       = 32 bytes, the chain's hash of the change
//   change     = `length` bytes, a serialised v1.Change
//   figures    = the rest, the figures part of the revision
//
// Ids and codes are of [A-Za-z0-9-], so no 00 is in them. Changes, with the
// figures beside them, are in the order of their commit: the feed reads them
// without a jump, and files of the large families are never merged.
//
// All functions are pure. Parsing functions return nothing for bytes that no
// function here made.

#ifndef DISCLOSURE_SERVICES_INGEST_KEYS_H_
#define DISCLOSURE_SERVICES_INGEST_KEYS_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

#include "disclosure/v1/report.pb.h"

namespace disclosure::ingest {

// Numbers of the families: their places in FamilyNames(). Add at the end only.
enum Family {
  kMetaFamily,
  kHeadFamily,
  kRevisionFamily,
  kChangeFamily,
  kNarrativeFamily,
  kRequestFamily,
  kRegistryFamily,
  kContactFamily,
};

const std::vector<std::string>& FamilyNames();

inline constexpr char kLogKey[] = "log";
inline constexpr char kRegistryKey[] = "registry";

// What names a report.
struct ReportKey {
  std::string office;
  int year = 0;
  v1::Scope scope = v1::SCOPE_UNSPECIFIED;

  bool operator==(const ReportKey&) const = default;
  bool operator<(const ReportKey& other) const {
    return std::tie(office, year, scope) <
           std::tie(other.office, other.year, other.scope);
  }
  template <typename H>
  friend H AbslHashValue(H state, const ReportKey& key) {
    return H::combine(std::move(state), key.office, key.year,
                      static_cast<int>(key.scope));
  }
};

// What names a request: ids are remembered per office, those of the registry
// under the empty office.
struct RequestKey {
  std::string office;
  std::string id;

  bool operator==(const RequestKey&) const = default;
  template <typename H>
  friend H AbslHashValue(H state, const RequestKey& key) {
    return H::combine(std::move(state), key.office, key.id);
  }
};

std::string HeadKey(const ReportKey& report);
std::string RevisionKey(const ReportKey& report, int revision);
std::string SequenceKey(int64_t sequence);
std::string RequestKeyBytes(const RequestKey& request);
std::string DueDateKey(int year);
std::string OfficeRowKey(std::string_view id, int first_year);
std::string RegionRowKey(std::string_view code, int first_year);
std::string ContactKey(std::string_view id, int first_year);

// Where the reports of an office begin in the head family, and the first key
// after them.
std::string OfficeBegin(std::string_view office);
std::string OfficeEnd(std::string_view office);

struct RevisionOfReport {
  ReportKey report;
  int revision = 0;
};

std::optional<ReportKey> ParseHeadKey(std::string_view key);
std::optional<RevisionOfReport> ParseRevisionKey(std::string_view key);
std::optional<int64_t> ParseSequence(std::string_view bytes);
std::optional<RequestKey> ParseRequestKey(std::string_view key);

// The value of the change family.
struct ChangeValue {
  std::string_view hash;
  std::string_view change;
  std::string_view figures_part;
};

std::string EncodeChangeValue(const ChangeValue& value);
// The pieces point into `bytes`.
std::optional<ChangeValue> ParseChangeValue(std::string_view bytes);

}  // namespace disclosure::ingest

#endif  // DISCLOSURE_SERVICES_INGEST_KEYS_H_
