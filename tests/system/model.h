// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

// What the suite must say, by the simplest code that can say it: all rows and
// all current reports in maps, and every sum made from nothing by walking down
// the tree when it is asked for. It shares no code with the product but the
// messages.

#ifndef DISCLOSURE_TESTS_SYSTEM_MODEL_H_
#define DISCLOSURE_TESTS_SYSTEM_MODEL_H_

#include <cstdint>
#include <map>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "disclosure/v1/ingest_service.pb.h"
#include "disclosure/v1/registry.pb.h"
#include "disclosure/v1/report.pb.h"
#include "disclosure/v1/total.pb.h"
#include "tests/system/figures.h"

namespace disclosure::testing {

// Reports (office, year, scope) counted, and their figures added up.
struct Sum {
  FigureMap figures;
  FigureMap not_reported;
  std::map<std::string, int64_t> publication;
  std::map<std::string, int64_t> requests;

  bool operator==(const Sum&) const = default;
};
struct Counts {
  int64_t expected = 0;
  int64_t received = 0;
  int64_t late = 0;
  int64_t with_errors = 0;
  int64_t with_questions = 0;

  bool operator==(const Counts&) const = default;
};
struct Expectation {
  Sum sum;
  Counts counts;
};

// Adds what is in `more`.
void Add(Sum* sum, const Sum& more);
void Add(Counts* counts, const Counts& more);

// The same things out of an answer.
Sum SumOf(const v1::Totals& totals);
Counts CountsOf(const v1::Coverage& coverage);

std::string Print(const Counts& counts);
// What differs; empty if nothing does.
std::string PrintDifferences(const Sum& expected, const Sum& found);

class Model {
 public:
  // Rows that the suite has accepted.
  void Apply(const v1::RegistryRows& rows);

  // A submission that was acknowledged. Nothing changes if it was unchanged.
  void Submit(const v1::AnnualReport& report, const v1::Receipt& receipt);
  void Withdraw(const v1::Receipt& receipt);

  // The reports of another model, about other offices.
  void Take(const Model& other);

  // All rows.
  v1::RegistryRows Rows() const;

  // Codes of the regions valid in a year; those directly below one.
  std::vector<std::string> Regions(int year) const;
  std::vector<std::string> Children(const std::string& region, int year) const;
  // Lines of the offices valid in a year.
  std::vector<std::string> Lines(int year) const;
  bool CountedByArea(const std::string& region, int year) const;

  // An empty line: all lines.
  Expectation Own(const std::string& region, int year,
                  const std::string& line) const;
  Expectation Published(const std::string& region, int year,
                        const std::string& line) const;
  Expectation Parts(const std::string& region, int year,
                    const std::string& line) const;
  // As it enters its parent.
  Expectation Contribution(const std::string& region, int year,
                           const std::string& line) const;
  // As its own page shows it.
  Expectation Page(const std::string& region, int year,
                   const std::string& line) const;

  // The report's current revision; nothing if it was never filed.
  int Revision(const std::string& office, int year, v1::Scope scope) const;
  bool IsFiled(const std::string& office, int year, v1::Scope scope) const;
  size_t filed() const { return filed_.size(); }
  // Of a report that is filed.
  const FigureMap& Figures(const std::string& office, int year,
                           v1::Scope scope) const {
    return filed_.at(Key(office, year, scope)).figures;
  }

 private:
  using Key = std::tuple<std::string, int, int>;  // office, year, scope
  struct Filed {
    FigureMap figures;
    // Asked for and left blank: 1 each.
    FigureMap blanks;
    v1::Editions editions;
    v1::Receipt receipt;
  };

  // Expects the report, and counts and adds it if it is there.
  void AddReport(const std::string& office, int year, v1::Scope scope,
                 Expectation* expectation) const;
  // Calls visit(row) for the offices of a region whose reports count.
  template <class Visit>
  void ForEachOffice(const std::string& region, int year,
                     const std::string& line, Visit visit) const;

  std::map<std::pair<std::string, int>, v1::RegionRow> regions_;
  std::map<std::pair<std::string, int>, v1::OfficeRow> offices_;
  std::map<Key, Filed> filed_;
  std::map<Key, int> revisions_;
};

}  // namespace disclosure::testing

#endif  // DISCLOSURE_TESTS_SYSTEM_MODEL_H_
