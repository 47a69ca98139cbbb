// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

// The exact words of the refusals.

#include "registry/messages.h"

#include <string>

#include "base/error.h"
#include "base/text.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "registry/test_registry.h"

namespace disclosure::registry {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

class MessagesTest : public ::testing::Test {
 protected:
  const std::shared_ptr<const Registry> registry_ = TestRegistry();
};

std::string Zh(const absl::Status& status) {
  return base::GetErrorDetails(status).zh;
}

std::string En(const absl::Status& status) {
  return std::string(status.message());
}

TEST_F(MessagesTest, UnknownOfficeOffersSimilarNames) {
  const absl::Status status = UnknownOffice(*registry_, "天坛", 2020);
  EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(Zh(status),
            "没有编号为 “天坛” 的填报单位。名称相近：天坛街道办事处 "
            "419001004-01（河南省 济源市）。请在文件的 office 一栏填编号。");
  EXPECT_EQ(En(status),
            "no office has the id \"天坛\". Similar: 天坛街道办事处 "
            "419001004-01 (河南省 济源市). Put the id into the file's field "
            "office.");
  const base::ErrorDetails details = base::GetErrorDetails(status);
  EXPECT_EQ(details.reason, "OFFICE_UNKNOWN");
  EXPECT_EQ(details.metadata.at("near"), "419001004-01");
  EXPECT_EQ(details.metadata.at("year"), "2020");
  ASSERT_EQ(details.violations.size(), 1u);
  EXPECT_EQ(details.violations[0].field, "office");
}

TEST_F(MessagesTest, UnknownOfficeLooksAtTheNameToo) {
  EXPECT_THAT(Zh(UnknownOffice(*registry_, "", 2020, "沭阳县发改局")),
              HasSubstr("沭阳县发展和改革局 321322-02（江苏省 宿迁市）"));
  // The id's region is known: its offices are meant.
  EXPECT_THAT(Zh(UnknownOffice(*registry_, "419001004-77", 2020)),
              HasSubstr("419001004-01"));
  EXPECT_EQ(Zh(UnknownOffice(*registry_, "xyz", 2020)),
            "没有编号为 “xyz” 的填报单位。请在文件的 office 一栏填编号。");
}

TEST_F(MessagesTest, AnOfficeOfOtherYearsIsToldSo) {
  const absl::Status status = UnknownOffice(*registry_, "320813-01", 2015);
  EXPECT_THAT(En(status), AllOf(HasSubstr("not registered for 2015"),
                                HasSubstr("it is for: 2016 on")));
  EXPECT_THAT(Zh(status), AllOf(HasSubstr("洪泽区人民政府办公室（320813-01）"),
                                HasSubstr("2016 年起")));
}

TEST_F(MessagesTest, TextFromOutsideIsTamed) {
  const std::string text = "\x1b[31m\xFF" + std::string(5000, 'x');
  for (const absl::Status& status :
       {UnknownOffice(*registry_, text, 2020, text),
        UnknownRegion(*registry_, text, 2020)}) {
    EXPECT_LT(En(status).size(), 400u);
    EXPECT_THAT(En(status), Not(HasSubstr("\x1b")));
    EXPECT_TRUE(base::IsValidUtf8(En(status)));
    EXPECT_TRUE(base::IsValidUtf8(Zh(status)));
  }
}

TEST_F(MessagesTest, UnknownRegion) {
  const absl::Status status = UnknownRegion(*registry_, "济原市", 2020);
  EXPECT_EQ(status.code(), absl::StatusCode::kNotFound);
  EXPECT_EQ(base::GetErrorDetails(status).reason, "REGION_UNKNOWN");
  EXPECT_EQ(Zh(status),
            "2020 年度没有代码或名称为 “济原市” 的地区。名称相近：济源市 "
            "419001（河南省）。");
  EXPECT_THAT(En(UnknownRegion(*registry_, "320813", 2015)),
              HasSubstr("320813 (洪泽区) is not registered for 2015"));
}

TEST_F(MessagesTest, PathsOfOfficesAndRegions) {
  const auto tree = registry_->ForYear(2020);
  EXPECT_EQ(DescribeRegionZh(*tree, tree->FindRegion("410000")),
            "河南省 410000");
  EXPECT_EQ(DescribeRegionEn(*tree, tree->FindRegion("419001004")),
            "天坛街道 419001004 (河南省 济源市)");
  EXPECT_EQ(DescribeOfficeEn(*tree, tree->FindOffice("320800-90")),
            "国家税务总局淮安市税务局 320800-90 (江苏省)");
}

}  // namespace
}  // namespace disclosure::registry
