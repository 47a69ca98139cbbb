// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

// Errors that teach. An absl::Status carries the code and the English message;
// ErrorDetails carries what travels beside them: a reason for programs, the
// Chinese message, the variable parts and the fields that were refused. The
// details live in one payload of the status, so they survive every copy and
// cost nothing on an OK status. Translating them to google.rpc messages is the
// business of the server room.
//
// All functions are thread-safe and do not fail.

#ifndef DISCLOSURE_BASE_ERROR_H_
#define DISCLOSURE_BASE_ERROR_H_

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/time/time.h"

namespace disclosure::base {

// One field of a request that was refused, with the sentence that says why.
struct FieldViolation {
  std::string field;
  std::string en;
  std::string zh;

  bool operator==(const FieldViolation&) const = default;
};

struct ErrorDetails {
  // UPPER_SNAKE, stable for ever, such as "OFFICE_UNKNOWN".
  std::string reason;
  // The Chinese message; status.message() is the English one.
  std::string zh;
  // The variable parts of the message, by name.
  std::map<std::string, std::string> metadata;
  std::vector<FieldViolation> violations;
  // How long to wait before the call may be repeated.
  std::optional<absl::Duration> retry_after;

  bool operator==(const ErrorDetails&) const = default;
};

// `code` must not be kOk.
absl::Status MakeError(absl::StatusCode code, std::string_view reason,
                       std::string_view en, std::string_view zh);
absl::Status MakeError(absl::StatusCode code, std::string_view en,
                       ErrorDetails details);

// The details `status` was made with; an empty reason if it has none.
ErrorDetails GetErrorDetails(const absl::Status& status);

}  // namespace disclosure::base

#endif  // DISCLOSURE_BASE_ERROR_H_
