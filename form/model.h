// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

// The official form as plain data: what form/catalog.h hands out. Everything
// refers to everything else by index, in the order of the form. Values of these
// types are made by the compiler of the catalogue and not changed afterwards.

#ifndef DISCLOSURE_FORM_MODEL_H_
#define DISCLOSURE_FORM_MODEL_H_

#include <cstdint>
#include <string>
#include <vector>

#include "disclosure/v1/form_options.pb.h"
#include "disclosure/v1/form_rules.pb.h"
#include "form/narrative_words.h"

namespace disclosure::form {

// A set of editions: bit `1 << edition` for each v1::Edition in it.
using EditionSet = uint32_t;

constexpr EditionSet EditionBit(v1::Edition edition) {
  return EditionSet{1} << static_cast<int>(edition);
}

// A printed head over several rows or columns.
struct Group {
  std::string key;
  std::string label_zh;
  std::string label_en;
  std::string prefix_zh;
  // The group it stands in: an index into the same axis; -1: none.
  int within = -1;
};

// One direction of a table.
struct Axis {
  std::string label_zh;
  std::string label_en;
  std::vector<Group> groups;
};

// The words of a row or column.
struct Labels {
  // Exactly as printed, for tables and for matching documents.
  std::string printed_zh;
  // Short enough for a narrow table; may equal `printed_zh`.
  std::string short_zh;
  // For a message, where the row or column stands alone: 三、（三）4.…
  std::string full_zh;
  std::string en;
  // What `en` leaves out; may be empty.
  std::string note_en;
  // Other forms of `printed_zh` found in print.
  std::vector<std::string> aliases;
};

// A row of a table.
struct Row {
  // The second part of its figures' paths.
  std::string name;
  Labels labels;
  // An index into the groups of the table's row axis; -1: none.
  int group = -1;
  EditionSet editions = 0;
  // Its cells in the order of its columns.
  std::vector<int> cells;
};

// A column of a table. Rows of one table may have different columns; those of
// the same name are one column.
struct Column {
  // The third part of its figures' paths.
  std::string name;
  Labels labels;
  // An index into the groups of the table's column axis; -1: none.
  int group = -1;
  EditionSet editions = 0;
};

struct Table {
  // The first part of its figures' paths.
  std::string name;
  // The number of its section in the document: 2, 3 or 4.
  int number = 0;
  std::string section_zh;
  std::string title_zh;
  std::string title_en;
  std::vector<std::string> title_aliases;
  // The field of v1::Editions that says which edition a report used; nullptr:
  // the table is the same in all of them.
  const google::protobuf::FieldDescriptor* edition_of = nullptr;
  EditionSet editions = 0;
  v1::TableLayout layout = v1::TABLE_LAYOUT_GRID;
  std::string corner_zh;
  Axis row_axis;
  Axis column_axis;
  std::vector<Row> rows;
  std::vector<Column> columns;
};

// One figure of the form.
struct Cell {
  int index = 0;
  // (table << 16) | (row << 8) | column by field numbers; stable for ever.
  uint32_t number = 0;
  // table.row.column by field names; stable for ever.
  std::string path;
  // Indices: of the table, of its row, of its column.
  int table = 0;
  int row = 0;
  int column = 0;
  // For messages: row and column in one line.
  std::string label_zh;
  std::string label_en;
  v1::Unit unit = v1::UNIT_UNSPECIFIED;
  v1::Kind kind = v1::KIND_UNSPECIFIED;
  v1::StockDate stock_date = v1::STOCK_DATE_UNSPECIFIED;
  bool is_signed = false;
  EditionSet editions = 0;
};

// The cells of `left` add up to those of `right`.
struct Equation {
  // The id of the rule, such as `applicants_sum`.
  std::string rule;
  // Cell indices, in the order of the form.
  std::vector<int> left;
  std::vector<int> right;
  // Whether it is a sum: `right` is one cell, the total of `left`.
  bool is_sum = false;
  // The editions that print it.
  EditionSet editions = 0;
  int table = 0;
  // The row or column it holds in; the other is -1.
  int row = -1;
  int column = -1;
  // Where it holds and what it states, in one line.
  std::string label_zh;
  std::string label_en;
  // The words of its findings.
  v1::EquationText text;
};

// `figure` is at least `part`; cell indices.
struct AtLeast {
  std::string rule;
  int figure = 0;
  int part = 0;
};

// `figures` add up to at most `factor` times `bases` and `allowance`; cell
// indices.
struct AtMost {
  std::string rule;
  std::vector<int> figures;
  std::vector<int> bases;
  v1::LocalizedText figures_name;
  v1::LocalizedText bases_name;
  int64_t factor = 0;
  int64_t allowance = 0;
};

// What a narrative quotes: the sum of `cells`.
struct NarrativeFigure {
  std::string rule;
  std::string contradiction_rule;
  std::vector<int> cells;
  // What it may count along with them.
  std::vector<int> may_include;
  v1::LocalizedText name;
  std::vector<NumberPhrase> phrases;
};

// A figure beside the form that a narrative states in this section.
struct NarrativeItem {
  std::string key;
  std::string label;
  std::string section;
  std::vector<NumberPhrase> phrases;
};

// `cells` are zero below `lowest_level`.
struct Power {
  std::string rule;
  std::vector<int> cells;
  v1::Level lowest_level = v1::LEVEL_UNSPECIFIED;
  v1::LocalizedText reason;
};

// A figure of one of two consecutive years.
struct YearTerm {
  int cell = 0;
  bool last_year = false;
  bool subtract = false;
};

// `left` adds up to `right` over the reports of two consecutive years.
struct YearEquation {
  std::string rule;
  std::vector<YearTerm> left;
  std::vector<YearTerm> right;
};

// The whole form.
struct Form {
  std::vector<Table> tables;
  std::vector<Cell> cells;
  std::vector<Equation> equations;
  std::vector<AtLeast> at_least;
  std::vector<AtMost> at_most;
  std::vector<Power> powers;
  std::vector<YearEquation> year_equations;
  std::vector<NarrativeFigure> narrative_figures;
  NarrativeWords narrative_words;
  std::vector<v1::NarrativeList> narrative_lists;
  std::vector<NarrativeItem> narrative_items;
  std::vector<v1::FigureLimit> figure_limits;
  std::vector<v1::EditionYears> edition_years;
};

}  // namespace disclosure::form

#endif  // DISCLOSURE_FORM_MODEL_H_
