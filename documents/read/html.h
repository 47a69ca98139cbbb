// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

// Web pages, as offices publish them and as Word, WPS and OCR programs write
// them. Thread-safe.

#ifndef DISCLOSURE_DOCUMENTS_READ_HTML_H_
#define DISCLOSURE_DOCUMENTS_READ_HTML_H_

#include <string_view>

#include "absl/status/statusor.h"

#include "documents/read/document.h"

namespace disclosure::documents {

struct HtmlOptions {
  // A line end outside tables ends a paragraph: a text with tables in markup,
  // not a web page.
  bool lines = false;
};

// What a browser would show, nothing loaded. Scripts, comments, form controls
// but text fields, struck and hidden elements are left out; raised digits
// become ¹²³, so that a note never joins a number. Numbers of lists, which a
// browser makes up, are not there. Tables: see DocumentBuilder.
//
// DOCUMENT_DAMAGED, DOCUMENT_TOO_LARGE.
absl::StatusOr<Document> ReadHtml(std::string_view bytes,
                                  HtmlOptions options = {});

}  // namespace disclosure::documents

#endif  // DISCLOSURE_DOCUMENTS_READ_HTML_H_
