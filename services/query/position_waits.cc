// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

#include "services/query/position_waits.h"

#include <cstdint>
#include <limits>
#include <memory>
#include <string>
#include <vector>

#include "services/query/errors.h"

namespace disclosure::query {

absl::StatusOr<server::ParkedCalls*> PositionWaits::PlaceToWait(
    const v1::LogPosition& wanted) {
  if (wanted.sequence() < 0 ||
      (wanted.log().empty() && wanted.sequence() > 0)) {
    return FieldInvalid(
        "POSITION_INVALID", "min_position",
        "A position has the id of a log and a sequence from 0 on.",
        "数据序号由日志编号和不小于 0 的序号组成。");
  }
  // Read under the lock: the list is that of the log that is served.
  absl::MutexLock lock(&mutex_);
  const v1::LogPosition served = model_.position();
  if (served.log().empty()) return NotReady();
  if (wanted.log().empty()) return nullptr;
  if (wanted.log() != served.log()) {
    return LogUnknown(wanted.log(), served.log());
  }
  if (wanted.sequence() <= served.sequence()) return nullptr;
  return &ListOf(served.log());
}

void PositionWaits::Advance() {
  // Callbacks run without the lock: they may come back to wait again.
  std::vector<server::ParkedCalls*> old;
  server::ParkedCalls* current;
  int64_t reached;
  {
    absl::MutexLock lock(&mutex_);
    const v1::LogPosition served = model_.position();
    current = &ListOf(served.log());
    reached = served.sequence();
    for (; ended_ + 1 < lists_.size(); ++ended_) {
      old.push_back(lists_[ended_].get());
    }
  }
  for (server::ParkedCalls* list : old) {
    // A call that knows the list and comes late is let through.
    list->Advance(std::numeric_limits<int64_t>::max());
    list->Close();
  }
  current->Advance(reached);
}

size_t PositionWaits::size() const {
  absl::MutexLock lock(&mutex_);
  size_t size = 0;
  for (const auto& list : lists_) size += list->size();
  return size;
}

void PositionWaits::Close() {
  std::vector<server::ParkedCalls*> lists;
  {
    absl::MutexLock lock(&mutex_);
    closed_ = true;
    for (const auto& list : lists_) lists.push_back(list.get());
  }
  for (server::ParkedCalls* list : lists) list->Close();
}

server::ParkedCalls& PositionWaits::ListOf(const std::string& log) {
  if (lists_.empty() || log != log_) {
    log_ = log;
    lists_.push_back(std::make_unique<server::ParkedCalls>(
        server::ParkedCalls::Options{.capacity = capacity_}));
    // Nobody waits in it yet: closing only makes it refuse.
    if (closed_) lists_.back()->Close();
  }
  return *lists_.back();
}

}  // namespace disclosure::query
