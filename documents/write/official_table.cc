// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

#include "documents/write/official_table.h"

#include <algorithm>
#include <map>
#include <string>
#include <utility>

#include "form/money.h"

namespace disclosure::documents {
namespace {

constexpr int kSectionColumns = 4;
constexpr char kWanYuan[] = "万元";

class TableBuilder {
 public:
  TableBuilder(const form::Catalog& catalog, const std::vector<bool>& printed,
               int model)
      : catalog_(catalog),
        model_(catalog.tables()[static_cast<size_t>(model)]) {
    result_.model = model;
    for (const form::Row& row : model_.rows) {
      const bool any = std::any_of(
          row.cells.begin(), row.cells.end(),
          [&](int cell) { return printed[static_cast<size_t>(cell)]; });
      if (any) lines_.push_back({.row = &row, .cells = row.cells});
    }
  }

  OfficialTable Build() {
    if (lines_.empty()) return {};
    if (model_.layout == v1::TABLE_LAYOUT_SECTIONS) Sections();
    if (model_.layout == v1::TABLE_LAYOUT_GRID) Grid();
    if (model_.layout == v1::TABLE_LAYOUT_BLOCKS) Blocks();
    Finish();
    return std::move(result_);
  }

 private:
  struct Line {
    const form::Row* row;
    std::vector<int> cells;
  };

  void Add(const std::string& text, int row, int column, int row_span,
           int column_span, int figure = -1) {
    cells_.push_back({{.text = text,
                       .row = row,
                       .column = column,
                       .row_span = row_span,
                       .column_span = column_span},
                      figure});
    result_.table.rows = std::max(result_.table.rows, row + row_span);
    result_.table.columns =
        std::max(result_.table.columns, column + column_span);
  }

  const form::Column& ColumnOf(int cell) const {
    return model_.columns[static_cast<size_t>(
        catalog_.cells()[static_cast<size_t>(cell)].column)];
  }

  static std::vector<int> Path(const form::Axis& axis, int group) {
    std::vector<int> path;
    for (; group >= 0; group = axis.groups[static_cast<size_t>(group)].within) {
      path.insert(path.begin(), group);
    }
    return path;
  }

  void Sections() {
    int next = 0;
    int group = -2;
    for (const Line& line : lines_) {
      const int count = static_cast<int>(line.cells.size());
      const auto span = [&](int i) {
        return i + 1 == count ? kSectionColumns - 1 - i : 1;
      };
      if (line.row->group != group) {
        group = line.row->group;
        Add(model_.row_axis.groups[static_cast<size_t>(group)].label_zh, next++,
            0, 1, kSectionColumns);
        Add(model_.row_axis.label_zh, next, 0, 1, 1);
        for (int i = 0; i < count; ++i) {
          Add(ColumnOf(line.cells[static_cast<size_t>(i)]).labels.printed_zh,
              next, 1 + i, 1, span(i));
        }
        ++next;
      }
      Add(line.row->labels.printed_zh, next, 0, 1, 1);
      for (int i = 0; i < count; ++i) {
        Add("", next, 1 + i, 1, span(i), line.cells[static_cast<size_t>(i)]);
      }
      ++next;
    }
  }

  void Grid() {
    int depth = 1;
    for (const Line& line : lines_) {
      depth = std::max(
          depth,
          static_cast<int>(Path(model_.row_axis, line.row->group).size()) + 1);
    }
    const std::vector<int>& cells = lines_[0].cells;
    const int columns = static_cast<int>(cells.size());
    Add(model_.corner_zh, 0, 0, 3, depth);
    Add(model_.column_axis.label_zh, 0, depth, 1, columns);
    for (int i = 0; i < columns; ++i) {
      const form::Column& column = ColumnOf(cells[static_cast<size_t>(i)]);
      if (column.group < 0) {
        Add(column.labels.printed_zh, 1, depth + i, 2, 1);
        continue;
      }
      Add(column.labels.printed_zh, 2, depth + i, 1, 1);
      if (i > 0 &&
          ColumnOf(cells[static_cast<size_t>(i - 1)]).group == column.group) {
        continue;
      }
      int span = 1;
      while (i + span < columns &&
             ColumnOf(cells[static_cast<size_t>(i + span)]).group ==
                 column.group) {
        ++span;
      }
      Add(model_.column_axis.groups[static_cast<size_t>(column.group)].label_zh,
          1, depth + i, 1, span);
    }
    std::map<int, std::pair<int, int>> groups;  // First row, rows.
    for (size_t i = 0; i < lines_.size(); ++i) {
      const int row = static_cast<int>(i) + 3;
      const auto path = Path(model_.row_axis, lines_[i].row->group);
      for (const int group : path) {
        const auto [entry, is_new] = groups.emplace(group, std::pair(row, 0));
        ++entry->second.second;
      }
      const int at = static_cast<int>(path.size());
      Add(lines_[i].row->labels.printed_zh, row, at, 1, depth - at);
      for (int j = 0; j < columns; ++j) {
        Add("", row, depth + j, 1, 1, lines_[i].cells[static_cast<size_t>(j)]);
      }
    }
    for (const auto& [group, rows] : groups) {
      const int at = static_cast<int>(Path(model_.row_axis, group).size()) - 1;
      Add(model_.row_axis.groups[static_cast<size_t>(group)].label_zh,
          rows.first, at, rows.second, 1);
    }
  }

  void Blocks() {
    int at = 0;
    std::map<int, std::pair<int, int>> groups;
    for (const Line& line : lines_) {
      const int count = static_cast<int>(line.cells.size());
      const int group = line.row->group;
      if (group < 0) {
        Add(line.row->labels.printed_zh, 0, at, 2, count);
      } else {
        Add(line.row->labels.printed_zh, 1, at, 1, count);
        const auto [entry, is_new] = groups.emplace(group, std::pair(at, 0));
        entry->second.second += count;
      }
      for (int i = 0; i < count; ++i) {
        const int cell = line.cells[static_cast<size_t>(i)];
        Add(ColumnOf(cell).labels.printed_zh, 2, at + i, 1, 1);
        Add("", 3, at + i, 1, 1, cell);
      }
      at += count;
    }
    for (const auto& [group, columns] : groups) {
      Add(model_.row_axis.groups[static_cast<size_t>(group)].label_zh, 0,
          columns.first, 1, columns.second);
    }
  }

  void Finish() {
    std::stable_sort(cells_.begin(), cells_.end(),
                     [](const auto& a, const auto& b) {
                       return std::pair(a.first.row, a.first.column) <
                              std::pair(b.first.row, b.first.column);
                     });
    for (auto& [cell, figure] : cells_) {
      result_.table.cells.push_back(std::move(cell));
      result_.figures.push_back(figure);
    }
  }

  const form::Catalog& catalog_;
  const form::Table& model_;
  std::vector<Line> lines_;
  std::vector<std::pair<TableCell, int>> cells_;
  OfficialTable result_;
};

}  // namespace

std::vector<OfficialTable> OfficialTables(const form::Catalog& catalog,
                                          const std::vector<bool>& printed) {
  std::vector<OfficialTable> tables;
  for (size_t i = 0; i < catalog.tables().size(); ++i) {
    OfficialTable table =
        TableBuilder(catalog, printed, static_cast<int>(i)).Build();
    if (!table.table.cells.empty()) tables.push_back(std::move(table));
  }
  return tables;
}

std::vector<OfficialTable> OfficialTables(const form::Catalog& catalog,
                                          const v1::Editions& editions) {
  return OfficialTables(catalog, catalog.AskedCells(editions));
}

bool PrintsUnit(const form::Catalog& catalog, int cell) {
  const form::Cell& model = catalog.cells()[static_cast<size_t>(cell)];
  if (model.unit != v1::UNIT_FEN) return false;
  const form::Table& table = catalog.tables()[static_cast<size_t>(model.table)];
  const auto says = [](const form::Labels& labels) {
    return labels.printed_zh.find(kWanYuan) != std::string::npos;
  };
  return !says(table.rows[static_cast<size_t>(model.row)].labels) &&
         !says(table.columns[static_cast<size_t>(model.column)].labels);
}

std::string FigureText(const form::Catalog& catalog, int cell, int64_t value) {
  if (catalog.cells()[static_cast<size_t>(cell)].unit != v1::UNIT_FEN) {
    return std::to_string(value);
  }
  std::string text = form::FormatWanYuan(value);
  if (value != 0 && PrintsUnit(catalog, cell)) text += kWanYuan;
  return text;
}

}  // namespace disclosure::documents
