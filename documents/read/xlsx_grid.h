// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

// The filled cells, merged ranges and hidden rows of a sheet, made into a dense
// table. Used by one thread at a time.

#ifndef DISCLOSURE_DOCUMENTS_READ_XLSX_GRID_H_
#define DISCLOSURE_DOCUMENTS_READ_XLSX_GRID_H_

#include <cstdint>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"

#include "documents/table.h"

namespace disclosure::documents {

// From 0, both ends included.
struct SheetRange {
  int first_row = 0;
  int first_column = 0;
  int last_row = 0;
  int last_column = 0;
};

struct SheetGrid {
  // By row, then column; none is empty.
  std::map<std::pair<int, int>, std::string> texts;
  std::vector<SheetRange> merged;
  // Sorted, each once.
  std::vector<int> hidden_rows;
  std::vector<int> hidden_columns;
  // The table begins at the first row and column, filled or not.
  bool whole = false;
};

// From the first (of a whole grid: from A1) to the last filled row and column,
// without the hidden ones, every place a cell. A merged range that would
// overlap an earlier one is not merged. DOCUMENT_TOO_LARGE: more than
// `places_max` places, or the limits of one table.
absl::StatusOr<Table> ToTable(const SheetGrid& grid, int64_t places_max);

}  // namespace disclosure::documents

#endif  // DISCLOSURE_DOCUMENTS_READ_XLSX_GRID_H_
