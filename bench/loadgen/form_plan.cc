// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

#include "bench/loadgen/form_plan.h"

#include <algorithm>
#include <string>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "form/editions.h"
#include "form/figures.h"

namespace disclosure::loadgen {
namespace {

class Planner {
 public:
  Planner(const form::Catalog& catalog, int year)
      : catalog_(catalog), taken_(catalog.cells().size(), false) {
    plan_.editions =
        form::CompleteEditions(catalog, {}, form::FigureVector(catalog), year);
    asked_ = catalog.AskedCells(plan_.editions);
  }

  absl::StatusOr<FormPlan> Make() {
    for (const form::Cell& cell : catalog_.cells()) {
      plan_.is_money.push_back(cell.unit == v1::UNIT_FEN);
      if (IsAsked(cell.index)) plan_.asked.push_back(cell.index);
    }
    AddLevels();
    AddSums();
    absl::Status status = AddYearRules();
    if (status.ok()) status = AddColumns();
    if (!status.ok()) return status;
    AddFloors();
    AddBlocks();
    for (int cell : plan_.asked) {
      if (Take(cell)) plan_.free.push_back(cell);
    }
    return std::move(plan_);
  }

 private:
  bool IsAsked(int cell) const { return asked_[static_cast<size_t>(cell)]; }
  bool IsTaken(int cell) const { return taken_[static_cast<size_t>(cell)]; }

  // True if the cell had no role yet; now it has.
  bool Take(int cell) {
    const bool first = !IsTaken(cell);
    taken_[static_cast<size_t>(cell)] = true;
    return first;
  }

  std::vector<int> AskedOf(const std::vector<int>& cells) const {
    std::vector<int> asked;
    std::copy_if(cells.begin(), cells.end(), std::back_inserter(asked),
                 [this](int cell) { return IsAsked(cell); });
    return asked;
  }

  void AddLevels() {
    plan_.lowest_level.assign(catalog_.cells().size(), v1::LEVEL_UNSPECIFIED);
    for (const form::Power& power : catalog_.powers()) {
      for (int cell : power.cells) {
        plan_.lowest_level[static_cast<size_t>(cell)] = power.lowest_level;
      }
    }
  }

  // Sums of sums go last; the form has no deeper ones, and a total that is both
  // has the same value by either.
  void AddSums() {
    std::vector<FormPlan::Sum> last;
    for (const form::Equation& equation : catalog_.equations()) {
      if (!equation.is_sum || !catalog_.Asks(equation, plan_.editions)) {
        continue;
      }
      FormPlan::Sum sum = {equation.right[0], AskedOf(equation.left)};
      const bool of_sums = std::any_of(
          sum.parts.begin(), sum.parts.end(),
          [this](int part) { return !catalog_.SumsOf(part).empty(); });
      Take(sum.total);
      (of_sums ? last : plan_.sums).push_back(std::move(sum));
    }
    std::move(last.begin(), last.end(), std::back_inserter(plan_.sums));
  }

  absl::Status AddYearRules() {
    for (const form::YearEquation& rule : catalog_.year_equations()) {
      const std::vector<form::YearTerm>& left = rule.left;
      if (rule.right.size() != 1 || rule.right[0].last_year ||
          rule.right[0].subtract) {
        return Unknown(rule.rule);
      }
      const int right = rule.right[0].cell;
      if (!IsAsked(right)) continue;
      if (left.size() == 1 && left[0].last_year) {
        carried_.push_back({left[0].cell, right});
      } else if (left.size() == 2 && left[0].cell == right &&
                 left[0].last_year && left[1].last_year) {
        Take(right);
        Take(left[1].cell);
        plan_.lists.push_back({right, left[1].cell});
      } else if (left.size() == 3 && left[0].cell == right &&
                 left[0].last_year && left[2].subtract) {
        Take(right);
        Take(left[1].cell);
        Take(left[2].cell);
        plan_.stocks.push_back({right, left[1].cell, left[2].cell});
      } else {
        return Unknown(rule.rule);
      }
    }
    return absl::OkStatus();
  }

  // Balances in the columns that are parts; those in totals follow.
  absl::Status AddColumns() {
    for (const form::Equation& equation : catalog_.equations()) {
      if (equation.is_sum || !catalog_.Asks(equation, plan_.editions)) continue;
      if (equation.left.size() != 2 || equation.right.size() != 2) {
        return Unknown(equation.rule);
      }
      const auto carried = std::find_if(
          carried_.begin(), carried_.end(), [&](const Carried& pair) {
            return Contains(equation.left, pair.in) &&
                   Contains(equation.right, pair.out);
          });
      if (carried == carried_.end()) return Unknown(equation.rule);
      FormPlan::Column column = {
          .received = Other(equation.left, carried->in),
          .carried_in = carried->in,
          .carried_out = carried->out,
          .concluded = Other(equation.right, carried->out)};
      if (!catalog_.SumsOf(column.received).empty()) continue;
      const std::vector<int>& sums = catalog_.SumsOf(column.concluded);
      if (sums.size() != 1) return Unknown(equation.rule);
      column.outcomes =
          AskedOf(catalog_.equations()[static_cast<size_t>(sums[0])].left);
      Take(column.received);
      Take(column.carried_in);
      Take(column.carried_out);
      for (int cell : column.outcomes) Take(cell);
      plan_.columns.push_back(std::move(column));
    }
    return absl::OkStatus();
  }

  void AddFloors() {
    for (const form::AtLeast& rule : catalog_.at_least()) {
      if (!IsAsked(rule.figure) || !Take(rule.figure)) continue;
      plan_.floors.push_back({rule.figure, rule.part});
    }
  }

  void AddBlocks() {
    for (const FormPlan::Sum& sum : plan_.sums) {
      FormPlan::Block block;
      for (int part : sum.parts) {
        if (Take(part)) block.parts.push_back(part);
      }
      if (!block.parts.empty()) plan_.blocks.push_back(std::move(block));
    }
  }

  struct Carried {
    int out;
    int in;
  };

  static bool Contains(const std::vector<int>& cells, int cell) {
    return std::find(cells.begin(), cells.end(), cell) != cells.end();
  }
  static int Other(const std::vector<int>& pair, int cell) {
    return pair[0] == cell ? pair[1] : pair[0];
  }
  static absl::Status Unknown(const std::string& rule) {
    return absl::UnimplementedError(absl::StrCat(
        "the load generator cannot fill in figures under the rule ", rule));
  }

  const form::Catalog& catalog_;
  FormPlan plan_;
  std::vector<bool> asked_;
  std::vector<bool> taken_;
  std::vector<Carried> carried_;
};

}  // namespace

absl::StatusOr<FormPlan> MakeFormPlan(const form::Catalog& catalog, int year) {
  return Planner(catalog, year).Make();
}

}  // namespace disclosure::loadgen
