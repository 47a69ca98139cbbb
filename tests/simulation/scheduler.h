// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

// Time and chance of one simulation: events in the order of their time, on a
// clock that jumps from one to the next, and a generator that decides
// everything. The same seed gives the same events.
//
// What happens is told in lines; all of them are in a hash, the last of them
// are kept to be shown.

#ifndef DISCLOSURE_TESTS_SIMULATION_SCHEDULER_H_
#define DISCLOSURE_TESTS_SIMULATION_SCHEDULER_H_

#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "base/clock.h"

namespace disclosure::simulation {

class Scheduler {
 public:
  Scheduler(uint64_t seed, absl::Time begin) : random_(seed), clock_(begin) {}
  Scheduler(const Scheduler&) = delete;
  Scheduler& operator=(const Scheduler&) = delete;

  const base::Clock& clock() const { return clock_; }
  absl::Time Now() const { return clock_.Now(); }

  // Runs `event` at that time; what comes at the same time comes in the order
  // of these calls.
  void At(absl::Time time, std::function<void()> event);
  void After(absl::Duration delay, std::function<void()> event) {
    At(Now() + delay, std::move(event));
  }

  // Runs the next event, and sets the clock to its time. False: there is none,
  // or it comes after `end`.
  bool RunNext(absl::Time end);

  std::mt19937_64& random() { return random_; }
  // From 0 to before `end`.
  int64_t Below(int64_t end);
  bool Chance(double probability);
  // From nothing to `most`.
  absl::Duration Within(absl::Duration most);
  template <class T>
  const T& Any(const std::vector<T>& all) {
    return all[static_cast<size_t>(Below(static_cast<int64_t>(all.size())))];
  }

  // Tells what happens.
  template <class... Parts>
  void Trace(const Parts&... parts) {
    AddLine(absl::StrCat(parts...));
  }
  uint64_t trace_hash() const { return hash_; }
  int64_t events() const { return events_; }
  // The last lines, each with its time.
  std::string LastLines() const;

 private:
  void AddLine(std::string line);

  std::mt19937_64 random_;
  base::SimulatedClock clock_;
  // By time, then in the order of arrival.
  std::map<std::pair<absl::Time, int64_t>, std::function<void()>> queue_;
  int64_t next_ = 0;
  int64_t events_ = 0;
  std::deque<std::pair<absl::Time, std::string>> lines_;
  uint64_t hash_ = 14695981039346656037u;
};

}  // namespace disclosure::simulation

#endif  // DISCLOSURE_TESTS_SIMULATION_SCHEDULER_H_
