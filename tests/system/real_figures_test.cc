// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

// Real figures through the whole suite: what was published must come out as it
// was published, whichever way it is added up.

#include <string>
#include <vector>

#include "gtest/gtest.h"
#include "tests/system/compare.h"
#include "tests/system/daemon.h"
#include "tests/system/reports.h"

namespace disclosure::testing {
namespace {

constexpr char kCity[] = "320800";
constexpr char kDistrict[] = "320813";

class RealFiguresTest : public ::testing::Test {
 protected:
  RealFiguresTest()
      : daemon_({"--target=all", "--data-dir=" + folder_.path() + "/data"}),
        rows_(ReadTestRegistry()) {
    if (!daemon_.StartReady()) return;
    client_ = std::make_unique<Client>(daemon_.address());
    Apply(rows_);
  }
  ~RealFiguresTest() override {
    if (client_ == nullptr) return;
    ExpectVerified(*client_);
    client_.reset();
    daemon_.Stop();
  }

  void Apply(const v1::RegistryRows& rows) {
    auto applied = client_->Apply(rows);
    ASSERT_TRUE(applied.ok()) << Describe(applied.status());
    position_ = applied->position();
  }

  // Submits a report, which must be without errors.
  v1::Receipt Submit(const v1::AnnualReport& report) {
    auto receipt = client_->Submit(report);
    EXPECT_TRUE(receipt.ok()) << Describe(receipt.status());
    if (!receipt.ok()) return {};
    EXPECT_EQ(receipt->errors(), 0);
    position_ = receipt->position();
    return *receipt;
  }

  v1::Totals GetTotals(const std::string& region, int year) {
    v1::GetTotalsRequest request;
    request.set_region(region);
    request.set_year(year);
    *request.mutable_min_position() = position_;
    auto answer =
        Call(client_->query(), &v1::QueryService::Stub::GetTotals, request);
    EXPECT_TRUE(answer.ok()) << Describe(answer.status());
    return answer.ok() ? answer->totals() : v1::Totals();
  }

  // How the district enters the city's total.
  void SetCountedBy(v1::CountedBy counted_by) {
    for (const v1::RegionRow& row : rows_.regions()) {
      if (row.code() != kDistrict) continue;
      v1::RegistryRows change;
      *change.add_regions() = row;
      change.mutable_regions(0)->set_counted_by(counted_by);
      Apply(change);
    }
  }

  static void ExpectFigures(const v1::AnnualReport& expected,
                            const v1::Figures& found) {
    EXPECT_EQ(PrintDifferences(ToMap(expected.figures()), ToMap(found)), "");
  }

  TemporaryFolder folder_;
  Daemon daemon_;
  v1::RegistryRows rows_;
  std::unique_ptr<Client> client_;
  v1::LogPosition position_;
};

TEST_F(RealFiguresTest, TotalOfOneReportIsTheReport) {
  const v1::AnnualReport report = ReadTestReport("419001004-01-2020.json");
  Submit(report);
  const v1::Totals totals = GetTotals("419001", 2020);
  ExpectFigures(report, totals.figures());
  EXPECT_EQ(totals.coverage().expected(), 16);
  EXPECT_EQ(totals.coverage().missing(), 15);
  // The row that the scan lost: asked for, not zero.
  EXPECT_EQ(Print(ToMap(totals.not_reported())),
            "  publication_2019.central_procurement.amount_fen 1\n"
            "  publication_2019.central_procurement.projects 1\n");
}

TEST_F(RealFiguresTest, DistrictCountsInItsCityAsItsRowSays) {
  const v1::AnnualReport city = ReadTestReport("320800-01-2024-area.json");
  const v1::AnnualReport district = ReadTestReport("320813-01-2024-area.json");
  Submit(city);
  Submit(district);
  v1::Totals totals = GetTotals(kCity, 2024);
  ExpectFigures(city, totals.published());
  // The district is the only part that has filed.
  ExpectFigures(district, totals.parts());
  ExpectFigures(district, totals.figures());
  ExpectFigures(district, GetTotals(kDistrict, 2024).published());

  SetCountedBy(v1::COUNTED_BY_PARTS);
  totals = GetTotals(kCity, 2024);
  ExpectFigures(city, totals.published());
  ExpectFigures(v1::AnnualReport(), totals.parts());
  // Its own page shows it all the same.
  ExpectFigures(district, GetTotals(kDistrict, 2024).published());

  SetCountedBy(v1::COUNTED_BY_AREA);
  ExpectFigures(district, GetTotals(kCity, 2024).parts());
}

TEST_F(RealFiguresTest, PublishedFiguresDividedAddUpAgain) {
  Random random(TestSeed());
  const v1::AnnualReport district = ReadTestReport("320813-01-2024-area.json");
  Submit(district);
  std::vector<std::string> offices;
  for (const v1::OfficeRow& row : rows_.offices()) {
    if (row.region().starts_with(kDistrict) && row.reports_own()) {
      offices.push_back(row.id());
    }
  }
  ASSERT_GT(offices.size(), 3u);
  const std::vector<FigureMap> parts = Divide(random, ToMap(district.figures()),
                                              static_cast<int>(offices.size()));
  for (size_t i = 0; i < offices.size(); ++i) {
    v1::AnnualReport report;
    report.set_office(offices[i]);
    report.set_year(2024);
    report.set_scope(v1::SCOPE_OWN);
    *report.mutable_editions() = district.editions();
    *report.mutable_figures() = FromMap(parts[i]);
    Submit(report);
  }
  const v1::Totals totals = GetTotals(kDistrict, 2024);
  ExpectFigures(district, totals.published());
  ExpectFigures(district, totals.parts());
  // And through its city, counted the one way or the other.
  ExpectFigures(district, GetTotals(kCity, 2024).figures());
  SetCountedBy(v1::COUNTED_BY_PARTS);
  ExpectFigures(district, GetTotals(kCity, 2024).figures());
}

TEST_F(RealFiguresTest, BlanksStayBlank) {
  const v1::AnnualReport report = ReadTestReport("321322-02-2023.json");
  Submit(report);
  const FigureMap figures = ToMap(report.figures());
  v1::QueryServiceGetReportRequest request;
  request.set_office(report.office());
  request.set_year(report.year());
  request.set_scope(report.scope());
  auto stored =
      Call(client_->query(), &v1::QueryService::Stub::GetReport, request);
  ASSERT_TRUE(stored.ok()) << Describe(stored.status());
  ExpectFigures(report, stored->report().report().figures());

  const v1::Totals totals = GetTotals("321322", 2023);
  ExpectFigures(report, totals.figures());
  FigureMap blanks;
  for (const std::string& path : AskedPaths(report.editions())) {
    if (!figures.contains(path)) blanks[path] = 1;
  }
  EXPECT_FALSE(blanks.empty());
  EXPECT_EQ(PrintDifferences(blanks, ToMap(totals.not_reported())), "");
}

}  // namespace
}  // namespace disclosure::testing
