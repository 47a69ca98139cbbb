// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

#include "documents/extract/grid_heads.h"

#include <algorithm>
#include <string_view>

#include "documents/extract/figure_text.h"
#include "documents/read/characters.h"

namespace disclosure::documents {
namespace {

// The index of the label that fits best, if one fits well.
int FindLabel(const std::vector<LabelForms>& labels, const std::string& text) {
  int found = -1;
  double best = kFitGood;
  for (size_t i = 0; i < labels.size(); ++i) {
    const double fit = labels[i].Fit(text);
    if (fit < best || (found >= 0 && fit == best)) continue;
    best = fit;
    found = static_cast<int>(i);
  }
  return found;
}

// Heads are found with the year filled in: 本年(2023)制发件数.
std::string WithoutYear(std::string text) {
  for (size_t at = text.find("(20"); at != std::string::npos;
       at = text.find("(20", at)) {
    const size_t end = text.find(')', at);
    if (end == std::string::npos) break;
    const std::string_view year(text.data() + at + 1, end - at - 1);
    const bool digits = year.substr(0, 4).find_first_not_of("0123456789") ==
                        std::string_view::npos;
    if (digits && (year.size() == 4 || year.substr(4) == "年")) {
      text.erase(at, end + 1 - at);
    } else {
      at = end;
    }
  }
  return text;
}

// Whether the head speaks of last year and the form's column does not.
bool IsAnotherYear(const form::Column& column, const std::string& head) {
  const std::string label = Comparable(column.labels.printed_zh);
  for (const std::string_view word : {"上年", "上一年", "去年", "同期"}) {
    if (head.find(word) != std::string::npos &&
        label.find(word) == std::string::npos) {
      return true;
    }
  }
  return false;
}

}  // namespace

FormTableLabels::FormTableLabels(const form::Table& form_table)
    : table(form_table) {
  for (const form::Row& row : table.rows) rows.emplace_back(row.labels);
  for (const form::Column& column : table.columns) {
    columns.emplace_back(column.labels);
  }
  for (const form::Group& group : table.row_axis.groups) {
    row_groups.emplace_back(group.label_zh, std::vector<std::string>());
  }
  for (size_t g = 0; g < table.column_axis.groups.size(); ++g) {
    for (size_t c = 0; c < table.columns.size(); ++c) {
      if (table.columns[c].group != static_cast<int>(g)) continue;
      column_groups.emplace_back(
          LabelForms(table.column_axis.groups[g].label_zh, {}),
          static_cast<int>(c));
      break;
    }
  }
}

CellWords ReadWords(const FormTableLabels& form, const TableCell& cell) {
  CellWords words;
  words.comparable = Comparable(cell.text);
  words.figure = LooksLikeFigure(cell.text);
  // Longer texts are narrative.
  if (words.figure || words.comparable.empty() ||
      words.comparable.size() > 300) {
    return words;
  }
  // Rows have numbers ((七)总计), columns have none.
  std::string_view rest = words.comparable;
  if (TakeNumber(&rest).empty()) {
    words.column = FindLabel(form.columns, WithoutYear(words.comparable));
    if (words.column >= 0 &&
        IsAnotherYear(form.table.columns[static_cast<size_t>(words.column)],
                      words.comparable)) {
      words.column = -1;
    }
  }
  for (const auto& [label, first] : form.column_groups) {
    if (label.Fit(words.comparable) >= kFitGood) words.group = first;
  }
  if (form.table.layout == v1::TABLE_LAYOUT_BLOCKS) {
    words.block = FindLabel(form.rows, words.comparable);
  }
  return words;
}

bool ContradictsOrder(const FormTableLabels& form,
                      const std::vector<const CellWords*>& line) {
  const bool blocks = form.table.layout == v1::TABLE_LAYOUT_BLOCKS;
  int last_block = -1;
  int last_column = -1;
  int last_grouped = -1;
  int restarts = 0;
  for (const CellWords* words : line) {
    if (words->block >= 0) {
      if (words->block < last_block) return true;
      last_block = words->block;
    }
    const int column = words->column >= 0 ? words->column : words->group;
    if (column < 0) continue;
    // The columns of a block follow each other and begin anew in the next.
    const bool grouped =
        words->column >= 0 &&
        form.table.columns[static_cast<size_t>(column)].group >= 0;
    int& last = grouped ? last_grouped : last_column;
    if (column < last) {
      if (!blocks) return true;
      ++restarts;
    }
    last = column;
  }
  return restarts >= static_cast<int>(form.table.rows.size());
}

void Heads::Begin(int columns) {
  heads_.assign(static_cast<size_t>(columns), Head());
  in_band_ = false;
}

bool Heads::IsBand(const RowCells& cells) const {
  int columns = 0;
  bool block = false;
  for (const auto& [cell, words] : cells) {
    if (words->figure) return false;
    if (words->column >= 0 || words->block >= 0) ++columns;
    block = block || words->block >= 0;
  }
  // The head of a block may stand alone.
  return block || columns >= least_;
}

void Heads::Row(const RowCells& cells) {
  const bool band = IsBand(cells);
  if (band && !in_band_) std::fill(heads_.begin(), heads_.end(), Head());
  in_band_ = band;
  if (!band) return;
  for (const auto& [cell, words] : cells) {
    if (words->comparable.empty()) continue;
    for (int c = cell->column; c < cell->column + cell->column_span; ++c) {
      Head& head = heads_[static_cast<size_t>(c)];
      if (words->column >= 0) head.column = words->column;
      if (words->column >= 0 || head.column < 0) {
        head.text = cell->text;
        head.begin = cell->column;
      }
      if (words->block >= 0) head.block = words->block;
    }
  }
}

int Heads::First() const {
  for (size_t c = 0; c < heads_.size(); ++c) {
    if (heads_[c].column >= 0) return static_cast<int>(c);
  }
  return -1;
}

}  // namespace disclosure::documents
