// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

#include "tests/crash/run_length.h"

#include <algorithm>
#include <cstdlib>
#include <string_view>

#include "base/text.h"

namespace disclosure::testing {

absl::Duration RunLength(absl::Duration usual) {
  const char* given = std::getenv("DISCLOSURE_MINUTES");
  const auto minutes =
      base::ParseInt64(given == nullptr ? "" : std::string_view(given));
  return minutes ? absl::Minutes(std::max<int64_t>(1, *minutes)) : usual;
}

}  // namespace disclosure::testing
