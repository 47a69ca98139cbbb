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
#include "gtest/gtest.h"
#include "registry/expected.h"
#include "registry/messages.h"
#include "registry/names.h"
#include "registry/registry.h"
#include "registry/test_nation.h"
#include "registry/test_rows.h"
#include "registry/year_tree.h"

namespace disclosure::registry {
namespace {

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
  TimeOf("apply 195,000 rows", [&] { registry = Of(NationRows()); });
  TimeOf("apply them again",
         [&] { EXPECT_EQ(With(registry, NationRows()), registry); });
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
      With(Of(NationRows()), Rows()
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
