// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

// The words of the registry's CSV files for the values of its enums, in the
// order of the values. They are part of the file format and never change.
// Inside this room.

#ifndef DISCLOSURE_REGISTRY_CSV_WORDS_H_
#define DISCLOSURE_REGISTRY_CSV_WORDS_H_

#include <algorithm>
#include <cstddef>
#include <iterator>
#include <string>
#include <string_view>

#include "absl/strings/str_join.h"

namespace disclosure::registry {

// words[i] stands for the value i + 1; 0 is unspecified and has none.
inline constexpr const char* kRegionKindWords[] = {
    "government", "subdistrict", "town", "township", "zone", "other"};
inline constexpr const char* kLevelWords[] = {"nation", "province", "city",
                                              "county", "township"};
inline constexpr const char* kCountedByWords[] = {"parts", "area"};
inline constexpr const char* kOfficeKindWords[] = {
    "subdistrict_office", "town_government", "department",
    "government_office",  "zone_committee",  "vertical_department",
    "authorised_body"};
// Which reports are expected: bit 1 own, bit 2 area.
inline constexpr const char* kReportsWords[] = {"own", "area", "own+area"};
// Whether an office's reports are added up.
inline constexpr const char* kCountsWords[] = {"yes", "no"};

// The value of a word, or 0.
template <size_t N>
int ValueOf(const char* const (&words)[N], std::string_view word) {
  const auto at = std::find(std::begin(words), std::end(words), word);
  return at == std::end(words) ? 0 : static_cast<int>(at - words) + 1;
}

// The word of a value, or nothing.
template <size_t N>
std::string WordOf(const char* const (&words)[N], int value) {
  return value >= 1 && value <= static_cast<int>(N) ? words[value - 1] : "";
}

template <size_t N>
std::string AllWords(const char* const (&words)[N]) {
  return absl::StrJoin(words, " ");
}

}  // namespace disclosure::registry

#endif  // DISCLOSURE_REGISTRY_CSV_WORDS_H_
