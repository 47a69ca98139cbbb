// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

// What the methods of query share: the context they answer in, and the checks
// of years, regions, offices and lines that requests name. Thread-safe.

#ifndef DISCLOSURE_SERVICES_QUERY_LOOKUP_H_
#define DISCLOSURE_SERVICES_QUERY_LOOKUP_H_

#include <cstdint>
#include <string_view>

#include "absl/status/statusor.h"
#include "base/clock.h"
#include "form/catalog.h"
#include "registry/registry.h"
#include "services/query/read_model.h"
#include "services/query/year_view.h"

namespace disclosure::query {

// What every answer is made from; all three outlive it.
struct AnswerContext {
  const ReadModel& model;
  const form::Catalog& catalog;
  const base::Clock& clock;
};

// The first year of which there are reports.
inline constexpr int kFirstYear = 2008;

// The last year that may be asked about: the next one, whose registry may be
// there already.
int LastYear(const AnswerContext& context);

// `year` if it may be asked about, else INVALID_ARGUMENT (YEAR_INVALID).
absl::StatusOr<int> CheckYear(const AnswerContext& context, int64_t year,
                              std::string_view field = "year");
// The same, and 0 is the current year in Asia/Shanghai.
absl::StatusOr<int> YearOrCurrent(const AnswerContext& context, int64_t year);

// INVALID_ARGUMENT (FIELD_TOO_LONG) for a text longer than any name. Looking
// for names that are near to it would take too long.
absl::Status CheckLength(std::string_view field, std::string_view text);

// Numbers in the view's tree; FIELD_TOO_LONG, or NOT_FOUND (REGION_UNKNOWN,
// OFFICE_UNKNOWN) with near names of `registry`.
absl::StatusOr<int> FindRegion(const registry::Registry& registry,
                               const YearView& view, int year,
                               std::string_view code);
absl::StatusOr<int> FindOffice(const registry::Registry& registry,
                               const YearView& view, int year,
                               std::string_view id);

// kAllLines for an empty text, else the line's number in the view's tree;
// FIELD_TOO_LONG, or NOT_FOUND (LINE_UNKNOWN) with near lines.
absl::StatusOr<int> FindLine(const YearView& view, int year,
                             std::string_view line);

}  // namespace disclosure::query

#endif  // DISCLOSURE_SERVICES_QUERY_LOOKUP_H_
