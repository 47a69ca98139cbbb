// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

// What is wrong with rows that should be applied to a registry.

#ifndef DISCLOSURE_REGISTRY_PROBLEM_H_
#define DISCLOSURE_REGISTRY_PROBLEM_H_

#include <cstddef>
#include <string>
#include <string_view>
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

// Collects problems, at most kProblemsMax of them.
class ProblemList {
 public:
  void Add(RowTable table, int index, std::string en, std::string zh);
  bool full() const { return problems_.size() >= size_t{kProblemsMax}; }
  bool empty() const { return problems_.empty(); }
  // In the order of the request.
  std::vector<Problem> Take() &&;

 private:
  std::vector<Problem> problems_;
};

// Text from outside as a message may show it: cut when it is long, without
// control characters, valid UTF-8.
std::string Shown(std::string_view text);

}  // namespace disclosure::registry

#endif  // DISCLOSURE_REGISTRY_PROBLEM_H_
