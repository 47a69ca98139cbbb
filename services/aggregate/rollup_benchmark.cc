// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

// What changes cost in a province of four levels, with five years of full
// reports of 3,700 offices: applying them, moving a region, a snapshot for a
// new follower, a verify. Items are changes.
//
//   build/release/rollup_benchmark

#include <random>

#include <benchmark/benchmark.h>

#include "absl/strings/str_cat.h"
#include "services/aggregate/testing/test_log.h"
#include "services/aggregate/update_cursor.h"
#include "services/aggregate/verify.h"

namespace disclosure::aggregate {
namespace {

constexpr int kCities = 10;
constexpr int kCounties = 8;
constexpr int kTowns = 12;
constexpr int kDepartments = 30;

// 80 counties of 30 departments, 960 towns: about 3,700 offices.
v1::RegistryRows Province(std::vector<std::string>* offices) {
  v1::RegistryRows rows;
  auto add_office = [&](const std::string& region, int number,
                        const std::string& line) {
    std::string id = absl::StrCat(region, "-", number);
    *rows.add_offices() = Office(id, region, line);
    offices->push_back(id);
  };
  auto add_departments = [&](const std::string& region) {
    for (int i = 0; i < kDepartments; ++i) {
      add_office(region, i, absl::StrCat("line", i));
    }
  };
  *rows.add_regions() = Region("P", "");
  add_departments("P");
  for (int city = 0; city < kCities; ++city) {
    std::string city_code = absl::StrCat("P", city);
    *rows.add_regions() = Region(city_code, "P");
    add_departments(city_code);
    for (int county = 0; county < kCounties; ++county) {
      std::string code = absl::StrCat(city_code, county);
      *rows.add_regions() = Region(code, city_code);
      add_departments(code);
      for (int town = 0; town < kTowns; ++town) {
        std::string town_code = absl::StrCat(code, "T", town);
        *rows.add_regions() = Region(town_code, code);
        add_office(town_code, 0, "town");
      }
    }
  }
  return rows;
}

// A log with one full report of every office and year.
class Scene {
 public:
  static Scene& Get() {
    static Scene scene;
    return scene;
  }

  const form::Catalog& catalog = **form::Catalog::BuiltIn();
  FormLayout layout{catalog};
  TestLog log{catalog};

 private:
  Scene() {
    std::vector<std::string> offices;
    log.Apply(Province(&offices));
    std::mt19937 random(1);
    TestReport report;
    report.editions = BothOf(v1::EDITION_2021);
    std::vector<bool> asked = catalog.AskedCells(report.editions);
    for (int year = 2019; year < 2024; ++year) {
      for (const std::string& office : offices) {
        for (const form::Cell& cell : catalog.cells()) {
          if (!asked[static_cast<size_t>(cell.index)]) continue;
          report.figures[cell.path] = random() % 10 < 7 ? 0 : random() % 5000;
        }
        log.File(office, year, v1::SCOPE_OWN, report);
      }
    }
  }
};

void Follow(const Scene& scene, Rollup* rollup) {
  for (const v1::LoggedChange& change : scene.log.changes()) {
    if (!rollup->Apply(Decode(scene.layout, change)).ok()) std::abort();
  }
}

void SetReports(benchmark::State& state) {
  state.SetItemsProcessed(state.iterations() * Scene::Get().log.head());
}

void BM_Rebuild(benchmark::State& state) {
  const Scene& scene = Scene::Get();
  for (auto _ : state) {
    Rollup rollup(scene.layout, scene.log.info());
    Follow(scene, &rollup);
    state.counters["rows"] = static_cast<double>(rollup.row_count());
  }
  SetReports(state);
}
BENCHMARK(BM_Rebuild)->Unit(benchmark::kMillisecond);

void BM_RebuildInBulk(benchmark::State& state) {
  const Scene& scene = Scene::Get();
  for (auto _ : state) {
    Rollup rollup(scene.layout, scene.log.info());
    rollup.BeginBulk();
    Follow(scene, &rollup);
    rollup.Settle();
  }
  SetReports(state);
}
BENCHMARK(BM_RebuildInBulk)->Unit(benchmark::kMillisecond);

void BM_DecodeOnly(benchmark::State& state) {
  const Scene& scene = Scene::Get();
  for (auto _ : state) {
    for (const v1::LoggedChange& change : scene.log.changes()) {
      benchmark::DoNotOptimize(Decode(scene.layout, change));
    }
  }
  SetReports(state);
}
BENCHMARK(BM_DecodeOnly)->Unit(benchmark::kMillisecond);

// What is done under the lock: the changes are decoded before.
void BM_ApplyOnly(benchmark::State& state) {
  const Scene& scene = Scene::Get();
  std::vector<DecodedChange> decoded;
  for (const v1::LoggedChange& change : scene.log.changes()) {
    decoded.push_back(Decode(scene.layout, change));
  }
  for (auto _ : state) {
    Rollup rollup(scene.layout, scene.log.info());
    for (const DecodedChange& change : decoded) {
      if (!rollup.Apply(change).ok()) std::abort();
    }
  }
  SetReports(state);
}
BENCHMARK(BM_ApplyOnly)->Unit(benchmark::kMillisecond);

// A county moves to another city: rows move, reports do not.
void BM_MoveRegion(benchmark::State& state) {
  const Scene& scene = Scene::Get();
  Rollup rollup(scene.layout, scene.log.info());
  Follow(scene, &rollup);
  TestLog log = scene.log;
  int city = 0;
  for (auto _ : state) {
    city = (city + 1) % kCities;
    const v1::LoggedChange& change =
        log.Apply(Rows({Region("P00", absl::StrCat("P", city))}, {}));
    if (!rollup.Apply(Decode(scene.layout, change)).ok()) std::abort();
  }
}
BENCHMARK(BM_MoveRegion)->Unit(benchmark::kMillisecond);

void BM_Snapshot(benchmark::State& state) {
  const Scene& scene = Scene::Get();
  Rollup rollup(scene.layout, scene.log.info());
  Follow(scene, &rollup);
  for (auto _ : state) {
    UpdateCursor cursor(rollup, v1::LogPosition());
    v1::RollupServiceFollowResponse slice;
    int64_t bytes = 0;
    while (cursor.Next(rollup, 1 << 20, &slice)) {
      bytes += static_cast<int64_t>(slice.ByteSizeLong());
      slice.Clear();
    }
    state.counters["megabytes"] = static_cast<double>(bytes) / 1e6;
  }
}
BENCHMARK(BM_Snapshot)->Unit(benchmark::kMillisecond);

void BM_Verify(benchmark::State& state) {
  const Scene& scene = Scene::Get();
  Rollup rollup(scene.layout, scene.log.info());
  Follow(scene, &rollup);
  for (auto _ : state) {
    Recomputation again(scene.layout);
    for (const v1::LoggedChange& change : scene.log.changes()) {
      if (!again.Take(change).ok()) std::abort();
    }
    v1::VerifyResponse response;
    if (!again
             .Compare(
                 rollup, [] { return false; }, &response)
             .ok() ||
        response.mismatch_count() != 0) {
      std::abort();
    }
  }
  SetReports(state);
}
BENCHMARK(BM_Verify)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace disclosure::aggregate

BENCHMARK_MAIN();
