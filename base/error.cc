// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

#include "base/error.h"

#include <cstdint>
#include <string>
#include <utility>

#include "absl/strings/cord.h"
#include "base/absl_strings.h"
#include "base/check.h"

// The payload is read in the process that wrote it and is not stored. Grammar:
//   payload  = reason zh retry count (key value)* count (field en zh)*
//   string   = size bytes             size, count, retry = 8 bytes, host order
// where retry is in nanoseconds and kNoRetry stands for none.

namespace disclosure::base {
namespace {

constexpr char kPayloadType[] = "disclosure.base.ErrorDetails";
constexpr int64_t kNoRetry = -1;

class Writer {
 public:
  void Number(int64_t value) {
    bytes_.append(reinterpret_cast<const char*>(&value), sizeof(value));
  }
  void Text(const std::string& text) {
    Number(static_cast<int64_t>(text.size()));
    bytes_.append(text);
  }
  std::string Take() { return std::move(bytes_); }

 private:
  std::string bytes_;
};

class Reader {
 public:
  explicit Reader(std::string bytes) : bytes_(std::move(bytes)) {}

  int64_t Number() {
    int64_t value = 0;
    DISCLOSURE_CHECK(bytes_.size() - next_ >= sizeof(value));
    bytes_.copy(reinterpret_cast<char*>(&value), sizeof(value), next_);
    next_ += sizeof(value);
    return value;
  }
  std::string Text() {
    const auto size = static_cast<size_t>(Number());
    DISCLOSURE_CHECK(bytes_.size() - next_ >= size);
    std::string text = bytes_.substr(next_, size);
    next_ += size;
    return text;
  }

 private:
  const std::string bytes_;
  size_t next_ = 0;
};

std::string Encode(const ErrorDetails& details) {
  Writer writer;
  writer.Text(details.reason);
  writer.Text(details.zh);
  writer.Number(details.retry_after.has_value()
                    ? absl::ToInt64Nanoseconds(*details.retry_after)
                    : kNoRetry);
  writer.Number(static_cast<int64_t>(details.metadata.size()));
  for (const auto& [key, value] : details.metadata) {
    writer.Text(key);
    writer.Text(value);
  }
  writer.Number(static_cast<int64_t>(details.violations.size()));
  for (const FieldViolation& violation : details.violations) {
    writer.Text(violation.field);
    writer.Text(violation.en);
    writer.Text(violation.zh);
  }
  return writer.Take();
}

ErrorDetails Decode(std::string bytes) {
  Reader reader(std::move(bytes));
  ErrorDetails details;
  details.reason = reader.Text();
  details.zh = reader.Text();
  if (const int64_t retry = reader.Number(); retry != kNoRetry) {
    details.retry_after = absl::Nanoseconds(retry);
  }
  for (int64_t left = reader.Number(); left > 0; --left) {
    std::string key = reader.Text();
    details.metadata[std::move(key)] = reader.Text();
  }
  for (int64_t left = reader.Number(); left > 0; --left) {
    FieldViolation violation;
    violation.field = reader.Text();
    violation.en = reader.Text();
    violation.zh = reader.Text();
    details.violations.push_back(std::move(violation));
  }
  return details;
}

}  // namespace

absl::Status MakeError(absl::StatusCode code, std::string_view reason,
                       std::string_view en, std::string_view zh) {
  return MakeError(code, en,
                   {.reason = std::string(reason), .zh = std::string(zh)});
}

absl::Status MakeError(absl::StatusCode code, std::string_view en,
                       ErrorDetails details) {  // NOLINT(*-value-param)
  DISCLOSURE_CHECK(code != absl::StatusCode::kOk);
  absl::Status status(code, ToAbsl(en));
  status.SetPayload(kPayloadType, absl::Cord(Encode(details)));
  return status;
}

ErrorDetails GetErrorDetails(const absl::Status& status) {
  const auto payload = status.GetPayload(kPayloadType);
  if (!payload.has_value()) return {};
  return Decode(std::string(*payload));
}

}  // namespace disclosure::base
