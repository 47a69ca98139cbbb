// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

#include "base/text.h"

#include <algorithm>
#include <array>
#include <bit>
#include <charconv>
#include <cstring>
#include <numeric>
#include <string>
#include <vector>

#include "base/sha256.h"

namespace disclosure::base {
namespace {

constexpr char32_t kReplacement = 0xFFFD;
constexpr char32_t kInvalid = 0xFFFFFFFF;

bool IsSurrogate(char32_t c) { return c >= 0xD800 && c <= 0xDFFF; }

bool IsTrailing(char c) {
  return (static_cast<unsigned char>(c) & 0xC0) == 0x80;
}

// Takes one code point off the front of `text`, which is not empty; kInvalid
// takes one byte.
char32_t TakeCodePoint(std::string_view& text) {
  const auto byte = [&](size_t i) {
    return static_cast<unsigned char>(text[i]);
  };
  const unsigned char first = byte(0);
  size_t size = 1;
  char32_t value = first;
  char32_t least = 0;
  if (first >= 0xF0 && first < 0xF8) {
    size = 4, value = first & 0x07, least = 0x10000;
  } else if (first >= 0xE0 && first < 0xF0) {
    size = 3, value = first & 0x0F, least = 0x800;
  } else if (first >= 0xC0 && first < 0xE0) {
    size = 2, value = first & 0x1F, least = 0x80;
  } else if (first >= 0x80) {
    text.remove_prefix(1);
    return kInvalid;
  }
  bool valid = size <= text.size();
  for (size_t i = 1; valid && i < size; ++i) {
    valid = IsTrailing(text[i]);
    value = value << 6 | (byte(i) & 0x3F);
  }
  valid = valid && value >= least && value <= 0x10FFFF && !IsSurrogate(value);
  text.remove_prefix(valid ? size : 1);
  return valid ? value : kInvalid;
}

using EightBytes = std::array<unsigned char, 8>;

uint64_t Load(const char* text) {
  uint64_t bytes = 0;
  std::memcpy(&bytes, text, sizeof(bytes));
  return bytes;
}

// Of the eight bytes from here on.
bool AreAscii(const char* text) {
  return (Load(text) & 0x8080808080808080) == 0;
}

// Whether two characters of three bytes begin here, as nearly everywhere in
// Chinese texts; none that begins with E0 or ED, behind which not all bytes may
// follow. Reads eight bytes.
bool AreTwoOfThreeBytes(const char* text) {
  constexpr auto kMask = std::bit_cast<uint64_t>(
      EightBytes{0xF0, 0xC0, 0xC0, 0xF0, 0xC0, 0xC0, 0, 0});
  constexpr auto kThreeBytes = std::bit_cast<uint64_t>(
      EightBytes{0xE0, 0x80, 0x80, 0xE0, 0x80, 0x80, 0, 0});
  constexpr auto kHalf =
      std::bit_cast<uint64_t>(EightBytes{0x0F, 0, 0, 0x0F, 0, 0, 0, 0});
  constexpr auto kHalfOfED =
      std::bit_cast<uint64_t>(EightBytes{0x0D, 0, 0, 0x0D, 0, 0, 0, 0});
  constexpr auto kCarry =
      std::bit_cast<uint64_t>(EightBytes{0x10, 0, 0, 0x10, 0, 0, 0, 0});
  const uint64_t bytes = Load(text);
  // A half of a byte plus 15 carries into the next bit unless it is 0.
  const uint64_t half = bytes & kHalf;
  const uint64_t not_e0 = half + kHalf;
  const uint64_t not_ed = (half ^ kHalfOfED) + kHalf;
  return (bytes & kMask) == kThreeBytes && (not_e0 & not_ed & kCarry) == kCarry;
}

struct Range {
  char32_t first;
  char32_t last;
};

// Unicode's East Asian Width W and F, by block. Blocks reserved for such
// characters are included whole.
constexpr Range kWide[] = {
    {0x1100, 0x115F},   {0x231A, 0x231B},   {0x2329, 0x232A},
    {0x23E9, 0x23EC},   {0x25FD, 0x25FE},   {0x2614, 0x2615},
    {0x2648, 0x2653},   {0x26AA, 0x26AB},   {0x26BD, 0x26BE},
    {0x2705, 0x2705},   {0x274C, 0x274C},   {0x2753, 0x2755},
    {0x2795, 0x2797},   {0x2B1B, 0x2B1C},   {0x2E80, 0x303E},
    {0x3041, 0x33FF},   {0x3400, 0x4DBF},   {0x4E00, 0x9FFF},
    {0xA000, 0xA4CF},   {0xA960, 0xA97F},   {0xAC00, 0xD7A3},
    {0xF900, 0xFAFF},   {0xFE10, 0xFE19},   {0xFE30, 0xFE6F},
    {0xFF00, 0xFF60},   {0xFFE0, 0xFFE6},   {0x16FE0, 0x18DFF},
    {0x1AFF0, 0x1B2FF}, {0x1F18E, 0x1F19A}, {0x1F200, 0x1F320},
    {0x1F32D, 0x1F64F}, {0x1F680, 0x1F6FF}, {0x1F7E0, 0x1F7EB},
    {0x1F90C, 0x1F9FF}, {0x1FA70, 0x1FAFF}, {0x20000, 0x3FFFD},
};

// Controls, combining marks, joiners, variation selectors.
constexpr Range kNoWidth[] = {
    {0x0000, 0x001F}, {0x007F, 0x009F}, {0x0300, 0x036F}, {0x0483, 0x0489},
    {0x1AB0, 0x1AFF}, {0x1DC0, 0x1DFF}, {0x200B, 0x200F}, {0x202A, 0x202E},
    {0x2060, 0x2064}, {0x20D0, 0x20FF}, {0x302A, 0x302D}, {0x3099, 0x309A},
    {0xFE00, 0xFE0F}, {0xFE20, 0xFE2F}, {0xFEFF, 0xFEFF}, {0xE0100, 0xE01EF},
};

template <size_t kSize>
bool IsIn(const Range (&ranges)[kSize], char32_t c) {
  const Range* range = std::lower_bound(
      ranges, ranges + kSize, c,
      [](const Range& range, char32_t c) { return range.last < c; });
  return range != ranges + kSize && range->first <= c;
}

int Width(char32_t c) {
  if (IsIn(kNoWidth, c)) return 0;
  return IsIn(kWide, c) ? 2 : 1;
}

std::string Blanks(std::string_view text, int width) {
  return std::string(std::max(0, width - DisplayWidth(text)), ' ');
}

}  // namespace

bool IsValidUtf8(std::string_view text) {
  while (true) {
    while (text.size() >= 8 && AreTwoOfThreeBytes(text.data())) {
      text.remove_prefix(6);
    }
    if (text.size() >= 8 && AreAscii(text.data())) {
      text.remove_prefix(8);
      continue;
    }
    if (text.empty()) return true;
    if (TakeCodePoint(text) == kInvalid) return false;
  }
}

std::u32string DecodeUtf8(std::string_view text) {
  std::u32string decoded;
  decoded.reserve(text.size());
  while (!text.empty()) {
    const char32_t c = TakeCodePoint(text);
    decoded.push_back(c == kInvalid ? kReplacement : c);
  }
  return decoded;
}

std::string EncodeUtf8(std::u32string_view text) {
  std::string encoded;
  encoded.reserve(3 * text.size());
  const auto tail = [&](char32_t c, int shift) {
    encoded.push_back(static_cast<char>(0x80 | ((c >> shift) & 0x3F)));
  };
  for (char32_t c : text) {
    if (c > 0x10FFFF || IsSurrogate(c)) c = kReplacement;
    if (c < 0x80) {
      encoded.push_back(static_cast<char>(c));
    } else if (c < 0x800) {
      encoded.push_back(static_cast<char>(0xC0 | c >> 6));
      tail(c, 0);
    } else if (c < 0x10000) {
      encoded.push_back(static_cast<char>(0xE0 | c >> 12));
      tail(c, 6);
      tail(c, 0);
    } else {
      encoded.push_back(static_cast<char>(0xF0 | c >> 18));
      tail(c, 12);
      tail(c, 6);
      tail(c, 0);
    }
  }
  return encoded;
}

int DisplayWidth(std::string_view text) {
  int width = 0;
  while (!text.empty()) {
    const char32_t c = TakeCodePoint(text);
    width += Width(c == kInvalid ? kReplacement : c);
  }
  return width;
}

std::string PadRight(std::string_view text, int width) {
  return std::string(text) + Blanks(text, width);
}

std::string PadLeft(std::string_view text, int width) {
  return Blanks(text, width) + std::string(text);
}

int EditDistance(std::string_view a, std::string_view b) {
  const std::u32string from = DecodeUtf8(a);
  const std::u32string to = DecodeUtf8(b);
  // distance[j]: from the part of `from` read so far to the first j of `to`.
  std::vector<int> distance(to.size() + 1);
  std::iota(distance.begin(), distance.end(), 0);
  for (size_t i = 0; i < from.size(); ++i) {
    int diagonal = distance[0];
    distance[0] = static_cast<int>(i) + 1;
    for (size_t j = 0; j < to.size(); ++j) {
      const int replaced = diagonal + (from[i] == to[j] ? 0 : 1);
      diagonal = distance[j + 1];
      distance[j + 1] =
          std::min({replaced, distance[j] + 1, distance[j + 1] + 1});
    }
  }
  return distance.back();
}

std::optional<int64_t> ParseInt64(std::string_view text) {
  int64_t value = 0;
  const char* end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, value);
  if (error != std::errc() || stop != end) return std::nullopt;
  return value;
}

std::string AbbreviateHash(std::string_view hash) {
  const std::string hex = Hex(hash);
  if (hex.size() <= 6) return "sha256:" + hex;
  return "sha256:" + hex.substr(0, 4) + "…" + hex.substr(hex.size() - 2);
}

}  // namespace disclosure::base
