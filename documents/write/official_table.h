// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

// The tables of the official form as printed: merged heads and where each
// figure goes. Pure functions, thread-safe.

#ifndef DISCLOSURE_DOCUMENTS_WRITE_OFFICIAL_TABLE_H_
#define DISCLOSURE_DOCUMENTS_WRITE_OFFICIAL_TABLE_H_

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

// The tables that a report of these editions prints, in order.
std::vector<OfficialTable> OfficialTables(const form::Catalog& catalog,
                                          const v1::Editions& editions);

}  // namespace disclosure::documents

#endif  // DISCLOSURE_DOCUMENTS_WRITE_OFFICIAL_TABLE_H_
