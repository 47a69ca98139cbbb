// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

#include "services/aggregate/checkpoint_saver.h"

#include <optional>
#include <utility>

#include "absl/strings/str_cat.h"

namespace disclosure::aggregate {

CheckpointSaver::CheckpointSaver(Options options,
                                 std::unique_ptr<Checkpoint> checkpoint,
                                 LiveRollup& live)
    : options_(std::move(options)),
      live_(live),
      checkpoint_(std::move(checkpoint)) {}

CheckpointSaver::~CheckpointSaver() { Stop(); }

absl::Status CheckpointSaver::Load() {
  absl::MutexLock lock(&mutex_);
  absl::StatusOr<std::unique_ptr<Rollup>> loaded =
      checkpoint_->Load(live_.layout());
  if (!loaded.ok()) return loaded.status();
  if (*loaded != nullptr) live_.Reset(*std::move(loaded));
  sequence_ = checkpoint_->sequence();
  return absl::OkStatus();
}

void CheckpointSaver::Start() {
  thread_ = std::thread([this] { Run(); });
}

void CheckpointSaver::Run() {
  absl::MutexLock lock(&mutex_);
  while (
      !mutex_.AwaitWithTimeout(absl::Condition(&stopped_), options_.period)) {
    SaveLocked();
  }
}

void CheckpointSaver::Save() {
  absl::MutexLock lock(&mutex_);
  SaveLocked();
}

void CheckpointSaver::Applied() {
  if (live_.facts().sequence - sequence_ < options_.changes_max) return;
  // Whoever has the lock is saving, and changes need not wait for that.
  if (!mutex_.TryLock()) return;
  SaveLocked();
  mutex_.Unlock();
}

void CheckpointSaver::SaveLocked() {
  if (options_.clock->Now() < not_before_) return;
  absl::Status saved;
  for (bool complete = false; saved.ok() && !complete;) {
    std::optional<Checkpoint::Slice> slice = live_.Pause(
        [this](const Rollup& rollup) -> std::optional<Checkpoint::Slice> {
          mutex_.AssertHeld();
          if (rollup.bulk() || rollup.log().id().empty() ||
              checkpoint_->Has(rollup)) {
            return std::nullopt;
          }
          return checkpoint_->Gather(rollup);
        });
    if (!slice.has_value()) break;
    // Changes go on: what they touch is gathered next time.
    saved = checkpoint_->Write(*slice);
    complete = slice->complete;
  }
  sequence_ = checkpoint_->sequence();
  if (saved.ok()) return;
  not_before_ = options_.clock->Now() + options_.retry_period;
  options_.log(absl::StrCat(
      "the checkpoint cannot be written, a restart will read more of the log: ",
      saved.message()));
}

void CheckpointSaver::BeginAnew(const v1::LogInfo& log) {
  absl::MutexLock lock(&mutex_);
  absl::Status cleared = checkpoint_->Clear();
  if (!cleared.ok()) {
    options_.log(
        absl::StrCat("the checkpoint cannot be cleared: ", cleared.message()));
  }
  sequence_ = 0;
  live_.Reset(std::make_unique<Rollup>(live_.layout(), log));
}

void CheckpointSaver::Stop() {
  {
    absl::MutexLock lock(&mutex_);
    if (stopped_) return;
    stopped_ = true;
    SaveLocked();
  }
  if (thread_.joinable()) thread_.join();
}

}  // namespace disclosure::aggregate
