// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

// Reports of a small nation, each held against the checks of the product and
// against the rules over years, which are written down here by name.

#include "bench/loadgen/report_maker.h"

#include <filesystem>
#include <optional>
#include <string>

#include "bench/loadgen/test_divisions.h"
#include "disclosure/v1/ingest_service.pb.h"
#include "form/check.h"
#include "gtest/gtest.h"

namespace disclosure::loadgen {
namespace {

constexpr int kFirstYear = 2016;
constexpr int kLastYear = 2025;
constexpr int64_t kOffices = 600;

class ReportMakerTest : public ::testing::Test {
 protected:
  void SetUp() override {
    const std::string folder = ::testing::TempDir() + "report_maker_test";
    WriteTestDivisions(folder);
    auto divisions = ReadDivisions(folder);
    std::filesystem::remove_all(folder);
    ASSERT_TRUE(divisions.ok());
    auto nation = Nation::Make(*divisions, kOffices);
    ASSERT_TRUE(nation.ok());
    nation_ = *std::move(nation);
  }

  ReportMaker MakerOf(uint64_t seed) {
    auto maker =
        ReportMaker::Create(catalog_, *nation_, seed, kFirstYear, kLastYear);
    EXPECT_TRUE(maker.ok()) << maker.status();
    return *std::move(maker);
  }

  v1::Submission Parse(const std::string& bytes) {
    v1::Submission submission;
    EXPECT_TRUE(submission.ParseFromString(bytes));
    return submission;
  }

  std::vector<v1::Finding> CheckOf(const ReportName& name,
                                   const v1::AnnualReport& report) {
    const Office& office = nation_->offices()[static_cast<size_t>(name.office)];
    return form::Check(catalog_, report,
                       {.current_year = kLastYear + 1,
                        .region_level = nation_->RegionOf(office).level});
  }

  int64_t Value(const form::FigureVector& figures, const std::string& path) {
    const form::Cell* cell = catalog_.FindPath(path);
    EXPECT_NE(cell, nullptr) << path;
    return figures.value(cell->index);
  }

  const form::Catalog& catalog_ = **form::Catalog::BuiltIn();
  std::optional<Nation> nation_;
};

TEST_F(ReportMakerTest, IsAFunctionOfSeedOfficeYearAndRevision) {
  const ReportMaker one = MakerOf(7);
  const ReportMaker same = MakerOf(7);
  const ReportMaker other = MakerOf(8);
  int different = 0;
  for (int64_t office = 0; office < 100; ++office) {
    const ReportName name = {office, 2020, 1};
    EXPECT_EQ(one.Submission(name), same.Submission(name));
    different += one.Submission(name) != other.Submission(name);
  }
  EXPECT_EQ(different, 100);
}

TEST_F(ReportMakerTest, NoReportHasAnErrorOrAnOpenQuestion) {
  const ReportMaker maker = MakerOf(1);
  for (int64_t office = 0; office < kOffices; office += 2) {
    for (int year = kFirstYear; year <= kLastYear; ++year) {
      for (const int revision : {1, 2, 3}) {
        if (revision > 1 && office % 7 != 0) continue;
        const ReportName name = {office, year, revision};
        const v1::Submission submission = Parse(maker.Submission(name));
        for (const auto& finding : CheckOf(name, submission.report())) {
          ASSERT_FALSE(finding.severity() == v1::SEVERITY_ERROR ||
                       form::IsOpenQuestion(finding))
              << finding.DebugString() << submission.DebugString();
        }
      }
    }
  }
}

TEST_F(ReportMakerTest, ASubmissionNamesWhatItReplaces) {
  const ReportMaker maker = MakerOf(1);
  const v1::Submission first = Parse(maker.Submission({3, 2023, 1}));
  EXPECT_FALSE(first.has_expected_revision());
  EXPECT_EQ(first.report().office(), nation_->OfficeId(3));
  EXPECT_EQ(first.report().year(), 2023);
  EXPECT_EQ(first.report().scope(), v1::SCOPE_OWN);
  EXPECT_EQ(first.report().editions().publication(), v1::EDITION_2021);
  const v1::Submission third = Parse(maker.Submission({3, 2023, 3}));
  EXPECT_EQ(third.expected_revision(), 2);
  EXPECT_NE(third.request_id(), first.request_id());
}

TEST_F(ReportMakerTest, TheFiguresInASubmissionAreThoseOfFigures) {
  const ReportMaker maker = MakerOf(1);
  for (int64_t office = 0; office < 200; ++office) {
    const ReportName name = {office, kFirstYear + static_cast<int>(office % 10),
                             1 + static_cast<int>(office % 3)};
    const auto sent = form::FromMessage(
        catalog_, Parse(maker.Submission(name)).report().figures());
    ASSERT_TRUE(sent.ok());
    EXPECT_EQ(*sent, maker.Figures(name));
  }
}

TEST_F(ReportMakerTest, YearsContinue) {
  const ReportMaker maker = MakerOf(2);
  int64_t carried = 0;
  for (int64_t office = 0; office < kOffices; ++office) {
    for (int year = kFirstYear; year < kLastYear; ++year) {
      // Amendments change nothing of it.
      const auto last = maker.Figures({office, year, 1 + year % 2});
      const auto now = maker.Figures({office, year + 1, 1 + year % 3});
      for (const char* column : {"natural_person", "business", "total"}) {
        const int64_t out = Value(
            last, "requests.carried_over_to_next_year." + std::string(column));
        carried += out;
        ASSERT_EQ(out, Value(now, "requests.carried_over_from_last_year." +
                                      std::string(column)));
      }
      const std::string documents = "publication_2021.normative_documents.";
      if (year >= 2021) {
        ASSERT_EQ(Value(last, documents + "in_force") +
                      Value(now, documents + "issued") -
                      Value(now, documents + "repealed"),
                  Value(now, documents + "in_force"));
      }
      const std::string list = "publication_2019.licensing.items_";
      if (year < 2020) {
        ASSERT_EQ(
            Value(last, list + "last_year") + Value(last, list + "change"),
            Value(now, list + "last_year"));
      }
    }
  }
  EXPECT_GT(carried, 0);
}

TEST_F(ReportMakerTest, AnAmendmentChangesAFewFigures) {
  const ReportMaker maker = MakerOf(3);
  for (int64_t office = 0; office < 100; ++office) {
    for (int revision = 2; revision < 6; ++revision) {
      const auto before = maker.Figures({office, 2022, revision - 1});
      const auto after = maker.Figures({office, 2022, revision});
      int changed = 0;
      for (const form::Cell& cell : catalog_.cells()) {
        changed += before.value(cell.index) != after.value(cell.index);
        EXPECT_EQ(before.has(cell.index), after.has(cell.index));
      }
      EXPECT_GT(changed, 0);
      EXPECT_LE(changed, 12);
    }
  }
}

TEST_F(ReportMakerTest, FiguresHaveManyZerosALongTailAndSomeBlanks) {
  const ReportMaker maker = MakerOf(4);
  int64_t asked = 0;
  int64_t filled = 0;
  int64_t not_zero = 0;
  int64_t largest = 0;
  for (int64_t office = 0; office < kOffices; ++office) {
    const auto figures = maker.Figures({office, 2024, 1});
    asked += static_cast<int64_t>(maker.PlanOf(2024).asked.size());
    filled += figures.count();
    for (const form::Cell& cell : catalog_.cells()) {
      not_zero += figures.value(cell.index) != 0;
    }
    largest = std::max(largest, Value(figures, "requests.received.total"));
  }
  EXPECT_LT(filled, asked);
  EXPECT_GT(filled, asked * 98 / 100);
  EXPECT_GT(not_zero, asked * 3 / 100);
  EXPECT_LT(not_zero, asked * 30 / 100);
  EXPECT_GT(largest, 1'000);
}

TEST_F(ReportMakerTest, NarrativesHave2To8Kilobytes) {
  const ReportMaker maker = MakerOf(5);
  size_t smallest = 1'000'000;
  size_t largest = 0;
  for (int64_t office = 0; office < kOffices; ++office) {
    const ReportName name = {office, 2024, 1};
    const NarrativeText text = maker.Narrative(name, maker.Figures(name));
    const size_t bytes =
        text.overview.size() + text.problems.size() + text.others.size();
    smallest = std::min(smallest, bytes);
    largest = std::max(largest, bytes);
  }
  EXPECT_GE(smallest, 1'900u);
  EXPECT_LE(largest, 8'200u);
  EXPECT_GT(largest, 6'500u);
}

}  // namespace
}  // namespace disclosure::loadgen
