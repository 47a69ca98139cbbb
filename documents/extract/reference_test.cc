// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

// The reference case: a real report as it reaches a city office, text that a
// scanner read, with its damage.

#include <string>

#include "base/file.h"
#include "documents/extract/figure_reader.h"
#include "documents/extract/sections.h"
#include "documents/extract/test_documents.h"
#include "documents/extract/title.h"
#include "documents/read/text.h"
#include "form/figures.h"
#include "form/report_file.h"
#include "gtest/gtest.h"

namespace disclosure::documents {
namespace {

class ReferenceTest : public testing::Test {
 protected:
  void SetUp() override {
    const auto text =
        base::ReadFile("testdata/documents/tiantan-subdistrict-2020.txt");
    ASSERT_TRUE(text.ok()) << text.status();
    const auto document = ReadText(*text);
    ASSERT_TRUE(document.ok()) << document.status();
    document_ = *document;
    ReadFigures(catalog_, document_, 2020, &report_);
    const auto json = base::ReadFile("testdata/reports/419001004-01-2020.json");
    ASSERT_TRUE(json.ok()) << json.status();
    const auto expected = form::ReadReportJson("expected", *json);
    ASSERT_TRUE(expected.ok()) << expected.status();
    expected_ = *expected;
  }

  const form::Catalog& catalog_ = **form::Catalog::BuiltIn();
  Document document_;
  v1::AnnualReport report_;
  v1::AnnualReport expected_;
};

TEST_F(ReferenceTest, EveryFigureIsRightAndNothingIsInvented) {
  const auto read = form::FromMessage(catalog_, report_.figures());
  const auto expected = form::FromMessage(catalog_, expected_.figures());
  ASSERT_TRUE(read.ok());
  ASSERT_TRUE(expected.ok());
  for (const form::Cell& cell : catalog_.cells()) {
    EXPECT_EQ(read->has(cell.index), expected->has(cell.index)) << cell.path;
    EXPECT_EQ(read->value(cell.index), expected->value(cell.index))
        << cell.path;
  }
  EXPECT_EQ(report_.editions().publication(), v1::EDITION_2019);
  EXPECT_EQ(report_.editions().requests(), v1::EDITION_2019);
}

TEST_F(ReferenceTest, WhatTheScannerLostIsSaid) {
  EXPECT_EQ(Evidence(report_, "publication_2019.central_procurement"), "- -");
  EXPECT_EQ(Evidence(report_, "publication_2019.charges"), "0* 0*");
  EXPECT_EQ(Evidence(report_, "requests.denied_third_party_rights"),
            "1! 0! 0! 0! 0! 0! 1!");
}

TEST_F(ReferenceTest, TitleAndSectionsAreFound) {
  const Title title = FindTitle(document_, "");
  EXPECT_EQ(title.office_name, "天坛街道办事处");
  EXPECT_EQ(title.year, 2020);
  EXPECT_EQ(title.scope, v1::SCOPE_OWN);
  const v1::Narrative narrative = CutNarrative(catalog_, document_);
  EXPECT_TRUE(narrative.overview().starts_with("2020年,天坛街道办事处"));
  EXPECT_TRUE(narrative.overview().ends_with("便捷性、高效性。"));
  EXPECT_TRUE(narrative.problems_and_improvements().starts_with("尽管"));
  EXPECT_TRUE(
      narrative.problems_and_improvements().ends_with("提供有益参考。"));
  EXPECT_EQ(narrative.other_matters(), "暂无其他需要说明的事项。");
}

}  // namespace
}  // namespace disclosure::documents
