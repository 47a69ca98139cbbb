// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

// What the cells of a document's table are to a table of the form, and the
// heads that stand above each column of a grid while it is read from the top.
//
// A Heads is used by one thread at a time; the function is pure.

#ifndef DISCLOSURE_DOCUMENTS_EXTRACT_GRID_HEADS_H_
#define DISCLOSURE_DOCUMENTS_EXTRACT_GRID_HEADS_H_

#include <string>
#include <utility>
#include <vector>

#include "documents/extract/label_match.h"
#include "documents/table.h"
#include "form/model.h"

namespace disclosure::documents {

// A table of the form, prepared for matching.
struct FormTableLabels {
  explicit FormTableLabels(const form::Table& table);

  const form::Table& table;
  std::vector<LabelForms> rows;
  std::vector<LabelForms> columns;
  // The printed heads over several rows: not rows, however like one they are.
  std::vector<LabelForms> row_groups;
  // The printed heads over several columns, each with its first column.
  std::vector<std::pair<LabelForms, int>> column_groups;
};

// What a cell's text is to the form's table.
struct CellWords {
  std::string comparable;
  bool figure = false;
  int column = -1;  // The column whose head it is.
  int block = -1;   // The block whose head it is.
  int group = -1;   // The first column of the group whose head it is.
};

CellWords ReadWords(const FormTableLabels& form, const TableCell& cell);

// Whether the heads in one line of text stand in another order than the form's.
bool ContradictsOrder(const FormTableLabels& form,
                      const std::vector<const CellWords*>& line);

// What stands above a column of a grid.
struct Head {
  int column = -1;
  int block = -1;
  // The words nearest above, whether they name a column or not, and where their
  // cell begins.
  std::string text;
  int begin = 0;
};

using RowCells = std::vector<std::pair<const TableCell*, const CellWords*>>;

class Heads {
 public:
  // A line of heads names at least this many columns.
  explicit Heads(int least) : least_(least) {}

  // A table begins. Heads are not kept from the one before: its columns may be
  // others though they are as many.
  void Begin(int columns);

  // The cells that begin in the next row or reach into it.
  void Row(const RowCells& cells);

  // Whether that row was one of heads.
  bool in_band() const { return in_band_; }
  const Head& At(int column) const {
    return heads_[static_cast<size_t>(column)];
  }
  // The first column that has a head; -1 if none has.
  int First() const;

 private:
  bool IsBand(const RowCells& cells) const;

  const int least_;
  std::vector<Head> heads_;
  bool in_band_ = false;
};

}  // namespace disclosure::documents

#endif  // DISCLOSURE_DOCUMENTS_EXTRACT_GRID_HEADS_H_
