// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

#include "form/narrative_text.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cstring>
#include <utility>

#include "base/text.h"

namespace disclosure::form {
namespace {

constexpr int kWholeDigits = 15;
constexpr int kDecimalDigits = 6;

bool IsDigit(char c) { return c >= '0' && c <= '9'; }

bool IsBlank(char32_t c) {
  return c == U' ' || c == U'\t' || c == U'\r' || c == U'\u00A0' ||
         c == U'\u3000' || c == U'\u200B' || c == U'\uFEFF' ||
         (c >= U'\u2000' && c <= U'\u200A');
}

bool EndsSentence(char32_t c) {
  return c == U'\n' || c == U'。' || c == U';' || c == U'!' || c == U'?';
}

// The character that a text begins with, of those that are looked at here, and
// its bytes; any other one is 0. All but ASCII have three bytes or fewer.
std::pair<char32_t, size_t> FrontCharacter(std::string_view text) {
  const auto byte = [&](size_t i) {
    return static_cast<unsigned char>(text[i]);
  };
  if (byte(0) < 0x80) return {byte(0), 1};
  if (byte(0) == 0xC2 && text.size() >= 2) {
    return {0x80 | (byte(1) & 0x3F), 2};
  }
  const bool looked_at = byte(0) == 0xE2 || byte(0) == 0xE3 || byte(0) == 0xEF;
  if (!looked_at || text.size() < 3) return {0, 1};
  return {static_cast<char32_t>((byte(0) & 0x0F) << 12 | (byte(1) & 0x3F) << 6 |
                                (byte(2) & 0x3F)),
          3};
}

// Whether two characters from U+4000 to U+BFFF, nearly all of which are
// Chinese, begin here: with E4 to EB, of whose third and fourth bit one is set.
// Reads eight bytes.
bool AreTwoHan(const char* text) {
  using Bytes = std::array<unsigned char, 8>;
  constexpr auto kHigh = std::bit_cast<uint64_t>(Bytes{0xF0, 0, 0, 0xF0});
  constexpr auto kE0 = std::bit_cast<uint64_t>(Bytes{0xE0, 0, 0, 0xE0});
  constexpr auto kFourth = std::bit_cast<uint64_t>(Bytes{0x08, 0, 0, 0x08});
  uint64_t bytes = 0;
  std::memcpy(&bytes, text, sizeof(bytes));
  return (bytes & kHigh) == kE0 && ((bytes ^ bytes << 1) & kFourth) == kFourth;
}

bool EndsClause(char32_t c) {
  return c == U',' || c == U'、' || c == U'(' || c == U')';
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

// Reads the number from where it begins; false if it is none that counts.
bool ReadNumber(std::string_view text, NarrativeNumber* number) {
  size_t i = number->place.begin;
  size_t group = 0;
  for (; i < text.size(); ++i) {
    if (IsDigit(text[i])) {
      if (++number->whole_digits <= kWholeDigits) {
        number->whole = number->whole * 10 + (text[i] - '0');
      }
      ++group;
    } else if (ContinuesWithGroup(text, i, group)) {
      group = 0;
    } else {
      break;
    }
  }
  int decimals = 0;
  if (i + 1 < text.size() && text[i] == '.' && IsDigit(text[i + 1])) {
    int unit = 100'000;
    for (++i; i < text.size() && IsDigit(text[i]);
         ++i, ++decimals, unit /= 10) {
      number->millionths += unit * (text[i] - '0');
    }
  }
  number->place.end = i;
  // 1.2.3 is the number of a section.
  return number->whole_digits <= kWholeDigits && decimals <= kDecimalDigits &&
         (i >= text.size() || text[i] != '.');
}

// Whether the sentence speaks of another year before this place.
bool OfOtherYear(const Sentence& sentence, size_t place, int year) {
  if (year == 0) return false;
  bool other = false;
  for (const NarrativeNumber& number : sentence.numbers) {
    if (number.place.end > place) break;
    const auto after = sentence.text.substr(number.place.end);
    if (number.whole_digits == 4 && after.starts_with("年")) {
      other = number.whole != year;
    }
  }
  return other;
}

// Whether what stands before a phrase leaves no doubt about it.
bool IsSure(const NarrativeWords& words, const NumberPhrase& phrase,
            const NarrativeContext& context, const Sentence& sentence,
            size_t clause, size_t start) {
  const std::string_view text = sentence.text;
  const std::string_view in_clause = text.substr(clause, start - clause);
  const std::string_view in_sentence = text.substr(0, start);
  // What a breakdown breaks down may stand in a clause before.
  if (words.partial.IsIn(phrase.in_breakdowns ? in_sentence : in_clause)) {
    return false;
  }
  if (phrase.unless.IsIn(in_clause)) return false;
  if (!phrase.in_breakdowns && words.breakdowns.IsIn(in_sentence)) return false;
  if (phrase.sentence_without.IsIn(text)) return false;
  if (!phrase.context.empty() && !phrase.context.IsIn(text)) return false;
  if (context.area && words.area.IsIn(text) != *context.area) return false;
  return !OfOtherYear(sentence, start, context.year);
}

// Asks `accept` about what is left of `text` before each word that ends it;
// about all of it if there are no words.
template <typename Accept>
bool Before(const WordSet& words, std::string_view text, Accept accept) {
  return words.empty() ? accept(text) : words.AtEndOf(text, accept);
}

}  // namespace

SentenceReader::SentenceReader(const NarrativeWords& words,
                               std::string_view text)
    : words_(words),
      at_(text.data()),
      end_(text.data() + text.size()),
      compared_(std::make_unique_for_overwrite<char[]>(text.size())),
      begin_(compared_.get()),
      out_(compared_.get()) {}

const Sentence* SentenceReader::Next() {
  while (at_ != end_) {
    sentence_.numbers.clear();
    sentence_.denials.clear();
    begin_ = out_;
    clause_ = 0;
    do {
      TakeHan();
    } while (at_ != end_ && TakeOther());
    FinishClause();
    if (size() > kSentenceBytes) continue;
    sentence_.text = {begin_, size()};
    ReadNumbers();
    if (!sentence_.numbers.empty() || !sentence_.denials.empty()) {
      return &sentence_;
    }
  }
  return nullptr;
}

void SentenceReader::TakeHan() {
  const char* const end = end_;
  const char* at = at_;
  char* out = out_;
  // What is copied beyond the two is written over: there is as much room left
  // as there is text.
  for (; end - at >= 8 && AreTwoHan(at); at += 6, out += 6) {
    std::memcpy(out, at, 8);
  }
  for (; end - at >= 3 && *at >= '\xE4' && *at <= '\xE9'; at += 3, out += 3) {
    std::memcpy(out, at, 3);
  }
  at_ = at;
  out_ = out;
}

bool SentenceReader::TakeOther() {
  auto [c, bytes] = FrontCharacter({at_, static_cast<size_t>(end_ - at_)});
  const char* from = std::exchange(at_, at_ + bytes);
  const bool wide = c >= U'\uFF01' && c <= U'\uFF5E';
  if (wide) c -= 0xFEE0;
  if (EndsSentence(c)) return false;
  if (IsBlank(c)) return true;
  if (EndsClause(c)) FinishClause();
  if (c >= U'0' && c <= U'9' && size() <= kSentenceBytes &&
      (out_ == begin_ || !IsDigit(out_[-1]))) {
    sentence_.numbers.push_back({.place = {size(), 0}, .clause = clause_});
  }
  if (wide) {
    *out_++ = static_cast<char>(c);
  } else {
    while (from != at_) *out_++ = *from++;
  }
  if (EndsClause(c)) clause_ = size();
  return true;
}

void SentenceReader::FinishClause() {
  if (size() > kSentenceBytes) return;
  const std::string_view clause(begin_ + clause_, size() - clause_);
  if (words_.denied.AtEndOf(words_.fillers.StripRight(clause))) {
    sentence_.denials.push_back({clause_, size()});
  }
}

// From where digits begin, some of them behind a point or comma of the number
// before.
void SentenceReader::ReadNumbers() {
  size_t end = 0;
  size_t kept = 0;
  for (NarrativeNumber number : sentence_.numbers) {
    if (number.place.begin < end) continue;
    const bool counts = ReadNumber(sentence_.text, &number);
    end = number.place.end;
    if (counts) sentence_.numbers[kept++] = number;
  }
  sentence_.numbers.resize(kept);
}

std::vector<StatedNumber> StatedIn(const NarrativeWords& words,
                                   const Sentence& sentence) {
  std::vector<StatedNumber> all;
  for (const NarrativeNumber& number : sentence.numbers) {
    const auto after = sentence.text.substr(number.place.end);
    if (words.units.AtStartOf(after) == nullptr) continue;
    const std::string_view said = words.fillers.StripRight(sentence.text.substr(
        number.clause, number.place.begin - number.clause));
    if (!words.stated.AtEndOf(said)) continue;
    all.push_back({number, number.clause + said.size()});
  }
  return all;
}

const std::string* MatchPhrase(const NarrativeWords& words,
                               const NumberPhrase& phrase,
                               const NarrativeContext& context,
                               const Sentence& sentence,
                               const StatedNumber& stated) {
  const std::string_view text = sentence.text;
  std::string_view after = text.substr(stated.number.place.end);
  const std::string* const unit = phrase.units.AtStartOf(after);
  if (unit == nullptr) return nullptr;
  after.remove_prefix(unit->size());
  const size_t clause = stated.number.clause;
  const std::string_view before = text.substr(clause, stated.said_end - clause);
  const auto sure = [&](std::string_view rest) {
    return !words.negations.AtEndOf(rest) &&
           IsSure(words, phrase, context, sentence, clause,
                  clause + rest.size());
  };
  // 收到政府信息公开申请103件
  const auto with_verb = [&](std::string_view rest) {
    return Before(phrase.verbs, words.fillers.StripRight(rest), sure);
  };
  if (Before(phrase.objects, before, with_verb)) return unit;
  if (phrase.verbs.empty() || phrase.objects.empty()) return nullptr;
  // 收到103件政府信息公开申请
  const bool has_object =
      phrase.objects.AtStartOf(words.fillers.StripLeft(after)) != nullptr;
  return has_object && phrase.verbs.AtEndOf(before, sure) ? unit : nullptr;
}

bool IsDenied(const NarrativeWords& words, const NumberPhrase& phrase,
              const NarrativeContext& context, const Sentence& sentence) {
  if (!phrase.may_be_denied) return false;
  const auto is_denied_in = [&](const Place& clause) {
    const auto denied = [&](std::string_view rest) {
      return words.negations.AtEndOf(rest) &&
             IsSure(words, phrase, context, sentence, clause.begin,
                    clause.begin + rest.size());
    };
    const auto with_verb = [&](std::string_view rest) {
      rest = words.fillers.StripRight(rest);
      return denied(rest) || Before(phrase.verbs, rest, denied);
    };
    const std::string_view said = words.fillers.StripRight(
        sentence.text.substr(clause.begin, clause.end - clause.begin));
    return Before(phrase.objects, said, with_verb);
  };
  return std::any_of(sentence.denials.begin(), sentence.denials.end(),
                     is_denied_in);
}

std::optional<int64_t> ValueOf(const NarrativeNumber& number, int decimals) {
  int64_t scale = 1;
  for (int i = 0; i < decimals; ++i) scale *= 10;
  const int64_t rest = 1'000'000 / scale;
  int64_t value = 0;
  if (number.millionths % rest != 0 ||
      __builtin_mul_overflow(number.whole, scale, &value) ||
      __builtin_add_overflow(value, number.millionths / rest, &value)) {
    return std::nullopt;
  }
  return value;
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

}  // namespace disclosure::form
