// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

#include "cli/template_names.h"

#include "base/text.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace disclosure::cli {
namespace {

using testing::ElementsAre;

TEST(TemplateNames, AreMadeOfNameAndYear) {
  EXPECT_EQ(TemplateFileName("天坛街道", "", 2024, false),
            "填报表-天坛街道-2024.xlsx");
  EXPECT_EQ(TemplateFileName("济源市人民政府", "", 2024, true),
            "填报表-济源市人民政府-2024-area.xlsx");
}

TEST(TemplateNames, HoldNoForbiddenCharacters) {
  EXPECT_EQ(TemplateFileName("a/b\\c:d*e?f\"g<h>i|j\nk", "", 2024, false),
            "填报表-a_b_c_d_e_f_g_h_i_j_k-2024.xlsx");
  EXPECT_EQ(TemplateFileName("../..", "", 2024, false),
            "填报表-.._..-2024.xlsx");
}

TEST(TemplateNames, AreCutBetweenCharacters) {
  std::string name = "a";
  for (int i = 0; i < 100; ++i) name += "局";
  const std::string file = TemplateFileName(name, name, 2024, true);
  EXPECT_LE(file.size(), 255u);
  EXPECT_TRUE(base::IsValidUtf8(file)) << file;
}

TEST(TemplateNames, HaveTheIdWhereTheyWouldBeTheSame) {
  EXPECT_THAT(
      TemplateFileNames({{.id = "1", .name = "天坛街道"},
                         {.id = "2", .name = "天坛镇"},
                         {.id = "3", .name = "天坛街道"},
                         {.id = "3", .name = "天坛街道", .area = true}},
                        2024),
      ElementsAre("填报表-天坛街道-1-2024.xlsx", "填报表-天坛镇-2024.xlsx",
                  "填报表-天坛街道-3-2024.xlsx",
                  "填报表-天坛街道-2024-area.xlsx"));
}

}  // namespace
}  // namespace disclosure::cli
