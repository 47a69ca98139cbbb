// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

// The divisions as the package has them become a registry that the service
// accepts, of as many offices as are asked for.

#include "bench/loadgen/nation.h"

#include <algorithm>
#include <filesystem>
#include <set>
#include <string>

#include "base/file.h"
#include "bench/loadgen/test_divisions.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "registry/registry.h"

namespace disclosure::loadgen {
namespace {

using ::testing::HasSubstr;

class NationTest : public ::testing::Test {
 protected:
  void SetUp() override {
    folder_ = ::testing::TempDir() + "nation_test";
    std::filesystem::remove_all(folder_);
    WriteTestDivisions(folder_);
  }
  void TearDown() override { std::filesystem::remove_all(folder_); }

  Nation Make(int64_t offices) {
    auto divisions = ReadDivisions(folder_);
    EXPECT_TRUE(divisions.ok()) << divisions.status();
    auto nation = Nation::Make(*divisions, offices);
    EXPECT_TRUE(nation.ok()) << nation.status();
    return *std::move(nation);
  }

  std::string folder_;
};

// The code of the region above the one with this code.
std::string ParentOf(const Nation& nation, const std::string& code) {
  const int region = nation.FindRegion(code);
  EXPECT_GE(region, 0) << code;
  const int parent = nation.regions()[static_cast<size_t>(region)].parent;
  return parent < 0 ? "" : nation.regions()[static_cast<size_t>(parent)].code;
}

TEST_F(NationTest, LeavesOutHeadingsThatAreNoGovernment) {
  const Nation nation = Make(100);
  EXPECT_EQ(nation.regions().size(), kTestRegions);
  EXPECT_EQ(nation.FindRegion("110100"), -1);
  EXPECT_EQ(ParentOf(nation, "CN"), "");
  EXPECT_EQ(ParentOf(nation, "110000"), "CN");
  EXPECT_EQ(ParentOf(nation, "110101"), "110000");
  EXPECT_EQ(ParentOf(nation, "410102"), "410100");
  EXPECT_EQ(ParentOf(nation, "419001"), "410000");
  EXPECT_EQ(ParentOf(nation, "419001004"), "419001");
  EXPECT_EQ(ParentOf(nation, "441900003"), "441900");
  EXPECT_EQ(ParentOf(nation, "441900"), "440000");
}

TEST_F(NationTest, HasAsManyOfficesAsAskedForEachWithAnIdOfItsOwn) {
  for (const int64_t count : {1, 5, 9, 12, 60, 150, 2'000}) {
    const Nation nation = Make(count);
    EXPECT_EQ(static_cast<int64_t>(nation.offices().size()), count);
    std::set<std::string> ids;
    int64_t of_towns = 0;
    for (int64_t i = 0; i < count; ++i) {
      ids.insert(nation.OfficeId(i));
      of_towns += nation.offices()[static_cast<size_t>(i)].line < 0;
    }
    EXPECT_EQ(static_cast<int64_t>(ids.size()), count);
    EXPECT_EQ(of_towns, std::clamp<int64_t>(count * 7 / 10, 1, kTestTowns));
  }
}

TEST_F(NationTest, NamesOfficesByWhatTheyAre) {
  const Nation nation = Make(30);
  std::set<std::string> names;
  for (int64_t i = 0; i < 30; ++i) names.insert(nation.OfficeName(i));
  for (const char* name :
       {"天坛街道办事处", "枫杨街道办事处", "科技园管理委员会",
        "克井镇人民政府", "河南省人民政府办公厅", "东城区人民政府办公室"}) {
    EXPECT_TRUE(names.contains(name)) << name;
  }
}

TEST_F(NationTest, RowsMakeOneRegistryPieceByPiece) {
  const Nation nation = Make(500);
  const auto pieces = nation.Rows(/*bytes_max=*/2'000);
  EXPECT_GT(pieces.size(), 5u);
  auto registry = registry::Registry::Empty();
  for (const v1::RegistryRows& rows : pieces) {
    EXPECT_LE(rows.ByteSizeLong(), 2'000u);
    auto applied = registry->Apply(rows);
    ASSERT_TRUE(applied.ok()) << applied.status();
    ASSERT_TRUE(applied->problems.empty());
    registry = applied->registry;
  }
  EXPECT_EQ(registry->region_row_count(), kTestRegions);
  EXPECT_EQ(registry->office_row_count(), 500);
}

TEST_F(NationTest, RefusesFilesThatAreNoDivisions) {
  const std::string towns = folder_ + "/dist/streets.json";
  ASSERT_TRUE(base::WriteFile(towns, "{}").ok());
  EXPECT_THAT(std::string(ReadDivisions(folder_).status().message()),
              HasSubstr("a JSON array was expected"));
  ASSERT_TRUE(base::WriteFile(towns, R"([{"code":"1"}])").ok());
  EXPECT_THAT(std::string(ReadDivisions(folder_).status().message()),
              HasSubstr("no code or no name"));
  ASSERT_TRUE(
      base::WriteFile(towns, R"([{"code":"1","name":"x","areaCode":"9"}])")
          .ok());
  EXPECT_THAT(std::string(ReadDivisions(folder_).status().message()),
              HasSubstr("below nothing known"));
  std::filesystem::remove(towns);
  EXPECT_EQ(ReadDivisions(folder_).status().code(),
            absl::StatusCode::kNotFound);
}

TEST_F(NationTest, RefusesImpossibleNumbersOfOffices) {
  auto divisions = ReadDivisions(folder_);
  ASSERT_TRUE(divisions.ok());
  EXPECT_FALSE(Nation::Make(*divisions, 0).ok());
  EXPECT_FALSE(Nation::Make(*divisions, Nation::kOfficesMax + 1).ok());
  EXPECT_FALSE(Nation::Make(Divisions(), 10).ok());
}

}  // namespace
}  // namespace disclosure::loadgen
