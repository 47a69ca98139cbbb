// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "form/compiler.h"

namespace disclosure::form {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;

// A sum that options declare: the parts (by field name) of one total.
struct Sum {
  std::string rule;
  std::string total;
  std::vector<std::string> parts;
};

// The sums that the fields of `message` declare, in the order of their totals'
// first parts.
std::vector<Sum> SumsIn(const Descriptor& message, const std::string& where,
                        Problems* problems) {
  std::vector<Sum> sums;
  for (int i = 0; i < message.field_count(); ++i) {
    const FieldDescriptor& field = *message.field(i);
    const v1::FormField& options = field.options().GetExtension(v1::form_field);
    for (const v1::PartOf& part : options.part_of()) {
      const std::string here = absl::StrCat(where, ".", field.name());
      if (message.FindFieldByName(part.total()) == nullptr) {
        problems->push_back(absl::StrCat(here, ": is part of ", part.total(),
                                         ", which does not exist"));
        continue;
      }
      auto sum = std::find_if(sums.begin(), sums.end(), [&](const Sum& known) {
        return known.total == part.total();
      });
      if (sum == sums.end()) {
        sums.push_back({part.rule(), part.total(), {}});
        sum = sums.end() - 1;
      }
      if (sum->rule != part.rule()) {
        problems->push_back(absl::StrCat(here, ": names the rule ", part.rule(),
                                         ", other parts of ", part.total(),
                                         " name ", sum->rule));
      }
      sum->parts.push_back(field.name());
    }
  }
  return sums;
}

class EquationCompiler {
 public:
  EquationCompiler(const v1::FormRules& rules, Form* form, Problems* problems)
      : form_(form), problems_(problems) {
    for (const v1::EquationText& text : rules.equation_texts()) {
      const bool complete = HasBoth(text.title()) && HasBoth(text.message()) &&
                            HasBoth(text.left_larger()) &&
                            HasBoth(text.right_larger());
      if (!complete) {
        problems_->push_back(
            absl::StrCat("rule ", text.rule(), ": a text is missing"));
      }
      if (!texts_.emplace(text.rule(), &text).second) {
        problems_->push_back(
            absl::StrCat("rule ", text.rule(), ": has texts twice"));
      }
    }
  }

  // The equations within each row of a table: sums of columns.
  void CompileRows(int table, const Descriptor& message) {
    const Table& compiled = form_->tables[table];
    std::set<const Descriptor*> reported;
    for (size_t i = 0; i < compiled.rows.size(); ++i) {
      const Row& row = compiled.rows[i];
      const Descriptor& columns =
          *message.FindFieldByName(row.name)->message_type();
      // Rows of one type share their problems.
      Problems repeated;
      Problems* sink = reported.insert(&columns).second ? problems_ : &repeated;
      for (const Sum& sum :
           SumsIn(columns, absl::StrCat(compiled.name, ".", row.name), sink)) {
        Equation equation = NewSum(sum, table);
        equation.row = static_cast<int>(i);
        for (const std::string& part : sum.parts) {
          AddCell(FindInRow(row, part), &equation.left);
        }
        AddCell(FindInRow(row, sum.total), &equation.right);
        Finish(std::move(equation), row.labels);
      }
    }
  }

  // The equations within each column of a table: sums of rows, and those that
  // the table states.
  void CompileColumns(int table, const Descriptor& message) {
    const Table& compiled = form_->tables[table];
    for (const Sum& sum : SumsIn(message, compiled.name, problems_)) {
      CompileColumns(NewSum(sum, table), sum.parts, {sum.total});
    }
    for (const v1::FormEquation& stated :
         message.options().GetExtension(v1::form_table).equations()) {
      const std::vector<std::string> left(stated.left().begin(),
                                          stated.left().end());
      const std::vector<std::string> right(stated.right().begin(),
                                           stated.right().end());
      bool sound = !left.empty() && !right.empty();
      for (const auto* side : {&left, &right}) {
        for (const std::string& row : *side) {
          if (message.FindFieldByName(row) != nullptr) continue;
          problems_->push_back(absl::StrCat(compiled.name, ": the rule ",
                                            stated.rule(), " names the row ",
                                            row, ", which does not exist"));
          sound = false;
        }
      }
      Equation equation;
      equation.rule = stated.rule();
      equation.table = table;
      if (left.empty() || right.empty()) {
        problems_->push_back(absl::StrCat(compiled.name, ": the rule ",
                                          stated.rule(), " has an empty side"));
      }
      if (sound) CompileColumns(std::move(equation), left, right);
    }
  }

  // Texts that no equation uses are misspelt.
  void CheckTextsUsed() {
    for (const auto& [rule, text] : texts_) {
      if (used_.contains(rule)) continue;
      problems_->push_back(
          absl::StrCat("rule ", rule, ": has texts, but no figure meets it"));
    }
  }

 private:
  static bool HasBoth(const v1::LocalizedText& text) {
    return !text.zh().empty() && !text.en().empty();
  }

  static Equation NewSum(const Sum& sum, int table) {
    Equation equation;
    equation.rule = sum.rule;
    equation.table = table;
    equation.is_sum = true;
    return equation;
  }

  const Cell* FindInRow(const Row& row, const std::string& column) const {
    for (int index : row.cells) {
      const Cell& cell = form_->cells[index];
      if (form_->tables[cell.table].columns[cell.column].name == column) {
        return &cell;
      }
    }
    return nullptr;
  }

  static void AddCell(const Cell* cell, std::vector<int>* side) {
    if (cell != nullptr) side->push_back(cell->index);
  }

  // One equation for every column that has cells on both sides.
  void CompileColumns(const Equation& prototype,
                      const std::vector<std::string>& left,
                      const std::vector<std::string>& right) {
    const Table& table = form_->tables[prototype.table];
    const auto fill = [&](const std::vector<std::string>& names,
                          const std::string& column, std::vector<int>* side) {
      for (const std::string& name : names) {
        for (const Row& row : table.rows) {
          if (row.name == name) AddCell(FindInRow(row, column), side);
        }
      }
    };
    bool met = false;
    for (size_t i = 0; i < table.columns.size(); ++i) {
      Equation equation = prototype;
      equation.column = static_cast<int>(i);
      fill(left, table.columns[i].name, &equation.left);
      fill(right, table.columns[i].name, &equation.right);
      if (equation.left.empty() && equation.right.empty()) continue;
      met = true;
      Finish(std::move(equation), table.columns[i].labels);
    }
    if (met) return;
    problems_->push_back(absl::StrCat(table.name, ": no figure meets the rule ",
                                      prototype.rule));
  }

  EditionSet EditionsOf(const std::vector<int>& side) const {
    EditionSet set = 0;
    for (int cell : side) set |= form_->cells[cell].editions;
    return set;
  }

  void Finish(Equation equation, const Labels& place) {
    const std::string where =
        absl::StrCat(form_->tables[equation.table].name, ", ", place.en,
                     ": the rule ", equation.rule);
    equation.editions = EditionsOf(equation.left) & EditionsOf(equation.right);
    if (equation.left.empty() || equation.right.empty() ||
        equation.editions == 0) {
      problems_->push_back(absl::StrCat(where, " has a side without figures"));
      return;
    }
    const auto unit = form_->cells[equation.left[0]].unit;
    for (const auto* side : {&equation.left, &equation.right}) {
      for (int cell : *side) {
        if (form_->cells[cell].unit == unit) continue;
        problems_->push_back(absl::StrCat(
            where, " adds different units: ", form_->cells[cell].path));
      }
    }
    const auto text = texts_.find(equation.rule);
    if (text == texts_.end()) {
      if (used_.insert(equation.rule).second) {
        problems_->push_back(
            absl::StrCat("rule ", equation.rule, ": has no texts"));
      }
      return;
    }
    used_.insert(equation.rule);
    equation.text = *text->second;
    equation.label_zh =
        absl::StrCat(place.full_zh, "：", equation.text.title().zh());
    equation.label_en =
        absl::StrCat(place.en, ": ", equation.text.title().en());
    form_->equations.push_back(std::move(equation));
  }

  Form* const form_;
  Problems* const problems_;
  std::map<std::string, const v1::EquationText*> texts_;
  std::set<std::string> used_;
};

// Names every total that is, over any number of sums, a part of itself.
void CheckNoCycle(const Form& form, Problems* problems) {
  std::vector<std::vector<int>> parts(form.cells.size());
  for (const Equation& equation : form.equations) {
    if (!equation.is_sum) continue;
    auto& of_total = parts[equation.right[0]];
    of_total.insert(of_total.end(), equation.left.begin(), equation.left.end());
  }
  // Take away cells whose parts are all taken away; what stays is in a cycle or
  // above one.
  std::vector<bool> settled(form.cells.size(), false);
  for (bool changed = true; changed;) {
    changed = false;
    for (size_t i = 0; i < parts.size(); ++i) {
      if (settled[i]) continue;
      settled[i] = std::all_of(parts[i].begin(), parts[i].end(),
                               [&](int part) { return settled[part]; });
      changed |= settled[i];
    }
  }
  for (size_t i = 0; i < parts.size(); ++i) {
    if (settled[i]) continue;
    problems->push_back(absl::StrCat(form.cells[i].path,
                                     ": is a total of itself (part_of goes "
                                     "in a circle)"));
  }
}

}  // namespace

void CompileEquations(const Descriptor& figures, const v1::FormRules& rules,
                      Form* form, Problems* problems) {
  EquationCompiler compiler(rules, form, problems);
  for (size_t i = 0; i < form->tables.size(); ++i) {
    const Descriptor& message =
        *figures.FindFieldByName(form->tables[i].name)->message_type();
    compiler.CompileRows(static_cast<int>(i), message);
    compiler.CompileColumns(static_cast<int>(i), message);
  }
  compiler.CheckTextsUsed();
  CheckNoCycle(*form, problems);
}

}  // namespace disclosure::form
