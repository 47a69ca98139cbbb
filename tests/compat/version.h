// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

// What is kept of a version of the program, in a folder of its own:
//
//   closed/   a data folder as the version left it when it was stopped
//   killed/   the same log, as the version left it when it was killed
//   calls/    calls, and what the version answered on that folder (capture.h)

#ifndef DISCLOSURE_TESTS_COMPAT_VERSION_H_
#define DISCLOSURE_TESTS_COMPAT_VERSION_H_

#include <string>
#include <vector>

#include "tests/compat/capture.h"

namespace disclosure::testing {

// Makes the folder of the version under test: files reports with this program,
// stops and kills it, asks it.
void RecordVersion(const std::string& folder);

// What is filed to make the folder, in order. Sent again, each is answered as a
// repetition.
std::vector<Capture> MakeFilings();

// What is asked on the folder; the last one adds a revision.
std::vector<Capture> MakeQuestions();

}  // namespace disclosure::testing

#endif  // DISCLOSURE_TESTS_COMPAT_VERSION_H_
