// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

#include "services/query/folded_figures.h"

#include "base/check.h"
#include "base/varint.h"

namespace disclosure::query {
namespace {

constexpr char kPacked = 0;
constexpr char kFolded = 1;
// Longer varints could have more bits than a step or a value: form::Unpack
// judges them.
constexpr int kStepBytesMax = 4;
constexpr int kValueBytesMax = 9;
// Above every number of a cell.
constexpr uint32_t kNoNumber = UINT32_MAX;
constexpr uint32_t kNumberMax = kNoNumber - 1;

size_t BitmapBytes(size_t cells) { return (cells + 7) / 8; }

// Reads a step of more than one byte. Null if there is no sound one.
const char* ReadLongStep(const char* from, const char* end, uint32_t* step) {
  *step = 0;
  for (int i = 0; i < kStepBytesMax && from != end; ++i) {
    const auto byte = static_cast<unsigned char>(*from++);
    *step |= uint32_t{byte & 0x7fu} << (7 * i);
    if (byte < 0x80) return from;
  }
  return nullptr;
}

// The end of the value that begins at `from`. Null if there is no sound one.
const char* EndOfValue(const char* from, const char* end) {
  for (int i = 0; i < kValueBytesMax && from != end; ++i) {
    if (static_cast<unsigned char>(*from++) < 0x80) return from;
  }
  return nullptr;
}

// Takes a value that is known to be sound from the beginning of `bytes`.
int64_t TakeValue(std::string_view* bytes) {
  uint64_t number = 0;
  DISCLOSURE_CHECK(base::ReadVarint(bytes, base::kVarintBytesMax, &number));
  return base::ZigZagDecode(number);
}

void SetBit(char* bitmap, size_t bit) {
  bitmap[bit / 8] |= static_cast<char>(1u << (bit % 8));
}

bool HasBit(const char* bitmap, size_t bit) {
  return ((bitmap[bit / 8] >> (bit % 8)) & 1) != 0;
}

}  // namespace

FigureFolder::FigureFolder(const form::Catalog& catalog) {
  numbers_.reserve(catalog.by_number().size() + 1);
  for (const int cell : catalog.by_number()) {
    numbers_.push_back(catalog.cells()[cell].number);
  }
  numbers_.push_back(kNoNumber);
}

void FigureFolder::AppendTo(std::string_view packed, std::string* kept) const {
  if (packed.empty()) return;
  const size_t before = kept->size();
  if (AppendFolded(packed, kept) &&
      kept->size() - before <= packed.size() + 1) {
    return;
  }
  kept->resize(before);
  kept->push_back(kPacked);
  kept->append(packed);
}

bool FigureFolder::AppendFolded(std::string_view packed,
                                std::string* kept) const {
  const size_t bitmap_bytes = BitmapBytes(numbers_.size() - 1);
  const size_t before = kept->size();
  // Values take less than the steps and values that they come from.
  kept->resize(before + 1 + 2 * bitmap_bytes + packed.size());
  char* const present = kept->data() + before + 1;
  char* const nonzero = present + bitmap_bytes;
  char* values = nonzero + bitmap_bytes;
  present[-1] = kFolded;

  const uint32_t* const cells = numbers_.data();
  const uint32_t* cell = cells;
  const char* from = packed.data();
  const char* const end = from + packed.size();
  uint32_t number = 0;
  while (from != end) {
    uint32_t step = static_cast<unsigned char>(*from);
    if (step < 0x80) [[likely]] {
      ++from;
    } else {
      from = ReadLongStep(from, end, &step);
      if (from == nullptr) return false;
    }
    if (step == 0 || step > kNumberMax - number || from == end) return false;
    number += step;
    while (*cell < number) ++cell;  // The last one is above every number.
    if (*cell != number) return false;
    const auto bit = static_cast<size_t>(cell - cells);
    SetBit(present, bit);
    if (*from == 0) {
      ++from;
      continue;
    }
    SetBit(nonzero, bit);
    const char* const value = from;
    from = EndOfValue(from, end);
    if (from == nullptr) return false;
    for (const char* byte = value; byte != from; ++byte) *values++ = *byte;
  }
  kept->resize(static_cast<size_t>(values - kept->data()));
  return true;
}

absl::StatusOr<form::FigureVector> Unfold(const form::Catalog& catalog,
                                          std::string_view kept) {
  if (kept.empty()) return form::FigureVector(catalog);
  const bool folded = kept.front() == kFolded;
  kept.remove_prefix(1);
  if (!folded) return form::Unpack(catalog, kept);

  const std::vector<int>& cells = catalog.by_number();
  const size_t bitmap_bytes = BitmapBytes(cells.size());
  DISCLOSURE_CHECK(kept.size() >= 2 * bitmap_bytes);
  const char* const present = kept.data();
  const char* const nonzero = present + bitmap_bytes;
  kept.remove_prefix(2 * bitmap_bytes);
  form::FigureVector figures(catalog);
  for (size_t i = 0; i < cells.size(); ++i) {
    if (!HasBit(present, i)) continue;
    int64_t value = 0;
    if (HasBit(nonzero, i)) value = TakeValue(&kept);
    figures.Set(cells[i], value);
  }
  return figures;
}

}  // namespace disclosure::query
