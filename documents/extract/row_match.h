// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

// Which printed row is which row of the form: the pairing, in the order of
// both, whose labels fit best. Rows of the form that are missing and rows that
// the form does not have are left over.
//
// Pure functions, thread-safe.

#ifndef DISCLOSURE_DOCUMENTS_EXTRACT_ROW_MATCH_H_
#define DISCLOSURE_DOCUMENTS_EXTRACT_ROW_MATCH_H_

#include <vector>

#include "documents/extract/printed_rows.h"

namespace disclosure::documents {

// What a row of the form was paired with.
struct RowMatch {
  // An index into the printed rows; -1: none.
  int printed = -1;
  // How well the labels fit; 0 if the row was found by its place alone.
  double fit = 0;
};

// By row of the form. A row whose label is lost or damaged beyond recognition
// is found by its place if exactly as many printed rows as rows of the form are
// left between two that fit, and none of their labels can be read as anything
// else.
std::vector<RowMatch> MatchRows(const FormTableLabels& form,
                                const std::vector<PrintedRow>& printed);

}  // namespace disclosure::documents

#endif  // DISCLOSURE_DOCUMENTS_EXTRACT_ROW_MATCH_H_
