// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

// How a blank form looks, and what is locked. Used by one thread at a time.

#ifndef DISCLOSURE_DOCUMENTS_WRITE_TEMPLATE_STYLES_H_
#define DISCLOSURE_DOCUMENTS_WRITE_TEMPLATE_STYLES_H_

#include "xlsxwriter.h"

namespace disclosure::documents {

// The formats of a workbook, made once.
struct TemplateStyles {
  explicit TemplateStyles(lxw_workbook* workbook);

  lxw_format* title;
  lxw_format* line;      // Under the title.
  lxw_format* summary;   // The line of checks.
  lxw_format* head;      // Printed labels, centred,
  lxw_format* label;     // and left.
  lxw_format* plain;     // Text without a border.
  lxw_format* count;     // To fill in: whole numbers,
  lxw_format* money;     // amounts,
  lxw_format* text;      // paragraphs.
  lxw_format* sum;       // Computed figures.
  lxw_format* check;     // What a check shows.
  lxw_format* no_check;  // Beside it.
  lxw_format* wrong;     // Laid over what is wrong.
  lxw_format* alarm;     // The same for the line of checks.
};

// Locks all but the cells to fill in, and sets A4 paper, as wide as the page.
void FinishTemplateSheet(bool landscape, lxw_worksheet* sheet);

}  // namespace disclosure::documents

#endif  // DISCLOSURE_DOCUMENTS_WRITE_TEMPLATE_STYLES_H_
