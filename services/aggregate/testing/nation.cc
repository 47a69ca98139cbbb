// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

#include "services/aggregate/testing/nation.h"

#include "absl/strings/str_cat.h"
#include "services/aggregate/testing/test_log.h"

namespace disclosure::aggregate {
namespace {

// A region with its departments.
std::string AddRegion(const std::string& parent, int number, int departments,
                      Nation* nation) {
  std::string code = parent.empty() ? "N" : absl::StrCat(parent, "-", number);
  *nation->rows.add_regions() = Region(code, parent);
  for (int i = 0; i < departments; ++i) {
    std::string id = absl::StrCat(code, "-d", i);
    *nation->rows.add_offices() = Office(id, code, absl::StrCat("line", i));
    nation->offices.push_back(std::move(id));
  }
  return code;
}

}  // namespace

Nation::Nation(const Size& size) {
  const std::string root = AddRegion("", 0, size.departments, this);
  for (int a = 0; a < size.provinces; ++a) {
    const std::string province = AddRegion(root, a, size.departments, this);
    for (int b = 0; b < size.cities; ++b) {
      const std::string city = AddRegion(province, b, size.departments, this);
      for (int c = 0; c < size.counties; ++c) {
        const std::string county = AddRegion(city, c, size.departments, this);
        for (int d = 0; d < size.towns; ++d) {
          const std::string town = AddRegion(county, d, 0, this);
          std::string id = absl::StrCat(town, "-t");
          *rows.add_offices() = Office(id, town, "town");
          offices.push_back(std::move(id));
        }
      }
    }
  }
}

form::FigureVector FullFigures(const form::Catalog& catalog,
                               std::mt19937_64& random) {
  form::FigureVector figures(catalog);
  const std::vector<bool> asked = catalog.AskedCells(BothOf(v1::EDITION_2021));
  for (const form::Cell& cell : catalog.cells()) {
    if (!asked[static_cast<size_t>(cell.index)]) continue;
    const uint64_t dice = random();
    int64_t value = 0;
    if (dice % 10 >= 7) value = static_cast<int64_t>((dice >> 8) % 200);
    if (dice % 100 == 99) value *= 1000;
    figures.Set(cell.index, value);
  }
  return figures;
}

}  // namespace disclosure::aggregate
