// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

#include "form/narrative_text.h"

#include <algorithm>
#include <array>
#include <cstring>
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

// Whether a character from U+4000 to U+9FFF begins here, as most do.
inline bool IsHan(const char* begin, const char* end) {
  const auto first = static_cast<unsigned char>(*begin);
  return end - begin >= 3 && first >= 0xE4 && first <= 0xE9;
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

// The first bytes of Chinese words are much the same, so that looking for them
// by their first byte stops at every other character.
bool Holds(std::string_view text, std::string_view word) {
  return ::memmem(text.data(), text.size(), word.data(), word.size()) !=
         nullptr;
}

// The last bytes of Chinese words differ most: nearly all are told apart by
// them.
bool EndsWith(std::string_view text, std::string_view word) {
  return !text.empty() && !word.empty() && text.back() == word.back() &&
         text.ends_with(word);
}

bool HoldsAny(std::string_view text, const Words& words) {
  return std::any_of(words.begin(), words.end(), [&](const std::string& word) {
    return Holds(text, word);
  });
}

// Finds sentences that hold one of some words: most do not even hold a
// character that looks like the first of one.
class WordFinder {
 public:
  explicit WordFinder(const Words& words) : words_(words) {
    for (const std::string& word : words) {
      const bool han =
          !word.empty() && IsHan(word.data(), word.data() + word.size());
      others_ |= !han;
      if (han) firsts_[word[1] & 63] |= uint64_t{1} << (word[2] & 63);
    }
  }

  // Passes over characters from U+4000 to U+9FFF, which are of the sentence;
  // returns how many bytes.
  size_t Pass(std::string_view text) {
    const char* const end = text.data() + text.size();
    const char* at = text.data();
    uint64_t seen = 0;
    for (; at < end && IsHan(at, end); at += 3) {
      seen |= firsts_[at[1] & 63] >> (at[2] & 63);
    }
    seen_ |= (seen & 1) != 0;
    return static_cast<size_t>(at - text.data());
  }

  // Whether the sentence, all of which was passed over, holds a word. What is
  // passed over next is of the next sentence.
  bool Finish(std::string_view sentence) {
    const bool may = std::exchange(seen_, false) || others_;
    return may && HoldsAny(sentence, words_);
  }

 private:
  const Words& words_;
  // Bits for the second and third byte of first characters.
  std::array<uint64_t, 64> firsts_ = {};
  // A word begins with another kind of character.
  bool others_ = false;
  bool seen_ = false;
};

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

// Where the clause begins that the place belongs to.
size_t ClauseBegin(std::string_view text, size_t place) {
  size_t begin = 0;
  for (std::string_view delimiter : kClauseEnds) {
    const size_t found = text.substr(0, place).rfind(delimiter);
    if (found != text.npos) begin = std::max(begin, found + delimiter.size());
  }
  return begin;
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
    return EndsWith(text, word) &&
           found(text.substr(0, text.size() - word.size()));
  });
}

bool IsNegated(const v1::NarrativeWords& words, std::string_view before) {
  return EndsWithAny(before, words.negations(),
                     [](std::string_view) { return true; });
}

}  // namespace

std::vector<Sentence> SentencesOf(const v1::NarrativeWords& words,
                                  std::string_view text) {
  WordFinder negations(words.negations());
  std::vector<Sentence> sentences;
  std::string sentence;
  bool has_digit = false;
  const auto finish = [&] {
    const bool denies = negations.Finish(sentence);
    if ((denies || has_digit) && sentence.size() <= kSentenceBytes) {
      sentences.push_back({sentence, NumbersOf(sentence), denies});
    }
    sentence.clear();
    has_digit = false;
  };
  // What lies between characters that are looked at is taken as it is.
  size_t taken = 0;
  for (size_t i = 0; i < text.size();) {
    i += negations.Pass(text.substr(i));
    if (i == text.size()) break;
    auto [c, size] = FrontCharacter(text.substr(i));
    const bool wide = c >= U'\uFF01' && c <= U'\uFF5E';
    if (wide) c -= 0xFEE0;
    if (wide || IsBlank(c) || EndsSentence(c)) {
      sentence += text.substr(taken, i - taken);
      taken = i + size;
      if (EndsSentence(c)) {
        finish();
      } else if (wide) {
        sentence += static_cast<char>(c);
      }
    }
    has_digit |= c >= U'0' && c <= U'9';
    i += size;
  }
  sentence += text.substr(taken);
  finish();
  return sentences;
}

void FindWhatIsSaid(const v1::NarrativeWords& words, std::string_view text,
                    NarrativeNumber* number) {
  number->clause = ClauseBegin(text, number->begin);
  number->said_end =
      number->clause +
      StripFillersRight(
          words, text.substr(number->clause, number->begin - number->clause))
          .size();
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
  const size_t clause = number.clause;
  const std::string_view before = text.substr(clause, number.said_end - clause);
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
  if (!phrase.may_be_denied() || !sentence.denies) return false;
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
      if (!EndsWith(text, filler)) continue;
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

}  // namespace disclosure::form
