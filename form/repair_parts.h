// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

// What form/repair searches in: the equations as a linear system, and how
// likely a changed figure is by the slip that explains it. Internal to
// form/repair. Pure functions, thread-safe.

#ifndef DISCLOSURE_FORM_REPAIR_PARTS_H_
#define DISCLOSURE_FORM_REPAIR_PARTS_H_

#include <cstdint>
#include <vector>

#include "form/equation_values.h"
#include "form/repair.h"

namespace disclosure::form {

// By equation index: left side minus right side, as the check reckons them.
using Excesses = std::vector<Wide>;

Excesses ExcessesOf(const Catalog& catalog, const FigureVector& figures);
bool AllHold(const Excesses& excesses);

// What one more in a cell adds to an equation's excess.
struct Effect {
  size_t equation = 0;
  int factor = 0;
};

// The report, and what each of its cells does to the equations.
struct System {
  const Catalog& catalog;
  const FigureVector& figures;
  std::vector<bool> asked;
  int64_t largest;
  Excesses excesses;
  // By cell index; empty where a cell is blank or not asked.
  std::vector<std::vector<Effect>> effects;
  // The group of each equation, named by one of them.
  std::vector<size_t> groups;

  bool Changeable(int cell) const {
    return !effects[static_cast<size_t>(cell)].empty();
  }
  bool Fits(Wide value) const { return value >= 0 && value <= largest; }
};

System MakeSystem(const Catalog& catalog, const FigureVector& figures,
                  std::vector<bool> asked, int64_t largest);

struct Guess {
  Slip slip = Slip::kOther;
  // The lower the likelier.
  int cost = 0;
};

// Why a figure that is `to` stands there as `from`.
Guess GuessSlip(int64_t from, int64_t to, bool is_total);

}  // namespace disclosure::form

#endif  // DISCLOSURE_FORM_REPAIR_PARTS_H_
