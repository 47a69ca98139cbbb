// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

// Answers made of kept bytes say what the answers made as messages say, and no
// more is kept than may be. Worlds change at random, and after each change the
// same questions are asked in both ways, so that what is kept is out of date as
// often as not.

#include "services/query/kept_totals.h"

#include <random>
#include <string>
#include <vector>

#include "base/error.h"
#include "google/protobuf/util/message_differencer.h"
#include "gtest/gtest.h"
#include "services/query/test_world.h"
#include "services/query/totals.h"

namespace disclosure::query {
namespace {

using google::protobuf::util::MessageDifferencer;

constexpr char kReceived[] = "requests.received.total";

template <class Response>
void ExpectSame(const absl::StatusOr<WireAnswer>& wire,
                const absl::StatusOr<Response>& message) {
  ASSERT_EQ(wire.status(), message.status());
  if (!wire.ok()) return;
  Response parsed;
  const std::string bytes = wire->ToString();
  ASSERT_EQ(bytes.size(), wire->size());
  ASSERT_TRUE(parsed.ParseFromString(bytes));
  ASSERT_TRUE(MessageDifferencer::Equals(parsed, *message))
      << parsed.DebugString() << message->DebugString();
}

class KeptTotalsTest : public testing::Test {
 protected:
  int Draw(int below) {
    return static_cast<int>(random_() % static_cast<unsigned>(below));
  }

  template <class Item>
  const Item& DrawOne(const std::vector<Item>& items) {
    return items[static_cast<size_t>(Draw(static_cast<int>(items.size())))];
  }

  void ChangeReports() {
    for (int i = Draw(4); i > 0; --i) {
      const auto& [office, scope] = DrawOne(filers_);
      if (Draw(3) == 0) {
        world_.Withdraw(office, DrawOne(years_), scope);
      } else {
        world_.File(office, DrawOne(years_), scope,
                    {.figures = {{kReceived, Draw(100'000)}},
                     .late = Draw(2) == 0,
                     .errors = Draw(2)});
      }
    }
  }

  void ChangeRegistry() {
    v1::RegionRow* const region = world_.MutableRegion(DrawOne(regions_));
    switch (Draw(3)) {
      case 0:
        region->set_name(region->name() + "新");
        break;
      case 1:
        region->set_counted_by(Draw(2) == 0 ? v1::COUNTED_BY_PARTS
                                            : v1::COUNTED_BY_AREA);
        break;
      default:
        world_.MutableOffice("320803-01")
            ->set_line(Draw(2) == 0 ? "教育" : "街道乡镇");
    }
  }

  // Asks for everything in both ways.
  void Compare(KeptTotals& kept) {
    const AnswerContext context = world_.Context(model_);
    for (const std::string& region : regions_) {
      for (const int year : years_) {
        for (const char* line : {"", "教育", "街道乡镇", "税务", "无"}) {
          v1::GetTotalsRequest get;
          get.set_region(region);
          get.set_year(year);
          get.set_line(line);
          for (const v1::Part part : {v1::PART_UNSPECIFIED, v1::PART_OWN}) {
            get.set_part(part);
            ExpectSame(GetTotalsOnWire(context, kept, get),
                       GetTotals(context, get));
          }
          v1::ListTotalsRequest list;
          list.set_region(region);
          list.set_year(year);
          list.set_line(line);
          list.set_page_size(Draw(3));
          ExpectSame(ListTotalsOnWire(context, kept, list),
                     ListTotals(context, list));
        }
      }
    }
  }

  const std::vector<std::pair<std::string, v1::Scope>> filers_ = {
      {"320800-01", v1::SCOPE_OWN},  {"320800-01", v1::SCOPE_AREA},
      {"320800-02", v1::SCOPE_OWN},  {"320800-90", v1::SCOPE_OWN},
      {"320803-01", v1::SCOPE_OWN},  {"320803001-01", v1::SCOPE_OWN},
      {"320813-01", v1::SCOPE_AREA}, {"320813100-01", v1::SCOPE_OWN},
  };
  const std::vector<std::string> regions_ = {
      "320000", "320800", "320803", "320803001", "320813", "320813100"};
  const std::vector<int> years_ = {2021, 2022};
  std::mt19937 random_{20220131};
  TestWorld world_;
  ReadModel model_{world_.clock()};
};

TEST_F(KeptTotalsTest, AnswersAreThoseMadeAsMessages) {
  KeptTotals kept(1 << 20);
  Compare(kept);  // Not ready.
  for (int i = 0; i < 40; ++i) {
    ChangeReports();
    if (Draw(5) == 0) ChangeRegistry();
    // Another log comes as a snapshot.
    const bool restored = Draw(15) == 0;
    if (restored) world_.Restore("log-" + std::to_string(i));
    const bool snapshot = restored || Draw(10) == 0;
    ASSERT_TRUE(model_.Apply(world_.Next(snapshot)).ok());
    Compare(kept);
    if (HasFatalFailure()) return;
  }
  EXPECT_GT(kept.bytes(), 0u);
}

TEST_F(KeptTotalsTest, RefusalsAreTheSame) {
  ASSERT_TRUE(model_.Apply(world_.Next()).ok());
  const AnswerContext context = world_.Context(model_);
  KeptTotals kept(1 << 20);
  v1::GetTotalsRequest get;
  get.set_region("nowhere");
  get.set_year(2022);
  ExpectSame(GetTotalsOnWire(context, kept, get), GetTotals(context, get));
  get.set_region("320800");
  get.set_part(static_cast<v1::Part>(9));
  ExpectSame(GetTotalsOnWire(context, kept, get), GetTotals(context, get));
  v1::ListTotalsRequest list;
  list.set_region("320800");
  list.set_year(1999);
  ExpectSame(ListTotalsOnWire(context, kept, list), ListTotals(context, list));
  list.set_year(2022);
  list.set_page_token("x");
  ExpectSame(ListTotalsOnWire(context, kept, list), ListTotals(context, list));
}

TEST_F(KeptTotalsTest, WhatIsAskedForAgainIsTheSameBytes) {
  world_.File("320803-01", 2022, v1::SCOPE_OWN, {});
  ASSERT_TRUE(model_.Apply(world_.Next()).ok());
  KeptTotals kept(1 << 20);
  v1::GetTotalsRequest get;
  get.set_region("320800");
  get.set_year(2022);
  const auto ask = [&] {
    const auto answer = GetTotalsOnWire(world_.Context(model_), kept, get);
    return answer.ok() ? answer->pieces().back() : SharedBytes();
  };
  const SharedBytes first = ask();
  EXPECT_TRUE(ask() == first);
  // An update of other rows changes the position alone.
  world_.File("320803-01", 2021, v1::SCOPE_OWN, {});
  ASSERT_TRUE(model_.Apply(world_.Next()).ok());
  EXPECT_TRUE(ask() == first);
  world_.File("320803-01", 2022, v1::SCOPE_OWN, {.late = true});
  ASSERT_TRUE(model_.Apply(world_.Next()).ok());
  EXPECT_FALSE(ask() == first);
}

TEST_F(KeptTotalsTest, NoMoreIsKeptThanMayBe) {
  world_.File("320803-01", 2022, v1::SCOPE_OWN, {.figures = {{kReceived, 5}}});
  ASSERT_TRUE(model_.Apply(world_.Next()).ok());
  for (const size_t bytes_max : {size_t{0}, size_t{1} << 14}) {
    KeptTotals kept(bytes_max);
    Compare(kept);
    EXPECT_LE(kept.bytes(), bytes_max);
    Compare(kept);
  }
}

}  // namespace
}  // namespace disclosure::query
