// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

// Holds what was read against the equations of the form.
//
// Pure function, thread-safe.

#ifndef DISCLOSURE_DOCUMENTS_EXTRACT_CONFIRM_H_
#define DISCLOSURE_DOCUMENTS_EXTRACT_CONFIRM_H_

#include <vector>

#include "disclosure/v1/report.pb.h"
#include "documents/extract/cell_reading.h"
#include "form/catalog.h"
#include "form/figures.h"

namespace disclosure::documents {

// A figure that is READ becomes CONFIRMED if an equation of its editions holds
// that could fail (one that is not all zero) and none of them fails; it is
// doubted if one that it stands in fails. A figure that was placed by its order
// alone, in a row that does not add up, becomes AMBIGUOUS and is left out of
// `figures`: the row may be shifted. An equation some of whose cells were not
// read says nothing. `cells` is by cell of the catalogue; no value changes.
void Confirm(const form::Catalog& catalog, const v1::Editions& editions,
             form::FigureVector* figures, std::vector<CellReading>* cells);

}  // namespace disclosure::documents

#endif  // DISCLOSURE_DOCUMENTS_EXTRACT_CONFIRM_H_
