// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

#include "tests/simulation/simulation.h"

#include <memory>
#include <utility>
#include <vector>

#include "tests/simulation/aggregate_node.h"
#include "tests/simulation/country.h"
#include "tests/simulation/ingest_node.h"
#include "tests/simulation/ledger.h"
#include "tests/simulation/query_node.h"
#include "tests/simulation/scheduler.h"
#include "tests/simulation/weather.h"
#include "tests/simulation/writer.h"

namespace disclosure::simulation {
namespace {

constexpr int kQueries = 2;
constexpr int kWriters = 3;
constexpr int kRequests = 11;

// How long the weather is bad, and how soon all must be well afterwards.
constexpr absl::Duration kStorm = absl::Seconds(10);
constexpr absl::Duration kCalm = absl::Seconds(60);

// Around the end of the last day in time for reports of the last year.
absl::Time SomeBeginning(uint64_t seed) {
  return base::EndOfDayShanghai(kFirstYear + kYears, 1, 31) -
         absl::Seconds(static_cast<int64_t>(seed % 20));
}

class Simulation {
 public:
  explicit Simulation(uint64_t seed)
      : scheduler_(seed, SomeBeginning(seed)),
        weather_(scheduler_),
        ledger_(scheduler_),
        ingest_(scheduler_, weather_, ledger_),
        aggregate_(scheduler_, weather_, ledger_, ingest_) {
    for (int i = 0; i < kQueries; ++i) {
      queries_.push_back(std::make_unique<QueryNode>(
          scheduler_, weather_, ledger_, aggregate_, i, i > 0));
    }
    for (int i = 0; i < kWriters; ++i) {
      writers_.push_back(std::make_unique<Writer>(
          scheduler_, weather_, ledger_, ingest_, queries_, i, kRequests));
    }
  }

  Outcome Run() {
    const absl::Time begin = scheduler_.Now();
    ingest_.Start();
    aggregate_.Start();
    for (const auto& query : queries_) query->Start();
    for (const auto& writer : writers_) writer->Start();
    DieLater();
    AskLater();
    RestoreLater();
    while (ledger_.failure().empty() && scheduler_.RunNext(begin + kStorm)) {
    }
    scheduler_.Trace("the weather clears");
    weather_.Clear();
    const absl::Time end = scheduler_.Now() + kCalm;
    while (ledger_.failure().empty() && !IsWell() && scheduler_.RunNext(end)) {
    }
    if (ledger_.failure().empty() && !IsWell()) ledger_.Fail(WhatIsNotWell());
    if (ledger_.failure().empty()) CheckAll();
    return {.failure = ledger_.failure(),
            .trace = scheduler_.LastLines(),
            .trace_hash = scheduler_.trace_hash(),
            .events = scheduler_.events(),
            .faults = weather_.faults(),
            .acknowledged = ledger_.acknowledged(),
            .lost = ledger_.lost(),
            .doubled = ledger_.doubled(),
            .invented = ledger_.invented()};
  }

 private:
  bool IsHead(const v1::LogPosition& position) const {
    return position.log() == ingest_.log() &&
           position.sequence() == ingest_.head();
  }

  // All that was to be done is done, and everybody is at the head.
  bool IsWell() const {
    for (const auto& writer : writers_) {
      if (!writer->done()) return false;
    }
    if (!ingest_.ready() || !aggregate_.up()) return false;
    for (const auto& query : queries_) {
      if (!query->up() || !IsHead(query->position())) return false;
    }
    return IsHead(aggregate_.position());
  }

  std::string WhatIsNotWell() const {
    std::string text = absl::StrCat("it does not become well: ingest ",
                                    ingest_.ready() ? "ready" : "not ready",
                                    " at ", ingest_.head());
    if (aggregate_.up()) {
      absl::StrAppend(&text, ", aggregate at ",
                      aggregate_.position().sequence());
    }
    for (const auto& query : queries_) {
      absl::StrAppend(&text, ", query at ", query->position().sequence());
    }
    for (const auto& writer : writers_) {
      if (!writer->done()) absl::StrAppend(&text, ", a writer is not done");
    }
    return text;
  }

  void CheckAll() {
    ingest_.Check();
    // Both have answered samples all the time: everything is asked of one.
    scheduler_.Any(queries_)->CheckAll();
    if (scheduler_.Below(4) != 0) return;
    aggregate_.Verify();
    aggregate_.Rebuild();
  }

  // Every now and then some process dies and is started again.
  void DieLater() {
    if (weather_.death_every == absl::InfiniteDuration()) return;
    scheduler_.After(scheduler_.Within(2 * weather_.death_every), [this] {
      if (weather_.cleared()) return;
      weather_.CountFault();
      Die();
      DieLater();
    });
  }

  void Die() {
    const absl::Duration down = scheduler_.Within(absl::Milliseconds(800));
    const int64_t which = scheduler_.Below(2 + kQueries);
    if (which == 0) {
      if (!ingest_.up()) return;
      ingest_.Kill();
      scheduler_.After(down, [this] {
        if (!ingest_.up()) ingest_.Start();
      });
    } else if (which == 1) {
      aggregate_.Kill(scheduler_.Below(3) == 0);
      scheduler_.After(down, [this] {
        if (!aggregate_.up()) aggregate_.Start();
      });
    } else {
      QueryNode& query = *queries_[static_cast<size_t>(which - 2)];
      if (!query.up()) return;
      query.Kill();
      scheduler_.After(down, [&query] { query.Start(); });
    }
  }

  // A reader that asks for positions that are there, are not there yet, never
  // will be, or are of a log that is gone.
  void AskLater() {
    scheduler_.After(scheduler_.Within(absl::Milliseconds(500)), [this] {
      if (weather_.cleared()) return;
      v1::GetTotalsRequest request;
      request.set_region(scheduler_.Any(Regions()));
      request.set_year(kFirstYear + static_cast<int>(scheduler_.Below(kYears)));
      if (scheduler_.Below(3) == 0) request.set_line(scheduler_.Any(Lines()));
      v1::LogPosition* wanted = request.mutable_min_position();
      wanted->set_log(scheduler_.Below(8) == 0 ? "log1" : ingest_.log());
      wanted->set_sequence(scheduler_.Below(ingest_.head() + 4));
      QueryNode& query = *scheduler_.Any(queries_);
      query.Ask(request, scheduler_.Within(absl::Seconds(2)),
                [this, request,
                 &query](const absl::StatusOr<v1::GetTotalsResponse>& answer) {
                  CheckAnswer(ledger_, request, answer, query.position());
                });
      if (scheduler_.Below(20) == 0) aggregate_.Rebuild();
      AskLater();
    });
  }

  void RestoreLater() {
    if (!weather_.restore) return;
    const absl::Duration backup = scheduler_.Within(kStorm / 2);
    const absl::Duration restore = scheduler_.Within(kStorm / 2);
    scheduler_.After(backup, [this] { ingest_.Backup(); });
    scheduler_.After(backup + restore, [this] {
      weather_.CountFault();
      ingest_.Restore();
    });
  }

  Scheduler scheduler_;
  Weather weather_;
  Ledger ledger_;
  IngestNode ingest_;
  AggregateNode aggregate_;
  Writer::Queries queries_;
  std::vector<std::unique_ptr<Writer>> writers_;
};

}  // namespace

Outcome Simulate(uint64_t seed) { return Simulation(seed).Run(); }

}  // namespace disclosure::simulation
