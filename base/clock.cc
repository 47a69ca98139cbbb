// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

#include "base/clock.h"

#include <string>

#include "absl/time/clock.h"

namespace disclosure::base {
namespace {

absl::TimeZone Shanghai() { return absl::FixedTimeZone(8 * 60 * 60); }

class MachineClock : public Clock {
 public:
  absl::Time Now() const override { return absl::Now(); }
};

}  // namespace

const Clock& SystemClock() {
  static const MachineClock clock;
  return clock;
}

SimulatedClock::SimulatedClock(absl::Time now)
    : unix_nanos_(absl::ToUnixNanos(now)) {}

absl::Time SimulatedClock::Now() const {
  return absl::FromUnixNanos(unix_nanos_.load());
}

void SimulatedClock::Set(absl::Time now) {
  unix_nanos_.store(absl::ToUnixNanos(now));
}

void SimulatedClock::Advance(absl::Duration step) {
  unix_nanos_.fetch_add(absl::ToInt64Nanoseconds(step));
}

std::string FormatShanghai(absl::Time time) {
  return absl::FormatTime("%Y-%m-%d %H:%M:%S %Ez", time, Shanghai());
}

absl::CivilDay ShanghaiDay(absl::Time time) {
  return absl::ToCivilDay(time, Shanghai());
}

int ShanghaiYear(absl::Time time) {
  return static_cast<int>(ShanghaiDay(time).year());
}

absl::Time EndOfDayShanghai(int year, int month, int day) {
  return EndOfDayShanghai(absl::CivilDay(year, month, day));
}

absl::Time EndOfDayShanghai(absl::CivilDay day) {
  return absl::FromCivil(day + 1, Shanghai());
}

}  // namespace disclosure::base
