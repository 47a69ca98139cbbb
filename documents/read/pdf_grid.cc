// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

#include "documents/read/pdf_grid.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <numeric>
#include <utility>
#include <vector>

namespace disclosure::documents {
namespace {

// Points: lines that end this near to each other meet, and lines this near are
// one line of the grid (a double line, lines drawn for each cell).
constexpr double kMeet = 3;
constexpr double kOneLine = 3.5;
// Points: lines as long need one end, or none, at another line.
constexpr double kLongWithFreeEnd = 24;
constexpr double kLong = 72;
// The part of a place's side that must be drawn.
constexpr double kDrawn = 0.6;
constexpr size_t kRulingsMax = 2'000;
constexpr size_t kPlacesMax = 20'000;

// Sets of numbers that are the same.
class Groups {
 public:
  explicit Groups(size_t count) : parent_(count) {
    std::iota(parent_.begin(), parent_.end(), size_t{0});
  }
  size_t Find(size_t i) {
    while (parent_[i] != i) {
      parent_[i] = parent_[parent_[i]];
      i = parent_[i];
    }
    return i;
  }
  // The lower number stands for both.
  void Unite(size_t a, size_t b) {
    a = Find(a);
    b = Find(b);
    parent_[std::max(a, b)] = std::min(a, b);
  }

 private:
  std::vector<size_t> parent_;
};

// Places near each other become one.
std::vector<double> GridLines(std::vector<double> places) {
  std::sort(places.begin(), places.end());
  std::vector<double> lines;
  for (size_t i = 0; i < places.size();) {
    size_t end = i + 1;
    double sum = places[i];
    while (end < places.size() && places[end] - places[end - 1] <= kOneLine &&
           places[end] - places[i] <= 2 * kOneLine) {
      sum += places[end++];
    }
    lines.push_back(sum / static_cast<double>(end - i));
    i = end;
  }
  return lines;
}

// The places of the lines, and where the lines across end, for tables without
// lines at their sides.
std::vector<double> PlacesOf(const std::vector<Ruling>& along,
                             const std::vector<Ruling>& across) {
  std::vector<double> places;
  double first = across.front().from;
  double last = across.front().to;
  for (const Ruling& ruling : along) places.push_back(ruling.at);
  for (const Ruling& ruling : across) {
    first = std::min(first, ruling.from);
    last = std::max(last, ruling.to);
  }
  const auto [low, high] = std::minmax_element(places.begin(), places.end());
  const bool open_first = *low - first > 2 * kOneLine;
  const bool open_last = last - *high > 2 * kOneLine;
  if (open_first) places.push_back(first);
  if (open_last) places.push_back(last);
  return GridLines(std::move(places));
}

bool Separates(const std::vector<Ruling>& rulings, double at, double from,
               double to) {
  double drawn = 0;
  for (const Ruling& ruling : rulings) {
    if (std::abs(ruling.at - at) > kOneLine) continue;

    drawn +=
        std::max(0.0, std::min(ruling.to, to) - std::max(ruling.from, from));
  }
  return drawn >= kDrawn * (to - from);
}

// Without the lines inside that separate no two places, strokes of glyphs.
void DropIdle(const std::vector<Ruling>& rulings,
              const std::vector<double>& across, std::vector<double>& lines) {
  std::vector<double> kept;
  for (size_t i = 0; i < lines.size(); ++i) {
    bool separates = i == 0 || i + 1 == lines.size();
    for (size_t k = 0; k + 1 < across.size() && !separates; ++k) {
      separates = Separates(rulings, lines[i], across[k], across[k + 1]);
    }
    if (separates) kept.push_back(lines[i]);
  }
  lines = std::move(kept);
}

// The cells of `ruled`, whose lines are known.
void AddCells(const Rulings& rulings, RuledTable& ruled) {
  const size_t rows = ruled.y.size() - 1;
  const size_t columns = ruled.x.size() - 1;
  Groups groups(rows * columns);
  for (size_t row = 0; row < rows; ++row) {
    for (size_t column = 0; column < columns; ++column) {
      const size_t place = row * columns + column;
      if (column > 0 && !Separates(rulings.vertical, ruled.x[column],
                                   ruled.y[row], ruled.y[row + 1])) {
        groups.Unite(place, place - 1);
      }
      if (row > 0 && !Separates(rulings.horizontal, ruled.y[row],
                                ruled.x[column], ruled.x[column + 1])) {
        groups.Unite(place, place - columns);
      }
    }
  }
  struct Extent {
    size_t top = SIZE_MAX, left = SIZE_MAX, bottom = 0, right = 0, places = 0;
  };
  std::vector<Extent> extents(rows * columns);
  for (size_t place = 0; place < rows * columns; ++place) {
    Extent& extent = extents[groups.Find(place)];
    extent.top = std::min(extent.top, place / columns);
    extent.bottom = std::max(extent.bottom, place / columns);
    extent.left = std::min(extent.left, place % columns);
    extent.right = std::max(extent.right, place % columns);
    ++extent.places;
  }
  ruled.cell_at.assign(rows * columns, -1);
  for (size_t place = 0; place < rows * columns; ++place) {
    if (ruled.cell_at[place] >= 0) continue;
    Extent extent = extents[groups.Find(place)];
    if (extent.places !=
        (extent.bottom - extent.top + 1) * (extent.right - extent.left + 1)) {
      // No rectangle: a line was not seen. Each place for itself.
      extent = {place / columns, place % columns, place / columns,
                place % columns, 1};
    }
    for (size_t row = extent.top; row <= extent.bottom; ++row) {
      for (size_t column = extent.left; column <= extent.right; ++column) {
        ruled.cell_at[row * columns + column] =
            static_cast<int>(ruled.table.cells.size());
      }
    }
    ruled.table.cells.push_back(
        {.text = "",
         .row = static_cast<int>(extent.top),
         .column = static_cast<int>(extent.left),
         .row_span = static_cast<int>(extent.bottom - extent.top + 1),
         .column_span = static_cast<int>(extent.right - extent.left + 1)});
  }
  ruled.table.rows = static_cast<int>(rows);
  ruled.table.columns = static_cast<int>(columns);
}

bool Meet(const Ruling& horizontal, const Ruling& vertical) {
  return vertical.at >= horizontal.from - kMeet &&
         vertical.at <= horizontal.to + kMeet &&
         horizontal.at >= vertical.from - kMeet &&
         horizontal.at <= vertical.to + kMeet;
}

// How many ends of `ruling` lie on one of the lines across.
int EndsMet(const Ruling& ruling, const std::vector<Ruling>& across) {
  bool first = false;
  bool last = false;
  for (const Ruling& line : across) {
    if (ruling.at < line.from - kMeet || ruling.at > line.to + kMeet) continue;
    first = first || std::abs(line.at - ruling.from) <= kMeet;
    last = last || std::abs(line.at - ruling.to) <= kMeet;
  }
  return (first ? 1 : 0) + (last ? 1 : 0);
}

// Without strokes of glyphs: a short line of a table ends at others. Tables
// that are open at a side, or broken by the page, have long lines with a free
// end.
std::vector<Ruling> Tied(const std::vector<Ruling>& rulings,
                         const std::vector<Ruling>& across) {
  std::vector<Ruling> tied;
  for (const Ruling& ruling : rulings) {
    const double length = ruling.to - ruling.from;
    const int ends = EndsMet(ruling, across);
    if (ends == 2 || (ends == 1 && length >= kLongWithFreeEnd) ||
        length >= kLong) {
      tied.push_back(ruling);
    }
  }
  return tied;
}

// Lines that meet, directly or through others.
std::vector<Rulings> Connected(const Rulings& rulings) {
  const size_t across = rulings.horizontal.size();
  Groups groups(across + rulings.vertical.size());
  for (size_t h = 0; h < across; ++h) {
    for (size_t v = 0; v < rulings.vertical.size(); ++v) {
      if (Meet(rulings.horizontal[h], rulings.vertical[v])) {
        groups.Unite(h, across + v);
      }
    }
  }
  std::vector<Rulings> sets(across + rulings.vertical.size());
  for (size_t h = 0; h < across; ++h) {
    sets[groups.Find(h)].horizontal.push_back(rulings.horizontal[h]);
  }
  for (size_t v = 0; v < rulings.vertical.size(); ++v) {
    sets[groups.Find(across + v)].vertical.push_back(rulings.vertical[v]);
  }
  return sets;
}

}  // namespace

bool RuledTable::Holds(const Box& glyph) const {
  return glyph.center_x() > x.front() && glyph.center_x() < x.back() &&
         glyph.center_y() > y.front() && glyph.center_y() < y.back();
}

int RuledTable::CellOf(const Box& glyph) const {
  const auto index = [](const std::vector<double>& lines, double place) {
    const auto next =
        std::upper_bound(lines.begin() + 1, lines.end() - 1, place);
    return static_cast<size_t>(next - lines.begin()) - 1;
  };
  return cell_at[index(y, glyph.center_y()) * (x.size() - 1) +
                 index(x, glyph.center_x())];
}

std::vector<RuledTable> FindTables(const Rulings& rulings) {
  std::vector<RuledTable> tables;
  if (rulings.horizontal.size() > kRulingsMax ||
      rulings.vertical.size() > kRulingsMax) {
    return tables;
  }
  // A stroke may end at another stroke: twice.
  Rulings tied = {Tied(rulings.horizontal, rulings.vertical),
                  Tied(rulings.vertical, rulings.horizontal)};
  tied = {Tied(tied.horizontal, tied.vertical),
          Tied(tied.vertical, tied.horizontal)};
  for (const Rulings& set : Connected(tied)) {
    if (set.horizontal.size() < 2 || set.vertical.empty()) continue;
    RuledTable ruled;
    ruled.x = PlacesOf(set.vertical, set.horizontal);
    ruled.y = PlacesOf(set.horizontal, set.vertical);
    if (ruled.x.size() * ruled.y.size() > kPlacesMax) continue;
    DropIdle(set.horizontal, ruled.x, ruled.y);
    DropIdle(set.vertical, ruled.y, ruled.x);
    const size_t rows = ruled.y.size() - 1;
    const size_t columns = ruled.x.size() - 1;
    if (rows < 1 || columns < 2 || rows * columns < 3) {
      continue;
    }
    AddCells(set, ruled);
    if (ruled.table.cells.size() > 2) tables.push_back(std::move(ruled));
  }
  std::stable_sort(tables.begin(), tables.end(),
                   [](const RuledTable& a, const RuledTable& b) {
                     return a.y.front() < b.y.front();
                   });
  return tables;
}

}  // namespace disclosure::documents
