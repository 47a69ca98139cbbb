// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

// A table is compared with a std::map that has had the same done to it, and old
// copies with the maps of their time.

#include "registry/sorted_table.h"

#include <map>
#include <random>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gtest/gtest.h"

namespace disclosure::registry {
namespace {

std::map<std::string, int> Contents(const SortedTable<int>& table,
                                    const std::string& from) {
  std::map<std::string, int> contents;
  std::string last;
  table.VisitFrom(from, [&](const std::string& key, int value) {
    EXPECT_TRUE(contents.empty() || last < key);
    last = key;
    contents[key] = value;
    return true;
  });
  return contents;
}

TEST(SortedTableTest, IsAMapThatKeepsItsPast) {
  constexpr int kSeed = 20210131;
  SCOPED_TRACE(absl::StrCat("seed ", kSeed));
  std::mt19937 random(kSeed);
  std::vector<SortedTable<int>> tables(1);
  std::vector<std::map<std::string, int>> maps(1);
  for (int round = 0; round < 60; ++round) {
    std::map<std::string, int> map = maps.back();
    SortedTable<int>::Editor editor(tables.back());
    const int edits = round % 3 == 0 ? 200 : 2;
    for (int i = 0; i < edits; ++i) {
      const std::string key = absl::StrCat(random() % 3000);
      const int value = static_cast<int>(random());
      editor.Edit(key) = value;
      map[key] = value;
      ASSERT_EQ(*editor.Find(key), value);
    }
    tables.push_back(std::move(editor).Finish());
    maps.push_back(map);
  }
  for (size_t i = 0; i < tables.size(); ++i) {
    ASSERT_EQ(Contents(tables[i], ""), maps[i]);
    const std::string from = absl::StrCat(random() % 3000);
    const std::map<std::string, int> rest(maps[i].lower_bound(from),
                                          maps[i].end());
    ASSERT_EQ(Contents(tables[i], from), rest);
    for (int n = 0; n < 50; ++n) {
      const std::string key = absl::StrCat(random() % 3000);
      const auto at = maps[i].find(key);
      const int* found = tables[i].Find(key);
      ASSERT_EQ(found != nullptr, at != maps[i].end());
      if (found != nullptr) {
        ASSERT_EQ(*found, at->second);
      }
    }
  }
}

TEST(SortedTableTest, VisitEndsWhenToldTo) {
  SortedTable<int> empty;
  EXPECT_EQ(empty.Find("a"), nullptr);
  SortedTable<int>::Editor editor(empty);
  for (int i = 0; i < 500; ++i) editor.Edit(absl::StrCat(1000 + i)) = i;
  const SortedTable<int> table = std::move(editor).Finish();
  int visited = 0;
  table.VisitFrom("1200", [&visited](const std::string& key, int) {
    ++visited;
    return key != "1400";
  });
  EXPECT_EQ(visited, 201);
}

}  // namespace
}  // namespace disclosure::registry
