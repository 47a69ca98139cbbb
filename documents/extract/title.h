// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

// Whose report a document is, on which year and about what.
//
// Pure function, thread-safe.

#ifndef DISCLOSURE_DOCUMENTS_EXTRACT_TITLE_H_
#define DISCLOSURE_DOCUMENTS_EXTRACT_TITLE_H_

#include <string>
#include <string_view>

#include "disclosure/v1/report.pb.h"
#include "documents/read/document.h"

namespace disclosure::documents {

struct Title {
  // The office's name as printed, without blanks; empty if it was not found.
  std::string office_name;
  // 0: not found.
  int year = 0;
  // The year of the period that the text states (自2020年1月1日起); 0: none.
  int period_year = 0;
  // AREA if the name is that of a government from county level up, which
  // reports on its whole area.
  v1::Scope scope = v1::SCOPE_OWN;
};

// The name of the file, without folders, helps only where the document's own
// title names no year.
Title FindTitle(const Document& document, std::string_view file_name);

}  // namespace disclosure::documents

#endif  // DISCLOSURE_DOCUMENTS_EXTRACT_TITLE_H_
