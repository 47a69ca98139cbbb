// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

// Puts a Document together from what a reader of markup meets, in the order it
// meets it: text, breaks, tables within tables. It knows no format. It resolves
// spans onto positions as browsers do, dissolves tables that only arrange
// (layout.h), and keeps the limits of limits.h: after one is passed, everything
// is ignored and Finish returns the refusal. Used by one thread at a time.
//
//   DocumentBuilder builder("text/html");
//   builder.BeginTable();
//   builder.BeginRow();
//   builder.BeginCell({.columns = 2});
//   builder.AddText("规章");
//   builder.EndTable();
//   absl::StatusOr<Document> document = std::move(builder).Finish();
//
// A call that does not fit (a cell outside a table) is repaired or ignored.

#ifndef DISCLOSURE_DOCUMENTS_READ_DOCUMENT_BUILDER_H_
#define DISCLOSURE_DOCUMENTS_READ_DOCUMENT_BUILDER_H_

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

#include "documents/read/document.h"
#include "documents/table.h"

namespace disclosure::documents {

class DocumentBuilder {
 public:
  // How Word joins cells of different rows.
  enum class Merge { kNone, kStart, kContinue };

  // Numbers below 1 are taken as 1, except that 0 rows reach to the end of the
  // table's section.
  struct CellSpan {
    int rows = 1;
    int columns = 1;
    // kContinue belongs to the cell above if that starts or continues in the
    // same columns; what it holds is then not shown.
    Merge merge = Merge::kNone;
  };

  explicit DocumentBuilder(std::string media_type);
  ~DocumentBuilder();

  // A piece of a line, valid UTF-8, blanks as they are to stay.
  void AddText(std::string_view text);
  // Ends the line: a paragraph, or a line within a cell.
  void BreakLine();

  void BeginTable();
  // Row spans do not reach beyond the end of a section.
  void EndSection();
  void EndTable();
  // Ends the row before. A row without cells is there, too.
  void BeginRow();
  void BeginCell(CellSpan span);
  void EndCell();
  // Leaves columns out, where no cell exists, before the row's next cell.
  void SkipColumns(int columns);

  // What comes between these (a text box) follows the line it is anchored to.
  void BeginAside();
  void EndAside();

  // OK, or the limit that was passed.
  const absl::Status& status() const { return status_; }

  // What is still open is closed.
  absl::StatusOr<Document> Finish() &&;

 private:
  struct OpenTable;
  struct Item;
  // Text and tables in order; where they end up is known when they are closed.
  using Content = std::vector<Item>;
  // Something that is open.
  enum class ScopeKind { kDocument, kTable, kCell, kAside };
  struct Scope;
  struct Emitter;

  void Open(Scope scope);
  // Closes scopes down to the innermost of this kind, itself included.
  void Close(ScopeKind kind);
  void CloseTop();
  void CloseSection(OpenTable& table);
  // The innermost scope that takes text; a table hands it to what it stands in.
  Scope& TextScope();
  // The table whose cell or row would be next; null if there is none.
  OpenTable* TopTable();
  int PlaceCell(OpenTable& table, CellSpan span);
  void FlushLine(Scope& scope);
  void Refuse(absl::Status refusal);

  absl::Status status_;
  std::string media_type_;
  // The first is the document itself, never closed before Finish.
  std::vector<Scope> scopes_;
  size_t text_bytes_ = 0;
  int lines_ = 0;
  // Cells so far, and the places they cover in tables that are complete.
  int64_t cells_ = 0;
  int64_t places_ = 0;
};

}  // namespace disclosure::documents

#endif  // DISCLOSURE_DOCUMENTS_READ_DOCUMENT_BUILDER_H_
