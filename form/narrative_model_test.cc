// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

// The check of narratives against a model that searches word by word and looks
// at every sentence, phrase and number: on texts made at random of the words
// that matter, both must ask the same questions.

#include <algorithm>
#include <random>
#include <regex>
#include <string>
#include <string_view>
#include <vector>

#include "absl/strings/str_cat.h"
#include "base/text.h"
#include "form/check.h"
#include "form/testdata/balanced_figures.h"
#include "gtest/gtest.h"

namespace disclosure::form {
namespace {

const Catalog& TheCatalog() { return **Catalog::BuiltIn(); }
const NarrativeWords& TheWords() { return TheCatalog().narrative_words(); }

bool HoldsAny(const std::string& text, const WordSet& set) {
  return std::any_of(
      set.words().begin(), set.words().end(),
      [&](const auto& word) { return text.find(word) != text.npos; });
}

// The words, or nothing as the only word.
std::vector<std::string> WordsOrNothing(const WordSet& set) {
  return set.empty() ? std::vector<std::string>{""} : set.words();
}

std::string Strip(std::string text, bool at_end) {
  for (bool again = true; again;) {
    again = false;
    for (const std::string& word : TheWords().fillers.words()) {
      if (at_end ? !text.ends_with(word) : !text.starts_with(word)) continue;
      text.erase(at_end ? text.size() - word.size() : 0, word.size());
      again = true;
    }
  }
  return text;
}

std::vector<std::string> ModelSentences(const std::string& text) {
  std::vector<std::string> sentences(1);
  for (char32_t c : base::DecodeUtf8(text)) {
    if (c >= 0xFF01 && c <= 0xFF5E) c -= 0xFEE0;
    if (std::u32string_view(U"\n。;!?").find(c) != std::u32string_view::npos) {
      sentences.emplace_back();
    } else if (std::u32string_view(U" \t\r\u00A0\u3000\u2003\u200B").find(c) ==
               std::u32string_view::npos) {
      sentences.back() += base::EncodeUtf8(std::u32string(1, c));
    }
  }
  std::erase_if(sentences, [](const auto& s) { return s.size() > 2'000; });
  return sentences;
}

struct ModelNumber {
  size_t begin = 0;
  size_t end = 0;
  std::string whole;
  int64_t value = -1;  // -1: not a whole number
};

std::vector<ModelNumber> ModelNumbers(const std::string& text) {
  static const std::regex pattern(
      R"(([0-9]{1,3}(?:,[0-9]{3}(?![0-9]))+|[0-9]+)(?:\.([0-9]+))?)");
  std::vector<ModelNumber> numbers;
  for (std::sregex_iterator i(text.begin(), text.end(), pattern), end; i != end;
       ++i) {
    ModelNumber number;
    number.begin = static_cast<size_t>(i->position());
    number.end = number.begin + static_cast<size_t>(i->length());
    number.whole = (*i)[1];
    std::erase(number.whole, ',');
    const std::string decimals = (*i)[2];
    if (number.whole.size() > 15 || decimals.size() > 6) continue;
    if (number.end < text.size() && text[number.end] == '.') continue;
    if (decimals.find_first_not_of('0') == decimals.npos) {
      number.value = *base::ParseInt64(number.whole);
    }
    numbers.push_back(number);
  }
  return numbers;
}

// One phrase in one sentence.
class Model {
 public:
  Model(const NumberPhrase& phrase, const v1::AnnualReport& report,
        const std::string& text)
      : phrase_(phrase), report_(report), text_(text) {}

  // What the sentence states of it, in the order of the text.
  std::vector<int64_t> Values() const {
    std::vector<int64_t> values;
    for (const ModelNumber& number : ModelNumbers(text_)) {
      if (number.value >= 0 && States(number)) values.push_back(number.value);
    }
    if (phrase_.may_be_denied && IsDenied()) values.push_back(0);
    return values;
  }

 private:
  size_t ClauseAt(size_t place) const {
    size_t begin = 0;
    for (const std::string end : {",", "、", "(", ")"}) {
      for (size_t at = 0; at < place; ++at) {
        if (at + end.size() > place ||
            text_.compare(at, end.size(), end) != 0) {
          continue;
        }
        begin = std::max(begin, at + end.size());
      }
    }
    return begin;
  }

  bool IsNegated(const std::string& said) const {
    const auto& words = TheWords().negations.words();
    return std::any_of(words.begin(), words.end(),
                       [&](const auto& w) { return said.ends_with(w); });
  }

  // `said`: of the clause, before the phrase.
  bool IsSure(size_t clause, const std::string& said) const {
    const NarrativeWords& words = TheWords();
    const std::string before = text_.substr(0, clause + said.size());
    if (HoldsAny(phrase_.in_breakdowns ? before : said, words.partial) ||
        HoldsAny(said, phrase_.unless) ||
        (!phrase_.in_breakdowns && HoldsAny(before, words.breakdowns)) ||
        HoldsAny(text_, phrase_.sentence_without) ||
        (!phrase_.context.empty() && !HoldsAny(text_, phrase_.context)) ||
        HoldsAny(text_, words.area) != (report_.scope() == v1::SCOPE_AREA)) {
      return false;
    }
    bool other = false;
    for (const ModelNumber& number : ModelNumbers(text_)) {
      if (number.end > before.size() || number.whole.size() != 4) continue;
      if (text_.compare(number.end, 3, "年") != 0) continue;
      other = number.whole != std::to_string(report_.year());
    }
    return !other;
  }

  // Whether `said` ends with verb and object, and what is before suits.
  template <typename Suits>
  bool Ends(const std::string& said, bool verb_too, Suits suits) const {
    for (const std::string& object : WordsOrNothing(phrase_.objects)) {
      if (!said.ends_with(object)) continue;
      const std::string rest =
          Strip(said.substr(0, said.size() - object.size()), true);
      if (!verb_too && suits(rest)) return true;
      for (const std::string& verb : WordsOrNothing(phrase_.verbs)) {
        if (rest.ends_with(verb) &&
            suits(rest.substr(0, rest.size() - verb.size()))) {
          return true;
        }
      }
    }
    return false;
  }

  bool States(const ModelNumber& number) const {
    std::string after = text_.substr(number.end);
    const auto& units = phrase_.units.words();
    const auto unit = std::find_if(units.begin(), units.end(), [&](auto& word) {
      return after.starts_with(word);
    });
    if (unit == units.end()) return false;
    const size_t clause = ClauseAt(number.begin);
    const std::string said =
        Strip(text_.substr(clause, number.begin - clause), true);
    const auto sure = [&](const std::string& rest) {
      return !IsNegated(rest) && IsSure(clause, rest);
    };
    if (Ends(said, true, sure)) return true;
    after = Strip(after.substr(unit->size()), false);
    const auto& verbs = phrase_.verbs.words();
    const auto& objects = phrase_.objects.words();
    return std::any_of(objects.begin(), objects.end(),
                       [&](auto& word) { return after.starts_with(word); }) &&
           std::any_of(verbs.begin(), verbs.end(), [&](auto& verb) {
             return said.ends_with(verb) &&
                    sure(said.substr(0, said.size() - verb.size()));
           });
  }

  bool IsDenied() const {
    for (size_t end = 0; end <= text_.size(); ++end) {
      const bool ends =
          end == text_.size() ||
          std::string_view(",()").find(text_[end]) != std::string_view::npos ||
          text_.compare(end, 3, "、") == 0;
      if (!ends) continue;
      const size_t clause = ClauseAt(end);
      const std::string said = Strip(text_.substr(clause, end - clause), true);
      if (Ends(said, false, [&](const std::string& rest) {
            return IsNegated(rest) && IsSure(clause, rest);
          })) {
        return true;
      }
    }
    return false;
  }

  const NumberPhrase& phrase_;
  const v1::AnnualReport& report_;
  const std::string& text_;
};

// As "rule value against value", sorted.
std::vector<std::string> ModelQuestions(const v1::AnnualReport& report,
                                        const FigureVector& figures) {
  std::vector<std::string> questions;
  const auto sum = [&](const std::vector<int>& cells) {
    int64_t all = 0;
    for (int cell : cells) all += figures.value(cell);
    return all;
  };
  for (const NarrativeFigure& figure : TheCatalog().narrative_figures()) {
    std::vector<int64_t> quotes;
    for (const std::string& text :
         ModelSentences(report.narrative().overview())) {
      for (const NumberPhrase& phrase : figure.phrases) {
        const auto values = Model(phrase, report, text).Values();
        quotes.insert(quotes.end(), values.begin(), values.end());
      }
    }
    const int64_t tables = sum(figure.cells);
    const int64_t more = sum(figure.may_include);
    if (std::any_of(quotes.begin(), quotes.end(), [&](int64_t quote) {
          return quote == tables || quote - more == tables;
        })) {
      continue;
    }
    if (quotes.empty()) continue;
    questions.push_back(absl::StrCat((quotes[0] == 0) == (tables == 0)
                                         ? figure.rule
                                         : figure.contradiction_rule,
                                     " ", quotes[0], " against ", tables));
  }
  std::sort(questions.begin(), questions.end());
  return questions;
}

std::vector<std::string> Questions(const v1::AnnualReport& report,
                                   const FigureVector& figures) {
  std::vector<std::string> questions;
  for (const v1::Finding& finding : Check(TheCatalog(), report, figures, {})) {
    if (!finding.rule().starts_with("narrative_")) continue;
    questions.push_back(absl::StrCat(finding.rule(), " ", finding.left_value(),
                                     " against ", finding.right_value()));
  }
  std::sort(questions.begin(), questions.end());
  return questions;
}

class TextMaker {
 public:
  explicit TextMaker(uint64_t seed) : random_(seed) {}

  std::string Make() {
    std::string text;
    for (size_t i = Below(12); i > 0; --i) AppendClause(&text);
    return text;
  }

 private:
  size_t Below(size_t count) { return random_() % count; }
  const std::string& AnyOf(const std::vector<std::string>& words) {
    return words[Below(words.size())];
  }
  std::string Sometimes(size_t one_in, const WordSet& set) {
    if (set.empty() || Below(one_in) != 0) return "";
    return AnyOf(set.words());
  }

  // A phrase, most often one that states something, and what may spoil it.
  void AppendClause(std::string* text) {
    static const std::vector<std::string> kNumbers = {"0",
                                                      "7",
                                                      "12",
                                                      "3,119",
                                                      "１０３",
                                                      "1 0",
                                                      "1.5",
                                                      "2.0",
                                                      "1.2.3",
                                                      "1234,567",
                                                      "12345678901234567",
                                                      "2024",
                                                      "1,2345"};
    static const std::vector<std::string> kBetween = {
        "",     "",         "",       "",  " ",  "　",
        "近年", "2024年，", "2023年", "й", "か", "（"};
    static const std::vector<std::string> kEnds = {
        "，", ",", "、", "。", "；", "\n", "）", "！", "", "。", "。"};
    const NarrativeWords& words = TheWords();
    const auto& all = TheCatalog().narrative_figures();
    const auto& phrases = all[Below(all.size())].phrases;
    const NumberPhrase& phrase = phrases[Below(phrases.size())];
    const bool object_behind = Below(4) == 0;
    *text += Sometimes(8, words.partial) + Sometimes(8, words.breakdowns) +
             Sometimes(4, words.area) + Sometimes(6, phrase.unless) +
             Sometimes(2, phrase.context) + Sometimes(2, words.fillers) +
             AnyOf(kBetween) + Sometimes(4, words.negations) +
             Sometimes(10, phrase.sentence_without);
    if (!phrase.verbs.empty()) *text += AnyOf(phrase.verbs.words());
    *text += Sometimes(3, words.fillers) + AnyOf(kBetween);
    if (!object_behind) *text += Sometimes(1, phrase.objects);
    *text += Sometimes(3, words.fillers) + Sometimes(3, words.fillers);
    if (Below(3) > 0) {
      *text += AnyOf(kNumbers) +
               Sometimes(1, Below(8) > 0 ? phrase.units : words.stated);
    }
    if (object_behind) {
      *text += Sometimes(3, words.fillers) + Sometimes(1, phrase.objects);
    }
    *text += AnyOf(kEnds);
  }

  std::mt19937_64 random_;
};

TEST(NarrativeModelTest, TheSameQuestionsAreAsked) {
  const v1::Editions editions =
      testdata::EditionsOf(v1::EDITION_2021, v1::EDITION_2021);
  std::mt19937_64 random(1);
  TextMaker maker(2);
  size_t asked = 0;
  for (int round = 0; round < 1'500; ++round) {
    const FigureVector figures =
        testdata::BalancedFigures(editions, round % 2 * 3, &random);
    v1::AnnualReport report = testdata::ReportOf(editions, figures, 2024);
    report.set_scope(round % 3 == 0 ? v1::SCOPE_AREA : v1::SCOPE_OWN);
    report.mutable_narrative()->set_overview(maker.Make());
    // A figure whose cells another edition prints would count less.
    const auto expected = ModelQuestions(report, figures);
    ASSERT_EQ(Questions(report, figures), expected)
        << round << ": " << report.narrative().overview();
    asked += expected.size();
  }
  EXPECT_GT(asked, 200u);
}

}  // namespace
}  // namespace disclosure::form
