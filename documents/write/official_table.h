// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

// The tables of the official form as printed: merged heads and where each
// figure goes. Pure functions, thread-safe.

#ifndef DISCLOSURE_DOCUMENTS_WRITE_OFFICIAL_TABLE_H_
#define DISCLOSURE_DOCUMENTS_WRITE_OFFICIAL_TABLE_H_

#include <cstdint>
#include <string>
#include <vector>

#include "disclosure/v1/report.pb.h"
#include "documents/table.h"
#include "form/catalog.h"

namespace disclosure::documents {

struct OfficialTable {
  // The table of the catalogue, by index.
  int model = 0;
  // Labels are filled in, figures empty.
  Table table;
  // For each cell of `table`, the index of its figure; -1: a label.
  std::vector<int> figures;
};

// The tables that print these cells (by cell index), in order. A row is printed
// whole.
std::vector<OfficialTable> OfficialTables(const form::Catalog& catalog,
                                          const std::vector<bool>& printed);

// The tables that a report of these editions prints.
std::vector<OfficialTable> OfficialTables(const form::Catalog& catalog,
                                          const v1::Editions& editions);

// A figure as it stands in its cell. Money is in 10,000 yuan; where the labels
// of its row and column do not say so, the unit follows the number.
std::string FigureText(const form::Catalog& catalog, int cell, int64_t value);

// Whether money needs its unit in the cell.
bool PrintsUnit(const form::Catalog& catalog, int cell);

}  // namespace disclosure::documents

#endif  // DISCLOSURE_DOCUMENTS_WRITE_OFFICIAL_TABLE_H_
