// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

// What the peers share: times of operations, bytes to write, and the one JSON
// object that each program prints on standard output. Not thread-safe; a thread
// measures into an object of its own and they are merged at the end.

#ifndef DISCLOSURE_BENCH_PEERS_MEASURE_H_
#define DISCLOSURE_BENCH_PEERS_MEASURE_H_

#include <cstdint>
#include <random>
#include <string>
#include <string_view>
#include <vector>

#include "absl/time/time.h"

namespace disclosure::bench {

// The times of operations of one kind, all of them: 8 bytes each.
class Times {
 public:
  void Add(absl::Duration time) { nanoseconds_.push_back(time / kUnit); }
  void Merge(const Times& other);

  int64_t count() const { return static_cast<int64_t>(nanoseconds_.size()); }

  // The time that `share` (0 to 1) of the operations do not exceed; 0 if there
  // are none.
  absl::Duration Percentile(double share) const;

 private:
  static constexpr absl::Duration kUnit = absl::Nanoseconds(1);

  std::vector<int64_t> nanoseconds_;
};

// `size` bytes that nothing can compress.
std::string RandomBytes(size_t size, std::mt19937_64* random);

// `size` bytes of made-up prose, which compresses about as reports do.
std::string RandomProse(size_t size, std::mt19937_64* random);

// `value` rounded to three places, as it is printed.
double Rounded(double value);

}  // namespace disclosure::bench

#endif  // DISCLOSURE_BENCH_PEERS_MEASURE_H_
