// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

// The reports of a nation's offices: pure functions of (seed, office, year,
// revision).
//
// - Every equation of the form holds, and no question stays open. Years before
//   the first edition use that edition and confirm it.
// - Years continue: what one carries over the next one brings in, stocks change
//   by what was added and removed. So does a year whose reports are amended.
// - Most offices have little to tell, and fill in zeros; some of each level and
//   line have thousands. A few leave blank what they need not fill in.
// - A revision after the first changes a few figures, and is never equal to
//   another revision.

#ifndef DISCLOSURE_BENCH_LOADGEN_REPORT_MAKER_H_
#define DISCLOSURE_BENCH_LOADGEN_REPORT_MAKER_H_

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "bench/loadgen/draws.h"
#include "bench/loadgen/form_plan.h"
#include "bench/loadgen/narrative_maker.h"
#include "bench/loadgen/nation.h"
#include "form/catalog.h"
#include "form/figures.h"

namespace disclosure::loadgen {

// Which report: an office by its number in the nation, revisions from 1.
struct ReportName {
  int64_t office = 0;
  int year = 0;
  int revision = 1;

  bool operator==(const ReportName&) const = default;
};

// Never changes once made; thread-safe.
class ReportMaker {
 public:
  // For years from `first_year` to `last_year`. `catalog` and `nation` must
  // outlive it. UNIMPLEMENTED as MakeFormPlan().
  static absl::StatusOr<ReportMaker> Create(const form::Catalog& catalog,
                                            const Nation& nation, uint64_t seed,
                                            int first_year, int last_year);

  const form::Catalog& catalog() const { return *catalog_; }
  const Nation& nation() const { return *nation_; }

  form::FigureVector Figures(const ReportName& name) const;

  // The text sections that go with its figures.
  NarrativeText Narrative(const ReportName& name,
                          const form::FigureVector& figures) const;

  // The bytes of a v1::Submission, with the revision that it replaces and an
  // id of the request.
  std::string Submission(const ReportName& name) const;

  // The edition of its tables, and whether it was in force in that year.
  const FormPlan& PlanOf(int year) const { return years_.at(year).plan; }

 private:
  struct Year {
    FormPlan plan;
    // Every figure asked for, 0.
    form::FigureVector zeros;
    // An edition that was not in force; the question is confirmed.
    bool outdated = false;
  };
  // What an office is like in all years.
  struct Traits;

  ReportMaker(const form::Catalog& catalog, const Nation& nation, uint64_t seed)
      : catalog_(&catalog),
        nation_(&nation),
        seed_(seed),
        narrative_(catalog) {}

  Traits TraitsOf(int64_t office) const;
  int64_t CarriedOver(const Traits& traits, size_t column, int year) const;
  int64_t StockAt(const Traits& traits, int cell, int year) const;
  static bool MayHave(const FormPlan& plan, const Traits& traits, int cell);

  void FillColumns(const FormPlan& plan, const Traits& traits,
                   const ReportName& name, form::FigureVector* figures) const;
  void FillStocks(const FormPlan& plan, const Traits& traits,
                  const ReportName& name, form::FigureVector* figures) const;
  void FillFree(const FormPlan& plan, const Traits& traits,
                const ReportName& name, form::FigureVector* figures) const;
  void Amend(const FormPlan& plan, const ReportName& name,
             form::FigureVector* figures) const;

  const form::Catalog* catalog_;
  const Nation* nation_;
  uint64_t seed_;
  NarrativeMaker narrative_;
  std::map<int, Year> years_;
};

}  // namespace disclosure::loadgen

#endif  // DISCLOSURE_BENCH_LOADGEN_REPORT_MAKER_H_
