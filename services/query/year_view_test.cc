// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

// The offices of a subtree: in order, from anywhere, and held ready.

#include "services/query/year_view.h"

#include <memory>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "registry/registry.h"
#include "services/query/test_world.h"

namespace disclosure::query {
namespace {

using testing::ElementsAre;

class YearViewTest : public testing::Test {
 protected:
  // `late` is the id of an office deep down that comes after all others; its id
  // says nothing of its region.
  void SetUp() override {
    TestWorld world;
    v1::OfficeRow* late = world.MutableOffice("320803001-01");
    late->set_id("999-01");
    const auto registry = registry::Registry::Empty()->Apply(world.rows());
    ASSERT_TRUE(registry.ok() && registry->problems.empty());
    view_ = std::make_unique<YearView>(registry->registry->ForYear(2022));
  }

  std::vector<std::string> Ids(absl::Span<const int> offices) const {
    std::vector<std::string> ids;
    for (const int office : offices) {
      ids.emplace_back(view_->tree().offices()[office].id());
    }
    return ids;
  }

  int Region(const std::string& code) const {
    return view_->tree().FindRegion(code);
  }

  std::unique_ptr<YearView> view_;
};

TEST_F(YearViewTest, OfficesOfASubtreeAreOrderedById) {
  EXPECT_THAT(Ids(view_->OfficesBelow(Region("320800"))),
              ElementsAre("320800-01", "320800-02", "320800-90", "320803-01",
                          "320813-01", "320813100-01", "999-01"));
  EXPECT_THAT(Ids(view_->OfficesBelow(Region("320803"))),
              ElementsAre("320803-01", "999-01"));
  EXPECT_EQ(Ids(view_->OfficesBelow(YearTree::kNone)),
            Ids(view_->OfficesBelow(Region("320000"))));
}

TEST_F(YearViewTest, OfficesFromAnId) {
  const int city = Region("320800");
  EXPECT_EQ(Ids(view_->OfficesFrom(city, "")), Ids(view_->OfficesBelow(city)));
  EXPECT_THAT(Ids(view_->OfficesFrom(city, "320813-01")),
              ElementsAre("320813-01", "320813100-01", "999-01"));
  EXPECT_THAT(Ids(view_->OfficesFrom(city, "320813-0")),
              ElementsAre("320813-01", "320813100-01", "999-01"));
  EXPECT_THAT(Ids(view_->OfficesFrom(city, "999-02")), ElementsAre());
}

TEST_F(YearViewTest, NothingIsSortedOrCopiedForAnAnswer) {
  for (size_t region = 0; region < view_->tree().regions().size(); ++region) {
    const int number = static_cast<int>(region);
    EXPECT_EQ(view_->OfficesBelow(number).data(),
              view_->OfficesBelow(number).data());
  }
}

}  // namespace
}  // namespace disclosure::query
