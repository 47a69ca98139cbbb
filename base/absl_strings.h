// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

// Between std::string_view, which this project speaks, and absl::string_view,
// which is a type of its own in Debian's abseil. Neither function copies: the
// result is valid as long as the argument's characters are.

#ifndef DISCLOSURE_BASE_ABSL_STRINGS_H_
#define DISCLOSURE_BASE_ABSL_STRINGS_H_

#include <string_view>

#include "absl/strings/string_view.h"

namespace disclosure::base {

inline absl::string_view ToAbsl(std::string_view text) {
  return absl::string_view(text.data(), text.size());
}

inline std::string_view FromAbsl(absl::string_view text) {
  return std::string_view(text.data(), text.size());
}

}  // namespace disclosure::base

#endif  // DISCLOSURE_BASE_ABSL_STRINGS_H_
