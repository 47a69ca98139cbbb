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
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "form/model.h"

namespace disclosure::form {

// Where something stands in a sentence.
struct Place {
  size_t begin = 0;
  size_t end = 0;
};

// Digits of a sentence, perhaps with a decimal point. 1,030 is one number.
struct NarrativeNumber {
  Place place;
  // Where its clause begins.
  size_t clause = 0;
  // At most 15 digits and 6.
  int64_t whole = 0;
  int whole_digits = 0;
  int millionths = 0;
};

// A number that some phrase may state.
struct StatedNumber {
  NarrativeNumber number;
  // Where what is said in its clause before it ends, fillers left out.
  size_t said_end = 0;
};

struct Sentence {
  std::string_view text;
  std::vector<NarrativeNumber> numbers;
  // The clauses that deny some phrase if they negate it.
  std::vector<Place> denials;
};

// Goes once through a text, for the sentences that may speak of figures: those
// with a number or a clause that may deny. A sentence over kSentenceBytes is
// left out: it is none, and no word of it is sure to belong to another. Not
// thread-safe.
class SentenceReader {
 public:
  static constexpr size_t kSentenceBytes = 2'000;

  // Both must outlive this.
  SentenceReader(const NarrativeWords& words, std::string_view text);

  // The next sentence, until the call after; nullptr: there is none. Its text
  // stays as long as this.
  const Sentence* Next();

 private:
  // Takes Chinese characters off the front, if there are any; one character of
  // another kind: false if it ends the sentence.
  void TakeHan();
  bool TakeOther();
  void FinishClause();
  void ReadNumbers();
  size_t size() const { return static_cast<size_t>(out_ - begin_); }

  const NarrativeWords& words_;
  const char* at_;
  const char* const end_;
  // The text as it is compared.
  const std::unique_ptr<char[]> compared_;
  // In it: where the sentence begins and how far it goes.
  char* begin_;
  char* out_;
  Sentence sentence_;
  size_t clause_ = 0;
};

// What is known around the narrative.
struct NarrativeContext {
  // The report's year; 0: not known. Sentences on other years do not count.
  int year = 0;
  // Whether the report is on a whole area; sentences on the other scope do not
  // count. Empty: it does not matter.
  std::optional<bool> area;
};

// The sentence's numbers with a unit behind and words before that are those of
// some phrase.
std::vector<StatedNumber> StatedIn(const NarrativeWords& words,
                                   const Sentence& sentence);

// The unit of a number that the phrase states; nullptr if it does not.
const std::string* MatchPhrase(const NarrativeWords& words,
                               const NumberPhrase& phrase,
                               const NarrativeContext& context,
                               const Sentence& sentence,
                               const StatedNumber& stated);

// Whether a clause of the sentence ends with the phrase denied: 未收到….
bool IsDenied(const NarrativeWords& words, const NumberPhrase& phrase,
              const NarrativeContext& context, const Sentence& sentence);

// The number as an integer, with so many decimals, at most 6, moved before the
// point: 1.25 with 2 is 125. Nothing if that is none, or too large.
std::optional<int64_t> ValueOf(const NarrativeNumber& number, int decimals);

// At most `characters` of the text around a place in it.
std::string Cite(std::string_view text, size_t place, size_t characters);

}  // namespace disclosure::form

#endif  // DISCLOSURE_FORM_NARRATIVE_TEXT_H_
