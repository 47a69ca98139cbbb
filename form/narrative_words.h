// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

// How narratives speak of figures, prepared for reading them: a part of
// form/model.h.

#ifndef DISCLOSURE_FORM_NARRATIVE_WORDS_H_
#define DISCLOSURE_FORM_NARRATIVE_WORDS_H_

#include "form/word_set.h"

namespace disclosure::form {

// As v1::NumberPhrase.
struct NumberPhrase {
  WordSet verbs;
  WordSet objects;
  WordSet units;
  WordSet context;
  WordSet unless;
  WordSet sentence_without;
  bool in_breakdowns = false;
  bool may_be_denied = false;
};

// As v1::NarrativeWords, and what follows from the phrases of all figures and
// items.
struct NarrativeWords {
  WordSet fillers;
  WordSet negations;
  WordSet breakdowns;
  WordSet partial;
  WordSet area;
  // What follows a number that some phrase states.
  WordSet units;
  // What it follows, fillers left out.
  WordSet stated;
  // What a clause ends with that denies some phrase, fillers left out.
  WordSet denied;
};

}  // namespace disclosure::form

#endif  // DISCLOSURE_FORM_NARRATIVE_WORDS_H_
