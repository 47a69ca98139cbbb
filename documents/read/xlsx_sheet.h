// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

// One sheet of a workbook as a table. Thread-safe.

#ifndef DISCLOSURE_DOCUMENTS_READ_XLSX_SHEET_H_
#define DISCLOSURE_DOCUMENTS_READ_XLSX_SHEET_H_

#include <cstdint>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"

#include "documents/read/xlsx_parts.h"
#include "documents/table.h"

namespace disclosure::documents {

// What all sheets together may still hold.
struct SheetBudget {
  size_t text_bytes;
  int64_t places;
};

// `part` names the sheet's XML in errors; what it uses is taken off `budget`.
// No rows: the sheet is empty. See xlsx.h.
absl::StatusOr<Table> ParseSheet(std::string_view xml, std::string_view part,
                                 const SheetEntry& sheet,
                                 const WorkbookParts& parts,
                                 SheetBudget& budget);

}  // namespace disclosure::documents

#endif  // DISCLOSURE_DOCUMENTS_READ_XLSX_SHEET_H_
