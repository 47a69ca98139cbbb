// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

#include "services/aggregate/checkpoint_record.h"

#include "services/aggregate/rollup.h"

namespace disclosure::aggregate {
namespace {

constexpr size_t kChangedBytes = 8;
constexpr size_t kSizeBytes = 4;

void PutNumber(uint64_t number, size_t bytes, std::string* out) {
  for (size_t i = bytes; i-- > 0;) {
    out->push_back(static_cast<char>(number >> (8 * i)));
  }
}

uint64_t GetNumber(std::string_view bytes) {
  uint64_t number = 0;
  for (char byte : bytes) number = number << 8 | static_cast<uint8_t>(byte);
  return number;
}

std::string Changed(const Item& item) {
  std::string value;
  PutNumber(static_cast<uint64_t>(item.changed_at()), kChangedBytes, &value);
  return value;
}

void PutYear(int year, std::string* key) {
  PutNumber(static_cast<uint32_t>(year), 4, key);
}

absl::Status Damaged() {
  return absl::DataLossError("an item of the checkpoint is damaged");
}

// Takes the counts off the front of `content`.
bool TakeCounts(std::string_view* content, std::string_view* counts) {
  if (content->size() < kSizeBytes) return false;
  uint64_t size = GetNumber(content->substr(0, kSizeBytes));
  content->remove_prefix(kSizeBytes);
  if (content->size() < size) return false;
  *counts = content->substr(0, size);
  content->remove_prefix(size);
  return true;
}

absl::Status ReadTotal(const FormLayout& layout, bool present,
                       const v1::TotalState& state, std::string_view reported,
                       Total* total) {
  if (!present) return absl::OkStatus();
  absl::StatusOr<Total> read = Total::Unpack(layout, state, reported);
  if (!read.ok()) return read.status();
  *total = *std::move(read);
  return absl::OkStatus();
}

}  // namespace

ItemRecord ToRecord(const RegistryItem& item) {
  ItemRecord record;
  record.family = kRegistryFamily;
  record.key = RegistryRowName(item.rows);
  record.value = Changed(item);
  item.rows.AppendToString(&record.value);
  return record;
}

ItemRecord ToRecord(const ReportItem& item) {
  ItemRecord record;
  record.family = kReportFamily;
  PutYear(item.report.year(), &record.key);
  record.key += item.report.office();
  record.key.push_back('\0');
  record.key.push_back(static_cast<char>(item.report.scope()));
  record.value = Changed(item);
  item.report.AppendToString(&record.value);
  return record;
}

ItemRecord ToRecord(const RowItem& item, const FormLayout& layout) {
  ItemRecord record;
  record.family = kRowFamily;
  PutYear(item.year, &record.key);
  record.key += item.region;
  record.key.push_back('\0');
  record.key += item.line;
  record.value = Changed(item);
  for (const Total* total :
       {&item.totals.own, &item.totals.parts, &item.totals.published}) {
    std::string counts;
    if (!total->empty()) counts = total->PackReported(layout);
    PutNumber(counts.size(), kSizeBytes, &record.value);
    record.value += counts;
  }
  item.ToRow(layout).AppendToString(&record.value);
  return record;
}

absl::StatusOr<StoredItem> SplitValue(std::string_view value) {
  if (value.size() < kChangedBytes) return Damaged();
  StoredItem item;
  item.changed_at =
      static_cast<int64_t>(GetNumber(value.substr(0, kChangedBytes)));
  item.content = value.substr(kChangedBytes);
  if (item.changed_at <= 0) return Damaged();
  return item;
}

absl::StatusOr<v1::RegistryRows> ReadRegistryRow(std::string_view content) {
  v1::RegistryRows rows;
  if (!rows.ParseFromString(std::string(content))) return Damaged();
  return rows;
}

absl::StatusOr<v1::OfficeReport> ReadReport(std::string_view content) {
  v1::OfficeReport report;
  if (!report.ParseFromString(std::string(content))) return Damaged();
  return report;
}

absl::StatusOr<std::unique_ptr<RowItem>> ReadRow(const FormLayout& layout,
                                                 std::string_view content) {
  std::string_view own;
  std::string_view parts;
  std::string_view published;
  if (!TakeCounts(&content, &own) || !TakeCounts(&content, &parts) ||
      !TakeCounts(&content, &published)) {
    return Damaged();
  }
  v1::RollupRow row;
  if (!row.ParseFromString(std::string(content))) return Damaged();
  auto item = std::make_unique<RowItem>(row.region(), row.year(), row.line());
  absl::Status status =
      ReadTotal(layout, row.has_own(), row.own(), own, &item->totals.own);
  if (status.ok()) {
    status = ReadTotal(layout, row.has_parts(), row.parts(), parts,
                       &item->totals.parts);
  }
  if (status.ok()) {
    status = ReadTotal(layout, row.has_published(), row.published(), published,
                       &item->totals.published);
  }
  if (!status.ok()) return status;
  return item;
}

}  // namespace disclosure::aggregate
