// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

#include "bench/peers/report_dump.h"

#include <algorithm>
#include <fstream>

#include "absl/strings/str_cat.h"
#include "bench/peers/scratch_folder.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace disclosure::bench {
namespace {

using ::testing::HasSubstr;

constexpr char kRegions[] =
    "code,parent,level\nCN,,1\n41,CN,2\n419001,41,4\n42,CN,2\n";

class ReportDumpTest : public ::testing::Test {
 protected:
  void Write(const std::string& name, const std::string& content) {
    std::ofstream(folder_->path() + "/" + name) << content;
  }

  // Reports with these lines after the head, read to the end; or the error.
  absl::StatusOr<std::string> Read(const std::string& lines) {
    Write("reports.csv",
          absl::StrCat("office,region,year,revision,a,b\n", lines));
    auto dump = ReportDump::Open(folder_->path(), /*cells=*/2);
    if (!dump.ok()) return dump.status();
    std::string text;
    for (;;) {
      auto piece = (*dump)->NextReports();
      if (!piece.ok()) return piece.status();
      if (piece->empty()) break;
      text += *piece;
    }
    text += absl::StrCat("= ", (*dump)->reports());
    return text;
  }

  std::string ErrorOf(const std::string& lines) {
    return std::string(Read(lines).status().message());
  }

  std::unique_ptr<ScratchFolder> folder_ =
      ScratchFolder::Make(::testing::TempDir()).value();
};

TEST_F(ReportDumpTest, RegionsHaveParentsAndDepths) {
  Write("regions.csv", kRegions);
  Write("reports.csv", "office,region,year,revision,a,b\n");
  auto dump = ReportDump::Open(folder_->path(), 2);
  ASSERT_TRUE(dump.ok()) << dump.status();
  std::string text;
  for (const ReportDump::Region& region : (*dump)->regions()) {
    absl::StrAppend(&text, region.parent, "/", region.depth, " ");
  }
  EXPECT_EQ(text, "-1/0 0/1 1/2 0/1 ");
  EXPECT_EQ((*dump)->depth_max(), 2);
}

TEST_F(ReportDumpTest, ReportsNameTheirRegionByIndex) {
  Write("regions.csv", kRegions);
  EXPECT_EQ(*Read("7,419001,2023,1,5,\n8,CN,2022,2,,-3\n"),
            "7,2,2023,1,5,\n8,0,2022,2,,-3\n= 2");
}

TEST_F(ReportDumpTest, ManyReportsComeInPieces) {
  Write("regions.csv", kRegions);
  std::string lines;
  for (int i = 0; i < 50'000; ++i) lines += "1234567,CN,2023,1,100,200\n";
  const std::string text = *Read(lines);
  EXPECT_EQ(std::count(text.begin(), text.end(), '\n'), 50'000);
  EXPECT_TRUE(text.ends_with("= 50000"));
}

TEST_F(ReportDumpTest, WhatIsNoDumpIsRefused) {
  EXPECT_THAT(ErrorOf(""), HasSubstr("regions.csv cannot be read"));
  Write("regions.csv", "code,level\n");
  EXPECT_THAT(ErrorOf(""), HasSubstr("expected code,parent,level"));
  Write("regions.csv", "code,parent,level\n41,CN,2\n");
  EXPECT_THAT(ErrorOf(""), HasSubstr("expected the code of a region"));
  Write("regions.csv", "code,parent,level\na,b,2\nb,a,2\n");
  EXPECT_THAT(ErrorOf(""), HasSubstr("in a circle"));
  Write("regions.csv", kRegions);
  EXPECT_THAT(ErrorOf("7,99,2023,1,5,6\n"), HasSubstr("found: 7,99"));
  EXPECT_THAT(ErrorOf("7,CN,2023,1,5\n"), HasSubstr("and 2 figures"));
  EXPECT_THAT(ErrorOf("7\n"), HasSubstr("found: 7"));
  Write("reports.csv", "office,region,year,a,b\n");
  EXPECT_THAT(ReportDump::Open(folder_->path(), 2).status().message(),
              HasSubstr("expected office,region,year,revision"));
}

}  // namespace
}  // namespace disclosure::bench
