// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

// Reports for tests: real ones from testdata, random ones whose equations hold,
// and a real one divided into several that add up to it.

#ifndef DISCLOSURE_TESTS_SYSTEM_REPORTS_H_
#define DISCLOSURE_TESTS_SYSTEM_REPORTS_H_

#include <cstdint>
#include <random>
#include <string>
#include <vector>

#include "base/test_run.h"
#include "disclosure/v1/registry.pb.h"
#include "disclosure/v1/report.pb.h"
#include "tests/system/figures.h"

namespace disclosure::testing {

using Random = std::mt19937_64;

// From 0 to `most`, both included.
int64_t Pick(Random& random, int64_t most);
// True once in `times`.
bool OneIn(Random& random, int times);

using base::RunLength;
using base::RunLong;
using base::TestSeed;

// A report whose equations hold and whose figures are small, with blanks here
// and there. The editions are chosen by chance.
v1::AnnualReport RandomReport(Random& random, const std::string& office,
                              int year, v1::Scope scope);

// All figures that the editions ask for are filled in: as large as a report
// gets.
v1::AnnualReport FullReport(Random& random, const std::string& office, int year,
                            v1::Scope scope);

// Adds 1 to a total, so that an equation does not hold.
void Break(v1::AnnualReport* report);

// Divides figures whose equations hold into `count` parts whose equations hold
// and which add up to them. What is blank is blank in every part.
std::vector<FigureMap> Divide(Random& random, const FigureMap& figures,
                              int count);

// A report file below testdata/reports/.
v1::AnnualReport ReadTestReport(const std::string& name);

// testdata/regions.csv and offices.csv.
v1::RegistryRows ReadTestRegistry();

}  // namespace disclosure::testing

#endif  // DISCLOSURE_TESTS_SYSTEM_REPORTS_H_
