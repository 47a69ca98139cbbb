// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

#include "documents/extract/printed_rows.h"

#include <algorithm>
#include <utility>

#include "documents/extract/figure_text.h"
#include "documents/read/characters.h"

namespace disclosure::documents {
namespace {

// A line of heads outside grids.
struct HeadLine {
  std::vector<PrintedFigure> heads;
  int words = 0;
  bool contradict = false;

  void PutOn(PrintedRow* row) const {
    row->heads = heads;
    row->head_words = words;
    row->heads_contradict = contradict;
  }
};

class RowFinder {
 public:
  RowFinder(const FormTableLabels& form, const Document& document)
      : form_(form),
        document_(document),
        heads_(form.table.layout == v1::TABLE_LAYOUT_SECTIONS ? 1 : 2) {}

  std::vector<PrintedRow> Run() {
    for (size_t i = 0; i < document_.tables.size(); ++i) {
      const Table& table = document_.tables[i];
      if (table.hidden) continue;
      table_ = static_cast<int>(i);
      words_.clear();
      for (const TableCell& cell : table.cells) {
        words_.push_back(ReadWords(form_, cell));
      }
      if (table.layout == Layout::kStream) {
        ReadStream(table);
      } else if (table.layout == Layout::kGrid && HasHeads()) {
        ReadGrid(table);
      } else {
        ReadLines(table);
      }
    }
    return std::move(rows_);
  }

 private:
  bool HasHeads() const {
    return std::any_of(words_.begin(), words_.end(),
                       [](const CellWords& word) { return word.column >= 0; });
  }

  PrintedRow NewRow(const Table& table, int row) const {
    PrintedRow printed;
    printed.table = table_;
    printed.row = row;
    printed.page = table.page;
    printed.layout = table.layout;
    return printed;
  }

  void ReadGrid(const Table& table) {
    heads_.Begin(table.columns);
    HeadLine none;
    // By row: the cells that begin in it or reach into it, and where those that
    // begin in it stand.
    const auto row_count = static_cast<size_t>(table.rows);
    std::vector<RowCells> rows(row_count);
    std::vector<std::pair<size_t, size_t>> places(row_count);
    for (size_t i = 0; i < table.cells.size(); ++i) {
      const TableCell& cell = table.cells[i];
      for (int r = cell.row; r < cell.row + cell.row_span; ++r) {
        rows[static_cast<size_t>(r)].emplace_back(&cell, &words_[i]);
      }
      auto& [begin, end] = places[static_cast<size_t>(cell.row)];
      if (end == 0) begin = i;
      end = i + 1;
    }
    for (size_t r = 0; r < row_count; ++r) {
      RowCells& cells = rows[r];
      std::sort(cells.begin(), cells.end(), [](auto& a, auto& b) {
        return a.first->column < b.first->column;
      });
      heads_.Row(cells);
      if (heads_.in_band()) continue;
      const int row = static_cast<int>(r);
      std::erase_if(cells, [&](auto& cell) { return cell.first->row != row; });
      const auto [begin, end] = places[r];
      if (heads_.First() >= 0) {
        ReadGridRow(table, row, cells);
      } else if (end > 0) {
        // Rows that go on from the page before, above heads of another table.
        ReadLine(table, begin, end, &none);
      }
    }
  }

  // Where the figures of a row begin: behind the last words left of the first
  // head. In a row that is shifted, behind its first words.
  static size_t FiguresBegin(const RowCells& cells, int first_head) {
    size_t begin = 0;
    const auto is_words = [&](size_t i) {
      return !cells[i].second->figure && !cells[i].second->comparable.empty();
    };
    const auto is_left = [&](size_t i) {
      return cells[i].first->column + cells[i].first->column_span <= first_head;
    };
    for (size_t i = 0; i < cells.size() && is_left(i); ++i) {
      if (is_words(i)) begin = i + 1;
    }
    const bool labelled = begin > 0;
    while (begin < cells.size()) {
      const bool blank = cells[begin].second->comparable.empty();
      if (!(is_left(begin) && blank) && !(is_words(begin) && !labelled)) break;
      ++begin;
    }
    return begin;
  }

  void ReadGridRow(const Table& table, int row, const RowCells& cells) {
    const int first = heads_.First();
    if (first < 0) return;
    PrintedRow printed = NewRow(table, row);
    printed.cells = table.columns;
    const size_t begin = FiguresBegin(cells, first);
    for (size_t i = 0; i < begin; ++i) {
      const std::string& text = cells[i].second->comparable;
      if (!text.empty()) printed.label.push_back(text);
    }
    for (size_t i = begin; i < cells.size(); ++i) {
      const TableCell& cell = *cells[i].first;
      const Head& head = heads_.At(cell.column);
      PrintedFigure figure;
      figure.text = cell.text;
      figure.is_number = cells[i].second->figure;
      figure.head = head.text;
      // The first column has the head of the labels.
      figure.has_head = !head.text.empty() && head.begin > 0;
      figure.column = head.column;
      figure.block = head.block;
      figure.table_column = cell.column;
      // One figure under several heads is nobody's.
      for (int c = cell.column; c < cell.column + cell.column_span; ++c) {
        const int other = heads_.At(c).column;
        if (other < 0 || other == head.column) continue;
        figure.column = -1;
        figure.has_head = false;
      }
      printed.figures.push_back(std::move(figure));
    }
    if (printed.figures.empty() && !cells.empty() && begin > 0) {
      SplitLast(*cells[begin - 1].first, &printed);
    }
    if (!printed.figures.empty()) rows_.push_back(std::move(printed));
  }

  // Lines whose columns cannot be trusted: the figures are what stands behind
  // the last words.
  void ReadLines(const Table& table) {
    HeadLine heads;
    in_heads_ = false;
    size_t i = 0;
    while (i < table.cells.size()) {
      size_t end = i;
      while (end < table.cells.size() &&
             table.cells[end].row == table.cells[i].row) {
        ++end;
      }
      ReadLine(table, i, end, &heads);
      i = end;
    }
  }

  void ReadLine(const Table& table, size_t begin, size_t end, HeadLine* heads) {
    HeadLine named;
    std::vector<const CellWords*> line;
    size_t behind_words = begin;
    for (size_t i = begin; i < end; ++i) {
      const CellWords& words = words_[i];
      line.push_back(&words);
      if (words.column >= 0) {
        PrintedFigure head;
        head.table_column = table.cells[i].column;
        head.column = words.column;
        head.head = table.cells[i].text;
        named.heads.push_back(std::move(head));
      }
      if (words.figure || words.comparable.empty()) continue;
      if (behind_words > begin || i > begin) ++named.words;
      behind_words = i + 1;
    }
    named.contradict = ContradictsOrder(form_, line);
    PrintedRow printed = NewRow(table, table.cells[begin].row);
    printed.cells = static_cast<int>(end - begin);
    for (size_t i = begin; i < behind_words; ++i) {
      if (!words_[i].comparable.empty()) {
        printed.label.push_back(words_[i].comparable);
      }
    }
    for (size_t i = behind_words; i < end; ++i) {
      PrintedFigure figure;
      figure.text = table.cells[i].text;
      figure.is_number = words_[i].figure;
      figure.table_column = table.cells[i].column;
      printed.figures.push_back(std::move(figure));
    }
    if (printed.CountNumbers() == 0 && behind_words > begin) {
      SplitLast(table.cells[behind_words - 1], &printed);
    }
    const bool is_head = std::any_of(line.begin(), line.end(), [](auto* words) {
      return words->column >= 0 || words->block >= 0;
    });
    if (printed.CountNumbers() == 0 && is_head) {
      // Heads may stand on two lines; one that contradicts is enough.
      named.contradict |= in_heads_ && heads->contradict;
      *heads = std::move(named);
      in_heads_ = true;
      return;
    }
    in_heads_ = false;
    heads->PutOn(&printed);
    // Only where each line of heads is that of the rows below it.
    if (form_.table.layout != v1::TABLE_LAYOUT_SECTIONS) printed.head_words = 0;
    rows_.push_back(std::move(printed));
  }

  // `行政许可 0 0` in one cell: the label ran together with its figures.
  static void SplitLast(const TableCell& cell, PrintedRow* printed) {
    std::string label;
    std::vector<std::string> texts;
    if (!SplitLabelAndFigures(cell.text, &label, &texts)) return;
    printed->label.back() = Comparable(label);
    printed->figures.clear();
    for (std::string& text : texts) {
      PrintedFigure figure;
      figure.text = std::move(text);
      figure.is_number = true;
      figure.table_column = cell.column;
      figure.run_together = true;
      printed->figures.push_back(std::move(figure));
    }
  }

  // One cell after the other: words, then the figures behind them.
  void ReadStream(const Table& table) {
    PrintedRow printed = NewRow(table, 0);
    HeadLine heads;
    std::vector<const CellWords*> line;
    bool in_heads = false;
    const auto finish = [&](int row) {
      if (printed.figures.empty()) return;
      heads.contradict = ContradictsOrder(form_, line);
      heads.PutOn(&printed);
      rows_.push_back(std::exchange(printed, NewRow(table, row)));
    };
    for (size_t i = 0; i < table.cells.size(); ++i) {
      const TableCell& cell = table.cells[i];
      const CellWords& words = words_[i];
      if (words.figure) {
        in_heads = false;
        if (printed.figures.empty()) printed.row = cell.row;
        PrintedFigure figure;
        figure.text = cell.text;
        figure.is_number = true;
        figure.table_column = cell.column;
        printed.figures.push_back(std::move(figure));
        continue;
      }
      if (words.comparable.empty()) continue;
      finish(cell.row);
      printed.label.push_back(words.comparable);
      // Heads over several lines are not in the order of their columns.
      if ((words.column >= 0 || words.block >= 0) &&
          form_.table.layout != v1::TABLE_LAYOUT_GRID) {
        if (!in_heads) {
          heads.heads.clear();
          line.clear();
        }
        in_heads = true;
        line.push_back(&words);
        if (words.column >= 0) {
          PrintedFigure& head = heads.heads.emplace_back();
          head.column = words.column;
          head.head = cell.text;
        }
      }
      SplitLast(cell, &printed);
    }
    finish(0);
  }

  const FormTableLabels& form_;
  const Document& document_;
  Heads heads_;
  bool in_heads_ = false;  // The line before was one of heads.
  int table_ = 0;
  std::vector<CellWords> words_;
  std::vector<PrintedRow> rows_;
};

}  // namespace

int PrintedRow::CountNumbers() const {
  return static_cast<int>(
      std::count_if(figures.begin(), figures.end(),
                    [](const auto& figure) { return figure.is_number; }));
}

std::vector<PrintedRow> FindPrintedRows(const FormTableLabels& form,
                                        const Document& document) {
  return RowFinder(form, document).Run();
}

}  // namespace disclosure::documents
