// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

#include "services/ingest/committer.h"

#include <algorithm>
#include <iterator>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "base/check.h"
#include "base/error.h"
#include "services/ingest/errors.h"

namespace disclosure::ingest {
namespace {

// How often an idle committer asks whether the store is still well.
constexpr absl::Duration kHealthInterval = absl::Seconds(1);

}  // namespace

Committer::Committer(ReportStore& store, Options options)
    : store_(store),
      options_(std::move(options)),
      reopen_delay_(options_.reopen_delay_min),
      queue_(options_.queue_mutations_max, options_.queue_bytes_max) {}

absl::StatusOr<std::unique_ptr<Committer>> Committer::Start(ReportStore& store,
                                                            Options options) {
  auto committer = Open(store, std::move(options));
  if (!committer.ok()) return committer;
  (*committer)->thread_ = std::thread([raw = committer->get()] { raw->Run(); });
  return committer;
}

absl::StatusOr<std::unique_ptr<Committer>> Committer::Open(ReportStore& store,
                                                           Options options) {
  std::unique_ptr<Committer> committer(
      new Committer(store, std::move(options)));
  if (absl::Status opened = committer->OpenStore(); !opened.ok()) return opened;
  return committer;
}

Committer::~Committer() { Stop(); }

absl::Status Committer::Submit(std::vector<Mutation> mutations,
                               WhenFull when_full, Done done,
                               const std::string& client) {
  DISCLOSURE_CHECK(!mutations.empty());
  Batch batch{
      .mutations = std::move(mutations), .bytes = 0, .done = std::move(done)};
  for (const Mutation& mutation : batch.mutations) {
    batch.bytes += mutation.bytes;
  }
  absl::Status refused;
  {
    absl::MutexLock lock(&mutex_);
    if (stopping_) {
      refused = ShuttingDown();
    } else if (!broken_.ok()) {
      refused = StoreUnavailable(broken_);
    } else if (!queue_.Push(client, &batch, when_full == WhenFull::kWait)) {
      refused = QueueFull(options_.retry_after);
    }
  }
  if (!refused.ok() && options_.observer != nullptr) {
    options_.observer->OnRefused(base::GetErrorDetails(refused).reason);
  }
  return refused;
}

LogState Committer::state() const {
  absl::MutexLock lock(&mutex_);
  return state_;
}

absl::Status Committer::readiness() const {
  {
    absl::MutexLock lock(&mutex_);
    if (stopping_) return ShuttingDown();
    if (!broken_.ok()) return broken_;
  }
  return store_.health();
}

size_t Committer::queue_length() const {
  absl::MutexLock lock(&mutex_);
  return queue_.mutations();
}

void Committer::Stop() {
  {
    absl::MutexLock lock(&mutex_);
    stopping_ = true;
  }
  if (thread_.joinable()) thread_.join();
}

void Committer::Run() {
  for (;;) {
    {
      absl::MutexLock lock(&mutex_);
      auto has_work = [this]() ABSL_SHARED_LOCKS_REQUIRED(mutex_) {
        return stopping_ || !queue_.empty() || !broken_.ok();
      };
      mutex_.AwaitWithTimeout(absl::Condition(&has_work), kHealthInterval);
      if (stopping_ && queue_.empty()) return;
    }
    const absl::Duration pause = Step();
    if (pause <= absl::ZeroDuration()) continue;
    absl::MutexLock lock(&mutex_);
    mutex_.AwaitWithTimeout(absl::Condition(&stopping_), pause);
  }
}

absl::Duration Committer::Step() {
  std::vector<Batch> group;
  bool broken = false;
  {
    absl::MutexLock lock(&mutex_);
    broken = !broken_.ok();
    if (!broken) {
      group = queue_.TakeGroup(options_.group_mutations_max,
                               options_.group_bytes_max);
    }
  }
  if (broken) return Repair();
  if (!group.empty()) {
    CommitGroup(std::move(group));
  } else if (absl::Status health = store_.health(); !health.ok()) {
    SetBroken(health);
  }
  return absl::ZeroDuration();
}

void Committer::CommitGroup(std::vector<Batch> group) {
  size_t count = 0;
  for (const Batch& batch : group) count += batch.mutations.size();
  std::vector<Mutation> mutations;
  mutations.reserve(count);
  size_t bytes = 0;
  for (Batch& batch : group) {
    bytes += batch.bytes;
    std::move(batch.mutations.begin(), batch.mutations.end(),
              std::back_inserter(mutations));
  }
  LogState before = state();
  absl::StatusOr<Loaded> loaded =
      store_.Load(WhatToLoad(mutations, *before.registry));
  if (!loaded.ok()) {
    SetBroken(loaded.status());
    return Fail(std::move(group), StoreUnavailable(loaded.status()));
  }
  Decision decision = Decide(before, *loaded, options_.judge_again,
                             options_.clock->Now(), &mutations);
  absl::Duration write_time = absl::ZeroDuration();
  if (!decision.records.empty()) {
    absl::Time start = absl::Now();
    absl::Status committed = store_.Commit(decision.records);
    write_time = absl::Now() - start;
    if (!committed.ok()) {
      SetBroken(committed);
      return Fail(std::move(group), OutcomeUnknown(committed));
    }
  }
  {
    absl::MutexLock lock(&mutex_);
    state_ = std::move(decision.after);
  }
  if (!decision.records.changes.empty() && options_.on_commit) {
    options_.on_commit();
  }
  if (options_.observer != nullptr) {
    options_.observer->OnGroup(static_cast<int>(mutations.size()), bytes,
                               write_time);
  }
  auto next = decision.answers.begin();
  for (Batch& batch : group) {
    auto end = next + static_cast<std::ptrdiff_t>(batch.mutations.size());
    AnswerBatch(std::move(batch),
                {std::make_move_iterator(next), std::make_move_iterator(end)});
    next = end;
  }
}

void Committer::Fail(std::vector<Batch> batches, const absl::Status& status) {
  for (Batch& batch : batches) {
    std::vector<Answer> answers(batch.mutations.size());
    for (Answer& answer : answers) answer.status = status;
    AnswerBatch(std::move(batch), std::move(answers));
  }
}

void Committer::AnswerBatch(Batch batch, std::vector<Answer> answers) {
  if (options_.observer != nullptr) {
    for (const Answer& answer : answers) {
      if (answer.status.ok()) continue;
      options_.observer->OnRefused(base::GetErrorDetails(answer.status).reason);
    }
  }
  batch.done(std::move(answers));
}

absl::Status Committer::OpenStore() {
  absl::StatusOr<StoredLog> stored = store_.Begin();
  if (!stored.ok()) return stored.status();
  absl::MutexLock lock(&mutex_);
  state_ = {.log = std::move(stored->log),
            .tail = std::move(stored->tail),
            .registry = std::move(stored->registry),
            .registry_record = std::move(stored->registry_record)};
  broken_ = absl::OkStatus();
  return absl::OkStatus();
}

void Committer::SetBroken(const absl::Status& cause) {
  if (options_.log) {
    options_.log(absl::StrCat(
        absl::IsDataLoss(cause) ? "the store is damaged and takes no more: "
                                : "the store has failed and is opened again: ",
        cause.message()));
  }
  absl::MutexLock lock(&mutex_);
  broken_ = cause;
}

absl::Duration Committer::Repair() {
  // What is damaged does not heal: whoever opened it anew would be ready until
  // the damage is met again.
  absl::Status opened = readiness();
  if (!absl::IsDataLoss(opened)) opened = OpenStore();
  if (opened.ok()) {
    reopen_delay_ = options_.reopen_delay_min;
    if (options_.log) options_.log("the store is open again");
    // What failed may be there all the same, and followers wait for it.
    if (options_.on_commit) options_.on_commit();
    return absl::ZeroDuration();
  }
  std::vector<Batch> waiting;
  {
    absl::MutexLock lock(&mutex_);
    broken_ = opened;
    waiting = queue_.TakeAll();
  }
  if (options_.log && !absl::IsDataLoss(opened)) {
    options_.log(absl::StrCat("the store cannot be opened, next attempt in ",
                              absl::FormatDuration(reopen_delay_), ": ",
                              opened.message()));
  }
  Fail(std::move(waiting), StoreUnavailable(opened));
  const absl::Duration pause = reopen_delay_;
  reopen_delay_ = std::min(reopen_delay_ * 2, options_.reopen_delay_max);
  return pause;
}

}  // namespace disclosure::ingest
