// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

// The catalogue: the official form, compiled from the annotated descriptors of
// proto/disclosure/v1/figures.proto and the rules beside it. Checks, roll-up,
// import, export and descriptions are loops over it; none names a figure.
//
//   absl::StatusOr<const Catalog*> catalog = Catalog::BuiltIn();
//   if (!catalog.ok()) ...  // the program must not start
//   for (const Cell& cell : (*catalog)->cells()) ...
//
// A catalogue is verified completely when it is made and never changes: all
// methods are const, thread-safe and do not fail.

#ifndef DISCLOSURE_FORM_CATALOG_H_
#define DISCLOSURE_FORM_CATALOG_H_

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "disclosure/v1/form_description.pb.h"
#include "disclosure/v1/form_rules.pb.h"
#include "disclosure/v1/report.pb.h"
#include "form/figure_plan.h"
#include "form/model.h"

namespace disclosure::form {

class Catalog {
 public:
  // Compiles the form whose root message is `figures`. Its descriptor must
  // outlive the catalogue. INTERNAL (FORM_UNSOUND) if the form or the rules are
  // not sound: the message names everything that is wrong, one line each.
  static absl::StatusOr<std::unique_ptr<const Catalog>> Compile(
      const google::protobuf::Descriptor& figures, const v1::FormRules& rules);

  // The form that is built into this program; compiled at the first call and
  // kept for ever.
  static absl::StatusOr<const Catalog*> BuiltIn();

  Catalog(const Catalog&) = delete;
  Catalog& operator=(const Catalog&) = delete;

  const std::vector<Cell>& cells() const { return form_.cells; }
  const std::vector<Table>& tables() const { return form_.tables; }
  const std::vector<Equation>& equations() const { return form_.equations; }
  const std::vector<AtLeast>& at_least() const { return form_.at_least; }
  const std::vector<AtMost>& at_most() const { return form_.at_most; }
  const std::vector<NarrativeFigure>& narrative_figures() const {
    return form_.narrative_figures;
  }
  const NarrativeWords& narrative_words() const {
    return form_.narrative_words;
  }
  const std::vector<v1::NarrativeList>& narrative_lists() const {
    return form_.narrative_lists;
  }
  const std::vector<NarrativeItem>& narrative_items() const {
    return form_.narrative_items;
  }
  const std::vector<Power>& powers() const { return form_.powers; }
  const std::vector<YearEquation>& year_equations() const {
    return form_.year_equations;
  }
  const std::vector<v1::EditionYears>& edition_years() const {
    return form_.edition_years;
  }
  const std::vector<v1::FigureLimit>& figure_limits() const {
    return form_.figure_limits;
  }
  // The largest size of a figure in a report of this scope; an office of a
  // region of this level, unspecified counts as the highest.
  int64_t FigureLimit(v1::Scope scope, v1::Level level) const;

  // The sums whose total is `cell`: indices of equations, usually none.
  const std::vector<int>& SumsOf(int cell) const { return sums_of_[cell]; }
  // The equations that have `cell` on a side.
  const std::vector<int>& EquationsOf(int cell) const {
    return equations_of_[cell];
  }

  // nullptr if there is none.
  const Cell* FindPath(std::string_view path) const;
  const Cell* FindNumber(uint32_t number) const;

  // Cell indices in the order of their numbers.
  const std::vector<int>& by_number() const { return by_number_; }

  // The root message of the form.
  const google::protobuf::Descriptor& descriptor() const {
    return *descriptor_;
  }

  // Where the cells stand in messages; for form/figures.
  const FigurePlan& plan() const { return plan_; }

  // Whether a report of these editions prints the cell. A table whose edition
  // is unspecified asks for nothing.
  bool Asks(const Cell& cell, const v1::Editions& editions) const;
  // The same for all cells at once, by cell index.
  std::vector<bool> AskedCells(const v1::Editions& editions) const;
  // Whether a report of these editions prints the equation.
  bool Asks(const Equation& equation, const v1::Editions& editions) const;

  // Identifies what the cells mean: 16 hex characters of the SHA-256 over
  // number, path, unit, kind, date, sign and editions of every cell. A better
  // label or another rule leaves it as it is.
  const std::string& fingerprint() const { return fingerprint_; }

  // The whole catalogue as text, for review: a change of the form is a readable
  // difference.
  std::string Print() const;

  // The whole catalogue as a message, for programs.
  void Describe(v1::FormDescription* description) const;

 private:
  Catalog(const google::protobuf::Descriptor& descriptor, Form form);

  const google::protobuf::Descriptor* descriptor_;
  Form form_;
  FigurePlan plan_;
  std::map<std::string, int, std::less<>> by_path_;
  std::map<uint32_t, int> numbers_;
  std::vector<int> by_number_;
  std::vector<std::vector<int>> sums_of_;
  std::vector<std::vector<int>> equations_of_;
  std::string fingerprint_;
};

// The name of a figure where people write it: money ends in `_wan_yuan` there,
// in `_fen` everywhere else.
std::string NameInFiles(const Cell& cell);

// The words of an enum value, from its (enum_label) option; its number as text
// if it has none.
std::string LabelZh(const google::protobuf::EnumDescriptor& type, int value);
std::string LabelEn(const google::protobuf::EnumDescriptor& type, int value);

}  // namespace disclosure::form

#endif  // DISCLOSURE_FORM_CATALOG_H_
