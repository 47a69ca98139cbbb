// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

// Narratives of 2 to 8 KB that look like real ones and compress like them, each
// by itself (1.85 by zlib, the reference case 2.0) and many together: sentences
// of a report, and between them words of such sentences at random, since a few
// sentences alone would repeat from report to report. What a narrative states
// of figures is what the tables say.

#ifndef DISCLOSURE_BENCH_LOADGEN_NARRATIVE_MAKER_H_
#define DISCLOSURE_BENCH_LOADGEN_NARRATIVE_MAKER_H_

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "bench/loadgen/draws.h"
#include "form/catalog.h"
#include "form/figures.h"

namespace disclosure::loadgen {

// The text sections of a report, as in v1::Narrative.
struct NarrativeText {
  std::string overview;
  std::string problems;
  std::string others;
};

// Never changes once made; thread-safe.
class NarrativeMaker {
 public:
  // A narrative has at least and at most about this many bytes.
  static constexpr size_t kBytesMin = 2'000;
  static constexpr size_t kBytesMax = 8'000;

  explicit NarrativeMaker(const form::Catalog& catalog);

  NarrativeText Make(Draws draws, const std::string& office_name, int year,
                     const form::FigureVector& figures) const;

 private:
  // A sentence cut at its holes: a text, then what fills the hole behind it
  // (a letter, '#' for a number, 0 for nothing).
  struct Piece {
    std::string_view text;
    char hole = 0;
  };
  using Sentence = std::vector<Piece>;
  struct Section {
    std::string_view heading;
    std::vector<Sentence> sentences;
  };
  // A figure as it may be quoted.
  struct Quote {
    std::vector<int> cells;
    std::string before;
    std::string unit;
  };

  void AddWords(std::string_view text);
  static Sentence Cut(std::string_view sentence);
  static Section MakeSection(std::string_view heading,
                             std::span<const std::string_view> sentences);

  static void Append(const Sentence& sentence, Draws* draws, std::string* text);
  // A sentence of words at random.
  void AppendWords(Draws* draws, std::string* text) const;
  // Different sentences of the section, until `bytes` are added or all are.
  void AppendSome(const Section& section, size_t bytes, Draws* draws,
                  std::string* text) const;
  void AppendQuotes(const form::FigureVector& figures, std::string* text) const;

  std::vector<Section> overview_;
  Section problems_;
  Section improvements_;
  Section others_;
  std::vector<Quote> quotes_;
  // Two characters each.
  std::vector<std::string> words_;
};

}  // namespace disclosure::loadgen

#endif  // DISCLOSURE_BENCH_LOADGEN_NARRATIVE_MAKER_H_
