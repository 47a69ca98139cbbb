// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

#include "services/aggregate/checkpoint_record.h"

#include "base/check.h"
#include "services/aggregate/rollup.h"

namespace disclosure::aggregate {
namespace {

constexpr size_t kYearBytes = 4;
constexpr size_t kChangedBytes = 8;
constexpr size_t kStateBytes = 8 + 8 + 4 + 4 + 4 + 4 + 1 + 1;

enum Flags { kHasEditions = 1, kWithdrawn = 2, kLate = 4, kAsPublished = 8 };
constexpr int kFlagsEnd = 16;

void PutNumber(uint64_t number, size_t bytes, std::string* out) {
  for (size_t i = bytes; i-- > 0;) {
    out->push_back(static_cast<char>(number >> (8 * i)));
  }
}

// Takes a number off the front of bytes that are long enough.
uint64_t TakeNumber(size_t size, std::string_view* bytes) {
  uint64_t number = 0;
  for (size_t i = 0; i < size; ++i) {
    number = number << 8 | static_cast<uint8_t>((*bytes)[i]);
  }
  bytes->remove_prefix(size);
  return number;
}

void PutChanged(const Item& item, std::string* value) {
  PutNumber(static_cast<uint64_t>(item.changed_at()), kChangedBytes, value);
}

absl::Status Damaged() {
  return absl::DataLossError("an item of the checkpoint is damaged");
}

void PutState(const ReportState& state, std::string* value) {
  PutNumber(static_cast<uint64_t>(state.sequence), 8, value);
  PutNumber(static_cast<uint64_t>(state.committed_seconds), 8, value);
  PutNumber(static_cast<uint32_t>(state.committed_nanos), 4, value);
  PutNumber(static_cast<uint32_t>(state.revision), 4, value);
  PutNumber(static_cast<uint32_t>(state.errors), 4, value);
  PutNumber(static_cast<uint32_t>(state.questions), 4, value);
  PutNumber(state.choice, 1, value);
  const int flags = (state.has_editions ? kHasEditions : 0) |
                    (state.withdrawn ? kWithdrawn : 0) |
                    (state.late ? kLate : 0) |
                    (state.as_published ? kAsPublished : 0);
  PutNumber(static_cast<uint64_t>(flags), 1, value);
}

}  // namespace

std::string YearKey(int year) {
  std::string key;
  PutNumber(static_cast<uint32_t>(year), kYearBytes, &key);
  return key;
}

ItemRecord ToRecord(const RegistryItem& item) {
  v1::RegistryRows row;
  DISCLOSURE_CHECK(row.ParseFromString(item.row));
  ItemRecord record;
  record.family = kRegistryFamily;
  record.key = RegistryRowName(row);
  PutChanged(item, &record.value);
  record.value += item.row;
  return record;
}

ItemRecord ToRecord(const ReportItem& item) {
  ItemRecord record;
  record.family = kReportFamily;
  record.key = YearKey(item.year) + item.office;
  record.key.push_back('\0');
  record.key.push_back(
      static_cast<char>(item.state.area ? v1::SCOPE_AREA : v1::SCOPE_OWN));
  const std::string_view part = item.state.part.bytes();
  record.value.reserve(kChangedBytes + kStateBytes + part.size());
  PutChanged(item, &record.value);
  PutState(item.state, &record.value);
  record.value += part;
  return record;
}

ItemRecord ToRecord(const RowItem& item) {
  ItemRecord record;
  record.family = kRowFamily;
  record.key = YearKey(item.year) + item.region;
  record.key.push_back('\0');
  record.key += item.line;
  PutChanged(item, &record.value);
  return record;
}

absl::StatusOr<StoredName> ReadName(std::string_view key) {
  if (key.size() < kYearBytes) return Damaged();
  StoredName name;
  name.year =
      static_cast<int>(static_cast<int32_t>(TakeNumber(kYearBytes, &key)));
  const size_t end = key.find('\0');
  if (end == std::string_view::npos) return Damaged();
  name.name = key.substr(0, end);
  name.rest = key.substr(end + 1);
  return name;
}

absl::StatusOr<StoredItem> ReadItem(std::string_view value) {
  if (value.size() < kChangedBytes) return Damaged();
  StoredItem item;
  item.changed_at = static_cast<int64_t>(TakeNumber(kChangedBytes, &value));
  item.content = value;
  if (item.changed_at <= 0) return Damaged();
  return item;
}

absl::StatusOr<ReportState> ReadReport(const FormLayout& layout,
                                       const StoredName& name,
                                       std::string_view content) {
  if (content.size() < kStateBytes || name.rest.size() != 1) return Damaged();
  const int scope = name.rest.front();
  if (scope != v1::SCOPE_OWN && scope != v1::SCOPE_AREA) return Damaged();
  auto take_int = [&] {
    return static_cast<int32_t>(static_cast<uint32_t>(TakeNumber(4, &content)));
  };
  ReportState state;
  state.sequence = static_cast<int64_t>(TakeNumber(8, &content));
  state.committed_seconds = static_cast<int64_t>(TakeNumber(8, &content));
  state.committed_nanos = take_int();
  state.revision = take_int();
  state.errors = take_int();
  state.questions = take_int();
  state.choice = static_cast<uint8_t>(TakeNumber(1, &content));
  const int flags = static_cast<int>(TakeNumber(1, &content));
  state.area = scope == v1::SCOPE_AREA;
  state.has_editions = (flags & kHasEditions) != 0;
  state.withdrawn = (flags & kWithdrawn) != 0;
  state.late = (flags & kLate) != 0;
  state.as_published = (flags & kAsPublished) != 0;
  if (flags >= kFlagsEnd || state.revision < 1 ||
      state.choice >= layout.choice_count() ||
      state.withdrawn != content.empty()) {
    return Damaged();
  }
  if (state.withdrawn) return state;
  absl::StatusOr<ReportPart> part = ReportPart::Read(layout, content);
  if (!part.ok()) return part.status();
  state.part = *std::move(part);
  return state;
}

}  // namespace disclosure::aggregate
