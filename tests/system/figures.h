// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

// Figures as the plainest thing there is, a map from path to value: what the
// model of these tests adds up. Nothing of the product's form room is used.

#ifndef DISCLOSURE_TESTS_SYSTEM_FIGURES_H_
#define DISCLOSURE_TESTS_SYSTEM_FIGURES_H_

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "disclosure/v1/figures.pb.h"
#include "disclosure/v1/report.pb.h"

namespace disclosure::testing {

// By path (requests.received.total). A blank figure is not in it.
using FigureMap = std::map<std::string, int64_t>;

FigureMap ToMap(const v1::Figures& figures);
v1::Figures FromMap(const FigureMap& map);

// The figures that a report of these editions is asked for.
std::vector<std::string> AskedPaths(const v1::Editions& editions);

void Add(FigureMap* sum, const FigureMap& figures);

// One line per figure; what two maps differ in, for a failure.
std::string Print(const FigureMap& map);
std::string PrintDifferences(const FigureMap& expected, const FigureMap& found);

}  // namespace disclosure::testing

#endif  // DISCLOSURE_TESTS_SYSTEM_FIGURES_H_
