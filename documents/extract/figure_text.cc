// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

#include "documents/extract/figure_text.h"

#include <algorithm>
#include <array>
#include <iterator>
#include <optional>
#include <utility>

#include "base/text.h"
#include "documents/read/characters.h"
#include "form/money.h"

namespace disclosure::documents {
namespace {

// Digits of the longest number that is tried.
constexpr size_t kDigitsMax = 18;

struct Word {
  std::string_view text;
  int sign = 1;
};
// Before the digits. The longest that fits comes first.
constexpr std::array<Word, 8> kSigns = {{{"增加", 1},
                                         {"减少", -1},
                                         {"新增", 1},
                                         {"增", 1},
                                         {"减", -1},
                                         {"+", 1},
                                         {"-", -1},
                                         {"负", -1}}};
// Behind the digits of a count.
constexpr std::array<std::string_view, 9> kCountUnits = {
    "件", "项", "条", "个", "次", "家", "起", "份", "宗"};
// Behind the digits of an amount.
struct MoneyUnit {
  std::string_view text;
  // Decimal places between it and 10,000 yuan.
  int shift = 0;
};
constexpr std::array<MoneyUnit, 4> kMoneyUnits = {
    {{"亿元", 4}, {"万元", 0}, {"人民币元", -4}, {"元", -4}}};
// Stand for none, and might as well stand for a blank.
constexpr std::array<std::string_view, 7> kNone = {"/",  "-",  "--", "无",
                                                   "零", "〇", "o"};

bool IsDigit(char c) { return c >= '0' && c <= '9'; }

// The parts of a number as written.
struct Number {
  std::string sign;
  std::string digits;    // Without separators; at least one.
  std::string decimals;  // Without the point.
  bool separated = false;
  std::string unit;
};

// Splits a comparable text into the parts of one number.
std::optional<Number> ParseNumber(std::string_view text) {
  Number number;
  for (bool found = true; found;) {
    found = false;
    for (const Word& sign : kSigns) {
      if (!text.starts_with(sign.text)) continue;
      number.sign += sign.text;
      text.remove_prefix(sign.text.size());
      found = true;
      break;
    }
    if (number.sign.size() > 12) return std::nullopt;
  }
  size_t end = 0;
  while (end < text.size() && (IsDigit(text[end]) || text[end] == ',')) ++end;
  const std::string_view whole = text.substr(0, end);
  text.remove_prefix(end);
  if (whole.empty() || !IsDigit(whole.front()) || !IsDigit(whole.back())) {
    return std::nullopt;
  }
  number.separated = whole.find(',') != std::string_view::npos;
  if (number.separated) {
    // Groups of three behind the first comma, as separators stand.
    const size_t first = whole.find(',');
    if (first > 3) return std::nullopt;
    for (size_t i = first; i < whole.size(); ++i) {
      if ((whole[i] == ',') != ((i - first) % 4 == 0)) return std::nullopt;
    }
    if ((whole.size() - first) % 4 != 0) return std::nullopt;
  }
  for (char c : whole) {
    if (c != ',') number.digits += c;
  }
  if (!text.empty() && text.front() == '.') {
    end = 1;
    while (end < text.size() && IsDigit(text[end])) ++end;
    if (end == 1) return std::nullopt;
    number.decimals = text.substr(1, end - 1);
    text.remove_prefix(end);
  }
  number.unit = text;
  return number;
}

bool IsUnit(std::string_view text) {
  return std::find(kCountUnits.begin(), kCountUnits.end(), text) !=
             kCountUnits.end() ||
         std::any_of(kMoneyUnits.begin(), kMoneyUnits.end(),
                     [&](const MoneyUnit& unit) { return unit.text == text; });
}

// The amount in fen if the digits are in the unit `shift` places from 10,000
// yuan.
std::optional<int64_t> ToFen(const Number& number, int shift) {
  std::string digits = number.digits;
  std::string decimals = number.decimals;
  for (; shift > 0; --shift) {
    digits += decimals.empty() ? '0' : decimals.front();
    if (!decimals.empty()) decimals.erase(0, 1);
  }
  for (; shift < 0; ++shift) {
    decimals.insert(0, 1, digits.empty() ? '0' : digits.back());
    if (!digits.empty()) digits.pop_back();
  }
  while (!decimals.empty() && decimals.back() == '0') decimals.pop_back();
  if (digits.empty()) digits = "0";
  const auto fen =
      form::ParseWanYuan(decimals.empty() ? digits : digits + "." + decimals);
  if (!fen.ok()) return std::nullopt;
  return *fen;
}

// The sign of the number: +1 or -1; nothing if the words contradict each other.
std::optional<int> SignOf(const std::string& sign) {
  if (sign.empty()) return 1;
  std::optional<int> result;
  std::string_view rest = sign;
  while (!rest.empty()) {
    const Word* found = nullptr;
    for (const Word& word : kSigns) {
      if (rest.starts_with(word.text)) {
        found = &word;
        break;
      }
    }
    if (found == nullptr || (result && *result != found->sign)) {
      return std::nullopt;
    }
    result = found->sign;
    rest.remove_prefix(found->text.size());
  }
  return result;
}

FigureText Unreadable() {
  FigureText result;
  result.state = FigureText::State::kUnreadable;
  return result;
}

FigureText Ambiguous(std::vector<int64_t> candidates) {
  FigureText result;
  result.state = FigureText::State::kAmbiguous;
  result.candidates = std::move(candidates);
  return result;
}

// The amount of a cell of money, in fen.
FigureText ReadMoney(const Number& number, std::string_view head) {
  FigureText result;
  const MoneyUnit* unit = nullptr;
  for (const MoneyUnit& known : kMoneyUnits) {
    if (number.unit == known.text) unit = &known;
  }
  if (unit == nullptr && !number.unit.empty()) return Unreadable();
  // The head's unit counts if the cell names none.
  for (const MoneyUnit& known : kMoneyUnits) {
    if (unit == nullptr && head.find(known.text) != std::string_view::npos) {
      unit = &known;
    }
  }
  if (unit == nullptr) {
    const auto wan_yuan = ToFen(number, 0);
    const auto yuan = ToFen(number, -4);
    if (wan_yuan && *wan_yuan == 0) {
      result.state = FigureText::State::kValue;
      return result;
    }
    std::vector<int64_t> candidates;
    if (wan_yuan) candidates.push_back(*wan_yuan);
    if (yuan) candidates.push_back(*yuan);
    return candidates.empty() ? Unreadable() : Ambiguous(candidates);
  }
  const auto fen = ToFen(number, unit->shift);
  if (!fen) return Unreadable();
  result.state = FigureText::State::kValue;
  result.value = *fen;
  return result;
}

FigureText ReadCount(const Number& number) {
  if (!number.unit.empty() && std::find(kCountUnits.begin(), kCountUnits.end(),
                                        number.unit) == kCountUnits.end()) {
    return Unreadable();
  }
  if (number.decimals.find_first_not_of('0') != std::string::npos) {
    return Unreadable();
  }
  const auto value = base::ParseInt64(number.digits);
  if (!value) return Unreadable();
  FigureText result;
  result.state = FigureText::State::kValue;
  result.value = *value;
  return result;
}

// The words of a text: what stands between blanks and line breaks.
std::vector<std::string> Words(std::string_view text) {
  std::vector<std::string> words;
  std::u32string word;
  for (char32_t c : base::DecodeUtf8(text) + U' ') {
    if (!IsBlank(c)) {
      word += c;
    } else if (!word.empty()) {
      words.push_back(base::EncodeUtf8(word));
      word.clear();
    }
  }
  return words;
}

// Whether a text is lines of digits, all of one length but for the last, which
// is not longer: one number in a narrow cell. Lines of one digit may as well be
// figures below each other.
bool IsBrokenOverLines(std::string_view text) {
  std::vector<std::u32string> lines(1);
  for (char32_t c : base::DecodeUtf8(TrimBlanks(text))) {
    if (c == U'\n') {
      lines.emplace_back();
    } else if (IsBlank(c)) {
      return false;
    } else {
      lines.back() += c;
    }
  }
  const size_t full = lines.front().size();
  if (lines.size() < 2 || full < 2 || lines.back().size() > full) return false;
  lines.pop_back();
  return std::all_of(lines.begin(), lines.end(), [&](auto& line) {
    return line.size() == full &&
           IsDigit(Comparable(base::EncodeUtf8(line)).back());
  });
}

FigureText ReadWhole(const form::Cell& cell, const std::string& text,
                     std::string_view head) {
  const auto number = ParseNumber(text);
  if (!number || number->digits.size() + number->decimals.size() > kDigitsMax) {
    return Unreadable();
  }
  FigureText result =
      cell.unit == v1::UNIT_FEN ? ReadMoney(*number, head) : ReadCount(*number);
  if (number->sign.empty() || result.state == FigureText::State::kUnreadable) {
    return result;
  }
  const auto sign = SignOf(number->sign);
  if (!sign) return Unreadable();
  result.value *= *sign;
  for (int64_t& candidate : result.candidates) candidate *= *sign;
  const bool plain = number->sign == "+" || number->sign == "-";
  if (!cell.is_signed && result.value < 0) {
    // A stroke before a number that cannot be negative.
    return Ambiguous({-result.value});
  }
  if (number->sign.size() > 1 &&
      number->sign.find_first_not_of("+-") == std::string::npos) {
    return Ambiguous({result.value});  // `--253`
  }
  result.odd_sign = !plain || !cell.is_signed;
  return result;
}

}  // namespace

FigureText ReadFigureText(const form::Cell& cell, std::string_view text,
                          std::string_view head) {
  const std::string comparable = Comparable(text);
  if (comparable.empty()) return FigureText();
  if (std::find(kNone.begin(), kNone.end(), comparable) != kNone.end()) {
    return Ambiguous({0});
  }
  const std::string comparable_head = Comparable(head);
  FigureText result = ReadWhole(cell, comparable, comparable_head);
  if (result.state != FigureText::State::kValue) return result;
  // Several numbers, or one whose digits stand apart?
  if (SplitFigures(text).size() <= 1) return result;
  result.broken_over_lines = IsBrokenOverLines(text);
  return result.broken_over_lines ? result : Ambiguous({result.value});
}

bool LooksLikeFigure(std::string_view text) {
  const std::string comparable = Comparable(text);
  if (comparable.empty() || comparable.size() > 64) return false;
  if (std::find(kNone.begin(), kNone.end(), comparable) != kNone.end()) {
    return true;
  }
  const auto number = ParseNumber(comparable);
  return number && (number->unit.empty() || IsUnit(number->unit));
}

std::vector<std::string> SplitFigures(std::string_view text) {
  std::vector<std::string> words = Words(text);
  if (!std::all_of(words.begin(), words.end(), LooksLikeFigure)) return {};
  return words;
}

bool SplitLabelAndFigures(std::string_view text, std::string* label,
                          std::vector<std::string>* figures) {
  std::vector<std::string> words = Words(text);
  size_t end = words.size();
  while (end > 0 && LooksLikeFigure(words[end - 1])) --end;
  if (end == 0 || end == words.size()) return false;
  label->clear();
  for (size_t i = 0; i < end; ++i) *label += words[i];
  figures->assign(
      std::make_move_iterator(words.begin() + static_cast<std::ptrdiff_t>(end)),
      std::make_move_iterator(words.end()));
  return true;
}

}  // namespace disclosure::documents
