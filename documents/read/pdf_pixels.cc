// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

#include "documents/read/pdf_pixels.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

namespace disclosure::documents {
namespace {

// Pixels: the shortest ruling, the widest gap in one, the thickest line (more
// is a filled area, of which the edges count), and how far apart two runs of
// pixels are parts of one line.
constexpr int kRulingMin = 12;
constexpr int kRulingGap = 2;
constexpr int kThickMax = 5;
constexpr double kSameLine = 2.5;
// Grey lines must be seen, and so must black lines on grey. The lines of web
// pages and the fills that stand for lines are hardly darker than paper; they
// come last, lest the noise of a picture takes the room of clearer lines.
constexpr int kShades[] = {215, 110, 242};
constexpr size_t kRunsMax = 20'000;

// The picture as bits, either as it is or with its axes exchanged.
class Bits {
 public:
  Bits(const Pixels& pixels, int shade, bool exchanged)
      : width_(exchanged ? pixels.height : pixels.width),
        height_(exchanged ? pixels.width : pixels.height),
        bits_(static_cast<size_t>(width_) * static_cast<size_t>(height_)) {
    for (int y = 0; y < pixels.height; ++y) {
      const char* row =
          pixels.bytes + static_cast<std::ptrdiff_t>(y) * pixels.bytes_per_row;
      for (int x = 0; x < pixels.width; ++x) {
        if (static_cast<uint8_t>(row[x]) >= shade) continue;
        bits_[exchanged ? Index(y, x) : Index(x, y)] = 1;
      }
    }
  }

  int width() const { return width_; }
  int height() const { return height_; }
  bool is_set(int x, int y) const { return bits_[Index(x, y)] != 0; }

  // Keeps what is thin across: of a thick extent only its first and last.
  void KeepThin() {
    for (int x = 0; x < width_; ++x) {
      for (int y = 0; y < height_;) {
        if (!is_set(x, y)) {
          ++y;
          continue;
        }
        int end = y;
        while (end < height_ && is_set(x, end)) ++end;
        if (end - y > kThickMax) {
          for (int i = y + 1; i < end - 1; ++i) bits_[Index(x, i)] = 0;
        }
        y = end;
      }
    }
  }

 private:
  size_t Index(int x, int y) const {
    return static_cast<size_t>(y) * static_cast<size_t>(width_) +
           static_cast<size_t>(x);
  }

  int width_;
  int height_;
  std::vector<uint8_t> bits_;
};

// The glyphs by the bands of pixels they touch.
class Strokes {
 public:
  Strokes(const std::vector<Box>& glyphs, bool exchanged, int height)
      : bands_(static_cast<size_t>(height / kBand + 1)) {
    for (Box box : glyphs) {
      if (exchanged) {
        std::swap(box.left, box.top);
        std::swap(box.right, box.bottom);
      }
      const double last = static_cast<double>(bands_.size()) - 1;
      const double first = std::clamp(box.top / kBand, 0.0, last);
      const double end = std::clamp(box.bottom / kBand, 0.0, last);
      for (auto i = static_cast<size_t>(first); i <= static_cast<size_t>(end);
           ++i) {
        if (bands_[i].size() < kBandMax) bands_[i].push_back(box);
      }
    }
  }

  // Whether glyphs of one line cover a run: the bar of one, or the feet of
  // several. A long run is none.
  bool Explain(int y, int from, int to) const {
    double above = 0;
    double below = 0;
    for (const Box& box : bands_[static_cast<size_t>(y / kBand)]) {
      // A tight row of a table has its rulings at the rim of the boxes.
      const double rim = kRim * box.height();
      if (y < box.top + rim || y > box.bottom - rim) continue;
      if (to - from > kGlyphsMax * box.height()) continue;
      const double covered = std::min(to + 1.0, box.right + kAside) -
                             std::max<double>(from, box.left - kAside);
      (box.center_y() < y ? above : below) += std::max(0.0, covered);
    }
    return std::max(above, below) >= kCovered * (to - from + 1);
  }

 private:
  static constexpr int kBand = 50;
  static constexpr double kRim = 0.15;
  static constexpr double kAside = 1;
  static constexpr double kGlyphsMax = 2.5;
  static constexpr double kCovered = 0.85;
  // No page that can be read has as many.
  static constexpr size_t kBandMax = 1'000;

  std::vector<std::vector<Box>> bands_;
};

void AddRuns(const Bits& bits, const Strokes& strokes,
             std::vector<Ruling>& runs) {
  for (int y = 0; y < bits.height(); ++y) {
    int from = -1;
    int last = -1;
    for (int x = 0; x <= bits.width() + kRulingGap; ++x) {
      if (x < bits.width() && bits.is_set(x, y)) {
        if (from < 0) from = x;
        last = x;
      } else if (from >= 0 && x - last > kRulingGap) {
        if (last - from + 1 >= kRulingMin && runs.size() < kRunsMax &&
            !strokes.Explain(y, from, last)) {
          runs.push_back({y + 0.5, from * 1.0, last + 1.0});
        }
        from = -1;
      }
    }
  }
}

// Runs side by side are one line. Each run joins a line above it that it
// overlaps; the line takes the middle of both.
std::vector<Ruling> JoinRuns(std::vector<Ruling> runs) {
  std::stable_sort(
      runs.begin(), runs.end(),
      [](const Ruling& a, const Ruling& b) { return a.at < b.at; });
  std::vector<Ruling> lines;
  size_t recent = 0;  // Lines before it are too far above.
  for (const Ruling& run : runs) {
    while (recent < lines.size() && run.at - lines[recent].at > 2 * kThickMax) {
      ++recent;
    }
    bool joined = false;
    for (size_t i = recent; i < lines.size() && !joined; ++i) {
      Ruling& line = lines[i];
      if (run.at - line.at > kSameLine || run.from > line.to + kRulingGap ||
          run.to < line.from - kRulingGap) {
        continue;
      }
      line.at = (line.at + run.at) / 2;
      line.from = std::min(line.from, run.from);
      line.to = std::max(line.to, run.to);
      joined = true;
    }
    if (!joined) lines.push_back(run);
  }
  return lines;
}

std::vector<Ruling> FindAlong(const Pixels& pixels,
                              const std::vector<Box>& glyphs, bool exchanged) {
  std::vector<Ruling> runs;
  const Strokes strokes(glyphs, exchanged,
                        exchanged ? pixels.width : pixels.height);
  for (const int shade : kShades) {
    Bits bits(pixels, shade, exchanged);
    bits.KeepThin();
    AddRuns(bits, strokes, runs);
  }
  return JoinRuns(std::move(runs));
}

}  // namespace

Rulings FindRulings(const Pixels& pixels, const std::vector<Box>& glyphs) {
  return {.horizontal = FindAlong(pixels, glyphs, /*exchanged=*/false),
          .vertical = FindAlong(pixels, glyphs, /*exchanged=*/true)};
}

}  // namespace disclosure::documents
