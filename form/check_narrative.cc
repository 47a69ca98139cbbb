// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

// What the narrative says of figures, against the tables. Asked only if no
// sentence agrees with them: a false question costs more than a missed one.

#include <algorithm>
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

// A sentence, and those of its numbers that are followed by a unit that some
// figure is counted in.
struct Statement {
  Sentence sentence;
  std::vector<NarrativeNumber> counted;
};

struct Section {
  std::string field;
  std::vector<Statement> statements;
};

// A figure as the narrative states it.
struct Quote {
  int64_t value = 0;
  std::string field;
  std::string citation;
};

std::vector<NarrativeNumber> CountedIn(const Catalog& catalog,
                                       const Sentence& sentence) {
  std::vector<NarrativeNumber> counted;
  for (const NarrativeNumber& number : sentence.numbers) {
    const auto after = std::string_view(sentence.text).substr(number.end);
    const auto& units = catalog.narrative_units();
    if (std::none_of(units.begin(), units.end(), [&](const auto& unit) {
          return after.starts_with(unit);
        })) {
      continue;
    }
    counted.push_back(number);
    FindWhatIsSaid(catalog.narrative_words(), sentence.text, &counted.back());
  }
  return counted;
}

std::vector<Section> SectionsOf(const Catalog& catalog,
                                const v1::Narrative& narrative) {
  std::vector<Section> sections;
  const auto& type = *v1::Narrative::descriptor();
  for (int i = 0; i < type.field_count(); ++i) {
    const auto* field = type.field(i);
    std::string scratch;
    const std::string& text = narrative.GetReflection()->GetStringReference(
        narrative, field, &scratch);
    if (text.empty()) continue;
    Section& section = sections.emplace_back();
    section.field = absl::StrCat("narrative.", field->name());
    for (Sentence& sentence : SentencesOf(catalog.narrative_words(), text)) {
      std::vector<NarrativeNumber> counted = CountedIn(catalog, sentence);
      if (counted.empty() && !sentence.denies) continue;
      section.statements.push_back({std::move(sentence), std::move(counted)});
    }
  }
  return sections;
}

void AddQuotes(const CheckInput& input, const NarrativeFigure& figure,
               const Section& section, std::vector<Quote>* quotes) {
  const v1::NarrativeWords& words = input.catalog.narrative_words();
  const NarrativeContext context = {
      .year = input.report.year(),
      .area = input.report.scope() == v1::SCOPE_AREA};
  for (const auto& [sentence, counted] : section.statements) {
    for (const v1::NumberPhrase& phrase : figure.phrases) {
      for (const NarrativeNumber& number : counted) {
        if (!MatchPhrase(words, phrase, context, sentence, number)) continue;
        const auto value = ValueOf(number, 0);
        if (!value) continue;
        quotes->push_back({*value, section.field,
                           Cite(sentence.text, number.end, kCiteCharacters)});
      }
      if (IsDenied(words, phrase, context, sentence)) {
        quotes->push_back(
            {0, section.field,
             Cite(sentence.text, sentence.text.size(), kCiteCharacters)});
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
  finding->add_left(quote.field);
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
  SetExplanation(absl::StrCat("正文：“", quote.citation, "”"),
                 absl::StrCat("the text: \"", quote.citation, "\""), finding);
}

}  // namespace

void CheckNarrative(const CheckInput& input, Findings* findings) {
  if (!input.report.has_narrative()) return;
  const std::vector<Section> sections =
      SectionsOf(input.catalog, input.report.narrative());
  for (const NarrativeFigure& figure : input.catalog.narrative_figures()) {
    std::vector<int> cells;
    for (int cell : figure.cells) {
      if (input.asked[static_cast<size_t>(cell)]) cells.push_back(cell);
    }
    const auto tables = InTables(input, cells);
    if (!tables) continue;
    std::vector<Quote> quotes;
    for (const Section& section : sections) {
      AddQuotes(input, figure, section, &quotes);
    }
    const int64_t more = InTables(input, figure.may_include).value_or(0);
    bool agrees = quotes.empty();
    for (const Quote& quote : quotes) {
      agrees |= quote.value == *tables || quote.value - more == *tables;
    }
    if (!agrees) Report(input, figure, cells, quotes[0], *tables, findings);
  }
}

}  // namespace disclosure::form
