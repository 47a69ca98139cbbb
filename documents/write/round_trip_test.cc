// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

// What is written is read back: figures identical, blanks still blank.

#include <cstdlib>
#include <fstream>
#include <iostream>
#include <random>
#include <string>

#include "absl/strings/str_cat.h"
#include "documents/extract/report_reader.h"
#include "documents/write/docx.h"
#include "documents/write/html.h"
#include "documents/write/xlsx.h"
#include "form/figures.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace disclosure::documents {
namespace {

const form::Catalog& Form() {
  static const form::Catalog* const catalog = *form::Catalog::BuiltIn();
  return *catalog;
}

v1::Editions MakeEditions(v1::Edition publication, v1::Edition requests) {
  v1::Editions editions;
  editions.set_publication(publication);
  editions.set_requests(requests);
  return editions;
}

const std::vector<v1::Editions>& AllEditions() {
  static const std::vector<v1::Editions> all = {
      MakeEditions(v1::EDITION_2019, v1::EDITION_2019),
      MakeEditions(v1::EDITION_2021, v1::EDITION_2021),
      MakeEditions(v1::EDITION_2021, v1::EDITION_2019)};
  return all;
}

// Most cells filled, some with numbers that only large offices have; sums need
// not hold.
v1::AnnualReport RandomReport(const v1::Editions& editions,
                              std::mt19937_64* random) {
  form::FigureVector figures(Form());
  for (const form::Cell& cell : Form().cells()) {
    if (!Form().Asks(cell, editions)) continue;
    const uint64_t kind = (*random)() % 10;
    if (kind == 0) continue;
    int64_t value = 0;
    if (kind > 5) value = static_cast<int64_t>((*random)() % 300);
    if (kind == 9) value = static_cast<int64_t>((*random)() % 1'000'000'000);
    if (cell.is_signed && (*random)() % 2 == 0) value = -value;
    figures.Set(cell.index, value);
  }
  v1::AnnualReport report;
  report.set_office("419001004-01");
  report.set_office_name("天坛街道办事处");
  report.set_year(2023);
  report.set_scope(v1::SCOPE_OWN);
  *report.mutable_editions() = editions;
  form::ToMessage(Form(), figures, report.mutable_figures());
  report.mutable_narrative()->set_overview("甲 < 乙 & \"丙\"\n第二段 > 丁。");
  report.mutable_narrative()->set_problems_and_improvements("还有不足。");
  report.mutable_narrative()->set_other_matters("无其他事项。");
  return report;
}

FormDocument Document(const v1::AnnualReport& report) {
  auto document = DocumentOf(Form(), report);
  EXPECT_TRUE(document.ok()) << document.status();
  return *std::move(document);
}

// The difference between what was written and what was read back.
std::string Difference(const v1::AnnualReport& report, const std::string& name,
                       const std::string& bytes) {
  const auto read = ReadReport(Form(), name, bytes);
  if (!read.ok()) return read.status().ToString();
  const auto wanted = *form::FromMessage(Form(), report.figures());
  const auto found = *form::FromMessage(Form(), read->report.figures());
  std::string out;
  for (const form::Cell& cell : Form().cells()) {
    const auto text = [&](const form::FigureVector& figures) {
      return figures.has(cell.index) ? absl::StrCat(figures.value(cell.index))
                                     : std::string("blank");
    };
    if (text(wanted) != text(found)) {
      absl::StrAppend(&out, cell.path, ": ", text(wanted), " -> ", text(found),
                      "\n");
    }
  }
  const auto compare = [&](const char* field, const std::string& a,
                           const std::string& b) {
    if (a != b) absl::StrAppend(&out, field, ": ", a, " -> ", b, "\n");
  };
  const v1::Narrative& a = report.narrative();
  const v1::Narrative& b = read->report.narrative();
  compare("overview", a.overview(), b.overview());
  compare("problems", a.problems_and_improvements(),
          b.problems_and_improvements());
  compare("other", a.other_matters(), b.other_matters());
  compare("name", report.office_name(), read->report.office_name());
  compare("year", absl::StrCat(report.year()),
          absl::StrCat(read->report.year()));
  return out;
}

uint64_t Seed() {
  const char* given = std::getenv("DISCLOSURE_TEST_SEED");
  const uint64_t seed = given == nullptr ? std::random_device()()
                                         : std::strtoull(given, nullptr, 10);
  std::cout << "DISCLOSURE_TEST_SEED=" << seed << std::endl;
  return seed;
}

TEST(RoundTrip, EveryFormatIsReadBackTheSame) {
  std::mt19937_64 random(Seed());
  for (int i = 0; i < 15; ++i) {
    const auto report = RandomReport(AllEditions()[i % 3], &random);
    const FormDocument document = Document(report);
    const auto docx = WriteDocx(Form(), document);
    ASSERT_TRUE(docx.ok()) << docx.status();
    EXPECT_EQ(Difference(report, "report.docx", *docx), "");
    EXPECT_EQ(*WriteDocx(Form(), document), *docx);
    const std::string html = WriteHtml(Form(), document);
    EXPECT_EQ(Difference(report, "report.html", html), "");
    EXPECT_EQ(WriteHtml(Form(), document), html);
    const auto xlsx = WriteXlsx(Form(), document);
    ASSERT_TRUE(xlsx.ok()) << xlsx.status();
    EXPECT_EQ(Difference(report, "report.xlsx", *xlsx), "");
    EXPECT_EQ(*WriteXlsx(Form(), document), *xlsx);
  }
}

}  // namespace
}  // namespace disclosure::documents
