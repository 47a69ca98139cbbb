// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

#include "tests/simulation/weather.h"

#include <vector>

namespace disclosure::simulation {

Weather::Weather(Scheduler& scheduler) : scheduler_(scheduler) {
  const std::vector<double> rates = {0, 0, 0.01, 0.05, 0.2};
  lose = scheduler.Any(rates);
  repeat = scheduler.Any(rates);
  break_stream = scheduler.Any(rates);
  store_fails = scheduler.Any(rates) / 2;
  checkpoint_fails = scheduler.Any(rates);
  done_though_failed = scheduler.Any<double>({0, 0.5, 1});
  delay_max = absl::Milliseconds(scheduler.Any<int>({1, 20, 200, 1000}));
  death_every = scheduler.Any<absl::Duration>(
      {absl::InfiniteDuration(), absl::Seconds(20), absl::Seconds(4),
       absl::Seconds(1)});
  slow_reader = absl::Milliseconds(scheduler.Any<int>({0, 0, 300, 3000}));
  restore = scheduler.Below(6) == 0;
  changes_max = scheduler.Any<int>({1, 3, 1000});
  update_bytes_max = scheduler.Any<size_t>({1, 700, 5000, 1 << 20});
  far_behind = scheduler.Any<int64_t>({2, 10, 20'000});
  touches_at_once_max = scheduler.Any<uint64_t>({5, 200'000});
  group_mutations_max = scheduler.Any<size_t>({1, 3, 1024});
  gathering = absl::Milliseconds(scheduler.Any<int>({2, 100, 600}));
}

void Weather::Clear() {
  cleared_ = true;
  delay_max = absl::Milliseconds(1);
  slow_reader = absl::ZeroDuration();
  gathering = absl::Milliseconds(2);
}

}  // namespace disclosure::simulation
