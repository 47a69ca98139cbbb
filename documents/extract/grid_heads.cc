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
  }
  if (form.table.layout == v1::TABLE_LAYOUT_BLOCKS) {
    words.block = FindLabel(form.rows, words.comparable);
  }
  return words;
}

void Heads::Begin(int columns) {
  if (!Fit(columns)) {
    heads_.assign(static_cast<size_t>(columns), Head());
  }
  in_band_ = false;
}

bool Heads::Fit(int columns) const {
  return heads_.size() == static_cast<size_t>(columns) && First() >= 0;
}

bool Heads::IsBand(const RowCells& cells) const {
  return std::count_if(cells.begin(), cells.end(),
                       [](auto& cell) {
                         return cell.second->column >= 0 ||
                                cell.second->block >= 0;
                       }) >= least_ &&
         std::none_of(cells.begin(), cells.end(),
                      [](auto& cell) { return cell.second->figure; });
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
