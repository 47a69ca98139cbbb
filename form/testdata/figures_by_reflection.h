// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

// Figures read from a message by reflection, field by field: slow and simple,
// what the fast ways are compared with.

#ifndef DISCLOSURE_FORM_TESTDATA_FIGURES_BY_REFLECTION_H_
#define DISCLOSURE_FORM_TESTDATA_FIGURES_BY_REFLECTION_H_

#include <set>
#include <string>
#include <utility>

#include "disclosure/v1/figures.pb.h"
#include "form/figures.h"

namespace disclosure::form::testdata {

struct ReflectedFigures {
  FigureVector figures;
  // Fields that the form does not have: the path of the message that holds
  // them, as errors name it (`figures`, `figures.table`, `figures.table.row`),
  // and their number.
  std::set<std::pair<std::string, int>> unknown;
};

ReflectedFigures FiguresByReflection(const v1::Figures& message);

}  // namespace disclosure::form::testdata

#endif  // DISCLOSURE_FORM_TESTDATA_FIGURES_BY_REFLECTION_H_
