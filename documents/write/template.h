// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

// The blank form (空白表): a workbook in the layout of the official form, for a
// clerk to fill in. Cells to fill in are typed and limited, all others locked;
// sums are formulas, what does not balance turns red; no macros. A hidden sheet
// (template_format.h) says whose it is and where each figure stands, so that
// read/template.h reads it back exactly. Thread-safe.

#ifndef DISCLOSURE_DOCUMENTS_WRITE_TEMPLATE_H_
#define DISCLOSURE_DOCUMENTS_WRITE_TEMPLATE_H_

#include <string>

#include "absl/status/statusor.h"
#include "disclosure/v1/report.pb.h"
#include "form/catalog.h"

namespace disclosure::documents {

// Whose report it will be. All but the name and the level are required.
struct TemplateReport {
  std::string office;
  std::string office_name;
  int year = 0;
  v1::Scope scope = v1::SCOPE_OWN;
  // Every table's edition must be said; form::CompleteEditions does it.
  v1::Editions editions;
  // The level of the office's region, for the limit of figures.
  v1::Level level = v1::LEVEL_UNSPECIFIED;
};

// The bytes of an XLSX file; the same report gives the same bytes.
// INVALID_ARGUMENT (TEMPLATE_INVALID) if a required part is missing or a text
// is longer than a report's may be; FAILED_PRECONDITION (FILE_NOT_WRITABLE) if
// the folder of temporary files takes nothing.
absl::StatusOr<std::string> WriteTemplate(const form::Catalog& catalog,
                                          const TemplateReport& report);

}  // namespace disclosure::documents

#endif  // DISCLOSURE_DOCUMENTS_WRITE_TEMPLATE_H_
