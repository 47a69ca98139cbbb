// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

// Numbers for names, from 0 on in the order in which they come: what is held
// by name for many years is held by number, and the name once. A name keeps
// its number for ever. Plain data, as safe as a map.

#ifndef DISCLOSURE_SERVICES_QUERY_NUMBERED_NAMES_H_
#define DISCLOSURE_SERVICES_QUERY_NUMBERED_NAMES_H_

#include <cstddef>
#include <string>
#include <string_view>

#include "absl/container/flat_hash_map.h"
#include "base/absl_strings.h"

namespace disclosure::query {

class NumberedNames {
 public:
  static constexpr size_t kNone = static_cast<size_t>(-1);

  // kNone for a name that has no number.
  size_t Find(std::string_view name) const {
    const auto found = numbers_.find(base::ToAbsl(name));
    return found == numbers_.end() ? kNone : found->second;
  }

  // The same, and gives the name a number if it has none.
  size_t FindOrAdd(std::string_view name) {
    return numbers_.try_emplace(base::ToAbsl(name), numbers_.size())
        .first->second;
  }

 private:
  absl::flat_hash_map<std::string, size_t> numbers_;
};

}  // namespace disclosure::query

#endif  // DISCLOSURE_SERVICES_QUERY_NUMBERED_NAMES_H_
