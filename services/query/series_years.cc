// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

#include "services/query/series_years.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "services/query/errors.h"

namespace disclosure::query {
namespace {

constexpr int kSeriesYearsMost = 50;

absl::Status CheckRange(int first, int last) {
  if (last < first) {
    return FieldInvalid(
        "YEARS_INVALID", "last_year",
        absl::StrCat(last, " is before first_year ", first, "."),
        absl::StrCat("截止年度 ", last, " 早于起始年度 ", first, "。"));
  }
  if (last - first >= kSeriesYearsMost) {
    return FieldInvalid(
        "YEARS_INVALID", "last_year",
        absl::StrCat("A series has at most ", kSeriesYearsMost, " years."),
        absl::StrCat("一次最多查询 ", kSeriesYearsMost, " 年。"));
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<SeriesYears> ChooseYears(const AnswerContext& context,
                                        const v1::GetSeriesRequest& request) {
  std::vector<int> present;
  const absl::Status gathered = context.model.Read(
      {}, [&](const Contents& contents, absl::Span<const YearViewPtr>) {
        present = contents.Years();
        return absl::OkStatus();
      });
  if (!gathered.ok()) return gathered;
  std::erase_if(present, [&](int year) {
    return year < kFirstYear || year > LastYear(context);
  });
  if (request.last_year() != 0) {
    const absl::StatusOr<int> last =
        CheckYear(context, request.last_year(), "last_year");
    if (!last.ok()) return last.status();
    std::erase_if(present, [&](int year) { return year > *last; });
  }
  if (request.first_year() == 0) {
    return SeriesYears{.candidates = std::move(present),
                       .last_with_reports = true};
  }
  const absl::StatusOr<int> first =
      CheckYear(context, request.first_year(), "first_year");
  if (!first.ok()) return first.status();
  int last = request.last_year();
  if (last == 0) last = std::max(*first, present.empty() ? 0 : present.back());
  const absl::Status range = CheckRange(*first, last);
  if (!range.ok()) return range;
  SeriesYears years;
  for (int year = *first; year <= last; ++year) {
    years.candidates.push_back(year);
  }
  return years;
}

}  // namespace disclosure::query
