// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

#include "server/status.h"

#include <cstdint>
#include <limits>
#include <string>
#include <string_view>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "base/absl_strings.h"
#include "base/error.h"
#include "google/rpc/error_details.pb.h"

namespace disclosure::server {
namespace {

using base::ErrorDetails;
using base::FieldViolation;
using google::rpc::BadRequest;

constexpr char kChinese[] = "zh-CN";
constexpr char kViolationsTotal[] = "violations_total";

// The parts that are not lists get at most this much each, so that the reason
// and the first violations always find room.
constexpr size_t kMessageBytesMax = 512;
constexpr size_t kChineseBytesMax = 1024;
constexpr size_t kMetadataBytesMax = 1024;

// What an Any adds to the message in it: type name, tags and lengths.
constexpr size_t kAnyBytes = 64;

// At most `limit` bytes of `text`, cut before a character, not inside one.
std::string Shorten(std::string_view text, size_t limit) {
  constexpr std::string_view kMark = "…";
  if (text.size() <= limit) return std::string(text);
  size_t end = limit - kMark.size();
  while (end > 0 && (static_cast<uint8_t>(text[end]) & 0xC0) == 0x80) --end;
  return absl::StrCat(std::string(text.substr(0, end)), std::string(kMark));
}

// The length of grpc-message: it escapes everything but printable ASCII.
size_t PercentEncodedSize(std::string_view text) {
  size_t size = 0;
  for (char c : text) size += c >= ' ' && c <= '~' && c != '%' ? 1 : 3;
  return size;
}

google::rpc::ErrorInfo MakeErrorInfo(const ErrorDetails& details,
                                     size_t metadata_limit) {
  google::rpc::ErrorInfo info;
  info.set_reason(details.reason);
  info.set_domain(kErrorDomain);
  auto& metadata = *info.mutable_metadata();
  if (!details.violations.empty()) {
    metadata[kViolationsTotal] = absl::StrCat(details.violations.size());
  }
  size_t size = 0;
  for (const auto& [key, value] : details.metadata) {
    size += key.size() + value.size() + 8;
    if (size > metadata_limit) break;
    metadata[key] = value;
  }
  return info;
}

BadRequest::FieldViolation MakeViolation(const FieldViolation& violation) {
  BadRequest::FieldViolation message;
  message.set_field(violation.field);
  message.set_description(violation.en);
  if (!violation.zh.empty()) {
    message.mutable_localized_message()->set_locale(kChinese);
    message.mutable_localized_message()->set_message(violation.zh);
  }
  return message;
}

google::rpc::RetryInfo MakeRetryInfo(absl::Duration wait) {
  google::rpc::RetryInfo info;
  absl::Duration rest;
  int64_t seconds = absl::IDivDuration(wait, absl::Seconds(1), &rest);
  info.mutable_retry_delay()->set_seconds(seconds);
  info.mutable_retry_delay()->set_nanos(
      static_cast<int32_t>(absl::ToInt64Nanoseconds(rest)));
  return info;
}

// The violations that fit into `limit` bytes, in their order.
BadRequest MakeBadRequest(const ErrorDetails& details, size_t limit) {
  BadRequest bad_request;
  size_t size = 0;
  for (const FieldViolation& violation : details.violations) {
    BadRequest::FieldViolation message = MakeViolation(violation);
    size += message.ByteSizeLong() + 4;
    if (size > limit) break;
    *bad_request.add_field_violations() = std::move(message);
  }
  return bad_request;
}

size_t Left(size_t limit, size_t used) {
  return limit > used ? limit - used : 0;
}

// `limit`: bytes of the whole message.
google::rpc::Status Compose(const absl::Status& status, std::string_view text,
                            const ErrorDetails& details, bool limited,
                            size_t limit) {
  google::rpc::Status message;
  message.set_code(static_cast<int>(status.code()));
  message.set_message(std::string(text));
  if (details.reason.empty()) return message;
  message.add_details()->PackFrom(
      MakeErrorInfo(details, limited ? kMetadataBytesMax : limit));
  if (!details.zh.empty()) {
    google::rpc::LocalizedMessage localized;
    localized.set_locale(kChinese);
    localized.set_message(limited ? Shorten(details.zh, kChineseBytesMax)
                                  : details.zh);
    message.add_details()->PackFrom(localized);
  }
  if (details.retry_after.has_value()) {
    message.add_details()->PackFrom(MakeRetryInfo(*details.retry_after));
  }
  if (!details.violations.empty()) {
    message.add_details()->PackFrom(MakeBadRequest(
        details, Left(limit, message.ByteSizeLong() + kAnyBytes)));
  }
  return message;
}

void ReadViolations(const BadRequest& bad_request, ErrorDetails* details) {
  for (const auto& violation : bad_request.field_violations()) {
    details->violations.push_back({violation.field(), violation.description(),
                                   violation.localized_message().message()});
  }
}

// The details of a foreign domain are not ours to read.
ErrorDetails ReadDetails(const google::rpc::Status& message) {
  ErrorDetails details;
  for (const google::protobuf::Any& any : message.details()) {
    google::rpc::ErrorInfo info;
    google::rpc::LocalizedMessage localized;
    google::rpc::RetryInfo retry;
    BadRequest bad_request;
    if (any.UnpackTo(&info) && info.domain() == kErrorDomain) {
      details.reason = info.reason();
      details.metadata.insert(info.metadata().begin(), info.metadata().end());
    } else if (any.UnpackTo(&localized) && localized.locale() == kChinese) {
      details.zh = localized.message();
    } else if (any.UnpackTo(&retry)) {
      details.retry_after = absl::Seconds(retry.retry_delay().seconds()) +
                            absl::Nanoseconds(retry.retry_delay().nanos());
    } else if (any.UnpackTo(&bad_request)) {
      ReadViolations(bad_request, &details);
    }
  }
  return details;
}

// What gRPC itself says has no details; the two cases that a person meets get
// them here.
ErrorDetails ExplainTransportError(const grpc::Status& status) {
  ErrorDetails details;
  if (status.error_code() == grpc::StatusCode::RESOURCE_EXHAUSTED &&
      absl::StrContains(status.error_message(), "larger than max")) {
    details.reason = "MESSAGE_TOO_LARGE";
    details.zh = "报文超过服务器允许的大小，请拆分后再报送。";
  } else if (status.error_code() == grpc::StatusCode::UNAVAILABLE) {
    details.reason = "SERVER_UNREACHABLE";
    details.zh = "连不上服务，请确认服务已启动。";
  }
  return details;
}

absl::Status Assemble(int code, const std::string& text, ErrorDetails details) {
  auto absl_code = static_cast<absl::StatusCode>(code);
  if (details.reason.empty()) return absl::Status(absl_code, text);
  return base::MakeError(absl_code, text, std::move(details));
}

}  // namespace

grpc::Status ToGrpcStatus(const absl::Status& status) {
  if (status.ok()) return grpc::Status::OK;
  std::string text =
      Shorten(base::FromAbsl(status.message()), kMessageBytesMax);
  auto code = static_cast<grpc::StatusCode>(status.raw_code());
  ErrorDetails details = base::GetErrorDetails(status);
  if (details.reason.empty()) return grpc::Status(code, text);
  size_t limit = Left(kMaxStatusBytes, PercentEncodedSize(text));
  return grpc::Status(
      code, text,
      Compose(status, text, details, true, limit).SerializeAsString());
}

absl::Status FromGrpcStatus(const grpc::Status& status) {
  if (status.ok()) return absl::OkStatus();
  google::rpc::Status message;
  ErrorDetails details;
  if (message.ParseFromString(status.error_details())) {
    details = ReadDetails(message);
  }
  if (details.reason.empty()) details = ExplainTransportError(status);
  return Assemble(status.error_code(), status.error_message(),
                  std::move(details));
}

google::rpc::Status ToStatusMessage(const absl::Status& status) {
  if (status.ok()) return {};
  return Compose(status, base::FromAbsl(status.message()),
                 base::GetErrorDetails(status), false,
                 std::numeric_limits<size_t>::max());
}

absl::Status FromStatusMessage(const google::rpc::Status& message) {
  if (message.code() == 0) return absl::OkStatus();
  return Assemble(message.code(), message.message(), ReadDetails(message));
}

}  // namespace disclosure::server
