// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

// A filled blank form (write/template.h), read back by the map on its hidden
// sheet: nothing is guessed. Thread-safe.

#ifndef DISCLOSURE_DOCUMENTS_READ_TEMPLATE_H_
#define DISCLOSURE_DOCUMENTS_READ_TEMPLATE_H_

#include <optional>

#include "absl/status/statusor.h"
#include "disclosure/v1/report.pb.h"
#include "documents/read/document.h"
#include "form/catalog.h"

namespace disclosure::documents {

// The report of a workbook with such a sheet, with evidence for each of its
// figures (`table` is the number of the sheet); nothing for other documents. A
// cell with what is no number is UNREADABLE, an empty one BLANK. A sum that no
// program has computed since its parts were typed is what its formula gives.
// INVALID_ARGUMENT (TEMPLATE_DAMAGED) if a record of the map is missing or a
// label does not stand where it stood; FAILED_PRECONDITION (TEMPLATE_OUTDATED)
// if the form has changed since the template was made.
absl::StatusOr<std::optional<v1::AnnualReport>> ReadTemplate(
    const form::Catalog& catalog, const Document& document);

}  // namespace disclosure::documents

#endif  // DISCLOSURE_DOCUMENTS_READ_TEMPLATE_H_
