// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

#include "base/test_run.h"

#include <algorithm>
#include <cstdlib>
#include <iostream>
#include <random>

#include "base/text.h"

namespace disclosure::base {

uint64_t TestSeed() {
  static const uint64_t kSeed = [] {
    const auto number = NumberFromEnvironment("DISCLOSURE_SEED");
    return number ? static_cast<uint64_t>(*number)
                  : std::random_device()() & 0x7fffffff;
  }();
  std::cout << "DISCLOSURE_SEED=" << kSeed << std::endl;
  return kSeed;
}

bool RunLong() { return std::getenv("DISCLOSURE_LONG") != nullptr; }

std::optional<int64_t> NumberFromEnvironment(const char* name) {
  const char* given = std::getenv(name);
  return given == nullptr ? std::nullopt : ParseInt64(given);
}

absl::Duration RunLength(absl::Duration usual) {
  const auto minutes = NumberFromEnvironment("DISCLOSURE_MINUTES");
  return minutes ? absl::Minutes(std::max<int64_t>(1, *minutes)) : usual;
}

}  // namespace disclosure::base
