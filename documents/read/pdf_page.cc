// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

#include "documents/read/pdf_page.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <utility>

#include "absl/base/call_once.h"
#include "poppler-document.h"
#include "poppler-global.h"
#include "poppler-image.h"
#include "poppler-page-renderer.h"
#include "poppler-page.h"

#include "base/text.h"
#include "documents/read/characters.h"
#include "documents/read/limits.h"
#include "documents/read/pdf_pixels.h"
#include "documents/read/refusal.h"

namespace disclosure::documents {
namespace {

constexpr double kPointsPerInch = 72;
// Fine enough to tell a double line from two, coarse enough to be quick.
constexpr double kDotsPerInch = 100;
// A page so large that it must be drawn coarser than this has no table.
constexpr double kDotsPerInchMin = 36;
constexpr double kPixelsMax = 4e6;
// Parts: what a glyph is high, how much wider than a digit a Chinese character
// is, and how little of the font's height it may be.
constexpr double kHeightOfEm = 1.2;
constexpr double kEmOfLetter = 1.8;
constexpr double kEmMin = 0.36;
constexpr size_t kGlyphsOfPageMax = 50'000;

// Poppler's complaints about damaged files are no concern of the caller's log.
void Silence() {
  static absl::once_flag once;
  absl::call_once(once, [] {
    poppler::set_debug_error_function([](const std::string&, void*) {},
                                      nullptr);
  });
}

// UTF-16, as Poppler hands it out.
std::u32string DecodeUtf16(const poppler::ustring& text) {
  std::u32string decoded;
  for (size_t i = 0; i < text.size(); ++i) {
    char32_t c = text[i];
    if (c >= 0xD800 && c < 0xDC00 && i + 1 < text.size()) {
      c = 0x10000 + ((c - 0xD800) << 10) + (text[++i] & 0x3FF);
    }
    decoded += c;
  }
  return decoded;
}

bool IsPlace(const Box& box) {
  return std::isfinite(box.left) && std::isfinite(box.top) &&
         std::isfinite(box.right) && std::isfinite(box.bottom) &&
         box.width() >= 0 && box.height() > 0;
}

// How wide a Chinese character of the word is: some fonts say that all their
// glyphs are far higher than they are, and then lines run into each other.
double EmOf(const poppler::text_box& word, const std::u32string& text) {
  double em = 0;
  double height = 0;
  for (size_t i = 0; i < text.size(); ++i) {
    const poppler::rectf place = word.char_bbox(i);
    const bool is_wide = text[i] >= U'\u2E80';
    em = std::max(em, place.width() * (is_wide ? 1 : kEmOfLetter));
    height = std::max(height, place.height());
  }
  return std::clamp(em, kEmMin * height, height / kHeightOfEm);
}

double DotsPerInch(const poppler::page& page) {
  const poppler::rectf size = page.page_rect();
  const double area = std::abs(size.width() * size.height()) /
                      (kPointsPerInch * kPointsPerInch);
  if (!std::isfinite(area) || area == 0) return 0;
  return std::min(kDotsPerInch, std::sqrt(kPixelsMax / area));
}

void Scale(double factor, std::vector<Ruling>& rulings) {
  for (Ruling& ruling : rulings) {
    ruling.at *= factor;
    ruling.from *= factor;
    ruling.to *= factor;
  }
}

}  // namespace

PdfFile::PdfFile(std::unique_ptr<poppler::document> file)
    : file_(std::move(file)) {}
PdfFile::PdfFile(PdfFile&&) noexcept = default;
PdfFile::~PdfFile() = default;

absl::StatusOr<PdfFile> PdfFile::Open(std::string_view bytes) {
  if (static_cast<int64_t>(bytes.size()) > kFileBytesMax) {
    return TooLarge({"bytes", "字节"}, kFileBytesMax);
  }
  Silence();
  std::unique_ptr<poppler::document> file(poppler::document::load_from_raw_data(
      bytes.data(), static_cast<int>(bytes.size())));
  if (file == nullptr) {
    return Damaged(
        {"the PDF file has no readable structure", "PDF文件的结构无法读取"});
  }
  if (file->is_locked()) return Encrypted();
  if (file->pages() <= 0) {
    return Damaged({"the PDF file has no pages", "PDF文件没有页面"});
  }
  if (file->pages() > kPagesMax) return TooLarge({"pages", "页"}, kPagesMax);
  return PdfFile(std::move(file));
}

int PdfFile::pages() const { return file_->pages(); }

std::vector<Glyph> PdfFile::GlyphsOf(int page) const {
  std::vector<Glyph> glyphs;
  const std::unique_ptr<poppler::page> printed(file_->create_page(page));
  if (printed == nullptr) return glyphs;
  for (const poppler::text_box& word : printed->text_list()) {
    const std::u32string text = DecodeUtf16(word.text());
    const double half = EmOf(word, text) * kHeightOfEm / 2;
    for (size_t i = 0; i < text.size(); ++i) {
      const poppler::rectf place = word.char_bbox(i);
      const double middle = (place.top() + place.bottom()) / 2;
      const Box box = {place.left(), middle - half, place.right(),
                       middle + half};
      if (IsBlank(text[i]) || text[i] < U' ' || !IsPlace(box)) continue;
      if (glyphs.size() == kGlyphsOfPageMax) return glyphs;
      // A radical is one character, and so is what it stands for.
      const std::u32string character = base::DecodeUtf8(
          ReplaceRadicals(base::EncodeUtf8(std::u32string(1, text[i]))));
      for (char32_t c : character) {
        glyphs.push_back({c, box, place.height()});
      }
    }
  }
  return glyphs;
}

Rulings PdfFile::RulingsOf(int page, const std::vector<Glyph>& glyphs) const {
  const std::unique_ptr<poppler::page> printed(file_->create_page(page));
  if (printed == nullptr) return {};
  const double dots = DotsPerInch(*printed);
  if (dots < kDotsPerInchMin) return {};
  poppler::page_renderer renderer;
  renderer.set_image_format(poppler::image::format_gray8);
  poppler::image image = renderer.render_page(printed.get(), dots, dots);
  if (!image.is_valid() || image.format() != poppler::image::format_gray8) {
    return {};
  }
  const double scale = dots / kPointsPerInch;
  std::vector<Box> strokes;
  strokes.reserve(glyphs.size());
  for (const Glyph& glyph : glyphs) {
    const double middle = glyph.box.center_y() * scale;
    const double half = glyph.font_height / 2 * scale;
    strokes.push_back({glyph.box.left * scale, middle - half,
                       glyph.box.right * scale, middle + half});
  }
  Rulings rulings = FindRulings({.bytes = image.const_data(),
                                 .width = image.width(),
                                 .height = image.height(),
                                 .bytes_per_row = image.bytes_per_row()},
                                strokes);
  Scale(1 / scale, rulings.horizontal);
  Scale(1 / scale, rulings.vertical);
  return rulings;
}

}  // namespace disclosure::documents
