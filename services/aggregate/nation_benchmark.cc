// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

// What a nation costs: 150,000 offices in 46,000 regions of five levels.
//
//   build/release/rollup_benchmark --benchmark_filter=Nation
//
// BM_NationAmend  one amendment of ten figures, by the number of reports that
//                 are there: it should not depend on it. `per_cell_and_row` is
//                 what remains of it after 1 us, in ns
// BM_NationRows   summing up all rows after a replay in bulk. Items are reports
// BM_NationMemory bytes of a report and of a row, beside the registry
// BM_NationOffices applying the registry and making the tree of one year, by
//                 the number of nations side by side under one root: 67 have 10
//                 million offices. Reports are there of the first million
//                 offices, for more would not fit beside such a registry into
//                 24 GiB; one amendment of them is `amendment_us`. The ids of
//                 the offices, which the benchmark keeps, count as registry

#include <malloc.h>

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <memory>
#include <random>
#include <vector>

#include <benchmark/benchmark.h>

#include "base/check.h"
#include "base/sha256.h"
#include "services/aggregate/rollup.h"
#include "services/aggregate/testing/nation.h"
#include "services/aggregate/testing/test_log.h"

namespace disclosure::aggregate {
namespace {

constexpr int kFirstYear = 2015;
constexpr int kCellsChanged = 10;

// A rollup, and changes for it that come as if read from a log.
class Scene {
 public:
  explicit Scene(const Nation::Size& size = {})
      : nation_(size), rollup_(layout_, v1::LogInfo()) {
    for (int i = 0; i < 64; ++i) {
      kinds_.push_back(FullFigures(catalog_, random_));
    }
    DecodedChange change = Next();
    change.kind = DecodedChange::Kind::kRegistry;
    change.registry.mutable_rows()->Swap(&nation_.rows);
    const auto begin = std::chrono::steady_clock::now();
    Apply(change);
    rollup_.registry()->ForYear(kFirstYear);
    registry_time_ = std::chrono::steady_clock::now() - begin;
  }

  Rollup& rollup() { return rollup_; }
  const std::vector<std::string>& offices() const { return nation_.offices; }

  // What applying the registry and making the tree of a year took.
  std::chrono::duration<double> registry_time() const { return registry_time_; }

  // The first reports of so many offices and years, a year after the other.
  void File(int64_t reports) {
    for (int64_t i = 0; i < reports; ++i) Apply(Report(i, kinds_[i % 64], 1));
    reports_ = reports;
  }

  // The change that amends any of them by some figures.
  DecodedChange Amendment() {
    const int64_t report = static_cast<int64_t>(random_() % reports_);
    const ReportItem* item = rollup_.years()
                                 .at(YearOf(report))
                                 ->FindReport(OfficeOf(report), v1::SCOPE_OWN);
    std::string packed;
    item->state.part.AppendFigures(layout_, &packed);
    form::FigureVector figures = *form::Unpack(catalog_, packed);
    for (int left = kCellsChanged; left > 0;) {
      const int cell = static_cast<int>(random_() % catalog_.cells().size());
      if (!figures.has(cell)) continue;
      figures.Set(cell, figures.value(cell) + 1 + (left & 1));
      --left;
    }
    return Report(report, figures, item->state.revision + 1);
  }

  void Apply(const DecodedChange& change) {
    DISCLOSURE_CHECK(rollup_.Apply(change).ok());
  }

 private:
  int YearOf(int64_t report) const {
    return kFirstYear +
           static_cast<int>(report / static_cast<int64_t>(offices().size()));
  }
  const std::string& OfficeOf(int64_t report) const {
    return offices()[static_cast<size_t>(report) % offices().size()];
  }
  // Its chain counts as checked.
  DecodedChange Next() {
    DecodedChange change;
    change.previous = rollup_.chain_hash();
    change.hash = std::string(base::kSha256Size, '\1');
    change.sequence = rollup_.sequence() + 1;
    return change;
  }

  DecodedChange Report(int64_t report, const form::FigureVector& figures,
                       int revision) {
    DecodedChange change = Next();
    change.kind = DecodedChange::Kind::kReport;
    change.office = OfficeOf(report);
    change.year = YearOf(report);
    change.report.choice =
        static_cast<uint8_t>(*layout_.FindChoice(BothOf(v1::EDITION_2021)));
    change.report.has_editions = true;
    change.report.revision = revision;
    change.report.sequence = change.sequence;
    change.report.part =
        ReportPart::Make(layout_, figures, change.report.choice, {});
    return change;
  }

  const form::Catalog& catalog_ = **form::Catalog::BuiltIn();
  const FormLayout layout_{catalog_};
  // Without its rows: the rollup has them.
  Nation nation_;
  std::mt19937_64 random_{1};
  std::vector<form::FigureVector> kinds_;
  Rollup rollup_;
  std::chrono::duration<double> registry_time_{};
  int64_t reports_ = 0;
};

int64_t BytesInUse() {
  const struct mallinfo2 info = mallinfo2();
  return static_cast<int64_t>(info.uordblks + info.hblkhd);
}

// What amendments took, and the rows that they changed.
struct Amended {
  int64_t amendments = 0;
  uint64_t rows = 0;
  double seconds = 0;

  double nanos_each() const {
    return 1e9 * seconds / static_cast<double>(amendments);
  }
  double rows_each() const {
    return static_cast<double>(rows) / static_cast<double>(amendments);
  }
};

// One amendment; returns its seconds. Making it is not what is measured.
double AmendOnce(Scene& scene, Amended* all) {
  const DecodedChange change = scene.Amendment();
  const uint64_t touched = scene.rollup().items().end();
  const auto begin = std::chrono::steady_clock::now();
  scene.Apply(change);
  const std::chrono::duration<double> took =
      std::chrono::steady_clock::now() - begin;
  all->seconds += took.count();
  all->rows += scene.rollup().items().end() - touched - 1;
  ++all->amendments;
  return took.count();
}

void BM_NationAmend(benchmark::State& state) {
  Scene scene;
  scene.rollup().BeginBulk();
  scene.File(state.range(0));
  scene.rollup().Settle();
  Amended amended;
  for (auto _ : state) state.SetIterationTime(AmendOnce(scene, &amended));
  state.counters["rows"] = amended.rows_each();
  state.counters["per_cell_and_row"] =
      (amended.nanos_each() - 1000) / (kCellsChanged * amended.rows_each());
}
BENCHMARK(BM_NationAmend)
    ->Arg(1'000)
    ->Arg(10'000)
    ->Arg(100'000)
    ->Arg(1'000'000)
    ->Arg(1'500'000)
    ->Iterations(100'000)
    ->UseManualTime();

void BM_NationRows(benchmark::State& state) {
  for (auto _ : state) {
    state.PauseTiming();
    auto scene = std::make_unique<Scene>();
    scene->rollup().BeginBulk();
    scene->File(state.range(0));
    state.ResumeTiming();
    scene->rollup().Settle();
    state.PauseTiming();
    state.counters["rows"] = static_cast<double>(scene->rollup().row_count());
    scene.reset();
    state.ResumeTiming();
  }
  state.SetItemsProcessed(state.iterations() * state.range(0));
}
BENCHMARK(BM_NationRows)
    ->Arg(150'000)
    ->Arg(600'000)
    ->Iterations(1)
    ->Unit(benchmark::kMillisecond);

void BM_NationMemory(benchmark::State& state) {
  for (auto _ : state) {
    const int64_t nothing = BytesInUse();
    Scene scene;
    const int64_t registry = BytesInUse();
    scene.rollup().BeginBulk();
    scene.File(state.range(0));
    const int64_t reports = BytesInUse();
    scene.rollup().Settle();
    const int64_t rows = BytesInUse();
    const double row_count = static_cast<double>(scene.rollup().row_count());
    state.counters["registry"] = static_cast<double>(registry - nothing);
    state.counters["per_report"] = static_cast<double>(reports - registry) /
                                   static_cast<double>(state.range(0));
    state.counters["rows"] = row_count;
    state.counters["per_row"] = static_cast<double>(rows - reports) / row_count;
  }
}
BENCHMARK(BM_NationMemory)->Arg(300'000)->Iterations(1);

void BM_NationOffices(benchmark::State& state) {
  constexpr int64_t kReportsMax = 1'000'000;
  constexpr int kAmendments = 50'000;
  const Nation::Size one;
  Nation::Size size = one;
  size.provinces *= static_cast<int>(state.range(0));
  for (auto _ : state) {
    const int64_t nothing = BytesInUse();
    Scene scene(size);
    state.SetIterationTime(scene.registry_time().count());
    const int64_t registry = BytesInUse() - nothing;
    const int64_t offices = static_cast<int64_t>(scene.offices().size());
    const int64_t reports = std::min(offices, kReportsMax);
    scene.rollup().BeginBulk();
    scene.File(reports);
    scene.rollup().Settle();
    Amended amended;
    for (int i = 0; i < kAmendments; ++i) AmendOnce(scene, &amended);
    state.counters["offices"] = static_cast<double>(offices);
    state.counters["regions"] =
        static_cast<double>(scene.rollup().registry()->region_row_count());
    state.counters["registry"] = static_cast<double>(registry);
    state.counters["reports"] = static_cast<double>(reports);
    state.counters["rows"] = static_cast<double>(scene.rollup().row_count());
    state.counters["bytes"] = static_cast<double>(BytesInUse() - nothing);
    state.counters["amendment_us"] = amended.nanos_each() / 1000;
  }
}
BENCHMARK(BM_NationOffices)
    ->Arg(1)
    ->Arg(7)
    ->Arg(67)
    ->Iterations(1)
    ->UseManualTime()
    ->Unit(benchmark::kSecond);

}  // namespace
}  // namespace disclosure::aggregate
