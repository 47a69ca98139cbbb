// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

#include "form/json_lexer.h"

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <optional>
#include <utility>

#include "base/text.h"

namespace disclosure::form {
namespace {

// The four hex digits at the front of `text`.
std::optional<uint32_t> HexDigits(std::string_view text) {
  if (text.size() < 4) return std::nullopt;
  uint32_t value = 0;
  const auto [end, error] =
      std::from_chars(text.data(), text.data() + 4, value, 16);
  if (error != std::errc() || end != text.data() + 4) return std::nullopt;
  return value;
}

bool IsWordByte(char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') ||
         (c >= 'A' && c <= 'Z') || c == '-' || c == '+' || c == '.' ||
         c == '_' || static_cast<unsigned char>(c) >= 0x80;
}

}  // namespace

JsonLexer::Token JsonLexer::Take() {
  Token taken = token_;
  if (taken.kind != Kind::kBad) Advance();
  return taken;
}

void JsonLexer::SkipBlanks() {
  while (!rest_.empty()) {
    const char c = rest_.front();
    if (c != ' ' && c != '\t' && c != '\r' && c != '\n') return;
    if (c == '\n') ++line_;
    rest_.remove_prefix(1);
  }
}

void JsonLexer::Advance() {
  SkipBlanks();
  token_ = {Kind::kEnd, "", line_};
  if (rest_.empty()) return;
  constexpr std::pair<char, Kind> kSigns[] = {
      {'{', Kind::kBeginObject}, {'}', Kind::kEndObject},
      {'[', Kind::kBeginArray},  {']', Kind::kEndArray},
      {',', Kind::kComma},       {':', Kind::kColon}};
  for (const auto& [sign, kind] : kSigns) {
    if (rest_.front() != sign) continue;
    token_.kind = kind;
    token_.text = sign;
    rest_.remove_prefix(1);
    return;
  }
  if (rest_.front() == '"') return ReadString();
  ReadWord();
}

void JsonLexer::ReadString() {
  rest_.remove_prefix(1);
  token_.kind = Kind::kBad;
  while (!rest_.empty()) {
    const char c = rest_.front();
    rest_.remove_prefix(1);
    if (c == '"') {
      token_.kind = Kind::kString;
      return;
    }
    if (c == '\\') {
      if (!ReadEscape(&token_.text)) return;
    } else if (static_cast<unsigned char>(c) < 0x20) {
      return;  // a line break: the quote is missing
    } else {
      token_.text.push_back(c);
    }
  }
  token_ = {Kind::kEnd, "", line_};  // cut off inside the string
}

bool JsonLexer::ReadEscape(std::string* text) {
  if (rest_.empty()) return false;
  const char c = rest_.front();
  rest_.remove_prefix(1);
  constexpr std::string_view kEscapes = "\"\\/bfnrt";
  constexpr std::string_view kMeanings = "\"\\/\b\f\n\r\t";
  if (const size_t at = kEscapes.find(c); at != std::string_view::npos) {
    text->push_back(kMeanings[at]);
    return true;
  }
  if (c != 'u') return false;
  const auto unit = HexDigits(rest_);
  if (!unit.has_value()) return false;
  rest_.remove_prefix(4);
  char32_t point = *unit;
  if (point >= 0xD800 && point < 0xDC00) {
    if (!rest_.starts_with("\\u")) return false;
    const auto low = HexDigits(rest_.substr(2));
    if (!low.has_value() || *low < 0xDC00 || *low > 0xDFFF) return false;
    rest_.remove_prefix(6);
    point = 0x10000 + ((point - 0xD800) << 10) + (*low - 0xDC00);
  } else if (point >= 0xDC00 && point <= 0xDFFF) {
    return false;
  }
  text->append(base::EncodeUtf8(std::u32string(1, point)));
  return true;
}

void JsonLexer::ReadWord() {
  size_t size = 0;
  while (size < rest_.size() && IsWordByte(rest_[size])) ++size;
  size = std::max<size_t>(size, 1);
  token_.text = std::string(rest_.substr(0, size));
  rest_.remove_prefix(size);
  const char first = token_.text.front();
  if (token_.text == "true") {
    token_.kind = Kind::kTrue;
  } else if (token_.text == "false") {
    token_.kind = Kind::kFalse;
  } else if (token_.text == "null") {
    token_.kind = Kind::kNull;
  } else if (first == '-' || (first >= '0' && first <= '9')) {
    token_.kind = Kind::kNumber;
  } else {
    token_.kind = Kind::kBad;
  }
}

}  // namespace disclosure::form
