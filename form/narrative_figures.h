// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

// Supplementary figures that a narrative states: what a portal published, by
// kinds, and the information-processing fees. What to look for stands in
// form_rules.txtpb.
//
// Total and parts are read if one sentence states them and nothing but them; it
// is left to the check whether they add up. What is stated twice and
// differently is not read. Linear in the text. Pure, thread-safe.

#ifndef DISCLOSURE_FORM_NARRATIVE_FIGURES_H_
#define DISCLOSURE_FORM_NARRATIVE_FIGURES_H_

#include <vector>

#include "disclosure/v1/report.pb.h"
#include "form/catalog.h"

namespace disclosure::form {

// Of a report's `narrative`; sentences on other years than its own do not
// count.
std::vector<v1::SupplementaryFigure> FindNarrativeFigures(
    const Catalog& catalog, const v1::AnnualReport& report);

}  // namespace disclosure::form

#endif  // DISCLOSURE_FORM_NARRATIVE_FIGURES_H_
