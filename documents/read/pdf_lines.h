// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

// Glyphs become lines, lines become words. Pure, thread-safe.

#ifndef DISCLOSURE_DOCUMENTS_READ_PDF_LINES_H_
#define DISCLOSURE_DOCUMENTS_READ_PDF_LINES_H_

#include <string>
#include <vector>

#include "documents/read/pdf_page.h"

namespace disclosure::documents {

// From left to right; never empty.
struct PdfLine {
  std::vector<Glyph> glyphs;
  Box box;
  // How wide a Chinese character is.
  double em = 0;
};

struct PdfWord {
  std::string text;
  Box box;
};

// From top to bottom.
std::vector<PdfLine> LinesOf(std::vector<Glyph> glyphs);

// A blank is where a gap between glyphs is wider than usual in the line: text
// may be spaced out, digits of a number too. Digits that are spaced unlike the
// others around them are two numbers.
std::string TextOf(const PdfLine& line);

// What wide gaps separate.
std::vector<PdfWord> WordsOf(const PdfLine& line);

// Lines separated by '\n'.
std::string CellTextOf(std::vector<Glyph> glyphs);

}  // namespace disclosure::documents

#endif  // DISCLOSURE_DOCUMENTS_READ_PDF_LINES_H_
