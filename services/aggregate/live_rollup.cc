// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

#include "services/aggregate/live_rollup.h"

#include <string_view>
#include <utility>

namespace disclosure::aggregate {

LiveRollup::LiveRollup(const FormLayout& layout, std::function<void()> changed)
    : layout_(layout),
      changed_(std::move(changed)),
      rollup_(std::make_unique<Rollup>(layout, v1::LogInfo())) {}

RollupFacts LiveRollup::facts() const {
  absl::MutexLock lock(&facts_mutex_);
  return facts_;
}

void LiveRollup::Changed() {
  RollupFacts facts;
  {
    absl::ReaderMutexLock lock(&mutex_);
    facts = {.log = rollup_->log(),
             .sequence = rollup_->sequence(),
             .rows = rollup_->row_count(),
             .reports = rollup_->report_count(),
             .generation = generation_};
  }
  {
    absl::MutexLock lock(&facts_mutex_);
    facts_ = std::move(facts);
  }
  changed_();
}

void LiveRollup::Reset(std::unique_ptr<Rollup> rollup) {
  absl::MutexLock gate(&gate_);
  {
    absl::MutexLock lock(&mutex_);
    rollup_.swap(rollup);
    ++generation_;
  }
  Changed();
}

void LiveRollup::SetLog(const v1::LogInfo& log) {
  absl::MutexLock gate(&gate_);
  if (Unchanging().log().SerializeAsString() == log.SerializeAsString()) {
    return;
  }
  {
    absl::MutexLock lock(&mutex_);
    rollup_->set_log(log);
  }
  Changed();
}

absl::Status LiveRollup::Apply(std::vector<DecodedChange> changes) {
  ++waiting_;
  absl::MutexLock gate(&gate_);
  --waiting_;
  std::string_view previous = Unchanging().chain_hash();
  for (DecodedChange& change : changes) {
    if (!CheckChain(previous, &change)) break;
    previous = change.hash;
  }
  absl::Status status;
  {
    absl::MutexLock lock(&mutex_);
    for (const DecodedChange& change : changes) {
      status = rollup_->Apply(change);
      if (!status.ok()) break;
    }
  }
  Changed();
  return status;
}

void LiveRollup::BeginBulk() {
  absl::MutexLock gate(&gate_);
  absl::MutexLock lock(&mutex_);
  rollup_->BeginBulk();
}

void LiveRollup::Settle() {
  absl::MutexLock gate(&gate_);
  if (!Unchanging().bulk()) return;
  {
    absl::MutexLock lock(&mutex_);
    rollup_->Settle();
  }
  Changed();
}

absl::StatusOr<int64_t> LiveRollup::Replace(
    const std::function<absl::StatusOr<std::unique_ptr<Rollup>>(const Rollup&)>&
        make) {
  absl::MutexLock gate(&gate_);
  absl::StatusOr<std::unique_ptr<Rollup>> fresh = make(Unchanging());
  if (!fresh.ok()) return fresh.status();
  int64_t differences = 0;
  {
    absl::MutexLock lock(&mutex_);
    differences = rollup_->Replace(**fresh);
  }
  Changed();
  return differences;
}

}  // namespace disclosure::aggregate
