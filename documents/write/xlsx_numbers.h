// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

// How a figure stands in a workbook: a number and the format that shows it.
// Pure functions, thread-safe.

#ifndef DISCLOSURE_DOCUMENTS_WRITE_XLSX_NUMBERS_H_
#define DISCLOSURE_DOCUMENTS_WRITE_XLSX_NUMBERS_H_

#include <string>

#include "documents/write/form_document.h"
#include "form/catalog.h"

namespace disclosure::documents {

// Money in 10,000 yuan. Every figure that a report may hold has a number of its
// own.
double NumberOf(const form::Catalog& catalog, const FormDocument& document,
                int figure);

// All decimals that the figure has and no more, the unit where no label says
// it, and the star of a sum that some report is missing from.
std::string NumberFormat(const form::Catalog& catalog,
                         const FormDocument& document, int figure);

}  // namespace disclosure::documents

#endif  // DISCLOSURE_DOCUMENTS_WRITE_XLSX_NUMBERS_H_
