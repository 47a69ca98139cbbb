// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

// The registry of a nation, about 45,000 regions and 150,000 offices: what a
// start pays for, and what each submission does.

#include <algorithm>
#include <cstddef>
#include <memory>
#include <random>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "base/check.h"
#include "benchmark/benchmark.h"
#include "registry/expected.h"
#include "registry/registry.h"
#include "registry/test_nation.h"
#include "registry/year_tree.h"

namespace disclosure::registry {
namespace {

constexpr int kYear = 2024;

std::shared_ptr<const Registry> Nation() {
  std::shared_ptr<const Registry> registry =
      Registry::Restore(ToAllRows(NationRows()));
  DISCLOSURE_CHECK(registry != nullptr);
  return registry;
}

void Restore(benchmark::State& state) {
  for (auto _ : state) {
    state.PauseTiming();
    AllRows copy = ToAllRows(NationRows());
    state.ResumeTiming();
    benchmark::DoNotOptimize(Registry::Restore(std::move(copy)));
  }
}
BENCHMARK(Restore)->Unit(benchmark::kMillisecond);

void CompileYear(benchmark::State& state) {
  for (auto _ : state) {
    state.PauseTiming();
    const std::shared_ptr<const Registry> registry = Nation();
    state.ResumeTiming();
    benchmark::DoNotOptimize(registry->ForYear(kYear));
  }
}
BENCHMARK(CompileYear)->Unit(benchmark::kMillisecond);

void CountExpected(benchmark::State& state) {
  const std::shared_ptr<const YearTree> tree = Nation()->ForYear(kYear);
  for (auto _ : state) benchmark::DoNotOptimize(Expected(*tree));
}
BENCHMARK(CountExpected)->Unit(benchmark::kMillisecond);

// What a submission asks about its office: offices come in no order.
void FindOffice(benchmark::State& state) {
  const std::shared_ptr<const YearTree> tree = Nation()->ForYear(kYear);
  std::vector<std::string> ids;
  for (int i = 0; i < kOffices; ++i) ids.push_back(absl::StrCat("o", i));
  std::shuffle(ids.begin(), ids.end(), std::mt19937(1));
  size_t next = 0;
  for (auto _ : state) {
    const YearTree::Office& office =
        tree->offices()[tree->FindOffice(ids[next])];
    if (++next == ids.size()) next = 0;
    benchmark::DoNotOptimize(office.reports_own());
    benchmark::DoNotOptimize(office.name().front());
    benchmark::DoNotOptimize(tree->regions()[office.region()].level());
  }
}
BENCHMARK(FindOffice);

}  // namespace
}  // namespace disclosure::registry

BENCHMARK_MAIN();
