// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

// What the sides of equations come to, blanks considered: the one place that
// says whether an equation is judged and holds. A blank part counts as 0, a
// blank total as the sum of its parts. Internal to this folder.
//
// Keeps what it reckoned, so the figures must not change meanwhile. Not
// thread-safe.

#ifndef DISCLOSURE_FORM_EQUATION_VALUES_H_
#define DISCLOSURE_FORM_EQUATION_VALUES_H_

#include <utility>
#include <vector>

#include "form/catalog.h"
#include "form/figures.h"

namespace disclosure::form {

// Wide enough for any sum of any figures; findings hold what fits.
using Wide = __int128;

class EquationValues {
 public:
  // Both must outlive this.
  EquationValues(const Catalog& catalog, const FigureVector& figures)
      : catalog_(catalog), figures_(figures) {}

  struct Value {
    Wide value = 0;
    // Whether the cell, or something below it, is filled.
    bool filled = false;
  };

  Value Of(int cell) {
    if (figures_.has(cell)) return {figures_.value(cell), true};
    return OfBlank(cell);
  }
  Value SumOf(const std::vector<int>& side);

  bool AnyFilled(const std::vector<int>& side) const;

  // An equation whose cells are all blank is not judged, nor is a sum whose
  // total is blank.
  bool IsJudged(const Equation& equation) const;

  // Left side minus right side; 0 if it is not judged.
  Wide Excess(const Equation& equation);

 private:
  Value OfBlank(int cell);

  const Catalog& catalog_;
  const FigureVector& figures_;
  // Of blank cells, once they are known: (cell, value), few.
  std::vector<std::pair<int, Value>> blanks_;
};

}  // namespace disclosure::form

#endif  // DISCLOSURE_FORM_EQUATION_VALUES_H_
