// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

// The official form as a Word document. Same input, same bytes. Thread-safe.

#ifndef DISCLOSURE_DOCUMENTS_WRITE_DOCX_H_
#define DISCLOSURE_DOCUMENTS_WRITE_DOCX_H_

#include <string>

#include "absl/status/statusor.h"
#include "documents/write/form_document.h"
#include "form/catalog.h"

namespace disclosure::documents {

// INTERNAL (ZIP_NOT_WRITTEN).
absl::StatusOr<std::string> WriteDocx(const form::Catalog& catalog,
                                      const FormDocument& document);

}  // namespace disclosure::documents

#endif  // DISCLOSURE_DOCUMENTS_WRITE_DOCX_H_
