// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

// The figures of a document: every table of the form read, the edition of each
// found, every figure held against the equations of the form.
//
// Equations confirm or doubt a figure; they never change or supply one, since
// published reports do contradict themselves.
//
// Pure function, thread-safe.

#ifndef DISCLOSURE_DOCUMENTS_EXTRACT_FIGURE_READER_H_
#define DISCLOSURE_DOCUMENTS_EXTRACT_FIGURE_READER_H_

#include <string>
#include <vector>

#include "disclosure/v1/report.pb.h"
#include "documents/read/document.h"
#include "form/catalog.h"

namespace disclosure::documents {

// Fills `editions`, `figures` and `evidence` of `report`: one piece of evidence
// for every figure that the editions found ask for. `year` decides the edition
// of a table that the document does not have; 0: the newest. Returns the labels
// of rows with figures that the form does not have.
std::vector<std::string> ReadFigures(const form::Catalog& catalog,
                                     const Document& document, int year,
                                     v1::AnnualReport* report);

}  // namespace disclosure::documents

#endif  // DISCLOSURE_DOCUMENTS_EXTRACT_FIGURE_READER_H_
