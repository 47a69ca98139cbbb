// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

// Which edition a report's tables are of, where the report does not say. Pure
// functions, thread-safe.

#ifndef DISCLOSURE_FORM_EDITIONS_H_
#define DISCLOSURE_FORM_EDITIONS_H_

#include <vector>

#include "disclosure/v1/report.pb.h"
#include "form/catalog.h"
#include "form/figures.h"

namespace disclosure::form {

// What the cells that are there (by cell index) tell: for each table, the
// edition that most of the cells found in one edition only belong to. A table
// with no such cell, or as many of two editions, stays unspecified.
v1::Editions DetectEditions(const Catalog& catalog,
                            const std::vector<bool>& cells);

// `editions` completed: what it leaves unspecified is found from the figures,
// else from the year: the edition in force, the first one before that.
v1::Editions CompleteEditions(const Catalog& catalog,
                              const v1::Editions& editions,
                              const FigureVector& figures, int year);

}  // namespace disclosure::form

#endif  // DISCLOSURE_FORM_EDITIONS_H_
