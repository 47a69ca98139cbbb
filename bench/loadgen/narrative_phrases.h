// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

// The words of made-up narratives. Nothing here states a figure of the tables.

#ifndef DISCLOSURE_BENCH_LOADGEN_NARRATIVE_PHRASES_H_
#define DISCLOSURE_BENCH_LOADGEN_NARRATIVE_PHRASES_H_

#include <span>
#include <string_view>

namespace disclosure::loadgen {

// Sentences with holes: {} holds the letter of a list below, # is a number.
// They are used in this order of subjects, some of each.
struct Subject {
  // Printed before its sentences.
  std::string_view heading;
  std::span<const std::string_view> sentences;
};

std::span<const Subject> OverviewSubjects();
std::span<const std::string_view> ProblemSentences();
std::span<const std::string_view> ImprovementSentences();
std::span<const std::string_view> OtherSentences();

// What fills the hole with this letter; empty: no list has it.
std::span<const std::string_view> PhrasesOf(char letter);

}  // namespace disclosure::loadgen

#endif  // DISCLOSURE_BENCH_LOADGEN_NARRATIVE_PHRASES_H_
