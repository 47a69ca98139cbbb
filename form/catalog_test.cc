// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

#include "form/catalog.h"

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <functional>
#include <sstream>

#include "base/error.h"
#include "disclosure/v1/figures.pb.h"
#include "form/built_in_rules.h"
#include "form/testdata/broken_forms.pb.h"
#include "gmock/gmock.h"
#include "google/protobuf/text_format.h"
#include "gtest/gtest.h"

namespace disclosure::form {
namespace {

using ::testing::HasSubstr;

constexpr char kGolden[] = "form/testdata/catalog.golden.txt";

const Catalog& BuiltIn() {
  const auto catalog = Catalog::BuiltIn();
  EXPECT_TRUE(catalog.ok()) << catalog.status();
  return **catalog;
}

v1::Editions Editions(v1::Edition publication, v1::Edition requests) {
  v1::Editions editions;
  editions.set_publication(publication);
  editions.set_requests(requests);
  return editions;
}

int64_t CellsAsked(const v1::Editions& editions) {
  const auto asked = BuiltIn().AskedCells(editions);
  for (const Cell& cell : BuiltIn().cells()) {
    EXPECT_EQ(asked[cell.index], BuiltIn().Asks(cell, editions)) << cell.path;
  }
  return std::count(asked.begin(), asked.end(), true);
}

int64_t EquationsAsked(const v1::Editions& editions, std::string_view rule) {
  return std::count_if(BuiltIn().equations().begin(),
                       BuiltIn().equations().end(), [&](const Equation& e) {
                         return (rule.empty() || e.rule == rule) &&
                                BuiltIn().Asks(e, editions);
                       });
}

// The sizes of the official forms.
TEST(CatalogTest, HasTheGoldenNumbersOfCells) {
  EXPECT_EQ(BuiltIn().cells().size(), 229u);
  EXPECT_EQ(CellsAsked(Editions(v1::EDITION_2019, v1::EDITION_2019)), 198);
  EXPECT_EQ(CellsAsked(Editions(v1::EDITION_2021, v1::EDITION_2021)), 200);
  EXPECT_EQ(CellsAsked(Editions(v1::EDITION_2021, v1::EDITION_2019)), 186);
}

TEST(CatalogTest, HasTheGoldenNumbersOfEquations) {
  const auto new_form = Editions(v1::EDITION_2021, v1::EDITION_2021);
  EXPECT_EQ(EquationsAsked(new_form, ""), 42);
  EXPECT_EQ(EquationsAsked(new_form, "requests_balance"), 7);
  EXPECT_EQ(EquationsAsked(new_form, "outcomes_sum"), 7);
  EXPECT_EQ(EquationsAsked(new_form, "applicants_sum"), 25);
  EXPECT_EQ(EquationsAsked(new_form, "disputes_sum"), 3);
  EXPECT_EQ(EquationsAsked(Editions(v1::EDITION_2019, v1::EDITION_2019), ""),
            40);
}

// A table of unknown edition asks for nothing; tables without editions are
// always asked.
TEST(CatalogTest, UnspecifiedEditionsAskForTableFourOnly) {
  EXPECT_EQ(CellsAsked(v1::Editions()), 15);
}

// Review a change of the form as a difference of this text. To accept it, run
// this test with DISCLOSURE_UPDATE_GOLDEN=1.
TEST(CatalogTest, PrintsAsTheGoldenText) {
  if (std::getenv("DISCLOSURE_UPDATE_GOLDEN") != nullptr) {
    std::ofstream(kGolden) << BuiltIn().Print();
  }
  std::ifstream file(kGolden);
  std::stringstream golden;
  golden << file.rdbuf();
  EXPECT_EQ(BuiltIn().Print(), golden.str());
}

TEST(CatalogTest, FindsCellsByPathAndNumber) {
  const Cell* cell = BuiltIn().FindPath("requests.received.total");
  ASSERT_NE(cell, nullptr);
  EXPECT_EQ(cell->number, (10u << 16) | (1u << 8) | 15u);
  EXPECT_EQ(BuiltIn().FindNumber(cell->number), cell);
  EXPECT_EQ(BuiltIn().FindPath("requests.received"), nullptr);
  EXPECT_EQ(BuiltIn().FindPath("requests.received.totals"), nullptr);
  EXPECT_EQ(BuiltIn().FindNumber(1), nullptr);
}

TEST(CatalogTest, LabelsSayWhereACellStands) {
  const Cell* cell =
      BuiltIn().FindPath("requests.denied_third_party_rights.total");
  EXPECT_EQ(cell->label_zh, "三、（三）4.保护第三方合法权益 · 总计");
  EXPECT_EQ(cell->label_en, "Denied: would harm a third party · Total");
  cell = BuiltIn().FindPath("publication_2021.charges.collected_fen");
  EXPECT_EQ(cell->label_zh, "行政事业性收费 · 本年收费金额");
  EXPECT_EQ(NameInFiles(*cell), "publication_2021.charges.collected_wan_yuan");
}

TEST(CatalogTest, EveryEquationCoversItsCells) {
  for (const Equation& equation : BuiltIn().equations()) {
    const int index =
        static_cast<int>(&equation - BuiltIn().equations().data());
    for (int cell : equation.left) {
      EXPECT_THAT(BuiltIn().EquationsOf(cell), ::testing::Contains(index));
    }
    EXPECT_EQ(
        equation.is_sum,
        std::count(BuiltIn().SumsOf(equation.right[0]).begin(),
                   BuiltIn().SumsOf(equation.right[0]).end(), index) == 1);
  }
}

TEST(CatalogTest, DescribesItself) {
  v1::FormDescription description;
  BuiltIn().Describe(&description);
  EXPECT_EQ(description.fingerprint(), BuiltIn().fingerprint());
  EXPECT_EQ(description.cells_size(), 229);
  EXPECT_EQ(description.equations_size(), 43);
  ASSERT_EQ(description.tables_size(), 4);
  EXPECT_EQ(description.tables(2).rows_size(), 26);
  EXPECT_EQ(description.tables(2).rows(4).groups_size(), 2);
}

TEST(CatalogTest, EnumsHaveWords) {
  EXPECT_EQ(LabelZh(*v1::Unit_descriptor(), v1::UNIT_CASES), "件");
  EXPECT_EQ(LabelEn(*v1::Scope_descriptor(), v1::SCOPE_OWN), "own figures");
  EXPECT_EQ(LabelZh(*v1::Unit_descriptor(), 77), "77");
}

// --- Forms and rules that must refuse to start -----------------------------

v1::FormRules RulesFor(const char* text) {
  v1::FormRules rules;
  EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(text, &rules));
  return rules;
}

// Rules that suit the form `Sound`.
constexpr char kSoundRules[] = R"(
  equation_texts {
    rule: "sum"
    title { zh: "和" en: "sum" } message { zh: "不和" en: "no sum" }
    left_larger { zh: "大" en: "larger" } right_larger { zh: "小" en: "smaller" }
  }
  edition_years { edition: EDITION_2019 first_year: 2019 last_year: 2020 }
  edition_years { edition: EDITION_2021 first_year: 2021 }
  figure_limits { max_size: 100 }
)";

std::string CompileError(const google::protobuf::Descriptor& figures,
                         const v1::FormRules& rules) {
  const auto catalog = Catalog::Compile(figures, rules);
  if (catalog.ok()) return "";
  EXPECT_EQ(base::GetErrorDetails(catalog.status()).reason, "FORM_UNSOUND");
  return std::string(catalog.status().message());
}

void ExpectLines(const std::string& error,
                 const std::vector<std::string>& expected) {
  for (const std::string& line : expected) {
    EXPECT_THAT(error, HasSubstr("\n" + line));
  }
  EXPECT_EQ(std::count(error.begin(), error.end(), '\n'),
            static_cast<int64_t>(expected.size()))
      << error;
}

TEST(BrokenFormTest, TheSoundOneCompiles) {
  const auto catalog =
      Catalog::Compile(*testdata::Sound::descriptor(), RulesFor(kSoundRules));
  ASSERT_TRUE(catalog.ok()) << catalog.status();
  EXPECT_EQ((*catalog)->cells().size(), 4u);
  EXPECT_EQ((*catalog)->equations().size(), 2u);
  EXPECT_EQ((*catalog)->equations()[1].editions, EditionBit(v1::EDITION_2021));
}

TEST(BrokenFormTest, TableWithoutOption) {
  ExpectLines(
      CompileError(*testdata::NotATable::descriptor(), RulesFor(kSoundRules)),
      {"table: a table must be one message with (form_table)",
       "disclosure.form.testdata.NotATable: has no figures"});
}

TEST(BrokenFormTest, BareTable) {
  ExpectLines(
      CompileError(*testdata::BareTable::descriptor(), RulesFor(kSoundRules)),
      {"table: its number must be 1 to 99", "table: lacks section_zh",
       "table: lacks title_zh", "table: lacks title_en", "table: lacks layout",
       "table: lacks editions", "table: edition_of names nowhere",
       "table.row.figure: row and column share no edition"});
}

TEST(BrokenFormTest, BadCells) {
  ExpectLines(
      CompileError(*testdata::BadCells::descriptor(), RulesFor(kSoundRules)),
      {"table.row.unlabelled: lacks label_zh",
       "table.row.unlabelled: lacks label_en",
       "table.row.not_optional: a figure must be an optional int64",
       "table.row.narrow: a figure must be an optional int64",
       "table.row.far: field number 256 is above 255",
       "table.row.undated: a stock lacks its date",
       "table.row.dated: only a stock has a date",
       "table.row.amount: a name ends in _fen exactly if the unit is fen",
       "table.row.bare: lacks a unit", "table.row.bare: lacks a kind",
       "table.row.lost: there is no group nowhere",
       "table.row.early: stands in an edition that lacks its table",
       "table.row.early: row and column share no edition",
       "table.rows: a row must be one message", "table.empty: has no columns"});
}

TEST(BrokenFormTest, Conflicts) {
  ExpectLines(
      CompileError(*testdata::Conflicts::descriptor(), RulesFor(kSoundRules)),
      {"table.row.unit: the column and the table state different units",
       "table.row.kind: the column and the row state different kinds",
       "table.row.sign: the column and the table state different signs",
       "table.other.unit: another row labels this column differently"});
}

TEST(BrokenFormTest, BadGroups) {
  ExpectLines(
      CompileError(*testdata::BadGroups::descriptor(), RulesFor(kSoundRules)),
      {"table (rows): the group a stands in b, which is no group before it",
       "table (rows): two groups are called a",
       "table (rows): the group c lacks a label"});
}

TEST(BrokenFormTest, BadSums) {
  ExpectLines(
      CompileError(*testdata::BadSums::descriptor(), RulesFor(kSoundRules)),
      {"table.row.lost: is part of nowhere, which does not exist",
       "table.row.items: names the rule another, other parts of egg name sum",
       "table, row: the rule sum adds different units: table.row.items",
       "table, other: the rule sum adds different units: table.other.items",
       "table: the rule sum names the row nowhere, which does not exist",
       "table: the rule sum has an empty side", "rule wordless: has no texts",
       "table, chicken: the rule sum has a side without figures",
       "table, egg: the rule sum has a side without figures",
       "table, lost: the rule sum has a side without figures",
       "table, items: the rule sum has a side without figures",
       "table, apart: the rule sum has a side without figures",
       "table.row.chicken: is a total of itself",
       "table.row.egg: is a total of itself",
       "table.other.chicken: is a total of itself",
       "table.other.egg: is a total of itself"});
}

// Damages to the rules of the built-in form, and the line that each gives.
using Damages =
    std::vector<std::pair<std::string, std::function<void(v1::FormRules*)>>>;

void ExpectEachNamed(const Damages& damages) {
  for (const auto& [line, damage] : damages) {
    v1::FormRules rules = RulesFor(kBuiltInRules);
    damage(&rules);
    ExpectLines(CompileError(*v1::Figures::descriptor(), rules), {line});
  }
}

TEST(BrokenRulesTest, EachIsNamed) {
  ExpectEachNamed({
      {"rule applicants_sum: has no texts",
       [](auto* r) { r->mutable_equation_texts()->DeleteSubrange(2, 1); }},
      {"rule applicants_sum: a text is missing",
       [](auto* r) {
         r->mutable_equation_texts(2)->mutable_message()->clear_zh();
       }},
      {"rule outcomes_sum: has texts twice",
       [](auto* r) { *r->add_equation_texts() = r->equation_texts(1); }},
      {"rule outcomes: has texts, but no figure meets it",
       [](auto* r) {
         *r->add_equation_texts() = r->equation_texts(1);
         r->mutable_equation_texts(r->equation_texts_size() - 1)
             ->set_rule("outcomes");
       }},
      {"rule public_total_too_small: requests.nothing.total is no figure",
       [](auto* r) {
         r->mutable_at_least(0)->set_figure("requests.nothing.total");
       }},
      {"rule rules_without_power: publication_2019.* is no figure",
       [](auto* r) {
         r->mutable_powers(0)->set_figures(0, "publication_2019.*");
       }},
      {"rule rules_without_power: lacks lowest_level",
       [](auto* r) { r->mutable_powers(0)->clear_lowest_level(); }},
      {"rule rules_without_power: lacks its reason",
       [](auto* r) { r->mutable_powers(0)->clear_reason(); }},
      {"rule carried_over_differs: its paths have different columns",
       [](auto* r) {
         r->mutable_year_rules(0)->mutable_left(0)->set_figure(
             "disputes.administrative_review.*");
       }},
      {"rule carried_over_differs: has an empty side",
       [](auto* r) { r->mutable_year_rules(0)->clear_right(); }},
      {"rule edition_years: EDITION_2021 is missing",
       [](auto* r) { r->mutable_edition_years()->RemoveLast(); }},
      {"rule edition_years: EDITION_2021 stands there twice",
       [](auto* r) { *r->add_edition_years() = r->edition_years(1); }},
      {"rule edition_years: lacks an edition or its first year",
       [](auto* r) { r->mutable_edition_years(0)->clear_first_year(); }},
      {"rule figure_limits: the last entry must fit every report",
       [](auto* r) { r->mutable_figure_limits()->RemoveLast(); }},
      {"rule figure_limits: max_size must be positive",
       [](auto* r) { r->mutable_figure_limits(0)->clear_max_size(); }},
  });
}

TEST(BrokenRulesTest, EachOfNarrativesIsNamed) {
  ExpectEachNamed({
      {"rule disputes_exceed_requests: disputes.x*.total is no figure",
       [](auto* r) {
         r->mutable_at_most(0)->set_figures(0, "disputes.x*.total");
       }},
      {"rule disputes_exceed_requests: factor must be positive, allowance not "
       "negative",
       [](auto* r) { r->mutable_at_most(0)->clear_factor(); }},
      {"rule narrative_differs (Requests received): has no phrase",
       [](auto* r) { r->mutable_narrative_rules(0)->clear_phrases(); }},
      {"rule narrative_differs (Requests received): a phrase lacks its words "
       "or units",
       [](auto* r) {
         r->mutable_narrative_rules(0)->mutable_phrases(0)->clear_units();
       }},
      {"rule narrative_differs (Requests received): names no figure",
       [](auto* r) { r->mutable_narrative_rules(0)->clear_figures(); }},
      {"rule narrative_lists: an entry lacks key, words or unit",
       [](auto* r) { r->mutable_narrative_lists(0)->clear_unit(); }},
      {"rule narrative_items processing_fee.notices: fees is no section",
       [](auto* r) { r->mutable_narrative_items(0)->set_section("fees"); }},
  });
}

}  // namespace
}  // namespace disclosure::form
