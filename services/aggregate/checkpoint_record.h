// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

// How the items of a checkpoint look on disk. Numbers are big-endian; `text` is
// bytes without a zero byte. These layouts are stored: a change of one needs
// another kFormat, which throws the checkpoints of before away.
//
//   family    key                                   value
//   meta      "format"                              kFormat
//             "head"    RollupServiceFollowResponse: log, position, form
//             "chain"                               hash of the last change
//   registry  RegistryRowName                       changed RegistryRows of one
//   report    year(4) text(office) 0 scope(1)       changed state part
//   row       year(4) text(region) 0 text(line)     changed
//
//   changed = sequence(8)   the change that touched the item last
//   state   = sequence(8) committed_seconds(8) committed_nanos(4) revision(4)
//             errors(4) questions(4) choice(1) flags(1)
//   choice  = number of the editions, of FormLayout
//   flags   = 1 has editions, 2 withdrawn, 4 late, 8 as published
//   part    = the block of report_part.h; empty if withdrawn
//
// The totals of a row are not stored: they follow from the reports.
//
// Functions are pure and thread-safe. Reading fails with DATA_LOSS.

#ifndef DISCLOSURE_SERVICES_AGGREGATE_CHECKPOINT_RECORD_H_
#define DISCLOSURE_SERVICES_AGGREGATE_CHECKPOINT_RECORD_H_

#include <cstdint>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "services/aggregate/items.h"

namespace disclosure::aggregate {

inline constexpr std::string_view kFormat = "2";

// The families by their places.
inline constexpr int kMetaFamily = 0;
inline constexpr int kRegistryFamily = 1;
inline constexpr int kReportFamily = 2;
inline constexpr int kRowFamily = 3;

// Keys of the family meta.
inline constexpr std::string_view kFormatKey = "format";
inline constexpr std::string_view kHeadKey = "head";
inline constexpr std::string_view kChainKey = "chain";

// An item as it is stored.
struct ItemRecord {
  int family = 0;
  std::string key;
  std::string value;
};

ItemRecord ToRecord(const RegistryItem& item);
ItemRecord ToRecord(const ReportItem& item);
ItemRecord ToRecord(const RowItem& item);

// Where the items of a year begin in their families.
std::string YearKey(int year);

// The keys of reports and rows, taken apart; the pieces point into the key. For
// a row `rest` is the line, for a report its scope.
struct StoredName {
  int year = 0;
  std::string_view name;
  std::string_view rest;
};
absl::StatusOr<StoredName> ReadName(std::string_view key);

// A value, taken apart.
struct StoredItem {
  int64_t changed_at = 0;
  std::string_view content;
};
absl::StatusOr<StoredItem> ReadItem(std::string_view value);

absl::StatusOr<ReportState> ReadReport(const FormLayout& layout,
                                       const StoredName& name,
                                       std::string_view content);

}  // namespace disclosure::aggregate

#endif  // DISCLOSURE_SERVICES_AGGREGATE_CHECKPOINT_RECORD_H_
