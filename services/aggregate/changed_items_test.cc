// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

// The order of changes: each item once, at its newest place, whatever was
// walked before and however often items move.

#include "services/aggregate/changed_items.h"

#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace disclosure::aggregate {
namespace {

class NamedItem : public Item {
 public:
  explicit NamedItem(char name) : name(name) {}
  size_t AppendTo(const FormLayout&,
                  v1::RollupServiceFollowResponse*) const override {
    return 1;
  }
  const char name;
};

// Walks at most `count` items from `point` and returns their names.
std::string Walk(const ChangedItems& items, uint64_t* point,
                 size_t count = 1000) {
  std::string names;
  items.Walk(point, [&](const Item& item) {
    names.push_back(static_cast<const NamedItem&>(item).name);
    return names.size() < count;
  });
  return names;
}

TEST(ChangedItemsTest, AnItemThatChangesAgainMovesToTheEnd) {
  NamedItem a('a'), b('b'), c('c');
  ChangedItems items;
  items.Touch(&a, 1);
  items.Touch(&b, 2);
  items.Touch(&c, 3);
  items.Touch(&a, 4);
  uint64_t point = 0;
  EXPECT_EQ(Walk(items, &point), "bca");
  EXPECT_EQ(point, items.end());
  EXPECT_EQ(Walk(items, &point), "");
  EXPECT_EQ(a.changed_at(), 4);
}

TEST(ChangedItemsTest, AWalkMeetsAgainWhatChangesBehindIt) {
  NamedItem a('a'), b('b'), c('c');
  ChangedItems items;
  for (NamedItem* item : {&a, &b, &c}) items.Touch(item, 1);
  uint64_t point = 0;
  EXPECT_EQ(Walk(items, &point, 2), "ab");
  items.Touch(&a, 2);
  EXPECT_EQ(Walk(items, &point), "ca");
}

TEST(ChangedItemsTest, PointsAreFoundBySequence) {
  NamedItem a('a'), b('b'), c('c');
  ChangedItems items;
  EXPECT_EQ(items.After(5), 0u);
  items.Touch(&a, 2);
  items.Touch(&b, 2);
  items.Touch(&c, 5);
  for (auto [sequence, expected] : std::vector<std::pair<int64_t, std::string>>{
           {0, "abc"}, {1, "abc"}, {2, "c"}, {4, "c"}, {5, ""}, {9, ""}}) {
    uint64_t point = items.After(sequence);
    EXPECT_EQ(Walk(items, &point), expected) << sequence;
  }
}

TEST(ChangedItemsTest, ManyMovesLoseNothing) {
  NamedItem a('a'), b('b'), c('c');
  ChangedItems items;
  items.Touch(&c, 1);
  items.Touch(&a, 1);
  uint64_t early = items.end();
  for (int i = 2; i < 10'000; ++i) items.Touch(i % 2 == 0 ? &a : &b, i);
  uint64_t point = 0;
  EXPECT_EQ(Walk(items, &point), "cab");
  EXPECT_EQ(Walk(items, &early), "ab");
  point = items.After(9'998);
  EXPECT_EQ(Walk(items, &point), "b");
}

}  // namespace
}  // namespace disclosure::aggregate
