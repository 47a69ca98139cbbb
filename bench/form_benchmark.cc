// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

// What a report costs in the form room: reading its figures from bytes and from
// a message, beside protobuf's own parse of the same bytes; packing; checking.
//
//   full   every cell of the 2021 edition, up to 5,000 each
//   real   the reference case as it was filed: nearly all cells are zero
//   made   several like `full`, with narratives as the load generator writes
//
//   build/release/form_benchmark

#include <random>
#include <string>
#include <vector>

#include <benchmark/benchmark.h>

#include "base/check.h"
#include "base/text.h"
#include "bench/loadgen/narrative_maker.h"
#include "disclosure/v1/figures.pb.h"
#include "form/check.h"
#include "form/figures.h"
#include "form/report_file.h"
#include "form/testdata/balanced_figures.h"

namespace disclosure::form {
namespace {

const Catalog& TheCatalog() { return **Catalog::BuiltIn(); }

// A report in each shape that is read, written or checked.
struct Sample {
  explicit Sample(v1::AnnualReport filed)
      : report(std::move(filed)),
        figures(FromMessage(TheCatalog(), report.figures()).value()),
        wire(report.figures().SerializeAsString()),
        packed(Pack(TheCatalog(), figures)) {
    bare = report;
    bare.clear_narrative();
  }

  v1::AnnualReport report;
  v1::AnnualReport bare;  // without its narrative
  FigureVector figures;
  std::string wire;
  std::string packed;
};

const Sample& Full() {
  static const auto& sample = *[] {
    std::mt19937_64 random(1);
    const v1::Editions editions =
        testdata::EditionsOf(v1::EDITION_2021, v1::EDITION_2021);
    return new Sample(testdata::ReportOf(
        editions, testdata::BalancedFigures(editions, 5000, &random), 2023));
  }();
  return sample;
}

const Sample& Real() {
  static const auto& sample = *[] {
    const std::string path = "testdata/reports/419001004-01-2020.json";
    return new Sample(ReadReportJson(path, testdata::ReadFile(path)).value());
  }();
  return sample;
}

// Narratives differ in length and in words: one alone would be learnt by heart.
const std::vector<Sample>& Made() {
  constexpr uint64_t kReports = 32;
  static const auto& samples = *[] {
    const loadgen::NarrativeMaker maker(TheCatalog());
    auto* made = new std::vector<Sample>;
    for (uint64_t i = 0; i < kReports; ++i) {
      v1::AnnualReport report = Full().report;
      loadgen::NarrativeText text = maker.Make(loadgen::Draws(i), "某某局",
                                               report.year(), Full().figures);
      v1::Narrative& narrative = *report.mutable_narrative();
      narrative.set_overview(std::move(text.overview));
      narrative.set_problems_and_improvements(std::move(text.problems));
      narrative.set_other_matters(std::move(text.others));
      made->emplace_back(std::move(report));
    }
    return made;
  }();
  return samples;
}

using MakeSample = const Sample&();

// Reports, and the bytes they were read from or written to.
void SetReports(benchmark::State& state, size_t bytes) {
  state.SetItemsProcessed(state.iterations());
  state.counters["bytes"] = static_cast<double>(bytes);
}

void BM_FromWire(benchmark::State& state, MakeSample make) {
  const Sample& sample = make();
  DISCLOSURE_CHECK(*FromWire(TheCatalog(), sample.wire) == sample.figures);
  for (auto _ : state) {
    benchmark::DoNotOptimize(FromWire(TheCatalog(), sample.wire));
  }
  SetReports(state, sample.wire.size());
}
BENCHMARK_CAPTURE(BM_FromWire, full, Full);
BENCHMARK_CAPTURE(BM_FromWire, real, Real);

void BM_ProtobufParse(benchmark::State& state, MakeSample make) {
  const Sample& sample = make();
  v1::Figures message;
  for (auto _ : state) {
    DISCLOSURE_CHECK(message.ParseFromString(sample.wire));
    benchmark::DoNotOptimize(message);
  }
  SetReports(state, sample.wire.size());
}
BENCHMARK_CAPTURE(BM_ProtobufParse, full, Full);
BENCHMARK_CAPTURE(BM_ProtobufParse, real, Real);

void BM_FromMessage(benchmark::State& state, MakeSample make) {
  const Sample& sample = make();
  for (auto _ : state) {
    benchmark::DoNotOptimize(
        FromMessage(TheCatalog(), sample.report.figures()));
  }
  SetReports(state, sample.wire.size());
}
BENCHMARK_CAPTURE(BM_FromMessage, full, Full);
BENCHMARK_CAPTURE(BM_FromMessage, real, Real);

void BM_ToWire(benchmark::State& state, MakeSample make) {
  const Sample& sample = make();
  for (auto _ : state) {
    benchmark::DoNotOptimize(ToWire(TheCatalog(), sample.figures));
  }
  SetReports(state, sample.wire.size());
}
BENCHMARK_CAPTURE(BM_ToWire, full, Full);
BENCHMARK_CAPTURE(BM_ToWire, real, Real);

void BM_Pack(benchmark::State& state, MakeSample make) {
  const Sample& sample = make();
  for (auto _ : state) {
    benchmark::DoNotOptimize(Pack(TheCatalog(), sample.figures));
  }
  SetReports(state, sample.packed.size());
}
BENCHMARK_CAPTURE(BM_Pack, full, Full);
BENCHMARK_CAPTURE(BM_Pack, real, Real);

void BM_Unpack(benchmark::State& state, MakeSample make) {
  const Sample& sample = make();
  DISCLOSURE_CHECK(*Unpack(TheCatalog(), sample.packed) == sample.figures);
  for (auto _ : state) {
    benchmark::DoNotOptimize(Unpack(TheCatalog(), sample.packed));
  }
  SetReports(state, sample.packed.size());
}
BENCHMARK_CAPTURE(BM_Unpack, full, Full);
BENCHMARK_CAPTURE(BM_Unpack, real, Real);

// The equations and limits alone; reports that balance have no findings.
void BM_CheckFigures(benchmark::State& state, MakeSample make) {
  const Sample& sample = make();
  const CheckContext context{.current_year = 2024};
  for (auto _ : state) {
    benchmark::DoNotOptimize(
        Check(TheCatalog(), sample.bare, sample.figures, context));
  }
  DISCLOSURE_CHECK(CountErrors(Check(TheCatalog(), sample.bare, sample.figures,
                                     context)) == 0);
  SetReports(state, sample.wire.size());
}
BENCHMARK_CAPTURE(BM_CheckFigures, full, Full);
BENCHMARK_CAPTURE(BM_CheckFigures, real, Real);

// With what the narrative says.
void BM_CheckReport(benchmark::State& state, MakeSample make) {
  const Sample& sample = make();
  const CheckContext context{.current_year = 2024};
  for (auto _ : state) {
    benchmark::DoNotOptimize(
        Check(TheCatalog(), sample.report, sample.figures, context));
  }
  SetReports(state, sample.report.ByteSizeLong());
}
BENCHMARK_CAPTURE(BM_CheckReport, real, Real);

void BM_CheckReportMade(benchmark::State& state) {
  const std::vector<Sample>& samples = Made();
  const CheckContext context{.current_year = 2024};
  size_t i = 0;
  for (auto _ : state) {
    const Sample& sample = samples[i++ % samples.size()];
    benchmark::DoNotOptimize(
        Check(TheCatalog(), sample.report, sample.figures, context));
  }
  state.SetItemsProcessed(state.iterations());
}
BENCHMARK(BM_CheckReportMade);

// Of the narratives' longest section.
void BM_ValidateUtf8Made(benchmark::State& state) {
  const std::vector<Sample>& samples = Made();
  size_t i = 0;
  size_t bytes = 0;
  for (auto _ : state) {
    const std::string& text =
        samples[i++ % samples.size()].report.narrative().overview();
    DISCLOSURE_CHECK(base::IsValidUtf8(text));
    bytes += text.size();
  }
  state.SetBytesProcessed(static_cast<int64_t>(bytes));
}
BENCHMARK(BM_ValidateUtf8Made);

}  // namespace
}  // namespace disclosure::form

BENCHMARK_MAIN();
