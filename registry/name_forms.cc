// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

#include "registry/name_forms.h"

#include <algorithm>
#include <cstddef>
#include <iterator>
#include <utility>

#include "base/text.h"

namespace disclosure::registry {
namespace {

// What a body's name ends in, and what of it stays; the longer ones first.
constexpr std::pair<std::string_view, std::string_view> kBodyEndings[] = {
    {"人民政府办公室", ""}, {"政府办公室", ""}, {"管理委员会", ""},
    {"街道办事处", "街道"}, {"人民政府", ""},   {"办事处", ""},
    {"街道办", "街道"},     {"管委会", ""},     {"政府", ""},
};

// What a region's name ends in; the longer ones first.
constexpr std::string_view kRegionEndings[] = {
    "维吾尔自治区", "壮族自治区", "回族自治区", "特别行政区", "自治区",
    "自治州",       "自治县",     "自治旗",     "街道",       "地区",
    "省",           "市",         "县",         "区",         "镇",
    "乡",           "盟",         "旗",
};

constexpr int kShortenedLettersMin = 2;

bool IsBlank(char32_t letter) {
  return letter <= U' ' || letter == U'\u3000' || letter == U'\u00A0' ||
         letter == U'\u00B7' || letter == U'\u30FB' || letter == U'\uFEFF';
}

}  // namespace

std::string PlainName(std::string_view name) {
  std::u32string plain;
  for (char32_t letter : base::DecodeUtf8(name)) {
    if (IsBlank(letter)) continue;
    if (letter >= 0xFF01 && letter <= 0xFF5E) letter -= 0xFF01 - U'!';
    if (letter >= U'A' && letter <= U'Z') letter += U'a' - U'A';
    plain.push_back(letter);
  }
  return base::EncodeUtf8(plain);
}

std::string StrippedName(std::string_view plain) {
  for (const auto& [ending, kept] : kBodyEndings) {
    if (!plain.ends_with(ending)) continue;
    std::string stripped(plain.substr(0, plain.size() - ending.size()));
    if (stripped.empty()) break;
    stripped += kept;
    return stripped;
  }
  return std::string(plain);
}

bool IsOnlyBodyEnding(std::string_view plain) {
  return std::any_of(
      std::begin(kBodyEndings), std::end(kBodyEndings),
      [plain](const auto& ending) { return ending.first == plain; });
}

std::string ShortenedName(std::string_view plain) {
  for (const std::string_view ending : kRegionEndings) {
    if (!plain.ends_with(ending)) continue;
    const std::string_view rest = plain.substr(0, plain.size() - ending.size());
    if (CountLetters(rest) < kShortenedLettersMin) break;
    return std::string(rest);
  }
  return "";
}

uint64_t Letters(std::string_view text) {
  uint64_t letters = 0;
  for (const char32_t letter : base::DecodeUtf8(text)) {
    letters |= uint64_t{1} << ((letter * 0x9E3779B97F4A7C15u) >> 58);
  }
  return letters;
}

int CountLetters(std::string_view text) {
  return static_cast<int>(std::count_if(text.begin(), text.end(), [](char c) {
    return (static_cast<unsigned char>(c) & 0xC0) != 0x80;
  }));
}

bool IsOneSlip(std::string_view a, std::string_view b) {
  if (a.size() > b.size()) std::swap(a, b);
  if (b.size() - a.size() > 1) return false;
  const size_t front = static_cast<size_t>(
      std::mismatch(a.begin(), a.end(), b.begin()).first - a.begin());
  a.remove_prefix(front);
  b.remove_prefix(front);
  if (a.size() != b.size()) return b.substr(1) == a;
  if (a.size() < 2 || a.substr(1) == b.substr(1)) return true;
  return a[0] == b[1] && a[1] == b[0] && a.substr(2) == b.substr(2);
}

}  // namespace disclosure::registry
