// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

#include "documents/read/layout.h"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "base/text.h"
#include "documents/read/characters.h"

namespace disclosure::documents {
namespace {

// Characters. The longest label of the form has 47; remarks are added to some.
constexpr size_t kLongText = 120;
// The form's smallest table has 10 figures and as many labels.
constexpr int kArrangedTextsMax = 12;

enum class RowKind { kFigures, kText, kUndecided };

bool IsNumber(std::string_view text) {
  const std::string plain = Comparable(text);
  return !plain.empty() &&
         plain.find_first_not_of("0123456789.,+-%") == std::string::npos &&
         plain.find_first_of("0123456789") != std::string::npos;
}

// "六、其他需要报告的事项". Rows of figures are numbered likewise, but end
// otherwise.
bool IsSectionHeading(std::string_view text) {
  constexpr std::u32string_view kNumbers = U"一二三四五六七八";
  constexpr std::u32string_view kEnds[] = {U"情况", U"事项", U"措施", U"问题",
                                           U"概述"};
  const std::u32string plain = base::DecodeUtf8(Comparable(text));
  return plain.size() > 4 && plain.size() < 40 &&
         kNumbers.find(plain[0]) != std::u32string_view::npos &&
         (plain[1] == U',' || plain[1] == U'.') &&
         std::any_of(
             std::begin(kEnds), std::end(kEnds),
             [&](std::u32string_view end) { return plain.ends_with(end); });
}

RowKind KindOfRow(const std::vector<const TableCell*>& row) {
  const TableCell* only = nullptr;
  int texts = 0;
  bool is_long = false;
  bool has_number = false;
  for (const TableCell* cell : row) {
    if (cell->text.empty()) {
      continue;
    }
    only = cell;
    ++texts;
    is_long = is_long || base::DecodeUtf8(cell->text).size() >= kLongText;
    has_number = has_number || IsNumber(cell->text);
  }
  if (is_long && !has_number) {
    return RowKind::kText;
  }
  if (texts > 1 || has_number) {
    return RowKind::kFigures;
  }
  return only != nullptr && IsSectionHeading(only->text) ? RowKind::kText
                                                         : RowKind::kUndecided;
}

// What an undecided row is, one short text or nothing, depends on the rows
// around it: a short heading within a narrative is text; the title and the
// clauses of a table, or a row not filled in, are not.
void Decide(std::vector<RowKind>& rows) {
  for (size_t first = 0; first < rows.size();) {
    if (rows[first] != RowKind::kUndecided) {
      ++first;
      continue;
    }
    size_t end = first;
    while (end < rows.size() && rows[end] == RowKind::kUndecided) {
      ++end;
    }
    const bool after_text = first > 0 && rows[first - 1] == RowKind::kText;
    const bool before_text = end < rows.size() && rows[end] == RowKind::kText;
    const bool text = (before_text && (first == 0 || after_text)) ||
                      (after_text && end == rows.size());
    std::fill(rows.begin() + first, rows.begin() + end,
              text ? RowKind::kText : RowKind::kFigures);
    first = end;
  }
}

void AppendParagraphs(const TableCell& cell, int page, Document& document) {
  std::string_view rest = cell.text;
  while (!rest.empty()) {
    const size_t end = std::min(rest.find('\n'), rest.size());
    if (const std::string_view line = TrimBlanks(rest.substr(0, end));
        !line.empty()) {
      document.blocks.push_back({.text = std::string(line), .page = page});
    }
    rest.remove_prefix(std::min(end + 1, rest.size()));
  }
}

// The rows from `first` to before `end`, which no cell leaves.
void AppendRows(const Table& whole,
                const std::vector<std::vector<const TableCell*>>& rows,
                int first, int end, Document& document) {
  Table part = {.page = whole.page,
                .name = whole.name,
                .hidden = whole.hidden,
                .rows = end - first,
                .columns = whole.columns};
  bool any = false;
  for (int row = first; row < end; ++row) {
    for (const TableCell* cell : rows[row]) {
      any = any || !cell->text.empty();
      part.cells.push_back(*cell);
      part.cells.back().row -= first;
    }
  }
  if (any) {
    document.blocks.push_back(
        {.table = static_cast<int>(document.tables.size()),
         .page = whole.page});
    document.tables.push_back(std::move(part));
  }
}

}  // namespace

void AppendTable(Table table, Document& document) {
  std::vector<std::vector<const TableCell*>> rows(table.rows);
  // Whether a cell reaches from the row above into this one.
  std::vector<bool> joined(table.rows + 1, false);
  for (const TableCell& cell : table.cells) {
    rows[cell.row].push_back(&cell);
    for (int row = cell.row + 1; row < cell.row + cell.row_span; ++row) {
      joined[row] = true;
    }
  }
  std::vector<RowKind> kinds;
  for (int row = 0; row < table.rows; ++row) {
    kinds.push_back(joined[row] || joined[row + 1] ? RowKind::kFigures
                                                   : KindOfRow(rows[row]));
  }
  Decide(kinds);
  if (table.columns == 1) {
    std::fill(kinds.begin(), kinds.end(), RowKind::kText);
  }
  for (int row = 0; row < table.rows;) {
    int end = row + 1;
    while (end < table.rows && kinds[end] == kinds[row]) {
      ++end;
    }
    if (kinds[row] == RowKind::kText) {
      for (int i = row; i < end; ++i) {
        for (const TableCell* cell : rows[i]) {
          AppendParagraphs(*cell, table.page, document);
        }
      }
    } else {
      AppendRows(table, rows, row, end, document);
    }
    row = end;
  }
}

bool OnlyArranges(const Table& table) {
  int texts = 0;
  for (const TableCell& cell : table.cells) {
    texts +=
        !cell.text.empty() && base::DecodeUtf8(cell.text).size() < kLongText;
  }
  return texts <= kArrangedTextsMax;
}

}  // namespace disclosure::documents
