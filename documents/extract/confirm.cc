// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

#include "documents/extract/confirm.h"

#include <set>

namespace disclosure::documents {
namespace {

struct Verdict {
  // Every cell that the editions ask for was read, or is blank beside others
  // that are not.
  bool judged = true;
  bool holds = false;
  // Some cell is not zero, so that a wrong reading would show.
  bool could_fail = false;
};

Verdict Judge(const form::Equation& equation, const std::vector<bool>& asked,
              const form::FigureVector& figures,
              const std::vector<CellReading>& cells) {
  Verdict verdict;
  __int128 difference = 0;
  int filled = 0;
  const auto add = [&](const std::vector<int>& side, int sign) {
    for (int cell : side) {
      const auto index = static_cast<size_t>(cell);
      if (!asked[index]) continue;
      if (!figures.has(cell)) {
        verdict.judged =
            verdict.judged && cells[index].state == v1::EVIDENCE_STATE_BLANK;
        continue;
      }
      ++filled;
      difference += sign * static_cast<__int128>(figures.value(cell));
      verdict.could_fail = verdict.could_fail || figures.value(cell) != 0;
    }
  };
  add(equation.left, 1);
  add(equation.right, -1);
  // A blank total is not judged, as in the check.
  if (equation.is_sum && !figures.has(equation.right[0])) {
    verdict.judged = false;
  }
  verdict.judged = verdict.judged && filled > 1;
  verdict.holds = difference == 0;
  return verdict;
}

}  // namespace

void Confirm(const form::Catalog& catalog, const v1::Editions& editions,
             form::FigureVector* figures, std::vector<CellReading>* cells) {
  const std::vector<bool> asked = catalog.AskedCells(editions);
  std::set<int> failed;
  std::set<int> shifted;
  for (const form::Equation& equation : catalog.equations()) {
    if (!catalog.Asks(equation, editions)) continue;
    const Verdict verdict = Judge(equation, asked, *figures, *cells);
    if (!verdict.judged || (verdict.holds && !verdict.could_fail)) continue;
    const auto mark = [&](const std::vector<int>& side) {
      for (int cell : side) {
        if (!figures->has(cell)) continue;
        CellReading& reading = (*cells)[static_cast<size_t>(cell)];
        if (verdict.holds) {
          reading.state = v1::EVIDENCE_STATE_CONFIRMED;
          continue;
        }
        failed.insert(cell);
        if (equation.row >= 0 && reading.by_order) shifted.insert(cell);
      }
    };
    mark(equation.left);
    mark(equation.right);
  }
  for (int cell : failed) {
    CellReading& reading = (*cells)[static_cast<size_t>(cell)];
    // One that holds does not outweigh one that fails.
    reading.state = v1::EVIDENCE_STATE_READ;
    reading.doubts.push_back(v1::EVIDENCE_DOUBT_EQUATION_FAILS);
    if (shifted.count(cell) == 0) continue;
    reading.state = v1::EVIDENCE_STATE_AMBIGUOUS;
    reading.candidates = {reading.value};
    reading.value = 0;
    figures->Clear(cell);
  }
}

}  // namespace disclosure::documents
