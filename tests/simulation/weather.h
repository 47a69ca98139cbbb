// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

// How bad things are in one simulation. Each seed has a weather of its own, so
// that some are calm but for one kind of fault and others have all of them.

#ifndef DISCLOSURE_TESTS_SIMULATION_WEATHER_H_
#define DISCLOSURE_TESTS_SIMULATION_WEATHER_H_

#include <cstddef>
#include <cstdint>

#include "absl/time/time.h"
#include "tests/simulation/scheduler.h"

namespace disclosure::simulation {

struct Weather {
  explicit Weather(Scheduler& scheduler);

  // From now on nothing fails and nothing is late.
  void Clear();

  // True with that probability while there are faults; counted.
  bool Fault(double probability) {
    if (cleared_ || !scheduler_.Chance(probability)) return false;
    ++faults_;
    return true;
  }
  // A message's way.
  absl::Duration Delay() { return scheduler_.Within(delay_max); }
  void CountFault() { ++faults_; }
  int64_t faults() const { return faults_; }
  bool cleared() const { return cleared_; }

  // Of a unary call: the request, or its answer, is lost; it is done twice.
  double lose = 0;
  double repeat = 0;
  // Of a stream, at each message.
  double break_stream = 0;
  // Of an operation of the report store, and of the checkpoint's folder.
  double store_fails = 0;
  double checkpoint_fails = 0;
  // Of a failed commit: that it was done all the same.
  double done_though_failed = 0.5;
  absl::Duration delay_max;
  // Between deaths of some process; infinite: none dies.
  absl::Duration death_every;
  // A follower that reads its next message so late.
  absl::Duration slow_reader;
  // The report store is restored from a backup once.
  bool restore = false;

  // What messages hold: by seed too, since limits are where mistakes are.
  int changes_max = 1000;
  size_t update_bytes_max = 1 << 20;
  int64_t far_behind = 20'000;
  uint64_t touches_at_once_max = 200'000;
  size_t group_mutations_max = 1024;
  // How long the committer gathers requests.
  absl::Duration gathering;

 private:
  Scheduler& scheduler_;
  bool cleared_ = false;
  int64_t faults_ = 0;
};

}  // namespace disclosure::simulation

#endif  // DISCLOSURE_TESTS_SIMULATION_WEATHER_H_
