// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

// Numbers that look drawn by chance and are a pure function of what names them:
// the same seed and names give the same numbers on every machine.

#ifndef DISCLOSURE_BENCH_LOADGEN_DRAWS_H_
#define DISCLOSURE_BENCH_LOADGEN_DRAWS_H_

#include <cmath>
#include <cstdint>

namespace disclosure::loadgen {

// The finalizer of SplitMix64: each bit of the result depends on all bits.
constexpr uint64_t Mix(uint64_t x) {
  x += 0x9e3779b97f4a7c15;
  x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9;
  x = (x ^ (x >> 27)) * 0x94d049bb133111eb;
  return x ^ (x >> 31);
}

// A sequence of draws. Copying one copies its place. Not thread-safe.
class Draws {
 public:
  // Named by a seed and up to three numbers.
  explicit Draws(uint64_t seed, uint64_t a = 0, uint64_t b = 0, uint64_t c = 0)
      : state_(Mix(Mix(Mix(seed ^ Mix(a)) ^ b) ^ c)) {}

  uint64_t Next() { return Mix(state_++); }

  // From 0 to 1, 1 excluded.
  double Share() { return static_cast<double>(Next() >> 11) * 0x1p-53; }

  // From 0 to `count` - 1; `count` >= 1.
  int64_t Below(int64_t count) {
    return static_cast<int64_t>((static_cast<unsigned __int128>(Next()) *
                                 static_cast<uint64_t>(count)) >>
                                64);
  }

  // A whole number whose mean is `mean` >= 0: one of its two neighbours.
  int64_t Round(double mean) {
    return static_cast<int64_t>(std::floor(mean + Share()));
  }

  // A size with a long tail: half of them are below `middle`, one in a hundred
  // is above 99 times it, none is above `most`.
  double LongTail(double middle, double most) {
    const double share = 1.0 - Share();
    return std::fmin(middle * (1.0 / share - 1.0), most);
  }

 private:
  uint64_t state_;
};

}  // namespace disclosure::loadgen

#endif  // DISCLOSURE_BENCH_LOADGEN_DRAWS_H_
