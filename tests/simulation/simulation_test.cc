// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

// Many simulations of the suite, each with another seed. Whatever fails, dies,
// is lost or is late: what was acknowledged is in the log once, what nobody
// asked for is not; totals at every position are those of the log up to it;
// nobody goes back; a min_position is kept; and when the faults stop, all come
// to the head.
//
// DISCLOSURE_SEED=N repeats simulation N; with DISCLOSURE_SEEDS=M it is the
// first of M.

#include "tests/simulation/simulation.h"

#include <algorithm>
#include <iostream>
#include <optional>
#include <random>

#include <gtest/gtest.h>

#include "base/test_run.h"
#include "server/log.h"

namespace disclosure::simulation {
namespace {

constexpr int64_t kSeeds = DISCLOSURE_SIMULATIONS;

// The traces say what happens; the log would say it a thousand times.
void BeQuiet() { server::InitLog(server::LogLevel::kError); }

TEST(SimulationTest, NothingIsLostDoubledOrInventedWhateverHappens) {
  BeQuiet();
  const std::optional<int64_t> given =
      base::NumberFromEnvironment("DISCLOSURE_SEED");
  const int64_t first = given.value_or(std::random_device()() & 0x7fffffff);
  const int64_t seeds = base::NumberFromEnvironment("DISCLOSURE_SEEDS")
                            .value_or(given.has_value() ? 1 : kSeeds);
  std::cout << "DISCLOSURE_SEED=" << first << std::endl;
  Outcome all;
  int64_t runs = 0;
  for (int64_t seed = first; seed < first + seeds; ++seed) {
    const Outcome outcome = Simulate(static_cast<uint64_t>(seed));
    ++runs;
    all.events += outcome.events;
    all.faults += outcome.faults;
    all.acknowledged += outcome.acknowledged;
    all.lost += outcome.lost;
    all.doubled += outcome.doubled;
    all.invented += outcome.invented;
    EXPECT_EQ(outcome.failure, "")
        << outcome.trace << "DISCLOSURE_SEED=" << seed << ", " << runs
        << " seeds in";
    if (!outcome.failure.empty()) break;
  }
  std::cout << "RESULT name=simulation runs=" << runs
            << " faults=" << all.faults << " acknowledged=" << all.acknowledged
            << " lost=" << all.lost << " doubled=" << all.doubled
            << " invented=" << all.invented << " seed=" << first << std::endl;
}

TEST(SimulationTest, TheSameSeedIsTheSameSimulation) {
  BeQuiet();
  const uint64_t first = std::random_device()() & 0x7fffffff;
  for (uint64_t seed = first; seed < first + 10; ++seed) {
    const Outcome one = Simulate(seed);
    const Outcome other = Simulate(seed);
    ASSERT_EQ(one.trace, other.trace) << "DISCLOSURE_SEED=" << seed;
    ASSERT_EQ(one.trace_hash, other.trace_hash) << "DISCLOSURE_SEED=" << seed;
    ASSERT_NE(one.trace_hash, Simulate(seed + 1).trace_hash);
  }
}

}  // namespace
}  // namespace disclosure::simulation
