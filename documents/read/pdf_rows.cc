// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

#include "documents/read/pdf_rows.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <string>
#include <utility>
#include <vector>

#include "base/text.h"
#include "documents/read/characters.h"

namespace disclosure::documents {
namespace {

constexpr size_t kFigureMax = 16;
// Words of a line that make it a row by itself; lines without figures that may
// stand within a table (heads, labels of two lines); rows of a table.
constexpr size_t kWordsOfRow = 3;
constexpr size_t kBetweenMax = 4;
constexpr size_t kRowsMin = 2;
// Figures that make a table of one row.
constexpr size_t kFiguresOfOneRow = 6;
// Columns of figures: places nearer than this part of an em are one column.
constexpr double kSameColumn = 1.0;
constexpr size_t kFigureColumnsMax = 40;

size_t FiguresIn(const std::vector<PdfWord>& words) {
  return static_cast<size_t>(
      std::count_if(words.begin(), words.end(),
                    [](const PdfWord& word) { return IsFigure(word.text); }));
}

// A label and figures, or figures alone.
bool IsRowOfFigures(const PdfLine& line) {
  const std::vector<PdfWord> words = WordsOf(line);
  return FiguresIn(words) >= 1 && words.size() >= 2 &&
         FiguresIn(words) + 3 >= words.size();
}

bool HasManyFigures(const PdfLine& line) {
  const std::vector<PdfWord> words = WordsOf(line);
  return words.size() >= kWordsOfRow && FiguresIn(words) + 1 >= kWordsOfRow;
}

// The middles of the columns of figures; empty: they form none.
std::vector<double> ColumnsOf(const std::vector<std::vector<PdfWord>>& rows,
                              double em) {
  std::vector<double> middles;
  for (const std::vector<PdfWord>& row : rows) {
    for (const PdfWord& word : row) {
      if (IsFigure(word.text)) middles.push_back(word.box.center_x());
    }
  }
  std::sort(middles.begin(), middles.end());
  std::vector<double> columns;
  for (size_t i = 0; i < middles.size();) {
    size_t end = i + 1;
    while (end < middles.size() &&
           middles[end] - middles[end - 1] <= kSameColumn * em) {
      ++end;
    }
    columns.push_back((middles[i] + middles[end - 1]) / 2);
    i = end;
  }
  if (columns.size() > kFigureColumnsMax) columns.clear();
  return columns;
}

size_t Nearest(const std::vector<double>& columns, double place) {
  size_t nearest = 0;
  for (size_t i = 1; i < columns.size(); ++i) {
    if (std::abs(columns[i] - place) < std::abs(columns[nearest] - place)) {
      nearest = i;
    }
  }
  return nearest;
}

// The texts of a row: its labels, then one for each column of figures. In
// order, if two figures fall into one column.
std::vector<std::string> CellsOf(const std::vector<PdfWord>& words,
                                 const std::vector<double>& columns) {
  std::vector<std::string> labels;
  std::vector<std::string> figures(columns.size());
  bool fits = !columns.empty();
  for (const PdfWord& word : words) {
    if (!IsFigure(word.text)) {
      labels.push_back(word.text);
      continue;
    }
    if (columns.empty()) break;
    std::string& cell = figures[Nearest(columns, word.box.center_x())];
    fits = fits && cell.empty();
    cell = word.text;
  }
  if (!fits || FiguresIn(words) == 0) {
    labels.clear();
    for (const PdfWord& word : words) labels.push_back(word.text);
    return labels;
  }
  labels.insert(labels.end(), figures.begin(), figures.end());
  return labels;
}

}  // namespace

bool IsFigure(std::string_view word) {
  const std::u32string text = base::DecodeUtf8(Comparable(word));
  if (text.empty() || text.size() > kFigureMax) return false;
  if (text == U"/" || text == U"-" || text == U"--") return true;
  size_t digits = 0;
  size_t letters = 0;
  for (const char32_t c : text) {
    if (c >= U'0' && c <= U'9') {
      ++digits;
    } else if (c >= 0x4E00) {
      ++letters;
      if (c == U'年' || c == U'月' || c == U'日' || c == U'第') return false;
    } else if (std::u32string_view(U".,+-%").find(c) ==
               std::u32string_view::npos) {
      return false;
    }
  }
  return digits > 0 && letters <= 2 && text.back() != U'.' &&
         text.back() != U',';
}

size_t EndOfRows(const std::vector<PdfLine>& lines, size_t begin) {
  size_t end = begin;
  size_t rows = 0;
  bool many = false;
  bool is_table = false;
  for (size_t i = begin; i < lines.size() && i <= end + kBetweenMax; ++i) {
    if (!IsRowOfFigures(lines[i])) {
      if (i == begin) return begin;
      continue;
    }
    many = many || HasManyFigures(lines[i]);
    ++rows;
    is_table = is_table || (rows >= kRowsMin && many) ||
               FiguresIn(WordsOf(lines[i])) >= kFiguresOfOneRow;
    end = i + 1;
  }
  return is_table ? end : begin;
}

Table RowsOf(const std::vector<PdfLine>& lines, size_t begin, size_t end) {
  std::vector<std::vector<PdfWord>> rows;
  double em = 0;
  for (size_t i = begin; i < end; ++i) {
    rows.push_back(WordsOf(lines[i]));
    em = std::max(em, lines[i].em);
  }
  const std::vector<double> columns = ColumnsOf(rows, em);
  Table table;
  table.layout = Layout::kRows;
  for (const std::vector<PdfWord>& row : rows) {
    int column = 0;
    for (std::string& text : CellsOf(row, columns)) {
      table.cells.push_back({std::move(text), table.rows, column++});
    }
    table.columns = std::max(table.columns, column);
    ++table.rows;
  }
  return table;
}

}  // namespace disclosure::documents
