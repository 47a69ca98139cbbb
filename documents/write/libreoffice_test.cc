// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

// What is written opens in LibreOffice, which is strict about packages, and
// says the same there. Skipped where it is not installed.

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>

#include "base/file.h"
#include "documents/write/docx.h"
#include "documents/write/xlsx.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace disclosure::documents {
namespace {

namespace fs = std::filesystem;

class LibreOffice : public testing::Test {
 protected:
  void SetUp() override {
    if (std::system("command -v soffice pdftotext > /dev/null") != 0) {
      GTEST_SKIP() << "soffice or pdftotext is not installed";
    }
    folder_ = fs::path(testing::TempDir()) / "disclosure_libreoffice_test";
    fs::remove_all(folder_);
    fs::create_directories(folder_);
    catalog_ = *form::Catalog::BuiltIn();
    form::FigureVector figures(*catalog_);
    // Seven digits that no other text has.
    for (const form::Cell& cell : catalog_->cells()) {
      if (cell.unit != v1::UNIT_FEN)
        figures.Set(cell.index, kFirst + cell.index);
    }
    report_.set_office_name("天坛街道办事处");
    report_.set_year(2023);
    report_.mutable_editions()->set_publication(v1::EDITION_2021);
    report_.mutable_editions()->set_requests(v1::EDITION_2021);
    const auto asked = catalog_->AskedCells(report_.editions());
    for (size_t i = 0; i < asked.size(); ++i) {
      if (!asked[i]) figures.Clear(static_cast<int>(i));
    }
    count_ = figures.count();
    form::ToMessage(*catalog_, figures, report_.mutable_figures());
  }

  void TearDown() override {
    if (!folder_.empty()) fs::remove_all(folder_);
  }

  // The text of the PDF that LibreOffice makes of it.
  std::string TextOf(const std::string& name, const std::string& bytes) {
    const fs::path file = folder_ / name;
    EXPECT_TRUE(base::WriteFile(file.string(), bytes).ok());
    const std::string at = "cd '" + folder_.string() + "' && ";
    EXPECT_EQ(std::system((at +
                           "timeout 120 soffice "
                           "-env:UserInstallation=file://" +
                           folder_.string() +
                           "/profile --headless --convert-to pdf " + name +
                           " > /dev/null 2>&1")
                              .c_str()),
              0);
    const std::string pdf = file.stem().string() + ".pdf";
    EXPECT_EQ(std::system((at + "pdftotext -raw " + pdf + " text").c_str()), 0);
    return base::ReadFile((folder_ / "text").string()).value_or("");
  }

  void ExpectFigures(const std::string& text) {
    int found = 0;
    for (const form::Cell& cell : catalog_->cells()) {
      found +=
          text.find(std::to_string(kFirst + cell.index)) != std::string::npos;
    }
    EXPECT_EQ(found, count_);
  }

  static constexpr int64_t kFirst = 7'654'000;
  fs::path folder_;
  const form::Catalog* catalog_ = nullptr;
  v1::AnnualReport report_;
  int count_ = 0;
};

TEST_F(LibreOffice, OpensTheWordDocument) {
  const auto bytes = WriteDocx(*catalog_, *DocumentOf(*catalog_, report_));
  ASSERT_TRUE(bytes.ok()) << bytes.status();
  ExpectFigures(TextOf("report.docx", *bytes));
}

TEST_F(LibreOffice, OpensTheWorkbookAndItsChecksFindWhatDoesNotBalance) {
  const auto bytes = WriteXlsx(*catalog_, *DocumentOf(*catalog_, report_));
  ASSERT_TRUE(bytes.ok()) << bytes.status();
  const std::string text = TextOf("report.xlsx", *bytes);
  ExpectFigures(text);
  EXPECT_THAT(text, testing::HasSubstr("不平衡"));
}

}  // namespace
}  // namespace disclosure::documents
