// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

// Reads numbers out of narratives, precisely rather than greedily: a number
// counts only where the words right beside it say what it is, and not where its
// sentence leaves a doubt whether it stands for the whole body and year. Linear
// in the text. Internal to this folder.
//
// Text is compared without blanks, with full-width letters, digits and
// punctuation as their ASCII forms: 收 到 １０３ 件 is 收到103件.
//
// Functions are pure and thread-safe.

#ifndef DISCLOSURE_FORM_NARRATIVE_TEXT_H_
#define DISCLOSURE_FORM_NARRATIVE_TEXT_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "disclosure/v1/form_rules.pb.h"

namespace disclosure::form {

// Digits of a sentence, perhaps with a decimal point. 1,030 is one number.
struct NarrativeNumber {
  // Where it stands in the sentence.
  size_t begin = 0;
  size_t end = 0;
  // Where its clause begins, and where what is said in it before the number
  // ends, fillers left out; set by FindWhatIsSaid().
  size_t clause = 0;
  size_t said_end = 0;
  // Its digits, without separators: at most 15 and 6.
  std::string whole;
  std::string decimals;
};

struct Sentence {
  std::string text;
  std::vector<NarrativeNumber> numbers;
  // Whether it holds a word that negates.
  bool denies = false;
};

// The sentences of a text that may speak of figures: with a number or a word
// that negates. One over kSentenceBytes is left out: it is no sentence, and no
// word of it is sure to belong to another.
constexpr size_t kSentenceBytes = 2'000;
std::vector<Sentence> SentencesOf(const v1::NarrativeWords& words,
                                  std::string_view text);

// What is known around the narrative.
struct NarrativeContext {
  // The report's year; 0: not known. Sentences on other years do not count.
  int year = 0;
  // Whether the report is on a whole area; sentences on the other scope do not
  // count. Empty: it does not matter.
  std::optional<bool> area;
};

// Sets the number's `clause` and `said_end`, for MatchPhrase.
void FindWhatIsSaid(const v1::NarrativeWords& words, std::string_view text,
                    NarrativeNumber* number);

// The unit of a number that the phrase states; nothing if it does not.
std::optional<std::string> MatchPhrase(const v1::NarrativeWords& words,
                                       const v1::NumberPhrase& phrase,
                                       const NarrativeContext& context,
                                       const Sentence& sentence,
                                       const NarrativeNumber& number);

// Whether a clause of the sentence ends with the phrase denied: 未收到….
bool IsDenied(const v1::NarrativeWords& words, const v1::NumberPhrase& phrase,
              const NarrativeContext& context, const Sentence& sentence);

// The number as an integer, with so many decimals moved before the point:
// 1.25 with 2 is 125. Nothing if that is none, or too large.
std::optional<int64_t> ValueOf(const NarrativeNumber& number, int decimals);

// At most `characters` of the text around a place in it.
std::string Cite(std::string_view text, size_t place, size_t characters);

// `text` without fillers at its end (start).
std::string_view StripFillersRight(const v1::NarrativeWords& words,
                                   std::string_view text);
std::string_view StripFillersLeft(const v1::NarrativeWords& words,
                                  std::string_view text);

}  // namespace disclosure::form

#endif  // DISCLOSURE_FORM_NARRATIVE_TEXT_H_
