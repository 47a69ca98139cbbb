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
//   report    year(4) text(office) 0 scope(1)       changed OfficeReport
//   row       year(4) text(region) 0 text(line)     changed counts counts
//                                                   counts RollupRow
//
//   changed = sequence(8)     the change that touched the item last
//   counts  = size(4) packed  how many reports have each figure of own, parts
//                             and published; see Total::PackReported
//
// Functions are pure and thread-safe. Reading fails with DATA_LOSS.

#ifndef DISCLOSURE_SERVICES_AGGREGATE_CHECKPOINT_RECORD_H_
#define DISCLOSURE_SERVICES_AGGREGATE_CHECKPOINT_RECORD_H_

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "services/aggregate/items.h"

namespace disclosure::aggregate {

inline constexpr std::string_view kFormat = "1";

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
ItemRecord ToRecord(const RowItem& item, const FormLayout& layout);

// A value, taken apart.
struct StoredItem {
  int64_t changed_at = 0;
  std::string_view content;
};

absl::StatusOr<StoredItem> SplitValue(std::string_view value);

absl::StatusOr<v1::RegistryRows> ReadRegistryRow(std::string_view content);
absl::StatusOr<v1::OfficeReport> ReadReport(std::string_view content);
absl::StatusOr<std::unique_ptr<RowItem>> ReadRow(const FormLayout& layout,
                                                 std::string_view content);

}  // namespace disclosure::aggregate

#endif  // DISCLOSURE_SERVICES_AGGREGATE_CHECKPOINT_RECORD_H_
