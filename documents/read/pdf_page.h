// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

// What a PDF file prints, through Poppler: glyphs with their places, and ruled
// lines. All places are points from the upper left corner of the page. An
// object belongs to one thread; different objects are independent.

#ifndef DISCLOSURE_DOCUMENTS_READ_PDF_PAGE_H_
#define DISCLOSURE_DOCUMENTS_READ_PDF_PAGE_H_

#include <memory>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"

namespace poppler {
class document;
}  // namespace poppler

namespace disclosure::documents {

struct Box {
  double left = 0;
  double top = 0;
  double right = 0;
  double bottom = 0;

  double width() const { return right - left; }
  double height() const { return bottom - top; }
  double center_x() const { return (left + right) / 2; }
  double center_y() const { return (top + bottom) / 2; }
};

// A character that is no blank.
struct Glyph {
  char32_t character = 0;
  Box box;
  // What the font says of its height; strokes are within it.
  double font_height = 0;
};

// A straight line along one axis: `at` is its place on the other one.
struct Ruling {
  double at = 0;
  double from = 0;
  double to = 0;
};

struct Rulings {
  std::vector<Ruling> horizontal;
  std::vector<Ruling> vertical;
};

class PdfFile {
 public:
  // `bytes` must outlive the file.
  static absl::StatusOr<PdfFile> Open(std::string_view bytes);
  PdfFile(PdfFile&&) noexcept;
  ~PdfFile();

  int pages() const;
  // Pages count from 0. A page that is damaged has no glyphs.
  std::vector<Glyph> GlyphsOf(int page) const;
  // Draws the page, which takes some ten milliseconds. `glyphs` are those of
  // the page: their strokes are no rulings.
  Rulings RulingsOf(int page, const std::vector<Glyph>& glyphs) const;

 private:
  explicit PdfFile(std::unique_ptr<poppler::document> file);

  std::unique_ptr<poppler::document> file_;
};

}  // namespace disclosure::documents

#endif  // DISCLOSURE_DOCUMENTS_READ_PDF_PAGE_H_
