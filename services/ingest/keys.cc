// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

#include "services/ingest/keys.h"

#include <limits>

#include "base/sha256.h"

namespace disclosure::ingest {
namespace {

constexpr size_t kYearSize = 4;
constexpr size_t kScopeSize = 1;
constexpr size_t kRevisionSize = 4;
constexpr size_t kSequenceSize = 8;
constexpr size_t kLengthSize = 4;

void AppendBigEndian(uint64_t number, size_t size, std::string* out) {
  for (size_t i = size; i-- > 0;) {
    out->push_back(static_cast<char>(number >> (8 * i)));
  }
}

uint64_t ReadBigEndian(std::string_view bytes) {
  uint64_t number = 0;
  for (char byte : bytes) number = number << 8 | static_cast<uint8_t>(byte);
  return number;
}

std::string TextAndYear(std::string_view prefix, std::string_view text,
                        int year) {
  std::string key(prefix);
  key += text;
  key += '\0';
  AppendBigEndian(static_cast<uint32_t>(year), kYearSize, &key);
  return key;
}

}  // namespace

const std::vector<std::string>& FamilyNames() {
  static const auto& names = *new std::vector<std::string>{
      "meta",      "head",    "revision", "change",
      "narrative", "request", "registry", "contact"};
  return names;
}

std::string HeadKey(const ReportKey& report) {
  std::string key = TextAndYear("", report.office, report.year);
  key += static_cast<char>(report.scope);
  return key;
}

std::string RevisionKey(const ReportKey& report, int revision) {
  std::string key = HeadKey(report);
  AppendBigEndian(static_cast<uint32_t>(revision), kRevisionSize, &key);
  return key;
}

std::string SequenceKey(int64_t sequence) {
  std::string key;
  AppendBigEndian(static_cast<uint64_t>(sequence), kSequenceSize, &key);
  return key;
}

std::string RequestKeyBytes(const RequestKey& request) {
  std::string key = request.office;
  key += '\0';
  key += request.id;
  return key;
}

std::string DueDateKey(int year) {
  std::string key = "d";
  AppendBigEndian(static_cast<uint32_t>(year), kYearSize, &key);
  return key;
}

std::string OfficeRowKey(std::string_view id, int first_year) {
  return TextAndYear("o", id, first_year);
}

std::string RegionRowKey(std::string_view code, int first_year) {
  return TextAndYear("r", code, first_year);
}

std::string ContactKey(std::string_view id, int first_year) {
  return TextAndYear("", id, first_year);
}

std::string OfficeBegin(std::string_view office) {
  std::string key(office);
  key += '\0';
  return key;
}

std::string OfficeEnd(std::string_view office) {
  std::string key(office);
  key += '\1';
  return key;
}

std::optional<ReportKey> ParseHeadKey(std::string_view key) {
  size_t end = key.find('\0');
  if (end == std::string_view::npos || end == 0) return std::nullopt;
  std::string_view rest = key.substr(end + 1);
  if (rest.size() != kYearSize + kScopeSize) return std::nullopt;
  uint64_t year = ReadBigEndian(rest.substr(0, kYearSize));
  int scope = static_cast<uint8_t>(rest.back());
  if (year > std::numeric_limits<int32_t>::max() || !v1::Scope_IsValid(scope)) {
    return std::nullopt;
  }
  return ReportKey{std::string(key.substr(0, end)), static_cast<int>(year),
                   static_cast<v1::Scope>(scope)};
}

std::optional<RevisionOfReport> ParseRevisionKey(std::string_view key) {
  if (key.size() < kRevisionSize) return std::nullopt;
  size_t split = key.size() - kRevisionSize;
  std::optional<ReportKey> report = ParseHeadKey(key.substr(0, split));
  uint64_t revision = ReadBigEndian(key.substr(split));
  if (!report || revision > std::numeric_limits<int32_t>::max()) {
    return std::nullopt;
  }
  return RevisionOfReport{*std::move(report), static_cast<int>(revision)};
}

std::optional<int64_t> ParseSequence(std::string_view bytes) {
  if (bytes.size() != kSequenceSize) return std::nullopt;
  uint64_t number = ReadBigEndian(bytes);
  if (number > std::numeric_limits<int64_t>::max()) return std::nullopt;
  return static_cast<int64_t>(number);
}

std::optional<RequestKey> ParseRequestKey(std::string_view key) {
  size_t end = key.find('\0');
  if (end == std::string_view::npos) return std::nullopt;
  return RequestKey{std::string(key.substr(0, end)),
                    std::string(key.substr(end + 1))};
}

std::string EncodeChangeValue(const ChangeValue& value) {
  std::string bytes;
  bytes.reserve(value.hash.size() + kLengthSize + value.change.size() +
                value.figures_part.size());
  bytes += value.hash;
  AppendBigEndian(value.change.size(), kLengthSize, &bytes);
  bytes += value.change;
  bytes += value.figures_part;
  return bytes;
}

std::optional<ChangeValue> ParseChangeValue(std::string_view bytes) {
  constexpr size_t kHeader = base::kSha256Size + kLengthSize;
  if (bytes.size() < kHeader) return std::nullopt;
  uint64_t length = ReadBigEndian(bytes.substr(base::kSha256Size, kLengthSize));
  if (length > bytes.size() - kHeader) return std::nullopt;
  return ChangeValue{bytes.substr(0, base::kSha256Size),
                     bytes.substr(kHeader, length),
                     bytes.substr(kHeader + length)};
}

}  // namespace disclosure::ingest
