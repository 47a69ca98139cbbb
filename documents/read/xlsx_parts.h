// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

// The parts of a workbook that its sheets refer to. Pure, thread-safe; errors
// are those of ParseXml and DOCUMENT_TOO_LARGE.

#ifndef DISCLOSURE_DOCUMENTS_READ_XLSX_PARTS_H_
#define DISCLOSURE_DOCUMENTS_READ_XLSX_PARTS_H_

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"

namespace disclosure::documents {

struct SheetEntry {
  std::string name;
  // Of the relationship to its part.
  std::string relationship;
  bool hidden = false;
  // From A1 on, with hidden rows and columns: every cell is where its
  // reference says.
  bool whole = false;
};

struct WorkbookParts {
  // In the order of their tabs.
  std::vector<SheetEntry> sheets;
  bool dates_from_1904 = false;
  std::vector<std::string> strings;
  // By the style number that cells carry: the number's format.
  std::vector<std::string> formats;
};

// Each fills in its share of `parts`.
absl::Status ParseWorkbook(std::string_view xml, WorkbookParts& parts);
absl::Status ParseStrings(std::string_view xml, WorkbookParts& parts);
absl::Status ParseStyles(std::string_view xml, WorkbookParts& parts);

}  // namespace disclosure::documents

#endif  // DISCLOSURE_DOCUMENTS_READ_XLSX_PARTS_H_
