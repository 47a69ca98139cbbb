// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

#include "bench/peers/measure.h"

#include <algorithm>
#include <cmath>

namespace disclosure::bench {

void Times::Merge(const Times& other) {
  nanoseconds_.insert(nanoseconds_.end(), other.nanoseconds_.begin(),
                      other.nanoseconds_.end());
}

absl::Duration Times::Percentile(double share) const {
  if (nanoseconds_.empty()) return absl::ZeroDuration();
  std::vector<int64_t> sorted = nanoseconds_;
  const auto last = static_cast<double>(sorted.size() - 1);
  const auto at = sorted.begin() + static_cast<int64_t>(share * last);
  std::nth_element(sorted.begin(), at, sorted.end());
  return *at * kUnit;
}

std::string RandomBytes(size_t size, std::mt19937_64* random) {
  std::string bytes(size, '\0');
  for (char& byte : bytes) byte = static_cast<char>((*random)());
  return bytes;
}

std::string RandomProse(size_t size, std::mt19937_64* random) {
  // About 2,000 words of a few letters, the first ones far more often.
  static const std::vector<std::string>& words = *[] {
    std::mt19937_64 seeded(1);
    auto* made = new std::vector<std::string>(2000);
    for (std::string& word : *made) {
      word.resize(2 + seeded() % 8);
      for (char& letter : word) {
        letter = static_cast<char>('a' + seeded() % 26);
      }
    }
    return made;
  }();
  std::uniform_real_distribution<double> any(0, 1);
  std::string prose;
  while (prose.size() < size) {
    const double place = std::pow(any(*random), 3);
    prose += words[static_cast<size_t>(place *
                                       static_cast<double>(words.size() - 1))];
    prose += (*random)() % 12 == 0 ? ". " : " ";
  }
  prose.resize(size);
  return prose;
}

double Rounded(double value) { return std::round(value * 1000) / 1000; }

}  // namespace disclosure::bench
