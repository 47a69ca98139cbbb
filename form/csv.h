// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

// CSV as spreadsheets write it (RFC 4180): quoted fields may hold commas,
// quotes and line breaks; lines end in LF or CRLF. Internal to this folder.

#ifndef DISCLOSURE_FORM_CSV_H_
#define DISCLOSURE_FORM_CSV_H_

#include <string>
#include <string_view>
#include <vector>

#include "form/text_problems.h"

namespace disclosure::form {

struct CsvRow {
  // The line it begins on, from 1.
  int line = 0;
  // Without blanks around them.
  std::vector<std::string> fields;
};

// The rows that have any text, without a BOM. A problem (and what was read so
// far) if the text is not UTF-8 or a quote is not closed.
std::vector<CsvRow> ParseCsv(std::string_view text, TextProblems* problems);

// Appends a row in CRLF, with quotes where they are needed.
void AppendCsvRow(const std::vector<std::string>& fields, std::string* out);

}  // namespace disclosure::form

#endif  // DISCLOSURE_FORM_CSV_H_
