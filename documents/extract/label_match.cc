// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

#include "documents/extract/label_match.h"

#include <algorithm>
#include <bit>
#include <numeric>

#include "base/text.h"
#include "documents/read/characters.h"

namespace disclosure::documents {
namespace {

// Pieces of text that may make up one row label.
constexpr size_t kPiecesMax = 6;
// Characters of a text that are compared; labels are shorter.
constexpr size_t kLettersMax = 120;
// A part of a label, or a label within a longer text, counts from this length
// on: shorter ones (其他) stand everywhere.
constexpr size_t kPartMin = 4;

// From this length on, a label is long.
constexpr double kLongMin = 8;

constexpr double kEndsWith = 0.95;
constexpr double kBeginsWith = 0.85;
constexpr double kPartOf = 0.8;
constexpr double kNumberBonus = 0.1;

constexpr std::u32string_view kNumerals = U"一二三四五六七八九十";

bool IsNumeral(char32_t c) {
  return (c >= U'0' && c <= U'9') ||
         kNumerals.find(c) != std::u32string_view::npos;
}

// Where a label's number ends, and its numerals in `number`; 0: it has none.
size_t NumberEnd(const std::u32string& label, std::string* number) {
  const bool bracketed = !label.empty() && label[0] == U'(';
  size_t end = bracketed ? 1 : 0;
  const size_t first = end;
  while (end < label.size() && end - first < 2 && IsNumeral(label[end])) ++end;
  if (end == first || end >= label.size()) return 0;
  const char32_t sign = label[end];
  const bool closed =
      bracketed ? sign == U')'
                : sign == U'、' || sign == U'.' || sign == U',' || sign == U')';
  if (!closed) return 0;
  *number =
      base::EncodeUtf8(std::u32string_view(label).substr(first, end - first));
  return end + 1;
}

// Edits that make one the other, by insertion, deletion and, where
// `replace_cost` is 1 rather than 2, replacement.
size_t Distance(const std::u32string& a, const std::u32string& b,
                size_t replace_cost) {
  std::vector<size_t> row(b.size() + 1);
  std::iota(row.begin(), row.end(), size_t{0});
  for (size_t i = 1; i <= a.size(); ++i) {
    size_t diagonal = row[0];
    row[0] = i;
    for (size_t j = 1; j <= b.size(); ++j) {
      const size_t replaced =
          diagonal + (a[i - 1] == b[j - 1] ? 0 : replace_cost);
      diagonal = row[j];
      row[j] = std::min({replaced, row[j] + 1, row[j - 1] + 1});
    }
  }
  return row[b.size()];
}

// 0 to 1. Short labels must be alike letter by letter; of long ones, parts may
// be missing or stand beside what scanning made of a line.
double Likeness(const std::u32string& label, const std::u32string& text) {
  const double longest =
      static_cast<double>(std::max(label.size(), text.size()));
  const double shortest =
      static_cast<double>(std::min(label.size(), text.size()));
  if (shortest < longest * kFitMin / 2) return 0;
  const double letters = static_cast<double>(Distance(label, text, 1));
  double likeness = 1.0 - letters / longest;
  if (shortest >= kLongMin) {
    const double parts = static_cast<double>(Distance(label, text, 2));
    likeness = std::max(likeness, 1.0 - parts / (longest + shortest));
  }
  return likeness;
}

// One bit for each letter, by hash.
uint64_t LettersOf(const std::u32string& text) {
  uint64_t letters = 0;
  for (char32_t c : text) letters |= uint64_t{1} << ((c * 0x9E3779B1U) >> 26);
  return letters;
}

}  // namespace

std::string TakeNumber(std::string_view* label) {
  std::string number;
  const size_t end = NumberEnd(base::DecodeUtf8(label->substr(0, 24)), &number);
  if (end == 0) return "";
  size_t bytes = 0;
  for (size_t letters = 0; bytes < label->size(); ++bytes) {
    // Bytes that begin a character.
    if ((static_cast<unsigned char>((*label)[bytes]) & 0xC0) == 0x80) continue;
    if (letters++ == end) break;
  }
  label->remove_prefix(bytes);
  return number;
}

LabelForms::LabelForms(const form::Labels& labels) {
  Add(labels.printed_zh);
  Add(labels.short_zh);
  for (const std::string& alias : labels.aliases) Add(alias);
}

LabelForms::LabelForms(const std::string& title,
                       const std::vector<std::string>& aliases) {
  Add(title);
  for (const std::string& alias : aliases) Add(alias);
}

void LabelForms::Add(std::string_view label) {
  const std::string comparable = Comparable(label);
  std::string_view body = comparable;
  Form form;
  form.number = TakeNumber(&body);
  form.body = base::DecodeUtf8(body);
  form.letters = LettersOf(form.body);
  if (form.body.empty()) return;
  const bool known =
      std::any_of(forms_.begin(), forms_.end(), [&](const Form& other) {
        return other.body == form.body && other.number == form.number;
      });
  if (!known) forms_.push_back(std::move(form));
}

double LabelForms::FitBody(std::string_view number, const std::u32string& body,
                           bool alone) const {
  double best = 0;
  const uint64_t letters = LettersOf(body);
  for (const Form& form : forms_) {
    // Most texts share too few letters with a label to be looked at.
    if (2 * std::popcount(letters & form.letters) <
        std::min(std::popcount(letters), std::popcount(form.letters))) {
      continue;
    }
    double fit = Likeness(form.body, body);
    if (body.size() > form.body.size() && form.body.size() >= kPartMin) {
      if (body.ends_with(form.body)) fit = std::max(fit, kEndsWith);
      // A remark behind the label.
      if (alone && body.starts_with(form.body)) {
        fit = std::max(fit, kBeginsWith);
      }
    }
    if (body.size() >= kPartMin && body.size() < form.body.size() &&
        form.body.find(body) != std::u32string::npos) {
      fit = std::max(fit, kPartOf);
    }
    if (fit >= kFitMin && !number.empty() && !form.number.empty()) {
      fit += number == form.number ? kNumberBonus : -kNumberBonus;
    }
    best = std::max(best, fit);
  }
  return best;
}

double LabelForms::Fit(std::string_view text) const {
  const std::string number = TakeNumber(&text);
  const std::u32string body = base::DecodeUtf8(text.substr(0, 4 * kLettersMax));
  if (body.empty() || body.size() > kLettersMax) return 0;
  return std::min(1.0, FitBody(number, body, true));
}

double LabelForms::FitRow(const std::vector<std::string>& texts) const {
  double best = 0;
  std::string joined;
  const size_t count = std::min(texts.size(), kPiecesMax);
  for (size_t k = 1; k <= count; ++k) {
    joined = texts[texts.size() - k] + joined;
    if (joined.size() > 4 * kLettersMax) break;
    std::string_view body = joined;
    const std::string number = TakeNumber(&body);
    best = std::max(best, FitBody(number, base::DecodeUtf8(body), k == 1));
  }
  return best;
}

}  // namespace disclosure::documents
