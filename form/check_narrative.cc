// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

// What the narrative says of figures, against the tables. Asked only if no
// sentence agrees with them: a false question costs more than a missed one.

#include <algorithm>
#include <deque>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "form/check_parts.h"
#include "form/narrative_text.h"

namespace disclosure::form {
namespace {

// Characters of the sentence that a finding shows.
constexpr size_t kCiteCharacters = 60;

// A sentence, and those of its numbers that some phrase may state.
struct Statement {
  Sentence sentence;
  std::vector<StatedNumber> stated;
};

// A section of the narrative, and its sentences that may speak of figures.
struct Section {
  Section(const NarrativeWords& words, const std::string& name,
          std::string_view text)
      : name(name), reader(words, text) {
    while (const Sentence* sentence = reader.Next()) {
      std::vector<StatedNumber> stated = StatedIn(words, *sentence);
      if (stated.empty() && sentence->denials.empty()) continue;
      statements.push_back({*sentence, std::move(stated)});
    }
  }

  const std::string& name;
  SentenceReader reader;
  std::vector<Statement> statements;
};

// A figure as the narrative states it, and where.
struct Quote {
  int64_t value = 0;
  const Section* section = nullptr;
  std::string_view sentence;
  size_t place = 0;
};

// A deque, since sections do not move.
std::deque<Section> SectionsOf(const Catalog& catalog,
                               const v1::Narrative& narrative) {
  std::deque<Section> sections;
  const auto& type = *v1::Narrative::descriptor();
  for (int i = 0; i < type.field_count(); ++i) {
    const auto* field = type.field(i);
    std::string scratch;
    const std::string& text = narrative.GetReflection()->GetStringReference(
        narrative, field, &scratch);
    sections.emplace_back(catalog.narrative_words(), field->name(), text);
  }
  return sections;
}

void AddQuotes(const CheckInput& input, const NarrativeFigure& figure,
               const Section& section, std::vector<Quote>* quotes) {
  const NarrativeWords& words = input.catalog.narrative_words();
  const NarrativeContext context = {
      .year = input.report.year(),
      .area = input.report.scope() == v1::SCOPE_AREA};
  for (const auto& [sentence, all_stated] : section.statements) {
    for (const NumberPhrase& phrase : figure.phrases) {
      for (const StatedNumber& stated : all_stated) {
        if (!MatchPhrase(words, phrase, context, sentence, stated)) continue;
        const auto value = ValueOf(stated.number, 0);
        if (!value) continue;
        quotes->push_back(
            {*value, &section, sentence.text, stated.number.place.end});
      }
      if (IsDenied(words, phrase, context, sentence)) {
        quotes->push_back({0, &section, sentence.text, sentence.text.size()});
      }
    }
  }
}

// What the tables say; nothing if they leave it blank.
std::optional<int64_t> InTables(const CheckInput& input,
                                const std::vector<int>& cells) {
  __int128 sum = 0;
  bool filled = false;
  for (int cell : cells) {
    filled |= input.figures.has(cell);
    sum += input.figures.value(cell);
  }
  const auto value = static_cast<int64_t>(sum);
  if (!filled || value != sum) return std::nullopt;
  return value;
}

void Report(const CheckInput& input, const NarrativeFigure& figure,
            const std::vector<int>& cells, const Quote& quote, int64_t tables,
            Findings* findings) {
  const bool contradicts = (quote.value == 0) != (tables == 0);
  v1::Finding* finding = AddFinding(
      input.catalog, contradicts ? figure.contradiction_rule : figure.rule,
      v1::SEVERITY_QUESTION, cells[0], findings);
  finding->add_left(absl::StrCat("narrative.", quote.section->name));
  for (int cell : cells) {
    finding->add_right(input.catalog.cells()[static_cast<size_t>(cell)].path);
  }
  finding->set_left_value(quote.value);
  finding->set_right_value(tables);
  int64_t difference = 0;
  if (!__builtin_sub_overflow(quote.value, tables, &difference)) {
    finding->set_difference(difference);
  }
  SetMessage(absl::StrCat(figure.name.zh(), "：正文为 ", quote.value,
                          "，表中为 ", tables),
             absl::StrCat(figure.name.en(), ": ", quote.value, " in the text, ",
                          tables, " in the tables"),
             finding);
  const std::string citation =
      Cite(quote.sentence, quote.place, kCiteCharacters);
  SetExplanation(absl::StrCat("正文：“", citation, "”"),
                 absl::StrCat("the text: \"", citation, "\""), finding);
}

}  // namespace

void CheckNarrative(const CheckInput& input, Findings* findings) {
  if (!input.report.has_narrative()) return;
  const std::deque<Section> sections =
      SectionsOf(input.catalog, input.report.narrative());
  for (const NarrativeFigure& figure : input.catalog.narrative_figures()) {
    std::vector<Quote> quotes;
    for (const Section& section : sections) {
      AddQuotes(input, figure, section, &quotes);
    }
    if (quotes.empty()) continue;
    std::vector<int> cells;
    for (int cell : figure.cells) {
      if (input.asked[static_cast<size_t>(cell)]) cells.push_back(cell);
    }
    const auto tables = InTables(input, cells);
    if (!tables) continue;
    const int64_t more = InTables(input, figure.may_include).value_or(0);
    const bool agrees =
        std::any_of(quotes.begin(), quotes.end(), [&](const Quote& quote) {
          return quote.value == *tables || quote.value - more == *tables;
        });
    if (!agrees) Report(input, figure, cells, quotes[0], *tables, findings);
  }
}

}  // namespace disclosure::form
