// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

#include "documents/read/pdf_lines.h"

#include <algorithm>
#include <cstddef>
#include <string>
#include <utility>
#include <vector>

#include "base/text.h"

namespace disclosure::documents {
namespace {

// Boxes are a bit higher than characters are wide.
constexpr double kEmOfHeight = 1 / 1.2;
// Parts of an em: glyphs further apart are words of a line of Chinese, of a
// line in letters, of a row of a table.
constexpr double kBlank = 0.9;
constexpr double kBlankOfLetters = 0.15;
constexpr double kCellGap = 1.3;
constexpr double kGapOfFigures = 0.7;
// A gap this much wider than the usual one is a blank.
constexpr double kUnusual = 1.6;

bool IsLetter(char32_t c) {
  return (c >= U'a' && c <= U'z') || (c >= U'A' && c <= U'Z');
}

bool IsDigit(char32_t c) { return c >= U'0' && c <= U'9'; }

double GapBefore(const PdfLine& line, size_t i) {
  return line.glyphs[i].box.left - line.glyphs[i - 1].box.right;
}

// The gap that half of the gaps do not exceed.
double UsualGap(const PdfLine& line) {
  if (line.glyphs.size() < 3) return 0;
  std::vector<double> gaps;
  for (size_t i = 1; i < line.glyphs.size(); ++i) {
    gaps.push_back(std::max(0.0, GapBefore(line, i)));
  }
  const auto middle =
      gaps.begin() + static_cast<std::ptrdiff_t>((gaps.size() - 1) / 2);
  std::nth_element(gaps.begin(), middle, gaps.end());
  return *middle;
}

bool IsBlankBefore(const PdfLine& line, size_t i, double usual) {
  const char32_t c = line.glyphs[i].character;
  const char32_t before = line.glyphs[i - 1].character;
  const bool letters = (IsLetter(c) && (IsLetter(before) || IsDigit(before))) ||
                       (IsDigit(c) && IsLetter(before));
  const double gap = GapBefore(line, i);
  if (letters) return gap > kBlankOfLetters * line.em;
  return gap > kBlank * line.em && gap > kUnusual * usual;
}

void Finish(PdfLine& line) {
  std::stable_sort(
      line.glyphs.begin(), line.glyphs.end(),
      [](const Glyph& a, const Glyph& b) { return a.box.left < b.box.left; });
  line.box = line.glyphs.front().box;
  for (const Glyph& glyph : line.glyphs) {
    line.box.left = std::min(line.box.left, glyph.box.left);
    line.box.top = std::min(line.box.top, glyph.box.top);
    line.box.right = std::max(line.box.right, glyph.box.right);
    line.box.bottom = std::max(line.box.bottom, glyph.box.bottom);
    line.em = std::max(line.em, kEmOfHeight * glyph.box.height());
  }
}

}  // namespace

std::vector<PdfLine> LinesOf(std::vector<Glyph> glyphs) {
  std::stable_sort(glyphs.begin(), glyphs.end(),
                   [](const Glyph& a, const Glyph& b) {
                     return a.box.center_y() < b.box.center_y();
                   });
  std::vector<PdfLine> lines;
  double middle = 0;
  double height = 0;
  for (Glyph& glyph : glyphs) {
    // Raised and small glyphs belong to the line of the large ones.
    const double half = std::max(height, glyph.box.height()) / 2;
    if (lines.empty() || glyph.box.center_y() - middle > half) {
      lines.emplace_back();
      height = glyph.box.height();
      middle = glyph.box.center_y();
    } else if (glyph.box.height() > height) {
      height = glyph.box.height();
      middle = glyph.box.center_y();
    }
    lines.back().glyphs.push_back(std::move(glyph));
  }
  for (PdfLine& line : lines) Finish(line);
  return lines;
}

std::string TextOf(const PdfLine& line) {
  const double usual = UsualGap(line);
  std::u32string text;
  for (size_t i = 0; i < line.glyphs.size(); ++i) {
    if (i > 0 && IsBlankBefore(line, i, usual)) text += U' ';
    text += line.glyphs[i].character;
  }
  return base::EncodeUtf8(text);
}

std::vector<PdfWord> WordsOf(const PdfLine& line) {
  std::vector<PdfWord> words;
  PdfLine word = {.glyphs = {}, .box = {}, .em = line.em};
  for (size_t i = 0; i < line.glyphs.size(); ++i) {
    word.glyphs.push_back(line.glyphs[i]);
    if (i + 1 < line.glyphs.size()) {
      // Columns of figures may be close to each other.
      const bool digits = IsDigit(line.glyphs[i].character) &&
                          IsDigit(line.glyphs[i + 1].character);
      const double least = digits ? kGapOfFigures : kCellGap;
      if (GapBefore(line, i + 1) <= least * line.em) continue;
    }
    Finish(word);
    words.push_back({TextOf(word), word.box});
    word.glyphs.clear();
  }
  return words;
}

std::string CellTextOf(std::vector<Glyph> glyphs) {
  std::string text;
  for (const PdfLine& line : LinesOf(std::move(glyphs))) {
    if (!text.empty()) text += '\n';
    text += TextOf(line);
  }
  return text;
}

}  // namespace disclosure::documents
