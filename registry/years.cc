// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

#include "registry/years.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"

namespace disclosure::registry {

std::vector<YearRange> Joined(std::vector<YearRange> ranges) {
  std::sort(
      ranges.begin(), ranges.end(),
      [](const YearRange& a, const YearRange& b) { return a.first < b.first; });
  std::vector<YearRange> joined;
  for (const YearRange& range : ranges) {
    if (!joined.empty() && range.first <= joined.back().last + 1) {
      joined.back().last = std::max(joined.back().last, range.last);
    } else {
      joined.push_back(range);
    }
  }
  return joined;
}

std::vector<YearRange> Missing(const YearRange& range,
                               std::vector<YearRange> covered) {
  std::vector<YearRange> missing;
  int next = range.first;
  for (const YearRange& part : Joined(std::move(covered))) {
    if (part.last < next) continue;
    if (part.first > range.last) break;
    if (part.first > next) missing.push_back({next, part.first - 1});
    next = part.last + 1;
  }
  if (next <= range.last) missing.push_back({next, range.last});
  return missing;
}

std::string YearsEn(const YearRange& range) {
  const bool open_begin = range.first <= kSinceEver;
  const bool open_end = range.last >= kForEver;
  if (open_begin && open_end) return "all years";
  if (open_begin) return absl::StrCat("until ", range.last);
  if (open_end) return absl::StrCat(range.first, " on");
  if (range.first == range.last) return absl::StrCat(range.first);
  return absl::StrCat(range.first, "-", range.last);
}

std::string YearsZh(const YearRange& range) {
  const bool open_begin = range.first <= kSinceEver;
  const bool open_end = range.last >= kForEver;
  if (open_begin && open_end) return "所有年度";
  if (open_begin) return absl::StrCat(range.last, " 年及以前");
  if (open_end) return absl::StrCat(range.first, " 年起");
  if (range.first == range.last) return absl::StrCat(range.first, " 年");
  return absl::StrCat(range.first, "—", range.last, " 年");
}

std::string YearsEn(const std::vector<YearRange>& ranges) {
  return absl::StrJoin(ranges, ", ",
                       [](std::string* out, const YearRange& range) {
                         out->append(YearsEn(range));
                       });
}

std::string YearsZh(const std::vector<YearRange>& ranges) {
  return absl::StrJoin(ranges, "、",
                       [](std::string* out, const YearRange& range) {
                         out->append(YearsZh(range));
                       });
}

}  // namespace disclosure::registry
