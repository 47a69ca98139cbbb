// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

// Times of many calls. Every one is kept, 4 bytes each, so that percentiles are
// exact. Not thread-safe: each thread has its own, merged at the end.

#ifndef DISCLOSURE_BENCH_LOADGEN_LATENCIES_H_
#define DISCLOSURE_BENCH_LOADGEN_LATENCIES_H_

#include <algorithm>
#include <cstdint>
#include <limits>
#include <vector>

namespace disclosure::loadgen {

class Latencies {
 public:
  // Kept in steps of 0.1 us; up to 7 minutes, longer ones count as that.
  void Add(int64_t nanos) {
    constexpr int64_t kMost = std::numeric_limits<uint32_t>::max();
    times_.push_back(
        static_cast<uint32_t>(std::clamp<int64_t>(nanos / 100, 0, kMost)));
  }

  void Merge(const Latencies& other) {
    times_.insert(times_.end(), other.times_.begin(), other.times_.end());
  }

  int64_t count() const { return static_cast<int64_t>(times_.size()); }

  // The time that a share of the calls, 0 to 1, did not pass, in us; 0 if there
  // are none. Reorders them.
  double AtUs(double share) {
    if (times_.empty()) return 0;
    const auto place =
        times_.begin() + static_cast<std::ptrdiff_t>(
                             share * static_cast<double>(times_.size() - 1));
    std::nth_element(times_.begin(), place, times_.end());
    return static_cast<double>(*place) / 10;
  }

 private:
  std::vector<uint32_t> times_;
};

}  // namespace disclosure::loadgen

#endif  // DISCLOSURE_BENCH_LOADGEN_LATENCIES_H_
