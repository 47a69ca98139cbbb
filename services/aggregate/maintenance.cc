// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

#include "services/aggregate/maintenance.h"

#include <functional>
#include <memory>
#include <utility>
#include <vector>

#include "base/error.h"
#include "services/aggregate/pipeline.h"
#include "services/aggregate/verify.h"

namespace disclosure::aggregate {
namespace {

// Following is stopped once no more than this many changes are left to read.
// Larger: a longer stop. Smaller: more rounds when changes come fast.
constexpr int64_t kChangesLeftMax = 1000;

// After so many rounds it is stopped anyway.
constexpr int kRoundsMax = 20;

absl::Status Replaced() {
  return base::MakeError(absl::StatusCode::kAborted, "LOG_REPLACED",
                         "the log was replaced meanwhile; begin again",
                         "日志在此期间已被替换，请重新执行");
}

// Reads the log into something that takes changes.
class Reader {
 public:
  using Take = std::function<absl::Status(v1::LoggedChange)>;

  Reader(ChangeSource& source, std::string log, Take take)
      : source_(source), log_(std::move(log)), take_(std::move(take)) {}

  absl::Status ReadTo(int64_t last) {
    if (last <= position_) return absl::OkStatus();
    absl::Status read = source_.Read(log_, position_ + 1, last, take_);
    if (read.ok()) position_ = last;
    return read;
  }

  // Until few changes are left.
  absl::Status CatchUp(const LiveRollup& live) {
    for (int round = 0; round < kRoundsMax; ++round) {
      RollupFacts facts = live.facts();
      if (facts.log.id() != log_) return Replaced();
      if (round > 0 && facts.sequence - position_ <= kChangesLeftMax) break;
      absl::Status read = ReadTo(facts.sequence);
      if (!read.ok()) return read;
    }
    return absl::OkStatus();
  }

  // The rest, while the rollup stands still.
  absl::Status Finish(const Rollup& rollup) {
    if (rollup.log().id() != log_ || rollup.bulk() ||
        rollup.sequence() < position_) {
      return Replaced();
    }
    return ReadTo(rollup.sequence());
  }

 private:
  ChangeSource& source_;
  const std::string log_;
  const Take take_;
  int64_t position_ = 0;
};

// Decodes changes and applies them to a rollup, on a thread of its own.
class Replay {
 public:
  Replay(const FormLayout& layout, Rollup& rollup)
      : pipeline_(kBatchesMax, [&](std::vector<v1::LoggedChange> batch) {
          absl::Status applied;
          for (v1::LoggedChange& change : batch) {
            applied = rollup.Apply(Decode(layout, std::move(change)));
            if (!applied.ok()) break;
          }
          return applied;
        }) {}

  absl::Status Add(v1::LoggedChange change) {
    batch_.push_back(std::move(change));
    if (batch_.size() < kBatchSize) return absl::OkStatus();
    return pipeline_.Add(std::exchange(batch_, {}));
  }

  // Waits for what was added.
  absl::Status Finish() {
    // What it would say is said by Drain too.
    pipeline_.Add(std::exchange(batch_, {})).IgnoreError();
    return pipeline_.Drain();
  }

 private:
  // Changes that are handed over at once, and batches that wait: about four
  // megabytes.
  static constexpr size_t kBatchSize = 500;
  static constexpr size_t kBatchesMax = 8;

  std::vector<v1::LoggedChange> batch_;
  Pipeline<std::vector<v1::LoggedChange>> pipeline_;
};

}  // namespace

absl::StatusOr<v1::VerifyResponse> VerifyTotals(LiveRollup& live,
                                                ChangeSource& source) {
  Recomputation again(live.layout());
  Reader reader(source, live.facts().log.id(),
                [&](v1::LoggedChange change) { return again.Take(change); });
  absl::Status status = reader.CatchUp(live);
  if (!status.ok()) return status;
  v1::VerifyResponse response;
  status = live.Pause([&](const Rollup& rollup) {
    absl::Status read = reader.Finish(rollup);
    if (!read.ok()) return read;
    *response.mutable_position() = rollup.position();
    return again.Compare(
        rollup, [&] { return source.cancelled(); }, &response);
  });
  if (!status.ok()) return status;
  return response;
}

absl::StatusOr<v1::RebuildResponse> RebuildTotals(LiveRollup& live,
                                                  ChangeSource& source) {
  v1::LogInfo log = live.facts().log;
  auto fresh = std::make_unique<Rollup>(live.layout(), log);
  fresh->BeginBulk();
  Replay replay(live.layout(), *fresh);
  Reader reader(source, log.id(), [&](v1::LoggedChange change) {
    return replay.Add(std::move(change));
  });
  absl::Status status = reader.CatchUp(live);
  if (!status.ok()) return status;
  v1::RebuildResponse response;
  absl::StatusOr<int64_t> differences = live.Replace(
      [&](const Rollup& rollup) -> absl::StatusOr<std::unique_ptr<Rollup>> {
        absl::Status read = reader.Finish(rollup);
        if (read.ok()) read = replay.Finish();
        if (!read.ok()) return read;
        fresh->Settle();
        *response.mutable_position() = rollup.position();
        response.set_changes_read(rollup.sequence());
        response.set_rows(fresh->row_count());
        return std::move(fresh);
      });
  if (!differences.ok()) return differences.status();
  response.set_mismatch_count(*differences);
  return response;
}

}  // namespace disclosure::aggregate
