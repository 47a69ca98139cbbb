// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

// The small country of the simulations: its rows, and changes of them that are
// often accepted.

#ifndef DISCLOSURE_TESTS_SIMULATION_COUNTRY_H_
#define DISCLOSURE_TESTS_SIMULATION_COUNTRY_H_

#include <string>
#include <vector>

#include "disclosure/v1/registry.pb.h"
#include "tests/simulation/history.h"
#include "tests/simulation/scheduler.h"

namespace disclosure::simulation {

inline constexpr int kFirstYear = 2019;
inline constexpr int kYears = 2;

const std::vector<std::string>& Regions();
const std::vector<std::string>& Lines();

// A province, two cities, three counties and three towns, with one or two
// offices each; one county has rows of its own from the second year on.
v1::RegistryRows MakeCountry(Scheduler& scheduler);

// One or two rows of that position, changed: another parent, way to be counted,
// line, region or end; or a due date. Ingest may refuse them.
v1::RegistryRows ChangeCountry(Scheduler& scheduler, const History& history,
                               int64_t position);

}  // namespace disclosure::simulation

#endif  // DISCLOSURE_TESTS_SIMULATION_COUNTRY_H_
