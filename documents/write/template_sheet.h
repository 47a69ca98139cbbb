// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

// One table of a blank form on a sheet of its own. Used by one thread at a
// time.

#ifndef DISCLOSURE_DOCUMENTS_WRITE_TEMPLATE_SHEET_H_
#define DISCLOSURE_DOCUMENTS_WRITE_TEMPLATE_SHEET_H_

#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "disclosure/v1/report.pb.h"
#include "documents/write/official_table.h"
#include "documents/write/template_styles.h"
#include "documents/write/workbook.h"
#include "form/catalog.h"

namespace disclosure::documents {

// A record of the hidden sheet; template_format.h says which parts it has.
using TemplateRecord = std::array<std::string, 5>;

// What every sheet says and obeys.
struct TemplateContext {
  const form::Catalog& catalog;
  const v1::Editions& editions;
  // 济源市天坛街道　2024 年度
  std::string line;
  // The largest figure that a check lets pass, in fen for money.
  int64_t limit = 0;
};

struct TemplateSheet {
  std::string name;
  // The cell of its line of checks, such as A3.
  std::string summary;
  std::vector<TemplateRecord> records;
};

// Adds the sheet of `table` to the workbook.
TemplateSheet AddTemplateSheet(const TemplateContext& context,
                               const OfficialTable& table,
                               const TemplateStyles& styles,
                               Workbook* workbook);

}  // namespace disclosure::documents

#endif  // DISCLOSURE_DOCUMENTS_WRITE_TEMPLATE_SHEET_H_
