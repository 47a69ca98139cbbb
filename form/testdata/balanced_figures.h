// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

// Figures for tests.

#ifndef DISCLOSURE_FORM_TESTDATA_BALANCED_FIGURES_H_
#define DISCLOSURE_FORM_TESTDATA_BALANCED_FIGURES_H_

#include <random>
#include <string>

#include "disclosure/v1/report.pb.h"
#include "form/figures.h"

namespace disclosure::form::testdata {

v1::Editions EditionsOf(v1::Edition publication, v1::Edition requests);

// Random figures, up to about `max` each, in every cell of these editions of
// the built-in form. Every equation holds and nothing is unusual.
FigureVector BalancedFigures(const v1::Editions& editions, int64_t max,
                             std::mt19937_64* random);

// A report of an office on its own figures, with these.
v1::AnnualReport ReportOf(const v1::Editions& editions,
                          const FigureVector& figures, int year);

// The content of a file below the source folder; the test fails if it cannot be
// read.
std::string ReadFile(const std::string& path);

}  // namespace disclosure::form::testdata

#endif  // DISCLOSURE_FORM_TESTDATA_BALANCED_FIGURES_H_
