// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

// The official form as one web page without scripts or references, which also
// prints well. Same input, same bytes. Thread-safe.

#ifndef DISCLOSURE_DOCUMENTS_WRITE_HTML_H_
#define DISCLOSURE_DOCUMENTS_WRITE_HTML_H_

#include <string>

#include "documents/write/form_document.h"
#include "form/catalog.h"

namespace disclosure::documents {

std::string WriteHtml(const form::Catalog& catalog,
                      const FormDocument& document);

}  // namespace disclosure::documents

#endif  // DISCLOSURE_DOCUMENTS_WRITE_HTML_H_
