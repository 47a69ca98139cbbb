// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

#include "services/query/position_waits.h"

#include <cstdint>
#include <limits>
#include <utility>
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
  const v1::LogPosition served = model_.position();
  if (served.log().empty()) return NotReady();
  if (wanted.log().empty()) return nullptr;
  if (wanted.log() != served.log()) {
    return LogUnknown(wanted.log(), served.log());
  }
  if (wanted.sequence() <= served.sequence()) return nullptr;
  absl::MutexLock lock(&mutex_);
  return &ListOf(served.log());
}

void PositionWaits::Advance() {
  const v1::LogPosition served = model_.position();
  // Callbacks run without the lock: they may come back to wait again.
  std::vector<std::pair<server::ParkedCalls*, int64_t>> advances;
  {
    absl::MutexLock lock(&mutex_);
    ListOf(served.log());
    for (const auto& [log, list] : lists_) {
      advances.emplace_back(list.get(),
                            log == served.log()
                                ? served.sequence()
                                : std::numeric_limits<int64_t>::max());
    }
  }
  for (const auto& [list, sequence] : advances) list->Advance(sequence);
}

size_t PositionWaits::size() const {
  absl::MutexLock lock(&mutex_);
  size_t size = 0;
  for (const auto& [_, list] : lists_) size += list->size();
  return size;
}

void PositionWaits::Close() {
  std::vector<server::ParkedCalls*> lists;
  {
    absl::MutexLock lock(&mutex_);
    closed_ = true;
    for (const auto& [_, list] : lists_) lists.push_back(list.get());
  }
  for (server::ParkedCalls* list : lists) list->Close();
}

server::ParkedCalls& PositionWaits::ListOf(const std::string& log) {
  std::unique_ptr<server::ParkedCalls>& list = lists_[log];
  if (list == nullptr) {
    list = std::make_unique<server::ParkedCalls>(
        server::ParkedCalls::Options{.capacity = capacity_});
    // Nobody waits in it yet: closing only makes it refuse.
    if (closed_) list->Close();
  }
  return *list;
}

}  // namespace disclosure::query
