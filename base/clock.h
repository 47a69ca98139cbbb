// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

// Time as the product sees it: a clock that tests can set, and the calendar of
// Asia/Shanghai, in which due dates are judged and times are printed. The
// offset has been +08:00 without change since 1992, so no time zone data are
// needed.

#ifndef DISCLOSURE_BASE_CLOCK_H_
#define DISCLOSURE_BASE_CLOCK_H_

#include <atomic>
#include <cstdint>
#include <string>

#include "absl/time/civil_time.h"
#include "absl/time/time.h"

namespace disclosure::base {

// Thread-safe.
class Clock {
 public:
  virtual ~Clock() = default;
  virtual absl::Time Now() const = 0;
};

// The machine's clock; lives for ever.
const Clock& SystemClock();

// Stands still until it is told. Thread-safe; precise to the nanosecond,
// between the years 1678 and 2262.
class SimulatedClock : public Clock {
 public:
  explicit SimulatedClock(absl::Time now);

  absl::Time Now() const override;
  void Set(absl::Time now);
  void Advance(absl::Duration step);

 private:
  std::atomic<int64_t> unix_nanos_;
};

// 2021-01-28 09:14:03 +08:00
std::string FormatShanghai(absl::Time time);

absl::CivilDay ShanghaiDay(absl::Time time);
int ShanghaiYear(absl::Time time);

// The first moment after that day: a time is within the day if it is less.
// Days past the end of a month count into the next one.
absl::Time EndOfDayShanghai(int year, int month, int day);
absl::Time EndOfDayShanghai(absl::CivilDay day);

}  // namespace disclosure::base

#endif  // DISCLOSURE_BASE_CLOCK_H_
