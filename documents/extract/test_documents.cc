// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

#include "documents/extract/test_documents.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "base/absl_strings.h"
#include "base/check.h"
#include "form/figures.h"

namespace disclosure::documents {

Table MakeTable(Layout layout, std::string_view text) {
  Table table;
  table.layout = layout;
  std::vector<std::vector<int>> owners;  // Index of the cell at each place.
  int row = 0;
  for (absl::string_view line : absl::StrSplit(base::ToAbsl(text), '\n')) {
    owners.emplace_back();
    int column = 0;
    for (absl::string_view word : absl::StrSplit(line, '|')) {
      const std::string cell(absl::StripAsciiWhitespace(word));
      int owner = static_cast<int>(table.cells.size());
      if (cell == "^") {
        owner =
            owners[static_cast<size_t>(row - 1)][static_cast<size_t>(column)];
        TableCell& above = table.cells[static_cast<size_t>(owner)];
        above.row_span = row - above.row + 1;
      } else if (cell == "<") {
        owner = owners.back().back();
        TableCell& left = table.cells[static_cast<size_t>(owner)];
        left.column_span = column - left.column + 1;
      } else {
        table.cells.push_back({cell, row, column});
      }
      owners.back().push_back(owner);
      ++column;
    }
    table.columns = std::max(table.columns, column);
    ++row;
  }
  table.rows = row;
  return table;
}

Document MakeDocument(std::vector<Table> tables) {
  Document document;
  document.media_type = "text/plain";
  for (Table& table : tables) {
    document.blocks.push_back(
        {"", static_cast<int>(document.tables.size()), 0});
    document.tables.push_back(std::move(table));
  }
  return document;
}

std::string Evidence(const v1::AnnualReport& report, std::string_view prefix) {
  const form::Catalog& catalog = **form::Catalog::BuiltIn();
  const auto figures = form::FromMessage(catalog, report.figures());
  DISCLOSURE_CHECK(figures.ok());
  std::vector<std::string> words;
  for (const v1::Evidence& evidence : report.evidence()) {
    if (!std::string_view(evidence.figure()).starts_with(prefix)) continue;
    const int cell = catalog.FindPath(evidence.figure())->index;
    std::string word;
    switch (evidence.state()) {
      case v1::EVIDENCE_STATE_READ:
        word = absl::StrCat(figures->value(cell));
        break;
      case v1::EVIDENCE_STATE_CONFIRMED:
        word = absl::StrCat(figures->value(cell), "!");
        break;
      case v1::EVIDENCE_STATE_BLANK:
        word = "_";
        break;
      case v1::EVIDENCE_STATE_AMBIGUOUS:
        word = absl::StrCat("?", absl::StrJoin(evidence.candidates(), "|"));
        break;
      case v1::EVIDENCE_STATE_UNREADABLE:
        word = "#";
        break;
      default:
        word = "-";
        break;
    }
    word += std::string(static_cast<size_t>(evidence.doubts_size()), '*');
    const bool in_figures = evidence.state() == v1::EVIDENCE_STATE_READ ||
                            evidence.state() == v1::EVIDENCE_STATE_CONFIRMED;
    DISCLOSURE_CHECK(figures->has(cell) == in_figures);
    words.push_back(std::move(word));
  }
  return absl::StrJoin(words, " ");
}

}  // namespace disclosure::documents
