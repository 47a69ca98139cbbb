// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

#include "documents/read/document_builder.h"

#include <algorithm>
#include <utility>

#include "documents/read/characters.h"
#include "documents/read/layout.h"
#include "documents/read/limits.h"
#include "documents/read/refusal.h"

namespace disclosure::documents {
namespace {

// The largest row span of HTML.
constexpr int kRowSpanMax = 65'534;

}  // namespace

struct DocumentBuilder::Item {
  std::string text;
  // Null: a line of text.
  std::unique_ptr<OpenTable> table;
};

struct DocumentBuilder::OpenTable {
  struct Cell {
    // Its text stays empty.
    TableCell place;
    Merge merge = Merge::kNone;
    Content content;
  };

  // Takes the columns that no cell of an earlier row reaches into.
  int NextFree(int column) const {
    while (column < static_cast<int>(taken_until.size()) &&
           taken_until[column] > row) {
      ++column;
    }
    return column;
  }

  // Of the row in hand; -1 before the first.
  int row = -1;
  // Where the row's next cell may begin.
  int next_column = 0;
  int columns = 0;
  // By column: the first row that is free again, and the cell begun last.
  std::vector<int> taken_until;
  std::vector<int> latest;
  // The first cell of the section in hand.
  size_t section = 0;
  std::vector<Cell> cells;
};

struct DocumentBuilder::Scope {
  ScopeKind kind = ScopeKind::kDocument;
  Content content;
  std::string line;
  // Follow the line.
  Content asides;
  // Of a table.
  std::unique_ptr<OpenTable> table;
  // Of a cell: its index; -1: what it holds is not shown.
  int cell = -1;
};

DocumentBuilder::DocumentBuilder(std::string media_type)
    : media_type_(std::move(media_type)) {
  scopes_.emplace_back();
}

DocumentBuilder::~DocumentBuilder() = default;

void DocumentBuilder::Refuse(absl::Status refusal) {
  if (status_.ok()) {
    status_ = std::move(refusal);
  }
}

void DocumentBuilder::Open(Scope scope) {
  if (scopes_.size() > kDepthMax) {
    Refuse(TooLarge({"elements within each other", "嵌套层数"}, kDepthMax));
    return;
  }
  scopes_.push_back(std::move(scope));
}

DocumentBuilder::Scope& DocumentBuilder::TextScope() {
  auto scope = scopes_.rbegin();
  while (scope->kind == ScopeKind::kTable) {
    ++scope;
  }
  return *scope;
}

DocumentBuilder::OpenTable* DocumentBuilder::TopTable() {
  return scopes_.back().kind == ScopeKind::kTable ? scopes_.back().table.get()
                                                  : nullptr;
}

void DocumentBuilder::AddText(std::string_view text) {
  if (!status_.ok()) {
    return;
  }
  text_bytes_ += text.size();
  if (text_bytes_ > kTextBytesMax) {
    Refuse(TooLarge({"bytes of text", "文字字节数"}, kTextBytesMax));
    return;
  }
  TextScope().line.append(text);
}

void DocumentBuilder::BreakLine() { FlushLine(TextScope()); }

void DocumentBuilder::FlushLine(Scope& scope) {
  const std::string_view line = TrimBlanks(scope.line);
  if (!line.empty()) {
    if (++lines_ > kLinesMax) {
      Refuse(TooLarge({"paragraphs", "段落数"}, kLinesMax));
    } else {
      scope.content.push_back({.text = ReplaceRadicals(line)});
    }
  }
  scope.line.clear();
  std::move(scope.asides.begin(), scope.asides.end(),
            std::back_inserter(scope.content));
  scope.asides.clear();
}

void DocumentBuilder::BeginTable() {
  BreakLine();
  Scope scope;
  scope.kind = ScopeKind::kTable;
  scope.table = std::make_unique<OpenTable>();
  Open(std::move(scope));
}

void DocumentBuilder::EndTable() { Close(ScopeKind::kTable); }

void DocumentBuilder::BeginRow() {
  EndCell();
  OpenTable* const table = TopTable();
  if (!status_.ok() || table == nullptr) {
    return;
  }
  if (table->row + 1 >= kRowsMax) {
    Refuse(TooLarge({"rows of a table", "表格行数"}, kRowsMax));
    return;
  }
  ++table->row;
  table->next_column = 0;
}

void DocumentBuilder::SkipColumns(int columns) {
  OpenTable* const table = TopTable();
  if (table != nullptr && columns > 0) {
    table->next_column = std::min(
        table->next_column + std::min(columns, kColumnsMax), kColumnsMax);
  }
}

void DocumentBuilder::BeginCell(CellSpan span) {
  EndCell();
  if (TopTable() != nullptr && TopTable()->row < 0) {
    BeginRow();
  }
  OpenTable* const table = TopTable();
  if (!status_.ok() || table == nullptr) {
    return;
  }
  const int cell = PlaceCell(*table, span);
  if (status_.ok()) {
    Scope scope;
    scope.kind = ScopeKind::kCell;
    scope.cell = cell;
    Open(std::move(scope));
  }
}

// The index of the new cell; -1 if it belongs to the one above.
int DocumentBuilder::PlaceCell(OpenTable& table, CellSpan span) {
  const int column = table.NextFree(table.next_column);
  if (column >= kColumnsMax) {
    Refuse(TooLarge({"columns of a table", "表格列数"}, kColumnsMax));
    return -1;
  }
  if (++cells_ > kCellsMax) {
    Refuse(TooLarge({"cells", "单元格数"}, kCellsMax));
    return -1;
  }
  const int wanted = std::clamp(span.columns, 1, kColumnsMax - column);
  int columns = 1;
  while (columns < wanted &&
         table.NextFree(column + columns) == column + columns) {
    ++columns;
  }
  const int rows =
      span.rows == 0 ? kRowSpanMax : std::clamp(span.rows, 1, kRowSpanMax);
  table.next_column = column + columns;
  table.columns = std::max(table.columns, table.next_column);
  table.taken_until.resize(table.columns, 0);
  table.latest.resize(table.columns, -1);

  if (span.merge == Merge::kContinue && table.latest[column] >= 0) {
    OpenTable::Cell& above = table.cells[table.latest[column]];
    if (above.merge != Merge::kNone && above.place.column == column &&
        above.place.column_span == columns &&
        above.place.row + above.place.row_span == table.row) {
      ++above.place.row_span;
      return -1;
    }
  }
  const int index = static_cast<int>(table.cells.size());
  table.cells.push_back({.place = {.row = table.row,
                                   .column = column,
                                   .row_span = rows,
                                   .column_span = columns},
                         .merge = span.merge});
  for (int i = column; i < column + columns; ++i) {
    table.taken_until[i] = table.row + rows;
    table.latest[i] = index;
  }
  return index;
}

void DocumentBuilder::EndCell() {
  if (scopes_.back().kind == ScopeKind::kCell) {
    CloseTop();
  }
}

void DocumentBuilder::EndSection() {
  EndCell();
  if (OpenTable* const table = TopTable(); table != nullptr) {
    CloseSection(*table);
  }
}

void DocumentBuilder::CloseSection(OpenTable& table) {
  for (; table.section < table.cells.size(); ++table.section) {
    TableCell& place = table.cells[table.section].place;
    place.row_span = std::min(place.row_span, table.row + 1 - place.row);
    places_ += int64_t{place.row_span} * place.column_span;
  }
  std::fill(table.taken_until.begin(), table.taken_until.end(), 0);
  if (places_ > kCellsMax) {
    Refuse(TooLarge({"cells", "单元格数"}, kCellsMax));
  }
}

void DocumentBuilder::BeginAside() {
  Scope scope;
  scope.kind = ScopeKind::kAside;
  Open(std::move(scope));
}

void DocumentBuilder::EndAside() { Close(ScopeKind::kAside); }

void DocumentBuilder::Close(ScopeKind kind) {
  if (!status_.ok()) {
    return;
  }
  const auto found =
      std::find_if(scopes_.rbegin(), scopes_.rend(),
                   [&](const Scope& scope) { return scope.kind == kind; });
  if (found == scopes_.rend()) {
    return;
  }
  for (auto left = found - scopes_.rbegin() + 1; left > 0; --left) {
    CloseTop();
  }
}

void DocumentBuilder::CloseTop() {
  if (scopes_.back().kind != ScopeKind::kTable) {
    FlushLine(scopes_.back());
  }
  Scope top = std::move(scopes_.back());
  scopes_.pop_back();
  switch (top.kind) {
    case ScopeKind::kDocument:
      break;
    case ScopeKind::kTable:
      CloseSection(*top.table);
      TextScope().content.push_back({.table = std::move(top.table)});
      break;
    case ScopeKind::kCell:
      if (top.cell >= 0) {
        scopes_.back().table->cells[top.cell].content = std::move(top.content);
      }
      break;
    case ScopeKind::kAside: {
      Content& asides = TextScope().asides;
      std::move(top.content.begin(), top.content.end(),
                std::back_inserter(asides));
    }
  }
}

struct DocumentBuilder::Emitter {
  void Emit(const Content& content) {
    for (const Item& item : content) {
      if (item.table != nullptr) {
        EmitTable(*item.table);
      } else {
        document.blocks.push_back({.text = item.text});
      }
    }
  }

  void EmitTable(const OpenTable& open) {
    Table table = {.rows = open.row + 1, .columns = open.columns};
    std::vector<const OpenTable*> inner;
    for (const OpenTable::Cell& cell : open.cells) {
      table.cells.push_back(cell.place);
      std::string& text = table.cells.back().text;
      for (const Item& item : cell.content) {
        if (item.table != nullptr) {
          inner.push_back(item.table.get());
          continue;
        }
        text.append(text.empty() ? "" : "\n").append(item.text);
      }
    }
    if (!inner.empty() && OnlyArranges(table)) {
      for (const OpenTable::Cell& cell : open.cells) {
        Emit(cell.content);
      }
      return;
    }
    AppendTable(std::move(table), document);
    for (const OpenTable* next : inner) {
      EmitTable(*next);
    }
  }

  Document document;
};

absl::StatusOr<Document> DocumentBuilder::Finish() && {
  while (status_.ok() && scopes_.size() > 1) {
    CloseTop();
  }
  FlushLine(scopes_.front());
  if (!status_.ok()) {
    return status_;
  }
  Emitter emitter;
  emitter.document.media_type = std::move(media_type_);
  emitter.Emit(scopes_.front().content);
  return std::move(emitter.document);
}

}  // namespace disclosure::documents
