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
  std::unique_ptr<Committer> committer(
      new Committer(store, std::move(options)));
  if (absl::Status opened = committer->Open(); !opened.ok()) return opened;
  committer->thread_ = std::thread([raw = committer.get()] { raw->Run(); });
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
    std::vector<Batch> group;
    bool broken = false;
    {
      absl::MutexLock lock(&mutex_);
      auto has_work = [this]() ABSL_SHARED_LOCKS_REQUIRED(mutex_) {
        return stopping_ || !queue_.empty() || !broken_.ok();
      };
      mutex_.AwaitWithTimeout(absl::Condition(&has_work), kHealthInterval);
      broken = !broken_.ok();
      if (stopping_ && queue_.empty()) return;
      if (!broken) {
        group = queue_.TakeGroup(options_.group_mutations_max,
                                 options_.group_bytes_max);
      }
    }
    if (broken) {
      Repair();
    } else if (!group.empty()) {
      CommitGroup(std::move(group));
    } else if (absl::Status health = store_.health(); !health.ok()) {
      SetBroken(health);
    }
  }
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

absl::Status Committer::Open() {
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
    options_.log(absl::StrCat("the store has failed and is opened again: ",
                              cause.message()));
  }
  absl::MutexLock lock(&mutex_);
  broken_ = cause;
}

void Committer::Repair() {
  absl::Status opened = Open();
  if (opened.ok()) {
    reopen_delay_ = options_.reopen_delay_min;
    if (options_.log) options_.log("the store is open again");
    return;
  }
  std::vector<Batch> waiting;
  {
    absl::MutexLock lock(&mutex_);
    broken_ = opened;
    waiting = queue_.TakeAll();
  }
  if (options_.log) {
    options_.log(absl::StrCat("the store cannot be opened, next attempt in ",
                              absl::FormatDuration(reopen_delay_), ": ",
                              opened.message()));
  }
  Fail(std::move(waiting), StoreUnavailable(opened));
  absl::MutexLock lock(&mutex_);
  mutex_.AwaitWithTimeout(absl::Condition(&stopping_), reopen_delay_);
  reopen_delay_ = std::min(reopen_delay_ * 2, options_.reopen_delay_max);
}

}  // namespace disclosure::ingest
