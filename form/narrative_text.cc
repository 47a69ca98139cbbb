// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

#include "form/narrative_text.h"

#include <algorithm>
#include <array>
#include <utility>

#include "base/text.h"

namespace disclosure::form {
namespace {

using Words = google::protobuf::RepeatedPtrField<std::string>;

constexpr size_t kWholeDigits = 15;
constexpr size_t kDecimalDigits = 6;

bool IsDigit(char c) { return c >= '0' && c <= '9'; }

bool IsBlank(char32_t c) {
  return c == U' ' || c == U'\t' || c == U'\r' || c == U'\u00A0' ||
         c == U'\u3000' || c == U'\u200B' || c == U'\uFEFF' ||
         (c >= U'\u2000' && c <= U'\u200A');
}

bool EndsSentence(char32_t c) {
  return c == U'\n' || c == U'。' || c == U';' || c == U'!' || c == U'?';
}

constexpr std::array<std::string_view, 4> kClauseEnds = {",", "、", "(", ")"};

// Where a clause that begins here ends, and where the next one begins.
std::pair<size_t, size_t> ClauseEnd(std::string_view text, size_t begin) {
  std::pair<size_t, size_t> end = {text.size(), text.size()};
  for (std::string_view delimiter : kClauseEnds) {
    const size_t found = text.substr(0, end.first).find(delimiter, begin);
    if (found != text.npos) end = {found, found + delimiter.size()};
  }
  return end;
}

bool HoldsAny(std::string_view text, const Words& words) {
  return std::any_of(words.begin(), words.end(), [&](const std::string& word) {
    return text.find(word) != text.npos;
  });
}

// A thousands separator: a comma between one to three digits and groups of
// three.
bool ContinuesWithGroup(std::string_view text, size_t at, size_t digits) {
  if (digits == 0 || digits > 3 || at + 3 >= text.size()) return false;
  if (text[at] != ',') return false;
  for (size_t i = 1; i <= 3; ++i) {
    if (!IsDigit(text[at + i])) return false;
  }
  return at + 4 >= text.size() || !IsDigit(text[at + 4]);
}

std::vector<NarrativeNumber> NumbersOf(std::string_view text) {
  std::vector<NarrativeNumber> numbers;
  for (size_t i = 0; i < text.size();) {
    if (!IsDigit(text[i])) {
      ++i;
      continue;
    }
    NarrativeNumber number;
    number.begin = i;
    size_t group = 0;
    while (i < text.size()) {
      if (IsDigit(text[i])) {
        number.whole += text[i++];
        ++group;
      } else if (ContinuesWithGroup(text, i, group)) {
        ++i;
        group = 0;
      } else {
        break;
      }
    }
    if (i + 1 < text.size() && text[i] == '.' && IsDigit(text[i + 1])) {
      ++i;
      while (i < text.size() && IsDigit(text[i])) number.decimals += text[i++];
    }
    number.end = i;
    // 1.2.3 is the number of a section.
    const bool sound = number.whole.size() <= kWholeDigits &&
                       number.decimals.size() <= kDecimalDigits &&
                       (i >= text.size() || text[i] != '.');
    if (sound) numbers.push_back(std::move(number));
  }
  return numbers;
}

// Whether the sentence speaks of another year before this place.
bool OfOtherYear(const Sentence& sentence, size_t place, int year) {
  if (year == 0) return false;
  const std::string own = std::to_string(year);
  bool other = false;
  for (const NarrativeNumber& number : sentence.numbers) {
    if (number.end > place) break;
    const auto after = std::string_view(sentence.text).substr(number.end);
    if (number.whole.size() == 4 && after.starts_with("年")) {
      other = number.whole != own;
    }
  }
  return other;
}

// Whether what stands before a phrase leaves no doubt about it.
bool IsSure(const v1::NarrativeWords& words, const v1::NumberPhrase& phrase,
            const NarrativeContext& context, const Sentence& sentence,
            size_t clause, size_t start) {
  const std::string_view text = sentence.text;
  const std::string_view in_clause = text.substr(clause, start - clause);
  const std::string_view in_sentence = text.substr(0, start);
  // What a breakdown breaks down may stand in a clause before.
  if (HoldsAny(phrase.in_breakdowns() ? in_sentence : in_clause,
               words.partial())) {
    return false;
  }
  if (HoldsAny(in_clause, phrase.unless())) return false;
  if (!phrase.in_breakdowns() && HoldsAny(in_sentence, words.breakdowns())) {
    return false;
  }
  if (HoldsAny(text, phrase.sentence_without())) return false;
  if (!phrase.context().empty() && !HoldsAny(text, phrase.context())) {
    return false;
  }
  if (context.area && HoldsAny(text, words.area()) != *context.area) {
    return false;
  }
  return !OfOtherYear(sentence, start, context.year);
}

// Calls `found` with what is left of `text` before each word that ends it;
// with all of it if there are no words.
template <typename Found>
bool EndsWithAny(std::string_view text, const Words& words, Found found) {
  if (words.empty()) return found(text);
  return std::any_of(words.begin(), words.end(), [&](const std::string& word) {
    return text.ends_with(word) &&
           found(text.substr(0, text.size() - word.size()));
  });
}

bool IsNegated(const v1::NarrativeWords& words, std::string_view before) {
  return EndsWithAny(before, words.negations(),
                     [](std::string_view) { return true; });
}

}  // namespace

std::vector<Sentence> SentencesOf(std::string_view text) {
  std::vector<Sentence> sentences;
  std::u32string sentence;
  const auto finish = [&] {
    std::string bytes = base::EncodeUtf8(sentence);
    sentence.clear();
    if (bytes.empty() || bytes.size() > kSentenceBytes) return;
    std::vector<NarrativeNumber> numbers = NumbersOf(bytes);
    sentences.push_back({std::move(bytes), std::move(numbers)});
  };
  for (char32_t c : base::DecodeUtf8(text)) {
    if (c >= U'\uFF01' && c <= U'\uFF5E') c -= 0xFEE0;
    if (IsBlank(c)) continue;
    if (EndsSentence(c)) {
      finish();
    } else {
      sentence += c;
    }
  }
  finish();
  return sentences;
}

std::optional<std::string> MatchPhrase(const v1::NarrativeWords& words,
                                       const v1::NumberPhrase& phrase,
                                       const NarrativeContext& context,
                                       const Sentence& sentence,
                                       const NarrativeNumber& number) {
  const std::string_view text = sentence.text;
  std::string_view after = text.substr(number.end);
  const auto unit = std::find_if(
      phrase.units().begin(), phrase.units().end(),
      [&](const std::string& word) { return after.starts_with(word); });
  if (unit == phrase.units().end()) return std::nullopt;
  after.remove_prefix(unit->size());
  const size_t clause = ClauseBegin(text, number.begin);
  const std::string_view before =
      StripFillersRight(words, text.substr(clause, number.begin - clause));
  const auto sure = [&](std::string_view rest) {
    return !IsNegated(words, rest) && IsSure(words, phrase, context, sentence,
                                             clause, clause + rest.size());
  };
  // 收到政府信息公开申请103件
  const auto with_verb = [&](std::string_view rest) {
    return EndsWithAny(StripFillersRight(words, rest), phrase.verbs(), sure);
  };
  if (EndsWithAny(before, phrase.objects(), with_verb)) return *unit;
  if (phrase.verbs().empty() || phrase.objects().empty()) return std::nullopt;
  // 收到103件政府信息公开申请
  after = StripFillersLeft(words, after);
  const bool has_object =
      std::any_of(phrase.objects().begin(), phrase.objects().end(),
                  [&](const auto& word) { return after.starts_with(word); });
  if (has_object && EndsWithAny(before, phrase.verbs(), sure)) return *unit;
  return std::nullopt;
}

bool IsDenied(const v1::NarrativeWords& words, const v1::NumberPhrase& phrase,
              const NarrativeContext& context, const Sentence& sentence) {
  const std::string_view text = sentence.text;
  if (!phrase.may_be_denied() || !HoldsAny(text, words.negations())) {
    return false;
  }
  for (size_t begin = 0; begin < text.size();) {
    const auto [end, next] = ClauseEnd(text, begin);
    const auto denied = [&](std::string_view rest) {
      return IsNegated(words, rest) && IsSure(words, phrase, context, sentence,
                                              begin, begin + rest.size());
    };
    const auto with_verb = [&](std::string_view rest) {
      rest = StripFillersRight(words, rest);
      return denied(rest) || EndsWithAny(rest, phrase.verbs(), denied);
    };
    const std::string_view clause =
        StripFillersRight(words, text.substr(begin, end - begin));
    if (EndsWithAny(clause, phrase.objects(), with_verb)) return true;
    begin = next;
  }
  return false;
}

std::optional<int64_t> ValueOf(const NarrativeNumber& number, int decimals) {
  std::string digits = number.whole;
  for (size_t i = 0;
       i < number.decimals.size() || i < static_cast<size_t>(decimals); ++i) {
    const char digit = i < number.decimals.size() ? number.decimals[i] : '0';
    if (i < static_cast<size_t>(decimals)) {
      digits += digit;
    } else if (digit != '0') {
      return std::nullopt;
    }
  }
  return base::ParseInt64(digits);
}

std::string Cite(std::string_view text, size_t place, size_t characters) {
  const size_t before = base::DecodeUtf8(text.substr(0, place)).size();
  const std::u32string all = base::DecodeUtf8(text);
  if (all.size() <= characters) return std::string(text);
  // Most of it before the place: what a number is stands there.
  const size_t lead = characters * 2 / 3;
  size_t from = before > lead ? before - lead : 0;
  from = std::min(from, all.size() - characters);
  return base::EncodeUtf8(all.substr(from, characters));
}

std::string_view StripFillersRight(const v1::NarrativeWords& words,
                                   std::string_view text) {
  for (bool stripped = true; stripped;) {
    stripped = false;
    for (const std::string& filler : words.fillers()) {
      if (filler.empty() || !text.ends_with(filler)) continue;
      text.remove_suffix(filler.size());
      stripped = true;
    }
  }
  return text;
}

std::string_view StripFillersLeft(const v1::NarrativeWords& words,
                                  std::string_view text) {
  for (bool stripped = true; stripped;) {
    stripped = false;
    for (const std::string& filler : words.fillers()) {
      if (filler.empty() || !text.starts_with(filler)) continue;
      text.remove_prefix(filler.size());
      stripped = true;
    }
  }
  return text;
}

size_t ClauseBegin(std::string_view text, size_t place) {
  size_t begin = 0;
  for (std::string_view delimiter : kClauseEnds) {
    const size_t found = text.substr(0, place).rfind(delimiter);
    if (found != text.npos) begin = std::max(begin, found + delimiter.size());
  }
  return begin;
}

}  // namespace disclosure::form
