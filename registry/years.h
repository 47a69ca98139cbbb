// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

// Ranges of years, and the years in which a row of the registry is valid.
//
// Functions here are pure and may be called from any thread.

#ifndef DISCLOSURE_REGISTRY_YEARS_H_
#define DISCLOSURE_REGISTRY_YEARS_H_

#include <string>
#include <vector>

namespace disclosure::registry {

// The ends of time: a row without a first year is valid since ever, a row
// without a last year still is.
inline constexpr int kSinceEver = 0;
inline constexpr int kForEver = 9999;

// Years that a row or a due date may name.
inline constexpr int kFirstYearMin = 1900;
inline constexpr int kLastYearMax = 2999;

// Both ends are in it.
struct YearRange {
  int first = kSinceEver;
  int last = kForEver;

  bool Contains(int year) const { return first <= year && year <= last; }
  bool Overlaps(const YearRange& other) const {
    return first <= other.last && other.first <= last;
  }
  bool operator==(const YearRange&) const = default;
};

// The years in which a row (v1::RegionRow or v1::OfficeRow) is valid.
template <typename Row>
YearRange YearsOf(const Row& row) {
  return {row.first_year(), row.last_year() == 0 ? kForEver : row.last_year()};
}

// The same years in order, with ranges that meet or overlap made one.
std::vector<YearRange> Joined(std::vector<YearRange> ranges);

// The years of `range` that are in none of `covered`, in order and joined.
std::vector<YearRange> Missing(const YearRange& range,
                               std::vector<YearRange> covered);

// For messages: "2008", "2008-2015", "2016 on", "until 2015", "all years".
std::string YearsEn(const YearRange& range);
// "2008 年", "2008—2015 年", "2016 年起", "2015 年及以前", "所有年度".
std::string YearsZh(const YearRange& range);

// Several, separated by ", " or "、".
std::string YearsEn(const std::vector<YearRange>& ranges);
std::string YearsZh(const std::vector<YearRange>& ranges);

}  // namespace disclosure::registry

#endif  // DISCLOSURE_REGISTRY_YEARS_H_
