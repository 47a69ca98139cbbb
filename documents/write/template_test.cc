// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

#include "documents/write/template.h"

#include <cstdio>
#include <map>
#include <optional>
#include <random>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "base/error.h"
#include "base/text.h"
#include "documents/read/template.h"
#include "documents/read/xlsx.h"
#include "documents/template_format.h"
#include "documents/write/template_formulas.h"
#include "documents/write/testing/filled_template.h"
#include "form/figures.h"
#include "form/money.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace disclosure::documents {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using Entry = FilledTemplate::Entry;

const form::Catalog& TheCatalog() { return **form::Catalog::BuiltIn(); }

TemplateReport ReportOf(v1::Edition publication, v1::Edition requests) {
  TemplateReport report;
  report.office = "419001004-01";
  report.office_name = "济源市天坛街道办事处";
  report.year = 2023;
  report.editions.set_publication(publication);
  report.editions.set_requests(requests);
  return report;
}

std::vector<TemplateReport> AllEditions() {
  return {ReportOf(v1::EDITION_2019, v1::EDITION_2019),
          ReportOf(v1::EDITION_2021, v1::EDITION_2021),
          ReportOf(v1::EDITION_2021, v1::EDITION_2019)};
}

std::string Write(const TemplateReport& report) {
  auto bytes = WriteTemplate(TheCatalog(), report);
  EXPECT_TRUE(bytes.ok()) << bytes.status();
  return *std::move(bytes);
}

absl::StatusOr<std::optional<v1::AnnualReport>> Read(const std::string& xlsx) {
  const auto document = ReadXlsx(xlsx);
  if (!document.ok()) return document.status();
  return ReadTemplate(TheCatalog(), *document);
}

v1::AnnualReport ReadWell(const std::string& xlsx) {
  const auto report = Read(xlsx);
  EXPECT_TRUE(report.ok()) << report.status();
  if (!report.ok() || !report->has_value()) return {};
  return **report;
}

std::string ReasonOf(const std::string& xlsx) {
  return base::GetErrorDetails(Read(xlsx).status()).reason;
}

form::FigureVector FiguresOf(const v1::AnnualReport& report) {
  return *form::FromMessage(TheCatalog(), report.figures());
}

// The cells that a range of a formula names: D7:E8,K7.
std::set<std::string> Expand(const std::string& ranges) {
  std::set<std::string> cells;
  const auto parse = [](const std::string& name) {
    const size_t digits = name.find_first_of("0123456789");
    int column = 0;
    for (size_t i = 0; i < digits; ++i)
      column = column * 26 + name[i] - 'A' + 1;
    return SheetPlace{
        static_cast<int>(*base::ParseInt64(name.substr(digits))) - 1,
        column - 1};
  };
  for (size_t at = 0; at < ranges.size();) {
    const size_t end = std::min(ranges.find(',', at), ranges.size());
    const std::string range = ranges.substr(at, end - at);
    const size_t colon = range.find(':');
    const SheetPlace first = parse(range.substr(0, colon));
    const SheetPlace last =
        colon == range.npos ? first : parse(range.substr(colon + 1));
    for (int row = first.row; row <= last.row; ++row) {
      for (int column = first.column; column <= last.column; ++column) {
        cells.insert(CellName({row, column}));
      }
    }
    at = end + 1;
  }
  return cells;
}

TEST(Template, ReadsBackBlank) {
  for (const TemplateReport& report : AllEditions()) {
    const v1::AnnualReport read = ReadWell(Write(report));
    EXPECT_EQ(read.office(), report.office);
    EXPECT_EQ(read.office_name(), report.office_name);
    EXPECT_EQ(read.year(), 2023);
    EXPECT_EQ(read.scope(), v1::SCOPE_OWN);
    EXPECT_EQ(read.editions().SerializeAsString(),
              report.editions.SerializeAsString());
    EXPECT_EQ(FiguresOf(read).count(), 0);
    EXPECT_FALSE(read.has_narrative());
    std::set<std::string> figures;
    for (const v1::Evidence& evidence : read.evidence()) {
      figures.insert(evidence.figure());
      EXPECT_EQ(evidence.state(), v1::EVIDENCE_STATE_BLANK);
    }
    size_t asked = 0;
    for (const form::Cell& cell : TheCatalog().cells()) {
      if (!TheCatalog().Asks(cell, report.editions)) continue;
      ++asked;
      EXPECT_TRUE(figures.contains(cell.path)) << cell.path;
    }
    EXPECT_EQ(figures.size(), asked);
  }
}

TEST(Template, IsTheSameBytesEachTime) {
  for (const TemplateReport& report : AllEditions()) {
    EXPECT_EQ(Write(report), Write(report));
  }
}

// Goal: a figure is asked for where the form prints it. Method: the labels of
// its row and column stand left of and above its cell.
TEST(Template, AsksBesideTheLabels) {
  for (const TemplateReport& report : AllEditions()) {
    const std::string xlsx = Write(report);
    const auto document = ReadXlsx(xlsx);
    const v1::AnnualReport read = ReadWell(xlsx);
    for (const v1::Evidence& evidence : read.evidence()) {
      const form::Cell& cell = *TheCatalog().FindPath(evidence.figure());
      const auto& table = TheCatalog().tables()[size_t(cell.table)];
      const std::string& row = table.rows[size_t(cell.row)].labels.printed_zh;
      const std::string& column =
          table.columns[size_t(cell.column)].labels.printed_zh;
      std::string nearest_column;
      bool found_row = false;
      for (const TableCell& label :
           document->tables[size_t(evidence.table() - 1)].cells) {
        const int at_row = evidence.row() - 1;
        const int at_column = evidence.column() - 1;
        const bool beside = label.row <= at_row &&
                            at_row < label.row + label.row_span &&
                            label.column < at_column;
        const bool above = label.column <= at_column &&
                           at_column < label.column + label.column_span &&
                           label.row < at_row;
        found_row = found_row || ((beside || above) && label.text == row);
        if (above && label.text == column) nearest_column = column;
      }
      EXPECT_TRUE(found_row) << cell.path << " " << row;
      EXPECT_EQ(nearest_column, column) << cell.path;
    }
  }
}

TEST(Template, LimitsEveryInputAndAddsUpEverySum) {
  for (const TemplateReport& report : AllEditions()) {
    FilledTemplate workbook(Write(report));
    std::map<std::string, std::string> cells;
    std::set<std::string> sums;
    for (const Entry& entry : workbook.entries()) {
      if (entry.word == kTemplateInputWord) {
        cells[entry.text] = entry.cell;
        EXPECT_THAT(workbook.Part(entry.part),
                    AllOf(HasSubstr("sqref=\"" + entry.cell + "\"><formula1>"),
                          HasSubstr("<sheetProtection ")))
            << entry.text;
        EXPECT_THAT(workbook.Cell(entry), Not(HasSubstr("<f>")));
      } else if (entry.word == kTemplateSumWord) {
        cells[entry.text] = entry.cell;
        sums.insert(entry.text);
      }
    }
    const auto& all = TheCatalog().cells();
    std::set<std::string> added_up;
    for (const form::Equation& equation : TheCatalog().equations()) {
      if (!equation.is_sum || !TheCatalog().Asks(equation, report.editions)) {
        continue;
      }
      const std::string& total = all[size_t(equation.right[0])].path;
      ASSERT_TRUE(sums.contains(total)) << total;
      const std::string xml = workbook.Cell(workbook.Find(total));
      const size_t begin = xml.find("SUM(");
      ASSERT_NE(begin, xml.npos) << xml;
      const auto cells_added =
          Expand(xml.substr(begin + 4, xml.find(')', begin) - begin - 4));
      std::set<std::string> parts;
      for (const int part : equation.left) {
        const auto cell = cells.find(all[size_t(part)].path);
        if (cell != cells.end()) parts.insert(cell->second);
      }
      // The total of totals is a sum in both directions; it has one formula.
      if (cells_added == parts) added_up.insert(total);
    }
    EXPECT_EQ(added_up, sums);
  }
}

// Goal: what is typed is read, blank is not zero. Method: random cells with
// random contents; sums have no stored result, as other programs leave them.
TEST(Template, ReadsBackWhatIsFilledIn) {
  const unsigned seed = std::random_device()();
  std::printf("seed %u\n", seed);
  std::mt19937_64 random(seed);
  for (int round = 0; round < 6; ++round) {
    const TemplateReport report = AllEditions()[size_t(round % 3)];
    FilledTemplate workbook(Write(report));
    form::FigureVector filled(TheCatalog());
    std::vector<int> totals;
    for (const Entry& entry : workbook.entries()) {
      const form::Cell* cell = TheCatalog().FindPath(entry.text);
      if (entry.word == kTemplateSumWord) totals.push_back(cell->index);
      if (entry.word != kTemplateInputWord || random() % 3 == 0) continue;
      const auto value = static_cast<int64_t>(random() % 1000 * (random() % 2));
      const bool is_money = cell->unit == v1::UNIT_FEN;
      workbook.Fill(
          entry, is_money ? form::FormatWanYuan(value) : std::to_string(value));
      filled.Set(cell->index, value);
    }
    for (const int total : totals) {
      const auto& equation =
          TheCatalog().equations()[size_t(TheCatalog().SumsOf(total)[0])];
      int64_t sum = 0;
      bool is_blank = true;
      for (const int part : equation.left) {
        is_blank = is_blank && !filled.has(part);
        sum += filled.value(part);
      }
      if (!is_blank) filled.Set(total, sum);
    }
    workbook.Fill(workbook.Find("overview"), "本年度主动公开 12 条。");
    const v1::AnnualReport read = ReadWell(workbook.Bytes());
    EXPECT_EQ(form::ToWire(TheCatalog(), FiguresOf(read)),
              form::ToWire(TheCatalog(), filled));
    EXPECT_EQ(read.narrative().overview(), "本年度主动公开 12 条。");
  }
}

TEST(Template, SaysWhatIsNoNumber) {
  FilledTemplate workbook(Write(AllEditions()[1]));
  std::vector<Entry> inputs;
  for (const Entry& entry : workbook.entries()) {
    if (entry.word == kTemplateInputWord) inputs.push_back(entry);
  }
  const std::vector<std::pair<std::string, std::optional<int64_t>>> contents = {
      {"无", std::nullopt}, {"/", std::nullopt},   {"3件", std::nullopt},
      {"１２", 12},         {"1.5", std::nullopt}, {"-4", -4}};
  for (size_t i = 0; i < contents.size(); ++i) {
    workbook.Fill(inputs[i], contents[i].first);
  }
  const v1::AnnualReport read = ReadWell(workbook.Bytes());
  const form::FigureVector figures = FiguresOf(read);
  for (size_t i = 0; i < contents.size(); ++i) {
    const form::Cell& cell = *TheCatalog().FindPath(inputs[i].text);
    const auto& value = contents[i].second;
    EXPECT_EQ(figures.has(cell.index), value.has_value());
    EXPECT_EQ(figures.value(cell.index), value.value_or(0));
    for (const v1::Evidence& evidence : read.evidence()) {
      if (evidence.figure() != cell.path) continue;
      EXPECT_EQ(evidence.raw_text(), contents[i].first);
      EXPECT_EQ(CellName({evidence.row() - 1, evidence.column() - 1}),
                inputs[i].cell);
      EXPECT_EQ(evidence.state(), value ? v1::EVIDENCE_STATE_READ
                                        : v1::EVIDENCE_STATE_UNREADABLE);
    }
  }
}

// A document with the tables of a blank form, and `change` made to them.
template <typename Change>
std::string ReasonAfter(const Change& change) {
  auto document = ReadXlsx(Write(AllEditions()[1]));
  EXPECT_TRUE(document.ok());
  change(&*document);
  const auto report = ReadTemplate(TheCatalog(), *document);
  return base::GetErrorDetails(report.status()).reason;
}

void Replace(Table* table, const std::string& from, const std::string& to) {
  for (TableCell& cell : table->cells) {
    if (cell.text == from) cell.text = to;
  }
}

TEST(Template, RefusesWhatWasChanged) {
  EXPECT_EQ(ReasonAfter([](Document*) {}), "");
  EXPECT_EQ(ReasonAfter([](Document* document) {
              for (TableCell& cell : document->tables[2].cells) ++cell.row;
            }),
            "TEMPLATE_DAMAGED");
  EXPECT_EQ(ReasonAfter([](Document* document) {
              Replace(&document->tables[2], "2.重复申请", "2.重复");
            }),
            "TEMPLATE_DAMAGED");
  EXPECT_EQ(ReasonAfter([](Document* document) {
              document->tables[2].name = "Sheet1";
            }),
            "TEMPLATE_DAMAGED");
  for (const char* word : {kTemplateInputWord, kTemplateYearWord,
                           kTemplateOfficeWord, kTemplateEditionWord}) {
    EXPECT_EQ(ReasonAfter([&](Document* document) {
                auto& cells = document->tables.back().cells;
                std::erase_if(cells, [&](const TableCell& cell) {
                  return cell.text == word;
                });
              }),
              "TEMPLATE_DAMAGED")
        << word;
  }
  for (const char* text : {"D7", "2023", "SCOPE_OWN", "EDITION_2021",
                           kTemplateFormatWord, kTemplateInputWord}) {
    EXPECT_EQ(ReasonAfter([&](Document* document) {
                Replace(&document->tables.back(), text, "¿");
              }),
              "TEMPLATE_DAMAGED")
        << text;
  }
  EXPECT_EQ(ReasonAfter([](Document* document) {
              Replace(&document->tables.back(), TheCatalog().fingerprint(),
                      "0123456789abcdef");
            }),
            "TEMPLATE_OUTDATED");
  EXPECT_EQ(ReasonAfter([](Document* document) {
              document->tables.back().cells[1].text = "2";
            }),
            "TEMPLATE_OUTDATED");
}

TEST(Template, LeavesOtherDocumentsAlone) {
  const auto read = Read(MakeXlsx({{.name = "Sheet1",
                                    .xml = "<sheetData><row r='1'><c r='A1'>"
                                           "<v>1</v></c></row></sheetData>"}}));
  ASSERT_TRUE(read.ok()) << read.status();
  EXPECT_FALSE(read->has_value());
  EXPECT_EQ(ReasonOf(MakeXlsx(
                {{.name = kTemplateSheet,
                  .xml = "<sheetData><row r='1'><c r='A1'><v>1</v></c></row>"
                         "</sheetData>",
                  .hidden = true}})),
            "TEMPLATE_DAMAGED");
}

TEST(Template, NeedsAnOfficeYearAndEditions) {
  const auto reason = [](const auto& change) {
    TemplateReport report = AllEditions()[1];
    change(&report);
    const auto bytes = WriteTemplate(TheCatalog(), report);
    return base::GetErrorDetails(bytes.status()).reason;
  };
  EXPECT_EQ(reason([](auto* report) { report->office = ""; }),
            "TEMPLATE_INVALID");
  EXPECT_EQ(reason([](auto* report) { report->office_name.assign(201, 'a'); }),
            "TEMPLATE_INVALID");
  EXPECT_EQ(reason([](auto* report) { report->office_name = "\xFF"; }),
            "TEMPLATE_INVALID");
  EXPECT_EQ(reason([](auto* report) { report->year = 0; }), "TEMPLATE_INVALID");
  EXPECT_EQ(reason([](auto* report) { report->scope = v1::SCOPE_UNSPECIFIED; }),
            "TEMPLATE_INVALID");
  EXPECT_EQ(reason([](auto* report) { report->editions.clear_requests(); }),
            "TEMPLATE_INVALID");
}

}  // namespace
}  // namespace disclosure::documents
