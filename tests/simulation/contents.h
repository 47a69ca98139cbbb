// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

// What is reported in simulations: a few contents made once, since to make a
// report by chance takes longer than all that happens to it afterwards.

#ifndef DISCLOSURE_TESTS_SIMULATION_CONTENTS_H_
#define DISCLOSURE_TESTS_SIMULATION_CONTENTS_H_

#include <cstdint>
#include <string>
#include <vector>

#include "disclosure/v1/report.pb.h"
#include "form/catalog.h"

namespace disclosure::simulation {

struct Content {
  // Without office, year and scope.
  v1::AnnualReport report;
  // Its figures, serialised.
  std::string figures;
  // By cell of the catalogue: the value, whether there is one, whether the
  // editions ask for it.
  std::vector<int64_t> values;
  std::vector<bool> filled;
  std::vector<bool> asked;
  // An equation does not hold: only to be filed as published.
  bool wrong = false;
};

// The same in every process.
const std::vector<Content>& Contents();

const form::Catalog& BuiltInCatalog();

}  // namespace disclosure::simulation

#endif  // DISCLOSURE_TESTS_SIMULATION_CONTENTS_H_
