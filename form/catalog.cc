// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

#include "form/catalog.h"

#include <algorithm>
#include <utility>

#include "absl/memory/memory.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "base/check.h"
#include "base/error.h"
#include "base/sha256.h"
#include "disclosure/v1/figures.pb.h"
#include "form/built_in_rules.h"
#include "form/compiler.h"
#include "google/protobuf/text_format.h"

namespace disclosure::form {
namespace {

constexpr size_t kFingerprintSize = 16;

absl::Status Unsound(const Problems& problems) {
  const std::string lines = absl::StrJoin(problems, "\n");
  return base::MakeError(
      absl::StatusCode::kInternal, "FORM_UNSOUND",
      absl::StrCat("The form built into this program is not sound:\n", lines),
      absl::StrCat("程序内置的表格定义有误：\n", lines));
}

// The sentence that the fingerprint is made of. Fingerprints are stored:
// another way of writing it makes every catalogue unknown to older stores.
std::string Meaning(const std::vector<Cell>& cells,
                    const std::vector<int>& by_number) {
  std::string text;
  for (int index : by_number) {
    const Cell& cell = cells[index];
    absl::StrAppend(&text, cell.number, " ", cell.path, " ",
                    static_cast<int>(cell.unit), " ",
                    static_cast<int>(cell.kind), " ",
                    static_cast<int>(cell.stock_date), " ",
                    cell.is_signed ? 1 : 0, " ", cell.editions, "\n");
  }
  return text;
}

absl::StatusOr<std::unique_ptr<const Catalog>> CompileBuiltIn() {
  v1::FormRules rules;
  if (!google::protobuf::TextFormat::ParseFromString(kBuiltInRules, &rules)) {
    return Unsound({"form_rules.txtpb cannot be read (see standard error)"});
  }
  return Catalog::Compile(*v1::Figures::descriptor(), rules);
}

}  // namespace

absl::StatusOr<std::unique_ptr<const Catalog>> Catalog::Compile(
    const google::protobuf::Descriptor& figures, const v1::FormRules& rules) {
  Form form;
  Problems problems;
  CompileTables(figures, &form, &problems);
  // Equations of half a form would name what is missing a second time.
  if (!problems.empty()) return Unsound(problems);
  CompileEquations(figures, rules, &form, &problems);
  ResolveRules(rules, &form, &problems);
  if (!problems.empty()) return Unsound(problems);
  return absl::WrapUnique<const Catalog>(new Catalog(figures, std::move(form)));
}

absl::StatusOr<const Catalog*> Catalog::BuiltIn() {
  // Kept for ever: no destructor runs at exit while threads still use it.
  static const auto* const built_in =
      new absl::StatusOr<std::unique_ptr<const Catalog>>(CompileBuiltIn());
  if (!built_in->ok()) return built_in->status();
  return (*built_in)->get();
}

Catalog::Catalog(const google::protobuf::Descriptor& descriptor, Form form)
    : descriptor_(&descriptor),
      form_(std::move(form)),
      plan_(descriptor, form_) {
  for (const Cell& cell : form_.cells) {
    // Unique because field names and numbers are.
    DISCLOSURE_CHECK(by_path_.emplace(cell.path, cell.index).second);
    DISCLOSURE_CHECK(numbers_.emplace(cell.number, cell.index).second);
  }
  for (const auto& [number, index] : numbers_) by_number_.push_back(index);
  sums_of_.resize(form_.cells.size());
  equations_of_.resize(form_.cells.size());
  for (size_t i = 0; i < form_.equations.size(); ++i) {
    const Equation& equation = form_.equations[i];
    const int index = static_cast<int>(i);
    if (equation.is_sum) sums_of_[equation.right[0]].push_back(index);
    for (int cell : equation.left) equations_of_[cell].push_back(index);
    for (int cell : equation.right) equations_of_[cell].push_back(index);
  }
  fingerprint_ = base::Hex(base::Sha256Of(Meaning(form_.cells, by_number_)))
                     .substr(0, kFingerprintSize);
}

const Cell* Catalog::FindPath(std::string_view path) const {
  const auto found = by_path_.find(path);
  return found == by_path_.end() ? nullptr : &form_.cells[found->second];
}

const Cell* Catalog::FindNumber(uint32_t number) const {
  const auto found = numbers_.find(number);
  return found == numbers_.end() ? nullptr : &form_.cells[found->second];
}

namespace {

// The set that a report's tables of this kind must intersect to be asked.
EditionSet EditionsStated(const Table& table, const v1::Editions& editions) {
  if (table.edition_of == nullptr) return table.editions;
  const int value =
      editions.GetReflection()->GetEnumValue(editions, table.edition_of);
  if (!v1::Edition_IsValid(value) || value == v1::EDITION_UNSPECIFIED) {
    return 0;
  }
  return EditionBit(static_cast<v1::Edition>(value));
}

}  // namespace

int64_t Catalog::FigureLimit(v1::Scope scope, v1::Level level) const {
  for (const v1::FigureLimit& limit : form_.figure_limits) {
    const bool scope_fits =
        limit.scope() == v1::SCOPE_UNSPECIFIED || limit.scope() == scope;
    // Levels are numbered from the highest.
    const bool level_fits = limit.lowest_level() == v1::LEVEL_UNSPECIFIED ||
                            level <= limit.lowest_level();
    if (scope_fits && level_fits) return limit.max_size();
  }
  return 0;  // Not reached: the last limit fits every report.
}

bool Catalog::Asks(const Cell& cell, const v1::Editions& editions) const {
  return (cell.editions & EditionsStated(form_.tables[cell.table], editions)) !=
         0;
}

bool Catalog::Asks(const Equation& equation,
                   const v1::Editions& editions) const {
  return (equation.editions &
          EditionsStated(form_.tables[equation.table], editions)) != 0;
}

std::vector<bool> Catalog::AskedCells(const v1::Editions& editions) const {
  std::vector<EditionSet> stated;
  for (const Table& table : form_.tables) {
    stated.push_back(EditionsStated(table, editions));
  }
  std::vector<bool> asked(form_.cells.size());
  for (const Cell& cell : form_.cells) {
    asked[cell.index] = (cell.editions & stated[cell.table]) != 0;
  }
  return asked;
}

std::string NameInFiles(const Cell& cell) {
  if (cell.unit != v1::UNIT_FEN) return cell.path;
  // The compiler made sure that the path ends in _fen.
  return absl::StrCat(cell.path.substr(0, cell.path.rfind("_fen")),
                      "_wan_yuan");
}

namespace {

const v1::EnumLabel* FindLabel(const google::protobuf::EnumDescriptor& type,
                               int value) {
  const auto* found = type.FindValueByNumber(value);
  if (found == nullptr || !found->options().HasExtension(v1::enum_label)) {
    return nullptr;
  }
  return &found->options().GetExtension(v1::enum_label);
}

}  // namespace

std::string LabelZh(const google::protobuf::EnumDescriptor& type, int value) {
  const v1::EnumLabel* label = FindLabel(type, value);
  return label == nullptr ? absl::StrCat(value) : label->zh();
}

std::string LabelEn(const google::protobuf::EnumDescriptor& type, int value) {
  const v1::EnumLabel* label = FindLabel(type, value);
  return label == nullptr ? absl::StrCat(value) : label->en();
}

}  // namespace disclosure::form
