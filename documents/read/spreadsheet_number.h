// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

// A figure as a spreadsheet holds it. Pure functions, thread-safe.

#ifndef DISCLOSURE_DOCUMENTS_READ_SPREADSHEET_NUMBER_H_
#define DISCLOSURE_DOCUMENTS_READ_SPREADSHEET_NUMBER_H_

#include <cstdint>
#include <optional>
#include <string_view>

namespace disclosure::documents {

// The number of a cell times 10^`decimals`, exactly. Taken are digits, full
// width too, with a sign, a point, an exponent (2.5E+5) and blanks around them.
// What a spreadsheet stores of a fraction that has no binary form, such as
// 59237.244899999998 for 59237.2449, is the fraction with 15 digits. Nothing
// for anything else: words, units, separators, more decimals than `decimals`,
// more than 18 digits.
std::optional<int64_t> ParseSpreadsheetNumber(std::string_view text,
                                              int decimals);

}  // namespace disclosure::documents

#endif  // DISCLOSURE_DOCUMENTS_READ_SPREADSHEET_NUMBER_H_
