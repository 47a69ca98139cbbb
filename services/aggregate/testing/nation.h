// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

// A nation of five levels, about as large as the real one: for benchmarks.

#ifndef DISCLOSURE_SERVICES_AGGREGATE_TESTING_NATION_H_
#define DISCLOSURE_SERVICES_AGGREGATE_TESTING_NATION_H_

#include <cstdint>
#include <random>
#include <string>
#include <vector>

#include "disclosure/v1/registry.pb.h"
#include "form/catalog.h"
#include "form/figures.h"

namespace disclosure::aggregate {

struct Nation {
  // How many there are in each region above. Departments are offices of all
  // levels but the towns, which have one office each, in lines of their own.
  struct Size {
    int provinces = 31;
    int cities = 11;
    int counties = 9;
    int towns = 14;
    int departments = 30;
  };
  explicit Nation(const Size& size);

  v1::RegistryRows rows;
  // Their ids. In this order each stands near those of its region.
  std::vector<std::string> offices;
};

// A full report of the edition of 2021: seven of ten figures are zero, most of
// the others small.
form::FigureVector FullFigures(const form::Catalog& catalog,
                               std::mt19937_64& random);

}  // namespace disclosure::aggregate

#endif  // DISCLOSURE_SERVICES_AGGREGATE_TESTING_NATION_H_
