// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

#include "documents/read/spreadsheet_number.h"

#include <string>

#include "base/text.h"

namespace disclosure::documents {
namespace {

// What a double always holds, and what an int64 always holds.
constexpr size_t kExactDigits = 15;
constexpr size_t kDigitsMax = 18;
// Far beyond both; bounds what is padded below.
constexpr size_t kTextMax = 100;
constexpr int64_t kExponentMax = 30;

// Full-width forms as ASCII, blanks at the ends left out.
std::string Plain(std::string_view text) {
  std::u32string wide = base::DecodeUtf8(text);
  for (char32_t& c : wide) {
    if (c >= 0xFF01 && c <= 0xFF5E) c -= 0xFEE0;
    if (c == 0x3000 || c == 0xA0 || c == '\t' || c == '\n') c = ' ';
    if (c == 0x2212) c = '-';  // The minus sign.
  }
  const size_t first = wide.find_first_not_of(U' ');
  if (first == wide.npos) return "";
  return base::EncodeUtf8(
      wide.substr(first, wide.find_last_not_of(U' ') - first + 1));
}

size_t DigitsAt(std::string_view text, size_t place) {
  size_t end = place;
  while (end < text.size() && text[end] >= '0' && text[end] <= '9') ++end;
  return end - place;
}

// A mantissa of digits and the power of ten it is multiplied by.
struct Decimal {
  bool negative = false;
  std::string digits;
  int64_t exponent = 0;
  size_t fraction = 0;  // How many of `digits` stood after the point.
};

std::optional<Decimal> Split(std::string_view text) {
  Decimal decimal;
  size_t place = 0;
  if (text.starts_with("-") || text.starts_with("+")) {
    decimal.negative = text[0] == '-';
    place = 1;
  }
  size_t count = DigitsAt(text, place);
  decimal.digits = text.substr(place, count);
  place += count;
  if (place < text.size() && text[place] == '.') {
    count = DigitsAt(text, ++place);
    if (count == 0) return std::nullopt;
    decimal.digits += text.substr(place, count);
    decimal.fraction = count;
    place += count;
  }
  if (decimal.digits.size() == decimal.fraction) return std::nullopt;
  if (place < text.size() && (text[place] == 'E' || text[place] == 'e')) {
    ++place;
    if (place < text.size() && text[place] == '+') ++place;
    const auto exponent = base::ParseInt64(text.substr(place));
    if (!exponent || *exponent > kExponentMax || *exponent < -kExponentMax) {
      return std::nullopt;
    }
    decimal.exponent = *exponent;
    place = text.size();
  }
  if (place != text.size()) return std::nullopt;
  decimal.digits.erase(0, decimal.digits.find_first_not_of('0'));
  decimal.exponent -= static_cast<int64_t>(decimal.fraction);
  return decimal;
}

// Keeps the first 15 digits, rounded, of a fraction that was a double.
void RoundToDouble(Decimal* decimal) {
  std::string& digits = decimal->digits;
  if (decimal->fraction == 0 || digits.size() <= kExactDigits) return;
  decimal->exponent += static_cast<int64_t>(digits.size() - kExactDigits);
  const bool up = digits[kExactDigits] >= '5';
  digits.resize(kExactDigits);
  if (!up) return;
  size_t place = kExactDigits;
  while (place > 0 && digits[place - 1] == '9') digits[--place] = '0';
  if (place > 0) {
    ++digits[place - 1];
  } else {
    digits.insert(0, "1");
  }
}

}  // namespace

std::optional<int64_t> ParseSpreadsheetNumber(std::string_view text,
                                              int decimals) {
  if (text.size() > kTextMax) return std::nullopt;
  std::optional<Decimal> decimal = Split(Plain(text));
  if (!decimal) return std::nullopt;
  RoundToDouble(&*decimal);
  std::string& digits = decimal->digits;
  if (digits.find_first_not_of('0') == digits.npos) return 0;
  for (int64_t shift = decimal->exponent + decimals; shift != 0;) {
    if (shift > 0) {
      digits.push_back('0');
      --shift;
    } else {
      if (digits.empty() || digits.back() != '0') return std::nullopt;
      digits.pop_back();
      ++shift;
    }
  }
  if (digits.size() > kDigitsMax) return std::nullopt;
  return base::ParseInt64((decimal->negative ? "-" : "") + digits);
}

}  // namespace disclosure::documents
