// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

// What kills the processes of a suite, in several ways at random moments, and
// starts them again.

#ifndef DISCLOSURE_TESTS_CRASH_NEMESIS_H_
#define DISCLOSURE_TESTS_CRASH_NEMESIS_H_

#include <array>
#include <atomic>
#include <cstdint>
#include <string>
#include <vector>

#include "absl/time/time.h"
#include "tests/crash/journal.h"
#include "tests/system/daemon.h"
#include "tests/system/reports.h"

namespace disclosure::testing {

// By the thread that started the processes.
class Nemesis {
 public:
  enum class Way {
    // One to three processes, one after the other.
    kAtMoment,
    // Ingest in the middle of a commit, or aggregate of a checkpoint: at a
    // write to the process's folder.
    kAtWrite,
    // Just started: while it recovers.
    kAtStart,
    // Stopped (SIGSTOP) for a while first, so that peers and clients wait.
    kFrozen,
    // Told to stop (SIGTERM), and killed before it has.
    kAtStop,
    // All three at once, as if the machine had ended.
    kTogether,
  };
  static constexpr int kWays = 6;

  // All three run. What is given must outlive it.
  Nemesis(const std::string& data_dir, uint64_t seed, ThreeDaemons* daemons,
          Journal* journal);

  // One to three attacks at random moments; after each, what was killed is
  // started again. True when all three serve; false, with a test failure, if
  // one does not.
  bool Attack();

  int kills() const;
  int kills_of(int process) const {
    return by_process_[static_cast<size_t>(process)];
  }
  int kills_by(Way way) const { return by_way_[static_cast<size_t>(way)]; }
  // Raised before each end and before each start of query.
  const std::atomic<int64_t>& query_lives() const { return query_lives_; }

 private:
  bool AttackOnce(Way way);
  // The processes to be attacked, in order.
  std::vector<int> PickVictims(Way way);

  void KillOne(Way way, int process);
  void Kill(Way way, int process);
  void KillAtStop(int process);
  void Count(Way way, int process);
  void KillTogether();
  void Launch(int process);
  void Pause(int64_t most_ms);

  const std::string data_dir_;
  Random random_;
  ThreeDaemons& daemons_;
  Journal& journal_;
  std::array<int, 3> by_process_ = {};
  std::array<int, kWays> by_way_ = {};
  std::atomic<int64_t> query_lives_ = 0;
};

// "at_moment"; for lines.
const char* NameOf(Nemesis::Way way);

// Returns at the `count`-th write to a file of the folder from now on; false if
// `limit` passes before.
bool WaitForWrites(const std::string& folder, int64_t count,
                   absl::Duration limit);

}  // namespace disclosure::testing

#endif  // DISCLOSURE_TESTS_CRASH_NEMESIS_H_
