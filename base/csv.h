// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0
//
// Comma-separated values as spreadsheets write them (RFC 4180): UTF-8 with or
// without a byte order mark, lines ended by LF, CRLF or CR, fields in double
// quotes where they hold a comma, a quote or a line end.
//
//   absl::StatusOr<std::vector<CsvRecord>> records = ParseCsv(text);
//
// Functions here are pure and may be called from any thread.

#ifndef DISCLOSURE_BASE_CSV_H_
#define DISCLOSURE_BASE_CSV_H_

#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"

namespace disclosure::base {

// What to put before a CSV file so that spreadsheets read it as UTF-8.
inline constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";

// One record of a file.
struct CsvRecord {
  // The line it begins at; the first line of a file is 1.
  int line = 0;

  // At least one. Quotes are removed, everything else is as written.
  std::vector<std::string> fields;
};

// All records of a file in order, the header included. Empty lines are left
// out; a line of commas alone is a record of empty fields. How many fields a
// record has is left to the caller to judge.
//
// INVALID_ARGUMENT, with a reason and a Chinese message, both beginning with
// the line, which is also in the metadata (`line`):
// CSV_NOT_UTF8 (also for UTF-16 and for a file with zero bytes), CSV_QUOTES
// (a quote inside an unquoted field, text after a closing quote, a quote that
// is never closed).
absl::StatusOr<std::vector<CsvRecord>> ParseCsv(std::string_view text);

// The field as it stands in a file: in quotes where it needs them.
std::string CsvField(std::string_view value);

// A whole record, ended by LF.
std::string CsvLine(const std::vector<std::string>& fields);

}  // namespace disclosure::base

#endif  // DISCLOSURE_BASE_CSV_H_
