// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

// The text sections of a report, cut out by their headings.
//
// Pure functions, thread-safe.

#ifndef DISCLOSURE_DOCUMENTS_EXTRACT_SECTIONS_H_
#define DISCLOSURE_DOCUMENTS_EXTRACT_SECTIONS_H_

#include "disclosure/v1/report.pb.h"
#include "documents/read/document.h"
#include "form/catalog.h"

namespace disclosure::documents {

// Sections 一, 五 and 六; paragraphs are lines. What stands in tables is not
// text, and what a web page puts below the report is left out. A section whose
// heading is missing stays empty.
v1::Narrative CutNarrative(const form::Catalog& catalog,
                           const Document& document);

// The document with the tables in those sections hidden: they are not the
// form's, whatever their rows are called.
Document HideNarrativeTables(const form::Catalog& catalog,
                             const Document& document);

}  // namespace disclosure::documents

#endif  // DISCLOSURE_DOCUMENTS_EXTRACT_SECTIONS_H_
