// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

// A nation: 45,000 regions and 150,000 offices. What is done to it now and then
// must not be felt: the limits are far above what is measured, and far below
// what work over the whole registry would cost in a loop. Times are printed.

#include <iostream>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "base/text.h"
#include "gtest/gtest.h"
#include "registry/expected.h"
#include "registry/messages.h"
#include "registry/names.h"
#include "registry/registry.h"
#include "registry/test_rows.h"
#include "registry/year_tree.h"

namespace disclosure::registry {
namespace {

constexpr int kProvinces = 30;
constexpr int kCounties = 3'000;
constexpr int kTowns = 42'000;
constexpr int kOffices = 150'000;

std::string Province(int i) { return absl::StrCat("p", i % kProvinces); }
std::string County(int i) { return absl::StrCat("c", i % kCounties); }
std::string Town(int i) { return absl::StrCat("t", i % kTowns); }

// Two letters out of 5,000, as names are.
std::string Name(int i) {
  const auto letter = [](int n) {
    return static_cast<char32_t>(0x4E00 + n % 5'000);
  };
  return base::EncodeUtf8(std::u32string{letter(i), letter(i * 7 / 5'000)});
}

const v1::RegistryRows& Nation() {
  static const v1::RegistryRows* const nation = [] {
    Rows rows;
    rows.Region("n", "");
    for (int i = 0; i < kProvinces; ++i) rows.Region(Province(i), "n");
    for (int i = 0; i < kCounties; ++i) {
      rows.Region(County(i), Province(i), {.by_area = i % 3 == 0});
    }
    for (int i = 0; i < kTowns; ++i) rows.Region(Town(i), County(i));
    for (int i = 0; i < kOffices; ++i) {
      rows.Office(absl::StrCat("o", i), i % 3 == 0 ? Town(i / 3) : County(i),
                  {.name = Name(i) + "街道办事处",
                   .reports = i % 50 == 1 && i < kCounties ? "area" : "own",
                   .line = absl::StrCat("line", i % 40)});
    }
    return new v1::RegistryRows(rows);
  }();
  return *nation;
}

template <typename Work>
absl::Duration TimeOf(const std::string& what, Work work) {
  const absl::Time begin = absl::Now();
  work();
  const absl::Duration taken = absl::Now() - begin;
  std::cout << what << ": " << taken << "\n";
  return taken;
}

TEST(RegistryScaleTest, ANationIsChangedInNoTime) {
  std::shared_ptr<const Registry> registry;
  TimeOf("apply 195,000 rows", [&] { registry = Of(Nation()); });
  TimeOf("apply them again",
         [&] { EXPECT_EQ(With(registry, Nation()), registry); });
  std::shared_ptr<const YearTree> tree;
  TimeOf("tree of a year", [&] { tree = registry->ForYear(2020); });
  EXPECT_EQ(tree->regions().size(),
            size_t{1 + kProvinces + kCounties + kTowns});
  EXPECT_EQ(tree->offices().size(), size_t{kOffices});
  TimeOf("expected reports", [&] { Expected expected(*tree); });
  TimeOf("names", [&] { registry->NamesForYear(2020); });
  EXPECT_LT(
      TimeOf(
          "unknown office, 10 times",
          [&] {
            for (int i = 0; i < 10; ++i) {
              EXPECT_FALSE(
                  UnknownOffice(*registry, Name(77) + "街办事处", 2020).ok());
            }
          }),
      absl::Seconds(10));

  std::shared_ptr<const Registry> next;
  EXPECT_LT(TimeOf("apply 3 rows",
                   [&] {
                     next = With(registry,
                                 Rows()
                                     .Region("t7", "c8", {.years = {0, 2024}})
                                     .Region("t7", "c9", {.years = {2025, 0}})
                                     .Office("o500000", "t7"));
                   }),
            absl::Seconds(1));
  EXPECT_LT(TimeOf("end a region with everything below refused",
                   [&] {
                     const auto applied = next->Apply(
                         Rows().Region("n", "", {.years = {0, 2030}}));
                     EXPECT_EQ(applied->problems.size(), size_t{kProvinces});
                   }),
            absl::Seconds(1));
  EXPECT_LT(TimeOf("1,000 changes of one row",
                   [&] {
                     for (int i = 0; i < 1000; ++i) {
                       next = With(next, Rows().Office(absl::StrCat("o", i * 3),
                                                       Town(i), {.name = "x"}));
                     }
                   }),
            absl::Seconds(30));
}

TEST(RegistryScaleTest, ThreadsMayAskForYearsAtOnce) {
  const auto registry =
      With(Of(Nation()), Rows()
                             .Region("late", "n", {.years = {2015, 0}})
                             .Region("later", "n", {.years = {2020, 0}}));
  std::vector<std::thread> threads;
  std::vector<std::shared_ptr<const YearTree>> trees(6);
  for (int i = 0; i < 6; ++i) {
    threads.emplace_back([&registry, &trees, i] {
      trees[i] = registry->ForYear(2010 + i % 3 * 5);
      EXPECT_EQ(&registry->NamesForYear(2020)->tree(),
                registry->ForYear(2020).get());
    });
  }
  for (std::thread& thread : threads) thread.join();
  for (int i = 0; i < 3; ++i) EXPECT_EQ(trees[i], trees[i + 3]);
  EXPECT_NE(trees[0], trees[1]);
}

}  // namespace
}  // namespace disclosure::registry
