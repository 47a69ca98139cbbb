// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

// Blank forms in the hands of LibreOffice, which stands for WPS and Excel: it
// opens the filled form, computes it and saves it anew.

#include <cstdlib>
#include <filesystem>
#include <set>
#include <string>
#include <vector>

#include "base/file.h"
#include "documents/read/template.h"
#include "documents/read/xlsx.h"
#include "documents/template_format.h"
#include "documents/write/template.h"
#include "documents/write/testing/filled_template.h"
#include "form/figures.h"
#include "form/money.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace disclosure::documents {
namespace {

using testing::HasSubstr;
using Entry = FilledTemplate::Entry;

const form::Catalog& TheCatalog() { return **form::Catalog::BuiltIn(); }

// The workbook after LibreOffice opened and saved it.
std::string SaveAgain(const std::string& xlsx) {
  namespace fs = std::filesystem;
  std::string folder = fs::path(testing::TempDir()) / "template-XXXXXX";
  if (mkdtemp(folder.data()) == nullptr) return "";
  fs::create_directory(folder + "/out");
  EXPECT_TRUE(base::WriteFile(folder + "/form.xlsx", xlsx).ok());
  const std::string command =
      "timeout 120 soffice -env:UserInstallation=file://" + folder +
      "/profile --headless --convert-to xlsx --outdir " + folder + "/out " +
      folder + "/form.xlsx >" + folder + "/log 2>&1";
  EXPECT_EQ(std::system(command.c_str()), 0);
  const auto saved = base::ReadFile(folder + "/out/form.xlsx");
  EXPECT_TRUE(saved.ok()) << saved.status();
  std::error_code ignored;
  fs::remove_all(folder, ignored);
  return saved.ok() ? *saved : "";
}

FilledTemplate NewTemplate() {
  TemplateReport report;
  report.office = "419001004-01";
  report.office_name = "济源市天坛街道办事处";
  report.year = 2023;
  report.editions.set_publication(v1::EDITION_2021);
  report.editions.set_requests(v1::EDITION_2021);
  const auto bytes = WriteTemplate(TheCatalog(), report);
  EXPECT_TRUE(bytes.ok()) << bytes.status();
  return FilledTemplate(*bytes);
}

std::string TextAt(const Document& document, int table, int row, int column) {
  for (const TableCell& cell : document.tables[size_t(table)].cells) {
    if (cell.row == row && cell.column == column) return cell.text;
  }
  return "";
}

// Goal: the figures survive exactly, sums are LibreOffice's, blanks are blank.
// Method: a column of every table is filled, one cell with text; then every
// figure of the report is compared.
TEST(TemplateInLibreOffice, IsComputedAndReadsBackExactly) {
  FilledTemplate workbook = NewTemplate();
  form::FigureVector expected(TheCatalog());
  const auto fill = [&](const std::string& path, int64_t value) {
    const form::Cell& cell = *TheCatalog().FindPath(path);
    workbook.Fill(workbook.Find(path), cell.unit == v1::UNIT_FEN
                                           ? form::FormatWanYuan(value)
                                           : std::to_string(value));
    expected.Set(cell.index, value);
  };
  const auto expect = [&](const std::string& path, int64_t value) {
    expected.Set(TheCatalog().FindPath(path)->index, value);
  };
  fill("publication_2021.rules.issued", 0);
  fill("publication_2021.normative_documents.in_force", 999'999'999'999);
  fill("publication_2021.charges.collected_fen", 59'237'244'901);
  fill("requests.received.natural_person", 7);
  fill("requests.received.business", 0);
  fill("requests.granted_in_full.natural_person", 4);
  fill("requests.other_remaining.natural_person", 2);
  fill("disputes.lawsuit_after_review.upheld", 3);
  workbook.Fill(workbook.Find("requests.denied_state_secret.other_entity"),
                "无");
  workbook.Fill(workbook.Find("other_matters"), "本年度未收取信息处理费。");
  expect("requests.received.total", 7);
  expect("requests.granted_in_full.total", 4);
  expect("requests.other_remaining.total", 2);
  expect("requests.concluded_total.natural_person", 6);
  expect("requests.concluded_total.total", 6);
  expect("disputes.lawsuit_after_review.total", 3);

  const std::string saved = SaveAgain(workbook.Bytes());
  const auto document = ReadXlsx(saved);
  ASSERT_TRUE(document.ok()) << document.status();
  const auto report = ReadTemplate(TheCatalog(), *document);
  ASSERT_TRUE(report.ok()) << report.status();
  ASSERT_TRUE(report->has_value());
  const auto figures = form::FromMessage(TheCatalog(), (*report)->figures());
  ASSERT_TRUE(figures.ok());
  for (const form::Cell& cell : TheCatalog().cells()) {
    EXPECT_EQ(figures->has(cell.index), expected.has(cell.index)) << cell.path;
    EXPECT_EQ(figures->value(cell.index), expected.value(cell.index))
        << cell.path;
  }
  EXPECT_EQ((*report)->narrative().other_matters(), "本年度未收取信息处理费。");
  for (const v1::Evidence& evidence : (*report)->evidence()) {
    const form::Cell& cell = *TheCatalog().FindPath(evidence.figure());
    // Sums too: with the text of the document, not added up by the reader.
    EXPECT_EQ(evidence.state() == v1::EVIDENCE_STATE_READ,
              expected.has(cell.index));
    EXPECT_EQ(evidence.raw_text().empty(),
              evidence.state() == v1::EVIDENCE_STATE_BLANK)
        << cell.path;
    EXPECT_EQ(evidence.state() == v1::EVIDENCE_STATE_UNREADABLE,
              evidence.raw_text() == "无");
  }
  // 7 received, 6 concluded: natural persons and all are not balanced.
  const int lines = document->tables[2].rows;
  EXPECT_EQ(TextAt(*document, 2, lines - 1, 3), "不平衡");
  EXPECT_EQ(TextAt(*document, 2, lines - 1, 4), "平衡");
  EXPECT_EQ(TextAt(*document, 2, lines - 1, 5), "");
  EXPECT_EQ(TextAt(*document, 2, 2, 0),
            "核对：未平衡 2 处，未填 139 格，不是数字 1 格");
  EXPECT_EQ(TextAt(*document, 0, 6, 1), TextAt(*document, 2, 2, 0));
}

TEST(TemplateInLibreOffice, KeepsLocksLimitsAndMarks) {
  FilledTemplate saved(SaveAgain(NewTemplate().Bytes()));
  std::set<std::string> parts;
  int inputs = 0;
  for (const Entry& entry : saved.entries()) {
    parts.insert(entry.part);
    if (entry.word != kTemplateInputWord) continue;
    ++inputs;
    // Alone or first of several cells with the same limit.
    const std::string& xml = saved.Part(entry.part);
    EXPECT_TRUE(xml.find("sqref=\"" + entry.cell + "\"") != xml.npos)
        << entry.text;
  }
  EXPECT_EQ(inputs, 166);
  for (const std::string& part : parts) {
    EXPECT_THAT(saved.Part(part), HasSubstr("<sheetProtection ")) << part;
  }
  EXPECT_THAT(saved.Part("xl/worksheets/sheet3.xml"),
              HasSubstr("<conditionalFormatting "));
  EXPECT_THAT(saved.Part("xl/worksheets/sheet3.xml"),
              HasSubstr("type=\"whole\""));
  EXPECT_THAT(saved.Part("xl/worksheets/sheet2.xml"),
              HasSubstr("type=\"custom\""));
  EXPECT_THAT(saved.Part("xl/workbook.xml"), HasSubstr("state=\"hidden\""));
  EXPECT_THAT(saved.Part("xl/styles.xml"), HasSubstr("locked=\"false\""));
}

}  // namespace
}  // namespace disclosure::documents
