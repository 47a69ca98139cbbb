// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

#include <algorithm>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "disclosure/v1/report.pb.h"
#include "form/compiler.h"

namespace disclosure::form {
namespace {

class Resolver {
 public:
  Resolver(Form* form, Problems* problems) : form_(form), problems_(problems) {
    parts_.reserve(form->cells.size());
    for (const Cell& cell : form->cells) parts_.push_back(PartsOf(cell.path));
  }

  // The cells that `path` means; each of its parts may hold one `*`.
  std::vector<int> Cells(const std::string& rule, const std::string& path) {
    const std::vector<std::string> wanted = PartsOf(path);
    std::vector<int> cells;
    for (size_t i = 0; i < parts_.size(); ++i) {
      if (std::equal(parts_[i].begin(), parts_[i].end(), wanted.begin(),
                     wanted.end(), FitsPart)) {
        cells.push_back(form_->cells[i].index);
      }
    }
    if (cells.empty()) Problem(rule, absl::StrCat(path, " is no figure"));
    return cells;
  }

  // The cells of all the paths.
  template <typename Paths>
  std::vector<int> AllCells(const std::string& rule, const Paths& paths) {
    if (paths.empty()) Problem(rule, "names no figure");
    std::vector<int> all;
    for (const std::string& path : paths) {
      for (int cell : Cells(rule, path)) all.push_back(cell);
    }
    return all;
  }

  // The same number of cells for every path, or a problem.
  bool SameCount(const std::string& rule,
                 const std::vector<std::vector<int>>& paths) {
    for (const std::vector<int>& cells : paths) {
      if (cells.empty()) return false;  // named already
      if (cells.size() == paths[0].size()) continue;
      Problem(rule, "its paths have different columns");
      return false;
    }
    return true;
  }

  void Problem(const std::string& rule, const std::string& what) {
    problems_->push_back(absl::StrCat("rule ", rule, ": ", what));
  }

  void Resolve(const v1::AtLeastRule& rule) {
    const auto figures = Cells(rule.rule(), rule.figure());
    const auto parts = Cells(rule.rule(), rule.part());
    if (!SameCount(rule.rule(), {figures, parts})) return;
    for (size_t i = 0; i < figures.size(); ++i) {
      form_->at_least.push_back({rule.rule(), figures[i], parts[i]});
    }
  }

  void Resolve(const v1::AtMostRule& rule) {
    if (rule.factor() <= 0 || rule.allowance() < 0) {
      Problem(rule.rule(), "factor must be positive, allowance not negative");
    }
    NeedText(rule.rule(), "figures_name", rule.figures_name());
    NeedText(rule.rule(), "bases_name", rule.bases_name());
    form_->at_most.push_back({.rule = rule.rule(),
                              .figures = AllCells(rule.rule(), rule.figures()),
                              .bases = AllCells(rule.rule(), rule.bases()),
                              .figures_name = rule.figures_name(),
                              .bases_name = rule.bases_name(),
                              .factor = rule.factor(),
                              .allowance = rule.allowance()});
  }

  void Resolve(const v1::NarrativeRule& rule) {
    const std::string name =
        absl::StrCat(rule.rule(), " (", rule.name().en(), ")");
    NeedText(name, "name", rule.name());
    NeedPhrases(name, rule.phrases());
    form_->narrative_figures.push_back(
        {.rule = rule.rule(),
         .contradiction_rule = rule.contradiction_rule().empty()
                                   ? rule.rule()
                                   : rule.contradiction_rule(),
         .cells = AllCells(name, rule.figures()),
         .may_include = rule.may_include().empty()
                            ? std::vector<int>()
                            : AllCells(name, rule.may_include()),
         .name = rule.name(),
         .phrases = Prepare(rule.phrases())});
  }

  void Resolve(const v1::NarrativeList& list) {
    if (list.key().empty() || list.words().empty() || list.unit().empty()) {
      Problem("narrative_lists", "an entry lacks key, words or unit");
    }
    for (const v1::NarrativePart& part : list.parts()) {
      if (part.key().empty() || part.words().empty()) {
        Problem("narrative_lists", "a part lacks its key or words");
      }
    }
    form_->narrative_lists.push_back(list);
  }

  void Resolve(const v1::NarrativeItem& item) {
    const std::string name = absl::StrCat("narrative_items ", item.key());
    if (item.key().empty() || item.label().empty()) {
      Problem(name, "lacks its key or label");
    }
    if (v1::Narrative::descriptor()->FindFieldByName(item.section()) ==
        nullptr) {
      Problem(name, absl::StrCat(item.section(), " is no section"));
    }
    NeedPhrases(name, item.phrases());
    form_->narrative_items.push_back({.key = item.key(),
                                      .label = item.label(),
                                      .section = item.section(),
                                      .phrases = Prepare(item.phrases())});
  }

  void Resolve(const v1::NarrativeWords& words) {
    NarrativeWords& prepared = form_->narrative_words;
    prepared.fillers = WordSet(words.fillers());
    prepared.negations = WordSet(words.negations());
    prepared.breakdowns = WordSet(words.breakdowns());
    prepared.partial = WordSet(words.partial());
    prepared.area = WordSet(words.area());
    prepared.units = WordSet(units_);
    prepared.stated = WordSet(stated_);
    // A phrase without objects is denied by its verb or the negation alone.
    if (denies_without_object_) {
      denied_.insert(words.negations().begin(), words.negations().end());
    }
    prepared.denied = WordSet(denied_);
  }

  void NeedText(const std::string& rule, const std::string& field,
                const v1::LocalizedText& text) {
    if (text.zh().empty() || text.en().empty()) {
      Problem(rule, absl::StrCat("lacks ", field));
    }
  }

  template <typename Phrases>
  void NeedPhrases(const std::string& rule, const Phrases& phrases) {
    if (phrases.empty()) Problem(rule, "has no phrase");
    for (const v1::NumberPhrase& phrase : phrases) {
      if (phrase.units().empty() ||
          (phrase.verbs().empty() && phrase.objects().empty())) {
        Problem(rule, "a phrase lacks its words or units");
      }
    }
  }

  void Resolve(const v1::PowerRule& rule) {
    Power power;
    power.rule = rule.rule();
    power.lowest_level = rule.lowest_level();
    power.reason = rule.reason();
    for (const std::string& path : rule.figures()) {
      for (int cell : Cells(rule.rule(), path)) power.cells.push_back(cell);
    }
    if (power.lowest_level == v1::LEVEL_UNSPECIFIED) {
      Problem(rule.rule(), "lacks lowest_level");
    }
    if (power.reason.zh().empty() || power.reason.en().empty()) {
      Problem(rule.rule(), "lacks its reason");
    }
    form_->powers.push_back(std::move(power));
  }

  void Resolve(const v1::YearRule& rule) {
    std::vector<std::vector<int>> paths;
    for (const auto* side : {&rule.left(), &rule.right()}) {
      if (side->empty()) Problem(rule.rule(), "has an empty side");
      for (const v1::YearTerm& term : *side) {
        paths.push_back(Cells(rule.rule(), term.figure()));
      }
    }
    if (paths.empty() || !SameCount(rule.rule(), paths)) return;
    for (size_t i = 0; i < paths[0].size(); ++i) {
      YearEquation equation;
      equation.rule = rule.rule();
      size_t path = 0;
      for (const v1::YearTerm& term : rule.left()) {
        equation.left.push_back(
            {paths[path++][i], term.last_year(), term.subtract()});
      }
      for (const v1::YearTerm& term : rule.right()) {
        equation.right.push_back(
            {paths[path++][i], term.last_year(), term.subtract()});
      }
      form_->year_equations.push_back(std::move(equation));
    }
  }

  void Resolve(const v1::EditionYears& years) {
    const std::string name = v1::Edition_Name(years.edition());
    if (years.edition() == v1::EDITION_UNSPECIFIED || years.first_year() == 0) {
      Problem("edition_years", "lacks an edition or its first year");
    }
    if (!editions_.insert(years.edition()).second) {
      Problem("edition_years", absl::StrCat(name, " stands there twice"));
    }
    form_->edition_years.push_back(years);
  }

  // Every edition that the form uses has its years.
  void CheckEditions() {
    EditionSet used = 0;
    for (const Table& table : form_->tables) used |= table.editions;
    for (int edition = v1::Edition_MIN; edition <= v1::Edition_MAX; ++edition) {
      const auto value = static_cast<v1::Edition>(edition);
      if ((used & EditionBit(value)) == 0 || editions_.contains(value)) {
        continue;
      }
      Problem("edition_years",
              absl::StrCat(v1::Edition_Name(value), " is missing"));
    }
  }

  // The last limit fits every report, so that each figure has one.
  void Resolve(const v1::FormRules& rules) {
    for (const v1::FigureLimit& limit : rules.figure_limits()) {
      if (limit.max_size() <= 0) {
        Problem("figure_limits", "max_size must be positive");
      }
      form_->figure_limits.push_back(limit);
    }
    if (form_->figure_limits.empty() ||
        form_->figure_limits.back().scope() != v1::SCOPE_UNSPECIFIED ||
        form_->figure_limits.back().lowest_level() != v1::LEVEL_UNSPECIFIED) {
      Problem("figure_limits", "the last entry must fit every report");
    }
  }

 private:
  // Notes their words for those of all phrases.
  template <typename Phrases>
  std::vector<NumberPhrase> Prepare(const Phrases& phrases) {
    std::vector<NumberPhrase> prepared;
    for (const v1::NumberPhrase& phrase : phrases) {
      prepared.push_back(
          {.verbs = WordSet(phrase.verbs()),
           .objects = WordSet(phrase.objects()),
           .units = WordSet(phrase.units()),
           .context = WordSet(phrase.context()),
           .unless = WordSet(phrase.unless()),
           .sentence_without = WordSet(phrase.sentence_without()),
           .in_breakdowns = phrase.in_breakdowns(),
           .may_be_denied = phrase.may_be_denied()});
      units_.insert(phrase.units().begin(), phrase.units().end());
      stated_.insert(phrase.verbs().begin(), phrase.verbs().end());
      stated_.insert(phrase.objects().begin(), phrase.objects().end());
      if (!phrase.may_be_denied()) continue;
      const bool alone = phrase.objects().empty();
      const auto& last = alone ? phrase.verbs() : phrase.objects();
      denied_.insert(last.begin(), last.end());
      denies_without_object_ |= alone;
    }
    return prepared;
  }

  static std::vector<std::string> PartsOf(const std::string& path) {
    return absl::StrSplit(path, '.');
  }

  // `*` stands for any run of letters.
  static bool FitsPart(const std::string& part, const std::string& wanted) {
    const size_t star = wanted.find('*');
    if (star == wanted.npos) return part == wanted;
    return part.size() + 1 >= wanted.size() &&
           part.starts_with(wanted.substr(0, star)) &&
           part.ends_with(wanted.substr(star + 1));
  }

  Form* const form_;
  Problems* const problems_;
  // Of the paths of the form's cells, in their order.
  std::vector<std::vector<std::string>> parts_;
  std::set<v1::Edition> editions_;
  // As in NarrativeWords.
  std::set<std::string> units_;
  std::set<std::string> stated_;
  std::set<std::string> denied_;
  bool denies_without_object_ = false;
};

}  // namespace

void ResolveRules(const v1::FormRules& rules, Form* form, Problems* problems) {
  Resolver resolver(form, problems);
  for (const auto& rule : rules.at_least()) resolver.Resolve(rule);
  for (const auto& rule : rules.at_most()) resolver.Resolve(rule);
  for (const auto& rule : rules.narrative_rules()) resolver.Resolve(rule);
  for (const auto& list : rules.narrative_lists()) resolver.Resolve(list);
  for (const auto& item : rules.narrative_items()) resolver.Resolve(item);
  resolver.Resolve(rules.narrative_words());
  for (const auto& rule : rules.powers()) resolver.Resolve(rule);
  for (const auto& rule : rules.year_rules()) resolver.Resolve(rule);
  for (const auto& years : rules.edition_years()) resolver.Resolve(years);
  resolver.CheckEditions();
  resolver.Resolve(rules);
}

}  // namespace disclosure::form
