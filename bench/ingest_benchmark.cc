// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

// What a submission costs in ingest before and beside the disk: judging it on
// the thread of the caller, its parts and digest, the keys, and what the
// committer decides about a group. Reports are full, with a narrative up to
// 8 KB.
//
//   build/release/ingest_benchmark

#include <random>
#include <string>
#include <vector>

#include <benchmark/benchmark.h>

#include "absl/strings/str_cat.h"
#include "base/check.h"
#include "form/report_file.h"
#include "form/testdata/balanced_figures.h"
#include "services/ingest/chain.h"
#include "services/ingest/decide.h"
#include "services/ingest/keys.h"
#include "services/ingest/packed_text.h"
#include "services/ingest/prepare.h"
#include "services/ingest/test_support.h"

namespace disclosure::ingest {
namespace {

constexpr int kYear = 2020;
constexpr size_t kReportBytes = 8192;
// What is consumed by a call is made so many at a time, off the clock.
constexpr int kGroup = 64;

std::string OfficeId(int number) { return absl::StrCat("office-", number); }

// A full report; the narrative is that of the reference case, over and over.
v1::AnnualReport MakeFull(int office) {
  static const auto& narrative = *[] {
    const std::string path = "testdata/reports/419001004-01-2020.json";
    auto real =
        form::ReadReportJson(path, form::testdata::ReadFile(path)).value();
    return new std::string(real.narrative().overview());
  }();
  std::mt19937_64 random(static_cast<uint64_t>(office));
  const v1::Editions editions =
      form::testdata::EditionsOf(v1::EDITION_2019, v1::EDITION_2019);
  v1::AnnualReport report = form::testdata::ReportOf(
      editions, form::testdata::BalancedFigures(editions, 5000, &random),
      kYear);
  report.set_office(OfficeId(office));
  std::string& text = *report.mutable_narrative()->mutable_overview();
  while (report.ByteSizeLong() + narrative.size() <= kReportBytes) {
    text += narrative;
  }
  text.append(kReportBytes - report.ByteSizeLong(), '.');
  return report;
}

v1::Submission MakeSubmission(int office, int expected_revision) {
  v1::Submission submission;
  *submission.mutable_report() = MakeFull(office);
  submission.set_request_id(absl::StrCat("request-", office));
  submission.set_expected_revision(expected_revision);
  return submission;
}

// 64 offices of one region, and a submission of each.
struct Scene {
  static const Scene& Get() {
    static const auto& scene = *new Scene;
    return scene;
  }

  std::shared_ptr<const registry::Registry> registry;
  std::vector<v1::Submission> first;   // of the first revision
  std::vector<v1::Submission> second;  // that replaces it

 private:
  Scene() {
    v1::RegistryRows rows = SmallRegistry();
    for (int i = 0; i < kGroup; ++i) {
      *rows.add_offices() = OfficeOf419001(OfficeId(i));
      first.push_back(MakeSubmission(i, 0));
      second.push_back(MakeSubmission(i, 1));
      second.back().mutable_report()->set_office_name("of another name");
    }
    registry = MakeRegistry(rows);
  }
};

std::vector<Mutation> Prepare(const std::vector<v1::Submission>& submissions) {
  std::vector<Mutation> mutations;
  mutations.reserve(submissions.size());
  for (const v1::Submission& submission : submissions) {
    mutations.push_back(Submit(*Scene::Get().registry, submission, InTime()));
  }
  return mutations;
}

// From the bytes of a request to what is queued.
void BM_ParseAndPrepare(benchmark::State& state) {
  const Scene& scene = Scene::Get();
  const v1::Principal principal = TestPrincipal();
  const JudgedBy by{.catalog = BuiltInCatalog(),
                    .registry = *scene.registry,
                    .now = InTime(),
                    .principal = principal};
  std::vector<std::string> requests;
  for (const v1::Submission& submission : scene.first) {
    requests.push_back(submission.SerializeAsString());
  }
  for (auto _ : state) {
    ReceivedSubmission received;
    const size_t number = static_cast<size_t>(state.iterations()) % kGroup;
    DISCLOSURE_CHECK(received.ParseFromString(requests[number]));
    const Prepared prepared = PrepareSubmission(by, std::move(received));
    DISCLOSURE_CHECK(prepared.mutation.has_value());
  }
  state.SetItemsProcessed(state.iterations());
}
BENCHMARK(BM_ParseAndPrepare)->Unit(benchmark::kMicrosecond);

// What is stored, its digest, its compression.
void BM_SplitDigestPack(benchmark::State& state) {
  ReceivedReport received;
  DISCLOSURE_CHECK(received.ParseFromString(
      Scene::Get().first[0].report().SerializeAsString()));
  for (auto _ : state) {
    ReportParts parts = SplitReport(received);
    benchmark::DoNotOptimize(DigestOf(parts.figures, parts.narrative));
    benchmark::DoNotOptimize(PackText(std::move(parts.narrative)));
  }
  state.SetItemsProcessed(state.iterations());
}
BENCHMARK(BM_SplitDigestPack)->Unit(benchmark::kMicrosecond);

// The keys of one submission.
void BM_EncodeKeys(benchmark::State& state) {
  const ReportKey report{"110101001-00", kYear, v1::SCOPE_OWN};
  const RequestKey request{report.office, "0b9d6c36-5a0f-4f5c-9a94-3d6e6f1f"};
  int64_t sequence = 0;
  for (auto _ : state) {
    benchmark::DoNotOptimize(HeadKey(report));
    benchmark::DoNotOptimize(RevisionKey(report, 3));
    benchmark::DoNotOptimize(SequenceKey(++sequence));
    benchmark::DoNotOptimize(RequestKeyBytes(request));
  }
  state.SetItemsProcessed(state.iterations());
}
BENCHMARK(BM_EncodeKeys);

void BM_ParseKeys(benchmark::State& state) {
  const ReportKey report{"110101001-00", kYear, v1::SCOPE_OWN};
  const std::string head = HeadKey(report);
  const std::string revision = RevisionKey(report, 3);
  const std::string sequence = SequenceKey(1'500'000);
  const std::string request =
      RequestKeyBytes({report.office, "0b9d6c36-5a0f-4f5c-9a94-3d6e6f1f"});
  DISCLOSURE_CHECK(ParseHeadKey(head) == report);
  for (auto _ : state) {
    benchmark::DoNotOptimize(ParseHeadKey(head));
    benchmark::DoNotOptimize(ParseRevisionKey(revision));
    benchmark::DoNotOptimize(ParseSequence(sequence));
    benchmark::DoNotOptimize(ParseRequestKey(request));
  }
  state.SetItemsProcessed(state.iterations());
}
BENCHMARK(BM_ParseKeys);

// The decisions about a group, with what a store would have loaded for it in
// memory. Items are submissions.
void DecideGroups(benchmark::State& state, const LogState& before,
                  const Loaded& loaded,
                  const std::vector<Mutation>& mutations) {
  const JudgeAgain judge = TestJudge();
  for (auto _ : state) {
    state.PauseTiming();
    std::vector<Mutation> group = mutations;
    state.ResumeTiming();
    Decision decision = Decide(before, loaded, judge, InTime(), &group);
    state.PauseTiming();
    DISCLOSURE_CHECK(decision.records.changes.size() == mutations.size());
    decision = Decision();
    group.clear();
    state.ResumeTiming();
  }
  state.SetItemsProcessed(state.iterations() *
                          static_cast<int64_t>(mutations.size()));
}

LogState EmptyLog() {
  LogState before;
  before.log.set_id("log");
  before.tail.hash = FirstHash();
  before.registry = Scene::Get().registry;
  return before;
}

void BM_DecideFirst(benchmark::State& state) {
  DecideGroups(state, EmptyLog(), Loaded(), Prepare(Scene::Get().first));
}
BENCHMARK(BM_DecideFirst)->Unit(benchmark::kMicrosecond);

void BM_DecideAmended(benchmark::State& state) {
  std::vector<Mutation> first = Prepare(Scene::Get().first);
  Decision filed = Decide(EmptyLog(), Loaded(), TestJudge(), InTime(), &first);
  std::vector<Mutation> second = Prepare(Scene::Get().second);
  for (Mutation& mutation : second) mutation.request_id += "-2";
  DecideGroups(state, filed.after,
               {.heads = filed.records.heads, .answers = {}, .filed = {}},
               second);
}
BENCHMARK(BM_DecideAmended)->Unit(benchmark::kMicrosecond);

}  // namespace
}  // namespace disclosure::ingest

BENCHMARK_MAIN();
