// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

// A form as a file: name, media type and content in the format asked for.
// Thread-safe.

#ifndef DISCLOSURE_DOCUMENTS_WRITE_FORM_FILE_H_
#define DISCLOSURE_DOCUMENTS_WRITE_FORM_FILE_H_

#include <string>

#include "absl/status/statusor.h"
#include "disclosure/v1/query_service.pb.h"
#include "documents/write/csv.h"
#include "form/catalog.h"

namespace disclosure::documents {

struct FormFile {
  // <office>-<year>[-area].docx, <region>-<year>-total[-<line>][-own].docx;
  // what a file name cannot hold is replaced by _.
  std::string name;
  std::string media_type;
  std::string content;
};

// The end of such a name (.docx) and the media type; empty for a format that is
// not known.
std::string EndingOf(v1::FormFormat format);
std::string MediaTypeOf(v1::FormFormat format);

// The name without its end.
std::string FileStem(const v1::AnnualReport& report);
std::string FileStem(const v1::Totals& totals);

// `line` holds what CSV says of the report besides its figures; its office name
// stands for one that the report lacks. INVALID_ARGUMENT (FORMAT_INVALID), and
// the errors of the writers.
absl::StatusOr<FormFile> WriteForm(const form::Catalog& catalog,
                                   v1::FormFormat format,
                                   const v1::AnnualReport& report,
                                   const ReportLine& line);

// `position` is how people write that of the total.
absl::StatusOr<FormFile> WriteForm(const form::Catalog& catalog,
                                   v1::FormFormat format,
                                   const v1::Totals& totals,
                                   const std::string& position);

}  // namespace disclosure::documents

#endif  // DISCLOSURE_DOCUMENTS_WRITE_FORM_FILE_H_
