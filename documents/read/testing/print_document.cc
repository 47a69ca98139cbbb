// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

#include "documents/read/testing/print_document.h"

#include <set>
#include <utility>

#include "base/error.h"
#include "base/text.h"
#include "documents/read/characters.h"

namespace disclosure::documents {
namespace {

std::string PrintTable(const Table& table) {
  std::string text =
      "[" + std::to_string(table.rows) + "x" + std::to_string(table.columns);
  text += table.name.empty() ? "" : " " + table.name;
  text += table.hidden ? " hidden]\n" : "]\n";
  size_t next = 0;
  for (int row = 0; row < table.rows; ++row) {
    const char* between = "";
    for (; next < table.cells.size() && table.cells[next].row == row; ++next) {
      const TableCell& cell = table.cells[next];
      std::string lines = cell.text;
      for (char& c : lines) {
        c = c == '\n' ? '/' : c;
      }
      text += between + std::to_string(cell.column) + ":" + lines;
      if (cell.row_span > 1 || cell.column_span > 1) {
        text += "{" + std::to_string(cell.row_span) + "," +
                std::to_string(cell.column_span) + "}";
      }
      between = " ";
    }
    text += "\n";
  }
  return text;
}

std::string BrokenTable(const Table& table) {
  std::set<std::pair<int, int>> taken;
  std::pair<int, int> last = {-1, -1};
  for (const TableCell& cell : table.cells) {
    const std::string where = " at " + std::to_string(cell.row) + "," +
                              std::to_string(cell.column) + "\n";
    if (cell.row < 0 || cell.column < 0 || cell.row_span < 1 ||
        cell.column_span < 1 || cell.row + cell.row_span > table.rows ||
        cell.column + cell.column_span > table.columns) {
      return "a cell leaves the table" + where;
    }
    if (std::pair(cell.row, cell.column) <= last) {
      return "cells out of order" + where;
    }
    last = {cell.row, cell.column};
    for (int row = cell.row; row < cell.row + cell.row_span; ++row) {
      for (int i = 0; i < cell.column_span; ++i) {
        if (!taken.insert({row, cell.column + i}).second) {
          return "cells overlap" + where;
        }
      }
    }
    if (!base::IsValidUtf8(cell.text)) {
      return "not UTF-8" + where;
    }
  }
  return "";
}

}  // namespace

std::string Print(const absl::StatusOr<Document>& document) {
  if (!document.ok()) {
    return base::GetErrorDetails(document.status()).reason;
  }
  std::string text;
  for (const Block& block : document->blocks) {
    text += block.table < 0 ? block.text + "\n"
                            : PrintTable(document->tables[block.table]);
  }
  return text;
}

std::string Broken(const Document& document) {
  int next = 0;
  for (const Block& block : document.blocks) {
    if (block.table >= 0) {
      if (block.table != next++ || !block.text.empty()) {
        return "tables are not in reading order\n";
      }
      continue;
    }
    if (block.text.empty() || TrimBlanks(block.text) != block.text ||
        block.text.find('\n') != std::string::npos ||
        !base::IsValidUtf8(block.text)) {
      return "not a paragraph: " + block.text + "\n";
    }
  }
  if (next != static_cast<int>(document.tables.size())) {
    return "a table is in no block\n";
  }
  std::string broken;
  for (const Table& table : document.tables) {
    broken += BrokenTable(table);
  }
  return broken;
}

}  // namespace disclosure::documents
