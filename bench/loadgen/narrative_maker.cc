// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

#include "bench/loadgen/narrative_maker.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <string_view>
#include <utility>

#include "absl/strings/str_cat.h"
#include "base/check.h"
#include "base/text.h"
#include "bench/loadgen/narrative_phrases.h"

namespace disclosure::loadgen {
namespace {

// Longer texts go through the sentences of a section again, in another order
// and with other words in their holes.
constexpr int kRoundsMax = 4;

void AppendNumber(int64_t number, std::string* text) {
  std::array<char, 20> digits;
  const auto end = std::to_chars(digits.begin(), digits.end(), number).ptr;
  text->append(digits.begin(), end);
}

}  // namespace

NarrativeMaker::NarrativeMaker(const form::Catalog& catalog)
    : problems_(MakeSection("", ProblemSentences())),
      improvements_(MakeSection("", ImprovementSentences())),
      others_(MakeSection("", OtherSentences())) {
  for (char letter = 'a'; letter <= 'z'; ++letter) {
    for (std::string_view phrase : PhrasesOf(letter)) AddWords(phrase);
  }
  for (const Subject& subject : OverviewSubjects()) {
    overview_.push_back(MakeSection(subject.heading, subject.sentences));
  }
  // Only what a report states in one clause of its own: verb, object, number.
  for (const form::NarrativeFigure& figure : catalog.narrative_figures()) {
    const form::NumberPhrase& phrase = figure.phrases[0];
    if (phrase.verbs.empty() || phrase.objects.empty() ||
        !phrase.context.empty()) {
      continue;
    }
    quotes_.push_back({figure.cells,
                       absl::StrCat("本年度", phrase.verbs.words()[0],
                                    phrase.objects.words()[0]),
                       phrase.units.words()[0]});
  }
}

void NarrativeMaker::AddWords(std::string_view text) {
  const std::u32string characters = base::DecodeUtf8(text);
  for (size_t i = 0; i + 1 < characters.size(); i += 2) {
    const std::u32string word = characters.substr(i, 2);
    if (word.find_first_of(U"，、") != std::u32string::npos) continue;
    words_.push_back(base::EncodeUtf8(word));
  }
}

NarrativeMaker::Sentence NarrativeMaker::Cut(std::string_view sentence) {
  Sentence pieces;
  while (!sentence.empty()) {
    const size_t hole = sentence.find_first_of("#{");
    if (hole == std::string_view::npos) {
      pieces.push_back({sentence, 0});
      break;
    }
    const bool is_number = sentence[hole] == '#';
    const char letter = is_number ? '#' : sentence[hole + 1];
    DISCLOSURE_CHECK(is_number || !PhrasesOf(letter).empty());
    pieces.push_back({sentence.substr(0, hole), letter});
    sentence.remove_prefix(hole + (is_number ? 1 : 3));
  }
  return pieces;
}

NarrativeMaker::Section NarrativeMaker::MakeSection(
    std::string_view heading, std::span<const std::string_view> sentences) {
  Section section = {.heading = heading};
  for (std::string_view sentence : sentences) {
    section.sentences.push_back(Cut(sentence));
  }
  return section;
}

void NarrativeMaker::Append(const Sentence& sentence, Draws* draws,
                            std::string* text) {
  for (const Piece& piece : sentence) {
    text->append(piece.text);
    if (piece.hole == 0) continue;
    if (piece.hole == '#') {
      AppendNumber(1 + static_cast<int64_t>(draws->LongTail(12, 20'000)), text);
      continue;
    }
    const auto phrases = PhrasesOf(piece.hole);
    text->append(phrases[static_cast<size_t>(
        draws->Below(static_cast<int64_t>(phrases.size())))]);
  }
}

void NarrativeMaker::AppendWords(Draws* draws, std::string* text) const {
  const int64_t clauses = 3 + draws->Below(3);
  for (int64_t i = 0; i < clauses; ++i) {
    if (i > 0) text->append("，");
    for (int64_t words = 4 + draws->Below(6); words > 0; --words) {
      text->append(words_[static_cast<size_t>(
          draws->Below(static_cast<int64_t>(words_.size())))]);
    }
  }
  text->append("。");
}

void NarrativeMaker::AppendSome(const Section& section, size_t bytes,
                                Draws* draws, std::string* text) const {
  const size_t end = text->size() + bytes;
  const size_t count = section.sentences.size();
  text->append(section.heading);
  for (int round = 0; round < kRoundsMax && text->size() < end; ++round) {
    // Every sentence once, from some place on.
    const auto first =
        static_cast<size_t>(draws->Below(static_cast<int64_t>(count)));
    for (size_t i = 0; i < count && text->size() < end; ++i) {
      Append(section.sentences[(first + i) % count], draws, text);
      if (draws->Below(3) > 0) AppendWords(draws, text);
    }
  }
}

void NarrativeMaker::AppendQuotes(const form::FigureVector& figures,
                                  std::string* text) const {
  for (const Quote& quote : quotes_) {
    int64_t sum = 0;
    bool filled = false;
    for (int cell : quote.cells) {
      filled |= figures.has(cell);
      sum += figures.value(cell);
    }
    if (!filled) continue;
    text->append(quote.before);
    AppendNumber(sum, text);
    text->append(quote.unit).append("。");
  }
}

NarrativeText NarrativeMaker::Make(Draws draws, const std::string& office_name,
                                   int year,
                                   const form::FigureVector& figures) const {
  // More short ones than long ones.
  const double share = draws.Share();
  const auto bytes = static_cast<size_t>(
      kBytesMin + share * share * (kBytesMax - kBytesMin - 1'500));
  NarrativeText text;
  text.overview.reserve(bytes);
  text.overview.append(office_name).append("根据《政府信息公开条例》编制");
  AppendNumber(year, &text.overview);
  text.overview.append("年度报告。\n");
  const size_t per_section = bytes * 3 / 4 / overview_.size();
  for (const Section& section : overview_) {
    AppendSome(section, per_section, &draws, &text.overview);
    text.overview.append("\n");
  }
  AppendQuotes(figures, &text.overview);
  text.problems.append("存在的主要问题：");
  AppendSome(problems_, bytes / 10, &draws, &text.problems);
  text.problems.append("\n改进情况：");
  AppendSome(improvements_, bytes / 10, &draws, &text.problems);
  AppendSome(others_, bytes / 20, &draws, &text.others);
  return text;
}

}  // namespace disclosure::loadgen
