// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

// The errors that query answers with. Each says what was asked for, what is
// there, and what to do; both languages. Pure functions.

#ifndef DISCLOSURE_SERVICES_QUERY_ERRORS_H_
#define DISCLOSURE_SERVICES_QUERY_ERRORS_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"

namespace disclosure::query {

// NOT_FOUND (LINE_UNKNOWN): no office has this line; `near` are lines that are
// like it.
absl::Status LineUnknown(std::string_view line, int year,
                         const std::vector<std::string>& near);

// INVALID_ARGUMENT, with the field and its sentence as violation.
absl::Status FieldInvalid(std::string_view reason, std::string_view field,
                          std::string_view en, std::string_view zh);

// INVALID_ARGUMENT (FIELD_TOO_LONG): a text of `bytes`, where `limit` are
// allowed.
absl::Status FieldTooLong(std::string_view field, size_t bytes, size_t limit);

// INVALID_ARGUMENT (YEAR_INVALID): there are years `first` to `last`.
absl::Status YearInvalid(std::string_view field, int64_t year, int first,
                         int last);

// INVALID_ARGUMENT (REQUEST_UNREADABLE): the bytes are not the request's
// message.
absl::Status RequestUnreadable();

// FAILED_PRECONDITION (LOG_UNKNOWN): `wanted` is not the log that is served.
absl::Status LogUnknown(std::string_view wanted, std::string_view served);

// UNAVAILABLE (NOT_READY): no update of the feed has been applied yet.
absl::Status NotReady();

// RESOURCE_EXHAUSTED (TOO_MANY_WAITING): `limit` calls are under way.
absl::Status TooManyWaiting(int64_t limit);

// INTERNAL (FIGURES_UNREADABLE): what the feed brought cannot be unpacked.
absl::Status FiguresUnreadable(const absl::Status& cause);

// What ends a stream of the feed: FAILED_PRECONDITION (CATALOG_DIFFERS,
// POSITION_WENT_BACK), DATA_LOSS (FEED_BROKEN).
absl::Status CatalogDiffers(std::string_view own, std::string_view fed);
absl::Status FeedBroken(std::string_view what);
absl::Status PositionWentBack(std::string_view what);

}  // namespace disclosure::query

#endif  // DISCLOSURE_SERVICES_QUERY_ERRORS_H_
