// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

#include "documents/read/number_format.h"

#include <array>
#include <charconv>
#include <cmath>
#include <cstdint>
#include <cstdlib>
#include <optional>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/civil_time.h"

#include "base/absl_strings.h"

namespace disclosure::documents {
namespace {

// What a workbook keeps of a number.
constexpr int kDigits = 15;
// Larger numbers are no figures; they stay as they are stored.
constexpr double kPrintedMax = 1e18;
// 9999-12-31 as a workbook counts days.
constexpr double kDaysMax = 2'958'465;

std::optional<double> ParseDouble(std::string_view text) {
  double value = 0;
  const auto [end, error] =
      std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size() ||
      !std::isfinite(value)) {
    return std::nullopt;
  }
  return value;
}

// Without exponent and zeros at the end.
std::string Decimal(double value) {
  // -1.23456789012345e-12
  std::array<char, 32> buffer;
  const auto [end, error] = std::to_chars(
      buffer.data(), buffer.data() + buffer.size(), std::abs(value),
      std::chars_format::scientific, kDigits - 1);
  const std::string_view scientific(buffer.data(), end - buffer.data());
  const size_t mark = scientific.find('e');
  std::string digits(1, scientific[0]);
  digits.append(scientific.substr(2, mark - 2));
  int exponent = 0;
  std::from_chars(buffer.data() + mark + 2, end, exponent);
  exponent = scientific[mark + 1] == '-' ? -exponent : exponent;

  if (exponent < 0) {
    digits.insert(0, static_cast<size_t>(-exponent), '0');
    exponent = 0;
  }
  const size_t whole = static_cast<size_t>(exponent) + 1;
  if (digits.size() < whole) {
    digits.append(whole - digits.size(), '0');
  }
  std::string text = digits.substr(0, whole);
  std::string fraction = digits.substr(whole);
  fraction.erase(fraction.find_last_not_of('0') + 1);
  if (!fraction.empty()) {
    text.append(".").append(fraction);
  }
  return value < 0 && text != "0" ? "-" + text : text;
}

// One section of a format.
struct Section {
  // What it says behind the last digit.
  std::string words;
  bool has_digits = false;
  bool is_date = false;
  bool is_percent = false;
  // It shows another number than the stored one, or only some numbers.
  bool is_odd = false;
};

bool IsWord(std::string_view text) {
  for (const char c : text) {
    if (static_cast<unsigned char>(c) >= 0x80) {
      return true;
    }
  }
  return false;
}

// Takes one section off the front of `format`, its semicolon too.
class SectionParser {
 public:
  explicit SectionParser(std::string_view& rest) : rest_(rest) {}

  Section Parse() {
    while (!rest_.empty() && rest_[0] != ';') {
      Step();
    }
    rest_.remove_prefix(rest_.empty() ? 0 : 1);
    // A comma behind the last digit divides by a thousand.
    section_.is_odd = section_.is_odd || comma_;
    return section_;
  }

 private:
  void Step() {
    const char c = rest_[0];
    if (rest_.starts_with("General") || rest_.starts_with("GENERAL")) {
      Digit();
      rest_.remove_prefix(7);
    } else if (c == '"') {
      const size_t end = std::min(rest_.find('"', 1), rest_.size());
      Literal(rest_.substr(1, end - 1));
      rest_.remove_prefix(std::min(end + 1, rest_.size()));
    } else if (c == '[') {
      // A colour, a currency, a condition.
      section_.is_odd = section_.is_odd || rest_.starts_with("[<") ||
                        rest_.starts_with("[>") || rest_.starts_with("[=");
      const size_t end = std::min(rest_.find(']'), rest_.size());
      rest_.remove_prefix(std::min(end + 1, rest_.size()));
    } else if (c == '\\' || c == '!' || c == '_' || c == '*') {
      const std::string_view next = rest_.substr(1, 1);
      if (c == '\\' || c == '!') {
        Literal(next);
      }
      rest_.remove_prefix(std::min<size_t>(2, rest_.size()));
    } else {
      Plain(c);
      rest_.remove_prefix(1);
    }
  }

  void Plain(char c) {
    if (c == '0' || c == '#' || c == '?') {
      Digit();
    } else if (c == ',') {
      comma_ = section_.has_digits;
    } else if (c == '%') {
      section_.is_percent = true;
    } else if (std::string_view("yYmMdDhHsS").find(c) !=
               std::string_view::npos) {
      section_.is_date = true;
    } else if (static_cast<unsigned char>(c) >= 0x80) {
      Literal(std::string_view(&c, 1));
    }
  }

  void Digit() {
    // Words between digits, `0!.0`, move the point.
    section_.is_odd =
        section_.is_odd || (section_.has_digits && !section_.words.empty());
    section_.has_digits = true;
    section_.words.clear();
    comma_ = false;
  }

  void Literal(std::string_view text) { section_.words.append(text); }

  std::string_view& rest_;
  Section section_;
  bool comma_ = false;
};

// The section for a number of this sign. A condition in any makes all odd.
Section SectionFor(std::string_view format, double value) {
  std::vector<Section> sections;
  bool odd = false;
  while (!format.empty() && sections.size() < 4) {
    sections.push_back(SectionParser(format).Parse());
    odd = odd || sections.back().is_odd;
  }
  size_t index = 0;
  if (value < 0 && sections.size() > 1) {
    index = 1;
  } else if (value == 0 && sections.size() > 2) {
    index = 2;
  }
  Section section = sections.empty() ? Section() : sections[index];
  section.is_odd = odd;
  return section;
}

std::string PrintDate(double days, bool from_1904) {
  const absl::CivilDay day =
      (from_1904 ? absl::CivilDay(1904, 1, 1) : absl::CivilDay(1899, 12, 30)) +
      static_cast<int64_t>(days);
  return absl::FormatCivilTime(day);
}

}  // namespace

std::string PrintNumber(std::string_view stored, std::string_view format,
                        bool dates_from_1904) {
  const std::optional<double> value = ParseDouble(stored);
  if (!value.has_value() || std::abs(*value) > kPrintedMax) {
    return std::string(stored);
  }
  const Section section = SectionFor(format, *value);
  if (section.is_date && *value >= 1 && *value <= kDaysMax) {
    return PrintDate(*value, dates_from_1904);
  }
  if (section.is_odd) {
    return absl::StrCat(Decimal(*value), " (", base::ToAbsl(format), ")");
  }
  if (section.is_percent) {
    return Decimal(*value * 100) + "%";
  }
  if (section.has_digits && IsWord(section.words)) {
    return Decimal(*value) + section.words;
  }
  return Decimal(*value);
}

std::string_view BuiltInFormat(int id) {
  if (id == 9 || id == 10) {
    return "0%";
  }
  const bool is_date = (id >= 14 && id <= 17) || id == 22 ||
                       (id >= 27 && id <= 36) || (id >= 50 && id <= 58);
  return is_date ? "yyyy-mm-dd" : "";
}

}  // namespace disclosure::documents
