// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

#include "documents/read/xlsx_grid.h"

#include <algorithm>
#include <limits>

#include "documents/read/limits.h"
#include "documents/read/refusal.h"

namespace disclosure::documents {
namespace {

// Rows, or columns, as they are numbered without the hidden ones.
class Axis {
 public:
  Axis(int first, int last, const std::vector<int>& hidden)
      : first_(first), last_(last), hidden_(hidden) {}

  // How many shown ones lie before `index`.
  int Before(int index) const {
    index = std::clamp(index, first_, last_ + 1);
    const auto count = [this](int end) {
      return std::lower_bound(hidden_.begin(), hidden_.end(), end) -
             hidden_.begin();
    };
    return index - first_ - static_cast<int>(count(index) - count(first_));
  }

  int size() const { return Before(last_ + 1); }

 private:
  const int first_;
  const int last_;
  const std::vector<int>& hidden_;
};

// Which cell a place belongs to, while merged ranges are laid out.
class Places {
 public:
  Places(int rows, int columns)
      : rows_(rows),
        columns_(columns),
        cells_(static_cast<size_t>(rows) * columns),
        covered_(cells_.size(), false) {
    for (int row = 0; row < rows_; ++row) {
      for (int column = 0; column < columns_; ++column) {
        At(row, column) = {.row = row, .column = column};
      }
    }
  }

  TableCell& At(int row, int column) {
    return cells_[static_cast<size_t>(row) * columns_ + column];
  }

  // Nothing happens if a place is merged already.
  void Merge(int row, int column, int row_end, int column_end) {
    for (int i = row; i < row_end; ++i) {
      for (int j = column; j < column_end; ++j) {
        TableCell& cell = At(i, j);
        if (covered_[&cell - cells_.data()] || cell.row_span > 1 ||
            cell.column_span > 1) {
          return;
        }
      }
    }
    for (int i = row; i < row_end; ++i) {
      for (int j = column; j < column_end; ++j) {
        covered_[&At(i, j) - cells_.data()] = true;
      }
    }
    TableCell& cell = At(row, column);
    covered_[&cell - cells_.data()] = false;
    cell.row_span = row_end - row;
    cell.column_span = column_end - column;
  }

  Table Take() && {
    Table table = {.rows = rows_, .columns = columns_};
    for (size_t i = 0; i < cells_.size(); ++i) {
      if (!covered_[i]) {
        table.cells.push_back(std::move(cells_[i]));
      }
    }
    return table;
  }

 private:
  const int rows_;
  const int columns_;
  std::vector<TableCell> cells_;
  std::vector<bool> covered_;
};

bool IsShown(const std::vector<int>& hidden, int index) {
  return !std::binary_search(hidden.begin(), hidden.end(), index);
}

// The rows and columns that hold something shown.
SheetRange UsedRange(const SheetGrid& grid) {
  constexpr int kNone = std::numeric_limits<int>::max();
  SheetRange used = {.first_row = kNone,
                     .first_column = kNone,
                     .last_row = -1,
                     .last_column = -1};
  for (const auto& [place, text] : grid.texts) {
    const auto& [row, column] = place;
    if (IsShown(grid.hidden_rows, row) &&
        IsShown(grid.hidden_columns, column)) {
      used.first_row = std::min(used.first_row, row);
      used.first_column = std::min(used.first_column, column);
      used.last_row = std::max(used.last_row, row);
      used.last_column = std::max(used.last_column, column);
    }
  }
  return used;
}

}  // namespace

absl::StatusOr<Table> ToTable(const SheetGrid& grid, int64_t places_max) {
  SheetRange used = UsedRange(grid);
  if (used.last_row < 0) {
    return Table();
  }
  if (grid.whole) {
    used.first_row = 0;
    used.first_column = 0;
  }
  const Axis rows(used.first_row, used.last_row, grid.hidden_rows);
  const Axis columns(used.first_column, used.last_column, grid.hidden_columns);
  if (rows.size() > kRowsMax) {
    return TooLarge({"rows of a sheet", "工作表行数"}, kRowsMax);
  }
  if (columns.size() > kColumnsMax) {
    return TooLarge({"columns of a sheet", "工作表列数"}, kColumnsMax);
  }
  if (int64_t{rows.size()} * columns.size() > places_max) {
    return TooLarge({"cells", "单元格数"}, kCellsMax);
  }
  Places places(rows.size(), columns.size());
  for (const auto& [place, text] : grid.texts) {
    const auto& [row, column] = place;
    if (IsShown(grid.hidden_rows, row) &&
        IsShown(grid.hidden_columns, column)) {
      places.At(rows.Before(row), columns.Before(column)).text = text;
    }
  }
  // Each place is looked at a few times at most, unless ranges overlap.
  int64_t looks = 10 * int64_t{kCellsMax};
  for (const SheetRange& range : grid.merged) {
    const int row = rows.Before(range.first_row);
    const int column = columns.Before(range.first_column);
    const int row_end = rows.Before(range.last_row + 1);
    const int column_end = columns.Before(range.last_column + 1);
    if (row >= row_end || column >= column_end) {
      continue;
    }
    looks -= int64_t{row_end - row} * (column_end - column);
    if (looks < 0) {
      return TooLarge({"merged cells", "合并单元格数"}, kCellsMax);
    }
    // A merged range shows its first cell, even if that one is hidden.
    if (const auto text =
            grid.texts.find({range.first_row, range.first_column});
        text != grid.texts.end()) {
      places.At(row, column).text = text->second;
    }
    places.Merge(row, column, row_end, column_end);
  }
  return std::move(places).Take();
}

}  // namespace disclosure::documents
