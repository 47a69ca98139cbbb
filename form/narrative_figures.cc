// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

#include "form/narrative_figures.h"

#include <algorithm>
#include <iterator>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "absl/strings/str_cat.h"
#include "form/narrative_text.h"

namespace disclosure::form {
namespace {

using Figures = std::vector<v1::SupplementaryFigure>;

// The unit that fen are counted from, and its decimals.
constexpr char kYuan[] = "元";
constexpr int kYuanDecimals = 2;
constexpr int kWanYuanDecimals = 6;

std::string SectionText(const v1::Narrative& narrative,
                        const std::string& section) {
  const auto* field = v1::Narrative::descriptor()->FindFieldByName(section);
  return narrative.GetReflection()->GetString(narrative, field);
}

// One sentence with a total and its parts.
class ListReader {
 public:
  ListReader(const NarrativeWords& words, const v1::NarrativeList& list,
             const Sentence& sentence)
      : words_(words), list_(list), sentence_(sentence), text_(sentence.text) {}

  // Nothing unless every number from the total on is the total or a part.
  Figures Read() const {
    for (size_t i = 0; i < sentence_.numbers.size(); ++i) {
      const std::string_view label = TotalLabel(sentence_.numbers[i]);
      if (label.empty()) continue;
      Figures figures;
      if (!Add(list_.key(), label, sentence_.numbers[i], &figures)) return {};
      figures[0].set_total(true);
      for (size_t j = i + 1; j < sentence_.numbers.size(); ++j) {
        const std::string_view part = PartLabel(j);
        if (part.empty() || figures.size() >= kPartsMost) return {};
        if (!Add(KeyOf(part, j - i), part, sentence_.numbers[j], &figures)) {
          return {};
        }
      }
      return figures.size() > 2 ? figures : Figures();
    }
    return {};
  }

 private:
  static constexpr size_t kPartsMost = 50;
  static constexpr size_t kPartLabelBytes = 60;

  bool HasUnit(const NarrativeNumber& number) const {
    return text_.substr(number.place.end).starts_with(list_.unit());
  }

  // The words right before a number that say it is the total.
  std::string_view TotalLabel(const NarrativeNumber& number) const {
    const std::string_view before =
        words_.fillers.StripRight(text_.substr(0, number.place.begin));
    std::string_view label;
    for (const std::string& word : list_.words()) {
      if (before.ends_with(word) && word.size() > label.size()) label = word;
    }
    return HasUnit(number) ? label : std::string_view();
  }

  // The words between the number before and this one, if they are no more than
  // a label.
  std::string_view PartLabel(size_t at) const {
    const NarrativeNumber& number = sentence_.numbers[at];
    const NarrativeNumber& before = sentence_.numbers[at - 1];
    if (!HasUnit(number)) return {};
    std::string_view label =
        text_.substr(before.place.end + list_.unit().size());
    label =
        label.substr(0, number.place.begin -
                            std::min(number.place.begin,
                                     before.place.end + list_.unit().size()));
    for (std::string_view delimiter : {",", "、", "("}) {
      if (!label.starts_with(delimiter)) continue;
      label.remove_prefix(delimiter.size());
      label = words_.fillers.StripLeft(label);
      for (const std::string& word : words_.breakdowns.words()) {
        if (label.starts_with(word)) label.remove_prefix(word.size());
      }
      label = words_.fillers.StripLeft(label);
      if (label.starts_with(",")) label.remove_prefix(1);
      label = words_.fillers.StripRight(label);
      const bool plain = label.find_first_of(",()%") == label.npos &&
                         label.find("、") == label.npos;
      return plain && label.size() <= kPartLabelBytes ? label
                                                      : std::string_view();
    }
    return {};
  }

  std::string KeyOf(std::string_view label, size_t number) const {
    for (const v1::NarrativePart& part : list_.parts()) {
      for (const std::string& word : part.words()) {
        if (label == word) return absl::StrCat(list_.key(), ".", part.key());
      }
    }
    return absl::StrCat(list_.key(), ".item_", number);
  }

  bool Add(const std::string& key, std::string_view label,
           const NarrativeNumber& number, Figures* figures) const {
    const auto value = ValueOf(number, 0);
    const bool twice =
        std::any_of(figures->begin(), figures->end(),
                    [&](const auto& f) { return f.key() == key; });
    if (!value || twice) return false;
    v1::SupplementaryFigure& figure = figures->emplace_back();
    figure.set_key(key);
    figure.set_label(std::string(label));
    figure.set_group(list_.key());
    figure.set_unit(list_.unit());
    figure.set_value(*value);
    return true;
  }

  const NarrativeWords& words_;
  const v1::NarrativeList& list_;
  const Sentence& sentence_;
  const std::string_view text_;
};

// The only list that the narrative states; nothing if there are several.
Figures ReadList(const Catalog& catalog, const v1::NarrativeList& list,
                 const v1::Narrative& narrative) {
  const NarrativeWords& words = catalog.narrative_words();
  const auto& type = *v1::Narrative::descriptor();
  Figures found;
  for (int i = 0; i < type.field_count(); ++i) {
    const std::string text = SectionText(narrative, type.field(i)->name());
    SentenceReader reader(words, text);
    while (const Sentence* sentence = reader.Next()) {
      Figures figures = ListReader(words, list, *sentence).Read();
      if (figures.empty()) continue;
      if (!found.empty()) return {};
      found = std::move(figures);
    }
  }
  return found;
}

std::optional<v1::SupplementaryFigure> ReadItem(const Catalog& catalog,
                                                const NarrativeItem& item,
                                                const NarrativeContext& context,
                                                SentenceReader reader) {
  const NarrativeWords& words = catalog.narrative_words();
  const bool money = item.key.ends_with("_fen");
  std::optional<v1::SupplementaryFigure> found;
  // False if it was stated differently before.
  const auto take = [&](const std::string& unit, int64_t value) {
    if (found) return found->value() == value;
    found.emplace();
    found->set_key(item.key);
    found->set_label(item.label);
    found->set_unit(unit);
    found->set_value(value);
    return true;
  };
  while (const Sentence* sentence = reader.Next()) {
    const std::vector<StatedNumber> all_stated = StatedIn(words, *sentence);
    for (const NumberPhrase& phrase : item.phrases) {
      for (const StatedNumber& stated : all_stated) {
        const std::string* const unit =
            MatchPhrase(words, phrase, context, *sentence, stated);
        if (unit == nullptr) continue;
        const int decimals = !money           ? 0
                             : *unit == kYuan ? kYuanDecimals
                                              : kWanYuanDecimals;
        const auto value = ValueOf(stated.number, decimals);
        if (!value || !take(*unit, *value)) return std::nullopt;
      }
      if (IsDenied(words, phrase, context, *sentence) &&
          !take(phrase.units.words()[0], 0)) {
        return std::nullopt;
      }
    }
  }
  return found;
}

}  // namespace

std::vector<v1::SupplementaryFigure> FindNarrativeFigures(
    const Catalog& catalog, const v1::AnnualReport& report) {
  Figures all;
  for (const v1::NarrativeList& list : catalog.narrative_lists()) {
    Figures figures = ReadList(catalog, list, report.narrative());
    std::move(figures.begin(), figures.end(), std::back_inserter(all));
  }
  const NarrativeContext context = {.year = report.year(),
                                    .area = std::nullopt};
  for (const NarrativeItem& item : catalog.narrative_items()) {
    const std::string text = SectionText(report.narrative(), item.section);
    auto figure = ReadItem(catalog, item, context,
                           SentenceReader(catalog.narrative_words(), text));
    if (figure) all.push_back(*std::move(figure));
  }
  return all;
}

}  // namespace disclosure::form
