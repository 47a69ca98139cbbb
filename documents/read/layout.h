// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

// Tables that hold figures, and tables that only arrange a page. Documents of
// this kind put whole reports into one table or one sheet: headings and long
// texts as cells across all columns, the figures between them. Thread-safe; no
// errors.

#ifndef DISCLOSURE_DOCUMENTS_READ_LAYOUT_H_
#define DISCLOSURE_DOCUMENTS_READ_LAYOUT_H_

#include <string_view>

#include "documents/read/document.h"
#include "documents/table.h"

namespace disclosure::documents {

// Appends `table`, a grid, to `document`: rows that are text become paragraphs
// (one a line of a cell), the rows between them tables of their own, which keep
// name, page and `hidden`. A row is text when
//  - it holds a long text and no number, or a section's heading and nothing
//    else ("二、主动公开政府信息情况", but not "一、本年新收…", a row of
//    figures),
//  - it holds one short text, or none, and stands between two such rows,
// and no cell reaches into another row. A table of one column is text. A table
// without any text in it is dropped.
void AppendTable(Table table, Document& document);

// Whether a table of which some cells hold other tables only arranges these:
// it has few short texts of its own.
bool OnlyArranges(const Table& table);

}  // namespace disclosure::documents

#endif  // DISCLOSURE_DOCUMENTS_READ_LAYOUT_H_
