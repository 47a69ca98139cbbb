// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

// What is wrong with rows that should be applied to a registry.

#ifndef DISCLOSURE_REGISTRY_PROBLEM_H_
#define DISCLOSURE_REGISTRY_PROBLEM_H_

#include <string>
#include <vector>

#include "absl/status/status.h"

namespace disclosure::registry {

// No more than this many are listed.
inline constexpr int kProblemsMax = 10'000;

enum class RowTable { kRegions, kOffices, kDueDates };

// One thing that is wrong, and the row of the request that causes it: what
// was expected, what was found, what to do.
struct Problem {
  RowTable table = RowTable::kRegions;
  int index = 0;
  std::string en;
  std::string zh;

  // The row as the API names it: regions[3], offices[0], due_dates[1].
  std::string RowName() const;
};

// The error of a request with these problems, of which there is at least one:
// INVALID_ARGUMENT (REGISTRY_INVALID), every problem a field violation, their
// number in the message and in the metadata (`problems`).
absl::Status InvalidRegistry(const std::vector<Problem>& problems);

}  // namespace disclosure::registry

#endif  // DISCLOSURE_REGISTRY_PROBLEM_H_
