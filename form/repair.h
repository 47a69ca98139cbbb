// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

// How a report whose equations fail can be put right: the fewest cells whose
// change makes every equation hold as the check judges it, likely slips of the
// pen first.
//
//   for (const Repair& repair : FindRepairs(catalog, figures, editions, {}))
//     Show(repair.changes, repair.slip);
//
// The equations are linear, so what a changed cell adds to each of them is
// known beforehand. One changed cell is searched first; then one blank cell
// filled with what an equation lacks; then two changed cells, where two
// neighbours swapped and a row shifted by one cell count as one slip and come
// first; then three; then two blanks filled. Every set of changed cells is
// found in which, cell by cell, one is alone in an equation that fails. Tables
// that share no equation are put right apart from each other.
//
// Bounded: kSearchSteps trials per group of equations. What needs more, or more
// cells, gets no proposal. A proposal is a guess from the figures alone: the
// document decides.
//
// Pure, thread-safe.

#ifndef DISCLOSURE_FORM_REPAIR_H_
#define DISCLOSURE_FORM_REPAIR_H_

#include <cstdint>
#include <vector>

#include "disclosure/v1/registry.pb.h"
#include "disclosure/v1/report.pb.h"
#include "form/catalog.h"
#include "form/figures.h"

namespace disclosure::form {

// Trials per group of equations.
constexpr int kSearchSteps = 100'000;
// The most cells of one proposal per group of equations, but for a shifted row.
constexpr int kChangesMax = 3;

// What may have happened. Ordered from the most telling.
enum class Slip {
  kTotalWrong,        // A total is not updated.
  kDigitsTransposed,  // 12 for 21.
  kCellsSwapped,      // Two neighbours stand in each other's place.
  kRowShifted,        // The figures of a row stand one cell beside theirs.
  kDigitMissing,      // One digit too few, or too many.
  kSignWrong,
  kOther
};

struct Change {
  int cell = 0;
  // 0 if the cell was blank.
  int64_t from = 0;
  int64_t to = 0;
  bool was_blank = false;

  bool operator==(const Change&) const = default;
};

struct Repair {
  // By cell.
  std::vector<Change> changes;
  // Of the first change if they are of several kinds.
  Slip slip = Slip::kOther;
};

struct RepairOptions {
  // No figure becomes larger.
  int64_t largest = 1'000'000'000'000;
  // No more proposals than this.
  int most = 3;
};

// Proposals, all of as many changes (but for shifted rows), likeliest first.
// Empty if no equation fails, or if none was found. Changes only cells that
// complete `editions` print.
std::vector<Repair> FindRepairs(const Catalog& catalog,
                                const FigureVector& figures,
                                const v1::Editions& editions,
                                const RepairOptions& options);

// The figures after the changes.
FigureVector Apply(const Repair& repair, FigureVector figures);

// The slip in words, such as 数字颠倒; empty: nothing to say.
const char* SlipZh(Slip slip);
const char* SlipEn(Slip slip);
// Its stable name for programs, such as `digits_transposed`.
const char* SlipName(Slip slip);

}  // namespace disclosure::form

#endif  // DISCLOSURE_FORM_REPAIR_H_
