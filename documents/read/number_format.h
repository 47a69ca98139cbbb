// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

// Numbers of a workbook as text. Pure, thread-safe.

#ifndef DISCLOSURE_DOCUMENTS_READ_NUMBER_FORMAT_H_
#define DISCLOSURE_DOCUMENTS_READ_NUMBER_FORMAT_H_

#include <string>
#include <string_view>

namespace disclosure::documents {

// `stored` is the number as the workbook holds it, `format` how it shows it.
// The result has all digits that are stored (15, as a workbook shows at most),
// no exponent and no separators: 0.10000000000000001 is 0.1, 1E3 is 1000. What
// the format says in words after the number stays with it (`0.00"万元"`), as do
// percent signs; dates become 2024-01-31. Where a format shows another number
// than the stored one (`0!.0,"万"` shows ten-thousands), the format follows in
// brackets, so that nobody takes the text for a plain number. What is no number
// comes back unchanged.
std::string PrintNumber(std::string_view stored, std::string_view format,
                        bool dates_from_1904 = false);

// The format with this number that needs no definition; empty: plain numbers.
std::string_view BuiltInFormat(int id);

}  // namespace disclosure::documents

#endif  // DISCLOSURE_DOCUMENTS_READ_NUMBER_FORMAT_H_
