// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

#include "documents/extract/cell_reading.h"

#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <utility>

#include "documents/extract/block_rows.h"
#include "documents/extract/figure_text.h"
#include "documents/extract/printed_rows.h"
#include "documents/extract/row_figures.h"
#include "documents/extract/row_match.h"
#include "documents/read/characters.h"

namespace disclosure::documents {
namespace {

// A second row for the same row of the form is one only if its label is clear.
constexpr double kSameRow = 0.95;
// A label that is not broken.
constexpr double kWholeLabel = 0.9;
// Rows with as many figures are told by them; those with fewer also stand
// elsewhere.
constexpr size_t kTellingFigures = 3;
// Extra rows that are named.
constexpr size_t kExtraRowsMax = 10;
// Paragraphs longer than this are narrative, not labels that lost their table.
constexpr size_t kLabelBytesMax = 300;

class TableReader {
 public:
  TableReader(const form::Catalog& catalog, int table, const Document& document)
      : catalog_(catalog),
        document_(document),
        labels_(catalog.tables()[static_cast<size_t>(table)]),
        printed_(FindPrintedRows(labels_, document)) {
    reading_.table = table;
    reading_.cells.resize(catalog.cells().size());
    reading_.row_fits.resize(labels_.table.rows.size());
  }

  TableReading Run() {
    if (labels_.table.layout == v1::TABLE_LAYOUT_BLOCKS) ReadBlocks();
    // Blocks are also found printed below each other, one row each.
    if (reading_.CountFound() == 0) ReadRows();
    LookForLabels();
    return std::move(reading_);
  }

 private:
  const form::Row& RowAt(size_t row) const { return labels_.table.rows[row]; }

  std::vector<int> ColumnsOf(const form::Row& row) const {
    std::vector<int> columns;
    for (int cell : row.cells) {
      columns.push_back(catalog_.cells()[static_cast<size_t>(cell)].column);
    }
    return columns;
  }

  const LineWindows& WindowsFor(size_t columns) {
    return windows_
        .try_emplace(columns, printed_, columns,
                     labels_.table.layout == v1::TABLE_LAYOUT_GRID)
        .first->second;
  }

  CellReading ReadCell(const form::Cell& cell, const PrintedRow& row,
                       const std::optional<AssignedFigure>& assigned,
                       bool label_damaged) const {
    CellReading reading;
    reading.page = row.page;
    reading.table = row.table + 1;
    reading.row = row.row + 1;
    reading.state = v1::EVIDENCE_STATE_UNREADABLE;
    if (!assigned) {
      for (const PrintedFigure& figure : row.figures) {
        if (!reading.raw_text.empty()) reading.raw_text += ' ';
        reading.raw_text += figure.text;
      }
      return reading;
    }
    const PrintedFigure& figure = assigned->figure;
    reading.raw_text = figure.text;
    reading.head_known = figure.column >= 0;
    reading.by_order = figure.run_together || row.layout == Layout::kStream;
    reading.column = figure.table_column + 1;
    FigureText text = ReadFigureText(cell, figure.text, figure.head);
    switch (text.state) {
      case FigureText::State::kBlank:
        // On a page without rulings nobody sees where a blank cell is.
        if (!IsWithoutRulings(row)) reading.state = v1::EVIDENCE_STATE_BLANK;
        break;
      case FigureText::State::kValue:
        reading.state = v1::EVIDENCE_STATE_READ;
        reading.value = text.value;
        break;
      case FigureText::State::kAmbiguous:
        reading.state = v1::EVIDENCE_STATE_AMBIGUOUS;
        reading.candidates = std::move(text.candidates);
        break;
      case FigureText::State::kUnreadable:
        break;
    }
    const auto doubt = [&](bool doubted, v1::EvidenceDoubt why) {
      if (doubted) reading.doubts.push_back(why);
    };
    doubt(figure.run_together, v1::EVIDENCE_DOUBT_RUN_TOGETHER);
    doubt(label_damaged || assigned->head_damaged,
          v1::EVIDENCE_DOUBT_LABEL_DAMAGED);
    doubt(text.odd_sign, v1::EVIDENCE_DOUBT_SIGN);
    doubt(text.broken_over_lines, v1::EVIDENCE_DOUBT_BROKEN_OVER_LINES);
    return reading;
  }

  void ReadRow(size_t row, const PrintedRow& printed, bool label_damaged) {
    const std::vector<int>& cells = RowAt(row).cells;
    const auto assigned =
        AssignFigures(printed, ColumnsOf(RowAt(row)), WindowsFor(cells.size()));
    for (size_t i = 0; i < cells.size(); ++i) {
      reading_.cells[static_cast<size_t>(cells[i])] =
          ReadCell(catalog_.cells()[static_cast<size_t>(cells[i])], printed,
                   assigned[i], label_damaged);
    }
  }

  void ReadRows() {
    const std::vector<RowMatch> matches = MatchRows(labels_, printed_);
    std::set<int> used;
    for (size_t row = 0; row < matches.size(); ++row) {
      const RowMatch& match = matches[row];
      if (match.printed < 0) continue;
      used.insert(match.printed);
      ReadRow(row, printed_[static_cast<size_t>(match.printed)],
              match.fit == 0);
      // A row found by its place counts as one that barely fits.
      reading_.row_fits[row] = std::max(match.fit, kFitMin);
    }
    for (size_t row = 0; row < matches.size(); ++row) {
      const int p = matches[row].printed;
      if (p < 0 ||
          !IsBroken(row, static_cast<size_t>(p), matches[row].fit, used)) {
        continue;
      }
      for (int cell : RowAt(row).cells) {
        reading_.cells[static_cast<size_t>(cell)].state =
            v1::EVIDENCE_STATE_UNREADABLE;
      }
    }
    ListExtraRows(used);
    for (size_t row = 0; row < matches.size(); ++row) {
      if (matches[row].fit >= kSameRow) LookForTwins(row, used);
    }
  }

  // Rows with figures among those of the form, in the same tables.
  void ListExtraRows(const std::set<int>& used) {
    std::set<int> tables;
    for (int p : used) tables.insert(printed_[static_cast<size_t>(p)].table);
    for (size_t p = 0; p < printed_.size(); ++p) {
      const PrintedRow& row = printed_[p];
      if (used.count(static_cast<int>(p)) != 0 || row.CountNumbers() == 0 ||
          row.label.empty() || tables.count(row.table) == 0) {
        continue;
      }
      if (reading_.extra_rows.size() == kExtraRowsMax) return;
      reading_.extra_rows.push_back(row.label.back().substr(0, kLabelBytesMax));
    }
  }

  // The same row printed again with other figures: nobody can say which counts.
  void LookForTwins(size_t row, const std::set<int>& used) {
    const std::vector<int>& cells = RowAt(row).cells;
    for (size_t p = 0; p < printed_.size(); ++p) {
      const PrintedRow& twin = printed_[p];
      if (used.count(static_cast<int>(p)) != 0 || twin.figures.empty() ||
          labels_.rows[row].FitRow(twin.label) < kSameRow) {
        continue;
      }
      const auto assigned =
          AssignFigures(twin, ColumnsOf(RowAt(row)), WindowsFor(cells.size()));
      for (size_t i = 0; i < cells.size(); ++i) {
        if (!assigned[i]) continue;
        // Lines elsewhere may have the same name and as few figures.
        if (assigned[i]->figure.column < 0 && cells.size() < kTellingFigures) {
          continue;
        }
        const form::Cell& cell =
            catalog_.cells()[static_cast<size_t>(cells[i])];
        if (twin.CountNumbers() == 0 && assigned[i]->figure.column < 0)
          continue;
        const CellReading other = ReadCell(cell, twin, assigned[i], false);
        CellReading& reading = reading_.cells[static_cast<size_t>(cells[i])];
        DoubtByTwin(other, &reading);
      }
    }
  }

  static void DoubtByTwin(const CellReading& other, CellReading* reading) {
    const auto is_told = [](const CellReading& cell) {
      return cell.state == v1::EVIDENCE_STATE_READ ||
             cell.state == v1::EVIDENCE_STATE_BLANK;
    };
    const bool same =
        other.state == reading->state && other.value == reading->value;
    if (!is_told(other) || !is_told(*reading) || same) return;
    for (const CellReading* cell :
         {static_cast<const CellReading*>(reading), &other}) {
      if (cell->state == v1::EVIDENCE_STATE_READ) {
        reading->candidates.push_back(cell->value);
      }
    }
    reading->state = v1::EVIDENCE_STATE_AMBIGUOUS;
    reading->value = 0;
  }

  static bool IsWithoutRulings(const PrintedRow& row) {
    return row.layout == Layout::kRows && row.page > 0;
  }

  // A row that is broken over lines or pages: its figures, or the rest of them,
  // are on the next.
  bool IsBroken(size_t row, size_t p, double fit,
                const std::set<int>& used) const {
    const PrintedRow& printed = printed_[p];
    // A part of the label, on a page without rulings.
    if (IsWithoutRulings(printed) && fit < kWholeLabel) return true;
    if (p + 1 >= printed_.size()) return false;
    const PrintedRow& next = printed_[p + 1];
    if (next.CountNumbers() == 0 || used.count(static_cast<int>(p) + 1) > 0) {
      return false;
    }
    if (printed.CountNumbers() > 0) {
      return printed.layout == Layout::kRows && next.table == printed.table &&
             next.label.empty();
    }
    return next.label.empty() ||
           labels_.rows[row].FitRow(next.label) >= kFitMin;
  }

  void ReadBlocks() {
    const auto found = FindBlockRow(labels_.table, catalog_, printed_);
    if (!found) return;
    for (const auto& [index, place] : found->figures) {
      const form::Cell& cell = catalog_.cells()[static_cast<size_t>(index)];
      reading_.cells[static_cast<size_t>(index)] =
          ReadCell(cell, printed_[static_cast<size_t>(place.printed)],
                   place.figure, false);
      reading_.row_fits[static_cast<size_t>(cell.row)] = 1;
    }
  }

  // A row whose label is there and whose figures are not is unreadable rather
  // than absent.
  void LookForLabels() {
    std::set<size_t> missing;
    for (size_t row = 0; row < labels_.rows.size(); ++row) {
      if (reading_.row_fits[row] == 0) missing.insert(row);
    }
    const auto look = [&](const std::string& text, int page, int table,
                          int table_row) {
      if (missing.empty() || text.size() > kLabelBytesMax) return;
      const std::string comparable = Comparable(text);
      for (auto row = missing.begin(); row != missing.end();) {
        if (!IsLabel(*row, comparable)) {
          ++row;
          continue;
        }
        for (int cell : RowAt(*row).cells) {
          CellReading& reading = reading_.cells[static_cast<size_t>(cell)];
          reading.state = v1::EVIDENCE_STATE_UNREADABLE;
          reading.page = page;
          reading.table = table;
          reading.row = table_row;
        }
        row = missing.erase(row);
      }
    };
    for (size_t i = 0; i < document_.tables.size(); ++i) {
      const Table& table = document_.tables[i];
      if (table.hidden) continue;
      for (const TableCell& cell : table.cells) {
        look(cell.text, table.page, static_cast<int>(i) + 1, cell.row + 1);
      }
    }
    for (const Block& block : document_.blocks) {
      if (block.table < 0) look(block.text, block.page, 0, 0);
    }
  }

  // Whether the text is the row's label and nothing else: not a group's head.
  bool IsLabel(size_t row, const std::string& comparable) const {
    std::string_view body = comparable;
    const std::string number = TakeNumber(&body);
    if (body.size() < 6 || labels_.rows[row].Fit(comparable) < kSameRow) {
      return false;
    }
    return std::none_of(labels_.row_groups.begin(), labels_.row_groups.end(),
                        [&](const LabelForms& group) {
                          return group.Fit(comparable) >= kSameRow;
                        });
  }

  const form::Catalog& catalog_;
  const Document& document_;
  const FormTableLabels labels_;
  const std::vector<PrintedRow> printed_;
  std::map<size_t, LineWindows> windows_;
  TableReading reading_;
};

}  // namespace

int TableReading::CountFound() const {
  return static_cast<int>(
      std::count_if(cells.begin(), cells.end(), [](const CellReading& cell) {
        return cell.state == v1::EVIDENCE_STATE_READ ||
               cell.state == v1::EVIDENCE_STATE_BLANK ||
               cell.state == v1::EVIDENCE_STATE_AMBIGUOUS;
      }));
}

TableReading ReadFormTable(const form::Catalog& catalog, int table,
                           const Document& document) {
  return TableReader(catalog, table, document).Run();
}

}  // namespace disclosure::documents
