// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

// A document as every reader hands it out: paragraphs and tables in reading
// order. Plain values.

#ifndef DISCLOSURE_DOCUMENTS_READ_DOCUMENT_H_
#define DISCLOSURE_DOCUMENTS_READ_DOCUMENT_H_

#include <string>
#include <vector>

#include "documents/table.h"

namespace disclosure::documents {

// A paragraph, or the place of a table.
struct Block {
  // The paragraph, one line, trimmed and not empty; empty for a table.
  std::string text;
  // An index into the document's tables; -1: a paragraph.
  int table = -1;
  // From 1; 0: the format has no pages.
  int page = 0;

  bool operator==(const Block&) const = default;
};

// Text is UTF-8 as printed, with Kangxi and CJK radicals replaced by the
// characters they stand for (read/characters.h); nothing else is normalised.
struct Document {
  // Such as `application/pdf`.
  std::string media_type;
  std::vector<Block> blocks;
  // In reading order; a table within a table comes after the outer one.
  std::vector<Table> tables;
};

}  // namespace disclosure::documents

#endif  // DISCLOSURE_DOCUMENTS_READ_DOCUMENT_H_
