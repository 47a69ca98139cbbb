// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

// Ruled lines in a picture of a page. Pure, thread-safe.

#ifndef DISCLOSURE_DOCUMENTS_READ_PDF_PIXELS_H_
#define DISCLOSURE_DOCUMENTS_READ_PDF_PIXELS_H_

#include <vector>

#include "documents/read/pdf_page.h"

namespace disclosure::documents {

// Shades of grey, 0 is black.
struct Pixels {
  const char* bytes = nullptr;
  int width = 0;
  int height = 0;
  int bytes_per_row = 0;
};

// Thin long lines, and the edges of filled areas, in pixels. What lies within
// one of `glyphs` is a stroke of it.
Rulings FindRulings(const Pixels& pixels, const std::vector<Box>& glyphs);

}  // namespace disclosure::documents

#endif  // DISCLOSURE_DOCUMENTS_READ_PDF_PIXELS_H_
