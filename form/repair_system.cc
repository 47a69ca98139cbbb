// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

#include <algorithm>
#include <numeric>
#include <utility>

#include "form/repair_parts.h"

namespace disclosure::form {

Excesses ExcessesOf(const Catalog& catalog, const FigureVector& figures) {
  EquationValues values(catalog, figures);
  Excesses excesses;
  excesses.reserve(catalog.equations().size());
  for (const Equation& equation : catalog.equations()) {
    excesses.push_back(values.Excess(equation));
  }
  return excesses;
}

bool AllHold(const Excesses& excesses) {
  return std::all_of(excesses.begin(), excesses.end(),
                     [](Wide excess) { return excess == 0; });
}

System MakeSystem(const Catalog& catalog, const FigureVector& figures,
                  std::vector<bool> asked, int64_t largest) {
  System system = {.catalog = catalog,
                   .figures = figures,
                   .asked = std::move(asked),
                   .largest = largest,
                   .excesses = ExcessesOf(catalog, figures),
                   .effects = {},
                   .groups = {}};
  system.effects.resize(catalog.cells().size());
  system.groups.resize(catalog.equations().size());
  std::iota(system.groups.begin(), system.groups.end(), size_t{0});
  FigureVector probe = figures;
  for (const Cell& cell : catalog.cells()) {
    const int at = cell.index;
    if (!system.asked[static_cast<size_t>(at)] || !figures.has(at)) continue;
    if (catalog.EquationsOf(at).empty()) continue;
    const int64_t value = figures.value(at);
    const int step = value > 0 ? -1 : 1;
    probe.Set(at, value + step);
    const Excesses moved = ExcessesOf(catalog, probe);
    probe.Set(at, value);
    std::vector<Effect>& effects = system.effects[static_cast<size_t>(at)];
    for (size_t i = 0; i < moved.size(); ++i) {
      const auto factor = static_cast<int>(moved[i] - system.excesses[i]);
      if (factor != 0) effects.push_back({i, factor * step});
    }
    for (const Effect& effect : effects) {
      const size_t from = system.groups[effect.equation];
      const size_t to = system.groups[effects[0].equation];
      std::replace(system.groups.begin(), system.groups.end(), from, to);
    }
  }
  return system;
}

}  // namespace disclosure::form
