// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

// Documents for the tests of this folder, and what was read of them as text.

#ifndef DISCLOSURE_DOCUMENTS_EXTRACT_TEST_DOCUMENTS_H_
#define DISCLOSURE_DOCUMENTS_EXTRACT_TEST_DOCUMENTS_H_

#include <string>
#include <string_view>
#include <vector>

#include "disclosure/v1/report.pb.h"
#include "documents/read/document.h"

namespace disclosure::documents {

// A table of one cell per place: rows by line, cells by `|`. A cell that is `^`
// belongs to the one above, `<` to the one on its left.
Table MakeTable(Layout layout, std::string_view text);

// A document of these tables, nothing else.
Document MakeDocument(std::vector<Table> tables);

// The evidence of figures whose path begins with `prefix`, one word each:
// `3` read, `3!` confirmed, `_` blank, `?3|4` ambiguous, `#` unreadable, `-`
// absent; `*` behind it for each doubt.
std::string Evidence(const v1::AnnualReport& report, std::string_view prefix);

}  // namespace disclosure::documents

#endif  // DISCLOSURE_DOCUMENTS_EXTRACT_TEST_DOCUMENTS_H_
