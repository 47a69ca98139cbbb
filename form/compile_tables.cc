// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

#include <map>
#include <string>
#include <string_view>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "disclosure/v1/report.pb.h"
#include "form/compiler.h"

namespace disclosure::form {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;

// Field numbers share one number of 32 bits, 8 each.
constexpr int kFieldNumberMax = 255;

// The attributes that column, row and table may state.
struct Level {
  std::string_view name;
  v1::Unit unit = v1::UNIT_UNSPECIFIED;
  v1::Kind kind = v1::KIND_UNSPECIFIED;
  v1::StockDate stock_date = v1::STOCK_DATE_UNSPECIFIED;
  int sign = 0;  // 0 unstated, 1 not signed, 2 signed
};

template <typename Options>
Level LevelOf(std::string_view name, const Options& options) {
  Level level;
  level.name = name;
  level.unit = options.unit();
  level.kind = options.kind();
  level.stock_date = options.stock_date();
  if (options.has_is_signed()) level.sign = options.is_signed() ? 2 : 1;
  return level;
}

// The one value that the levels state; 0 if none does.
template <typename Value>
Value Stated(const Level (&levels)[3], Value Level::*member,
             std::string_view what, const std::string& where,
             Problems* problems) {
  const Level* first = nullptr;
  for (const Level& level : levels) {
    if (level.*member == Value{}) continue;
    if (first == nullptr) {
      first = &level;
    } else if (first->*member != level.*member) {
      problems->push_back(absl::StrCat(
          where, ": the ", std::string(first->name), " and the ",
          std::string(level.name), " state different ", std::string(what)));
    }
  }
  return first == nullptr ? Value{} : first->*member;
}

EditionSet SetOf(const google::protobuf::RepeatedField<int>& editions) {
  EditionSet set = 0;
  for (int edition : editions) {
    set |= EditionBit(static_cast<v1::Edition>(edition));
  }
  return set;
}

// The editions of a row or column: its own, else those of the table.
EditionSet EditionsWithin(const v1::FormField& options, EditionSet outer,
                          const std::string& where, Problems* problems) {
  if (options.editions().empty()) return outer;
  const EditionSet own = SetOf(options.editions());
  if ((own & ~outer) != 0) {
    problems->push_back(
        absl::StrCat(where, ": stands in an edition that lacks its table"));
  }
  return own;
}

Axis MakeAxis(const v1::FormAxis& options, const std::string& where,
              Problems* problems) {
  Axis axis;
  axis.label_zh = options.label_zh();
  axis.label_en = options.label_en();
  std::map<std::string, int> keys;
  for (const v1::FormGroup& option : options.groups()) {
    Group group;
    group.key = option.key();
    group.label_zh = option.label_zh();
    group.label_en = option.label_en();
    group.prefix_zh = option.prefix_zh();
    if (group.label_zh.empty() || group.label_en.empty()) {
      problems->push_back(
          absl::StrCat(where, ": the group ", group.key, " lacks a label"));
    }
    if (!option.within().empty()) {
      // Only groups above it: this also rules out cycles.
      const auto found = keys.find(option.within());
      if (found == keys.end()) {
        problems->push_back(absl::StrCat(where, ": the group ", group.key,
                                         " stands in ", option.within(),
                                         ", which is no group before it"));
      } else {
        group.within = found->second;
      }
    }
    if (!keys.emplace(group.key, static_cast<int>(axis.groups.size())).second) {
      problems->push_back(
          absl::StrCat(where, ": two groups are called ", group.key));
    }
    axis.groups.push_back(std::move(group));
  }
  return axis;
}

int FindGroup(const Axis& axis, const std::string& key,
              const std::string& where, Problems* problems) {
  if (key.empty()) return -1;
  for (size_t i = 0; i < axis.groups.size(); ++i) {
    if (axis.groups[i].key == key) return static_cast<int>(i);
  }
  problems->push_back(absl::StrCat(where, ": there is no group ", key));
  return -1;
}

Labels MakeLabels(const v1::FormField& options, const Axis& axis, int group,
                  const std::string& where, Problems* problems) {
  Labels labels;
  labels.printed_zh = options.label_zh();
  labels.short_zh =
      options.short_zh().empty() ? options.label_zh() : options.short_zh();
  labels.full_zh = labels.short_zh;
  for (int i = group; i >= 0; i = axis.groups[i].within) {
    labels.full_zh = axis.groups[i].prefix_zh + labels.full_zh;
  }
  labels.en = options.label_en();
  labels.note_en = options.note_en();
  labels.aliases.assign(options.aliases().begin(), options.aliases().end());
  if (labels.printed_zh.empty()) {
    problems->push_back(absl::StrCat(where, ": lacks label_zh"));
  }
  if (labels.en.empty()) {
    problems->push_back(absl::StrCat(where, ": lacks label_en"));
  }
  return labels;
}

// Whether `field` can be numbered.
bool CheckNumber(const FieldDescriptor& field, const std::string& where,
                 Problems* problems) {
  if (field.number() <= kFieldNumberMax) return true;
  problems->push_back(absl::StrCat(where, ": field number ", field.number(),
                                   " is above ", kFieldNumberMax));
  return false;
}

// Compiles one table; the members are what its parts need of it.
class TableCompiler {
 public:
  TableCompiler(const FieldDescriptor& field, Form* form, Problems* problems)
      : field_(field),
        options_(field.message_type()->options().GetExtension(v1::form_table)),
        form_(form),
        problems_(problems) {}

  void Compile() {
    table_.name = field_.name();
    table_.number = options_.number();
    table_.section_zh = options_.section_zh();
    table_.title_zh = options_.title_zh();
    table_.title_en = options_.title_en();
    table_.title_aliases.assign(options_.title_aliases().begin(),
                                options_.title_aliases().end());
    table_.layout = options_.layout();
    table_.corner_zh = options_.corner_zh();
    table_.editions = SetOf(options_.editions());
    table_.row_axis =
        MakeAxis(options_.row_axis(), table_.name + " (rows)", problems_);
    table_.column_axis =
        MakeAxis(options_.column_axis(), table_.name + " (columns)", problems_);
    CheckTable();
    const Descriptor& message = *field_.message_type();
    for (int i = 0; i < message.field_count(); ++i) {
      CompileRow(*message.field(i));
    }
    form_->tables.push_back(std::move(table_));
  }

 private:
  void Problem(const std::string& where, std::string_view what) {
    problems_->push_back(absl::StrCat(where, ": ", std::string(what)));
  }

  void CheckTable() {
    const std::string& where = table_.name;
    CheckNumber(field_, where, problems_);
    if (table_.number < 1 || table_.number > 99) {
      Problem(where, "its number must be 1 to 99");
    }
    if (table_.section_zh.empty()) Problem(where, "lacks section_zh");
    if (table_.title_zh.empty()) Problem(where, "lacks title_zh");
    if (table_.title_en.empty()) Problem(where, "lacks title_en");
    if (table_.layout == v1::TABLE_LAYOUT_UNSPECIFIED) {
      Problem(where, "lacks layout");
    }
    if (table_.editions == 0) Problem(where, "lacks editions");
    if (options_.edition_of().empty()) return;
    table_.edition_of =
        v1::Editions::descriptor()->FindFieldByName(options_.edition_of());
    if (table_.edition_of == nullptr) {
      Problem(where, absl::StrCat("edition_of names ", options_.edition_of(),
                                  ", which is no field of Editions"));
    }
  }

  void CompileRow(const FieldDescriptor& field) {
    const std::string where = absl::StrCat(table_.name, ".", field.name());
    if (field.is_repeated() || field.type() != FieldDescriptor::TYPE_MESSAGE) {
      return Problem(where, "a row must be one message");
    }
    if (!CheckNumber(field, where, problems_)) return;
    const v1::FormField& options = field.options().GetExtension(v1::form_field);
    Row row;
    row.name = field.name();
    row.group = FindGroup(table_.row_axis, options.group(), where, problems_);
    row.labels =
        MakeLabels(options, table_.row_axis, row.group, where, problems_);
    row.editions = EditionsWithin(options, table_.editions, where, problems_);
    const Descriptor& message = *field.message_type();
    if (message.field_count() == 0) Problem(where, "has no columns");
    for (int i = 0; i < message.field_count(); ++i) {
      CompileCell(field, *message.field(i), &row);
    }
    table_.rows.push_back(std::move(row));
  }

  // The column that `field` is; a new one at its first row.
  int FindColumn(const FieldDescriptor& field, const std::string& where) {
    const v1::FormField& options = field.options().GetExtension(v1::form_field);
    Column column;
    column.name = field.name();
    column.group =
        FindGroup(table_.column_axis, options.group(), where, problems_);
    column.labels =
        MakeLabels(options, table_.column_axis, column.group, where, problems_);
    column.editions =
        EditionsWithin(options, table_.editions, where, problems_);
    for (size_t i = 0; i < table_.columns.size(); ++i) {
      const Column& known = table_.columns[i];
      if (known.name != column.name) continue;
      if (known.labels.printed_zh != column.labels.printed_zh ||
          known.labels.en != column.labels.en) {
        Problem(where, "another row labels this column differently");
      }
      return static_cast<int>(i);
    }
    table_.columns.push_back(std::move(column));
    return static_cast<int>(table_.columns.size()) - 1;
  }

  void CompileCell(const FieldDescriptor& row_field,
                   const FieldDescriptor& field, Row* row) {
    Cell cell;
    cell.path = absl::StrCat(table_.name, ".", row->name, ".", field.name());
    if (field.type() != FieldDescriptor::TYPE_INT64 || field.is_repeated() ||
        !field.has_presence() || field.real_containing_oneof() != nullptr) {
      return Problem(cell.path, "a figure must be an optional int64");
    }
    if (!CheckNumber(field, cell.path, problems_)) return;
    cell.index = static_cast<int>(form_->cells.size());
    cell.number = (static_cast<uint32_t>(field_.number()) << 16) |
                  (static_cast<uint32_t>(row_field.number()) << 8) |
                  static_cast<uint32_t>(field.number());
    cell.table = static_cast<int>(form_->tables.size());
    cell.row = static_cast<int>(table_.rows.size());
    cell.column = FindColumn(field, cell.path);
    const Column& column = table_.columns[cell.column];
    cell.editions = row->editions & column.editions;
    if (cell.editions == 0) {
      Problem(cell.path, "row and column share no edition");
    }
    cell.label_zh =
        absl::StrCat(row->labels.full_zh, " · ", column.labels.short_zh);
    cell.label_en =
        absl::StrCat(row->labels.en, options_.joint_en(), column.labels.en);
    SetAttributes(row_field.options().GetExtension(v1::form_field),
                  field.options().GetExtension(v1::form_field), &cell);
    row->cells.push_back(cell.index);
    form_->cells.push_back(std::move(cell));
  }

  void SetAttributes(const v1::FormField& row, const v1::FormField& column,
                     Cell* cell) {
    const Level levels[3] = {LevelOf("column", column), LevelOf("row", row),
                             LevelOf("table", options_)};
    const std::string& where = cell->path;
    cell->unit = Stated(levels, &Level::unit, "units", where, problems_);
    cell->kind = Stated(levels, &Level::kind, "kinds", where, problems_);
    cell->stock_date =
        Stated(levels, &Level::stock_date, "stock dates", where, problems_);
    cell->is_signed =
        Stated(levels, &Level::sign, "signs", where, problems_) == 2;
    if (cell->unit == v1::UNIT_UNSPECIFIED) Problem(where, "lacks a unit");
    if (cell->kind == v1::KIND_UNSPECIFIED) Problem(where, "lacks a kind");
    const bool is_stock = cell->kind == v1::KIND_STOCK;
    const bool has_date = cell->stock_date != v1::STOCK_DATE_UNSPECIFIED;
    if (is_stock && !has_date) Problem(where, "a stock lacks its date");
    if (!is_stock && has_date) Problem(where, "only a stock has a date");
    if (absl::EndsWith(where, "_fen") != (cell->unit == v1::UNIT_FEN)) {
      Problem(where, "a name ends in _fen exactly if the unit is fen");
    }
  }

  const FieldDescriptor& field_;
  const v1::FormTable& options_;
  Form* const form_;
  Problems* const problems_;
  Table table_;
};

}  // namespace

void CompileTables(const Descriptor& figures, Form* form, Problems* problems) {
  for (int i = 0; i < figures.field_count(); ++i) {
    const FieldDescriptor& field = *figures.field(i);
    if (field.is_repeated() || field.type() != FieldDescriptor::TYPE_MESSAGE ||
        !field.message_type()->options().HasExtension(v1::form_table)) {
      problems->push_back(absl::StrCat(
          field.name(), ": a table must be one message with (form_table)"));
      continue;
    }
    TableCompiler(field, form, problems).Compile();
  }
  if (form->cells.empty()) {
    problems->push_back(absl::StrCat(figures.full_name(), ": has no figures"));
  }
}

}  // namespace disclosure::form
