// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

// The suite in one thread: the cores of ingest, of aggregate and of two
// replicas of query, writers and readers, on a clock, a disk and a network that
// are simulated. One number decides everything that happens, so that a failure
// happens again.

#ifndef DISCLOSURE_TESTS_SIMULATION_SIMULATION_H_
#define DISCLOSURE_TESTS_SIMULATION_SIMULATION_H_

#include <cstdint>
#include <string>

namespace disclosure::simulation {

struct Outcome {
  // Empty: everything was as it must be.
  std::string failure;
  // The last lines of what happened.
  std::string trace;
  uint64_t trace_hash = 0;
  int64_t events = 0;
  int64_t faults = 0;
  int64_t acknowledged = 0;
  int64_t lost = 0;
  int64_t doubled = 0;
  int64_t invented = 0;
};

Outcome Simulate(uint64_t seed);

}  // namespace disclosure::simulation

#endif  // DISCLOSURE_TESTS_SIMULATION_SIMULATION_H_
