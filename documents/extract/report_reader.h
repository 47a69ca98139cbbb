// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

// A document becomes a report: figures with their evidence, the text sections,
// whose report it is and on which year. What the document does not say clearly
// is left out of the report and said.
//
//   absl::StatusOr<ImportedReport> imported =
//       ReadReport(catalog, "report.docx", bytes);
//
// Pure functions, thread-safe.

#ifndef DISCLOSURE_DOCUMENTS_EXTRACT_REPORT_READER_H_
#define DISCLOSURE_DOCUMENTS_EXTRACT_REPORT_READER_H_

#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "disclosure/v1/finding.pb.h"
#include "disclosure/v1/report.pb.h"
#include "documents/read/document.h"
#include "form/catalog.h"

namespace disclosure::documents {

struct ImportedReport {
  // `office` is empty unless the document is a filled-in template: a name does
  // not identify an office.
  v1::AnnualReport report;
  // What a person should know besides the evidence, in both languages.
  std::vector<v1::LocalizedText> remarks;
};

// Reads a file of any kind that documents/read/read_document.h knows; its
// errors are this function's. `file_name` is without folders. NOT_FOUND
// (NO_REPORT_IN_DOCUMENT) if no table of the form is in it.
absl::StatusOr<ImportedReport> ReadReport(const form::Catalog& catalog,
                                          std::string_view file_name,
                                          std::string_view bytes);

// The same for a document that was read already; `source_document` is left
// unset but for its name and media type.
absl::StatusOr<ImportedReport> ReadReport(const form::Catalog& catalog,
                                          std::string_view file_name,
                                          const Document& document);

}  // namespace disclosure::documents

#endif  // DISCLOSURE_DOCUMENTS_EXTRACT_REPORT_READER_H_
