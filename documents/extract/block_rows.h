// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

// The one printed row of a table whose rows stand side by side as blocks, or
// its parts where the blocks are printed as tables of their own.
//
// Pure function, thread-safe.

#ifndef DISCLOSURE_DOCUMENTS_EXTRACT_BLOCK_ROWS_H_
#define DISCLOSURE_DOCUMENTS_EXTRACT_BLOCK_ROWS_H_

#include <map>
#include <optional>
#include <vector>

#include "documents/extract/printed_rows.h"
#include "documents/extract/row_figures.h"
#include "form/catalog.h"

namespace disclosure::documents {

struct BlockFigure {
  // An index into the printed rows.
  int printed = 0;
  // Nothing where it cannot be told which figure is the cell's.
  std::optional<AssignedFigure> figure;
};

struct BlockRow {
  // By cell of the catalogue; what is missing was not found.
  std::map<int, BlockFigure> figures;
};

// Finds it by its heads, or, where lines lost them, by its number of figures.
// Of several, the first that holds text.
std::optional<BlockRow> FindBlockRow(const form::Table& table,
                                     const form::Catalog& catalog,
                                     const std::vector<PrintedRow>& printed);

}  // namespace disclosure::documents

#endif  // DISCLOSURE_DOCUMENTS_EXTRACT_BLOCK_ROWS_H_
