// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

#include "server/parked_calls.h"

#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "base/error.h"

namespace disclosure::server {
namespace {

absl::Status TooManyWaiting(const ParkedCalls::Options& options) {
  base::ErrorDetails details;
  details.reason = "TOO_MANY_WAITING";
  details.zh = absl::StrCat("等待中的请求已达上限（", options.capacity,
                            "），请稍后重试。");
  details.retry_after = options.retry_after;
  return base::MakeError(
      absl::StatusCode::kResourceExhausted,
      absl::StrCat("all ", options.capacity,
                   " places for waiting calls are taken; try again"),
      std::move(details));
}

absl::Status NotReached(int64_t wanted, int64_t reached) {
  base::ErrorDetails details;
  details.reason = "SEQUENCE_NOT_REACHED";
  details.zh = absl::StrCat("在时限内尚未处理到数据序号 ", wanted, "，目前到 ",
                            reached, "，请稍后重试。");
  details.metadata = {{"wanted", absl::StrCat(wanted)},
                      {"reached", absl::StrCat(reached)}};
  return base::MakeError(
      absl::StatusCode::kDeadlineExceeded,
      absl::StrCat("sequence ", wanted,
                   " was not reached within the deadline; now at ", reached),
      std::move(details));
}

absl::Status ShuttingDown() {
  return base::MakeError(absl::StatusCode::kUnavailable, "SHUTTING_DOWN",
                         "the server is shutting down; repeat the call",
                         "服务正在停止，请稍后重试。");
}

}  // namespace

ParkedCalls::ParkedCalls() : ParkedCalls(Options()) {}

ParkedCalls::ParkedCalls(Options options)
    : options_(options), timer_([this] { RunTimer(); }) {}

ParkedCalls::~ParkedCalls() { Close(); }

uint64_t ParkedCalls::Park(int64_t sequence, absl::Time deadline,
                           Callback callback) {
  absl::Status now;
  uint64_t id;
  {
    absl::MutexLock lock(&mutex_);
    id = next_id_++;
    if (sequence <= reached_) {
      now = absl::OkStatus();
    } else if (closed_) {
      now = ShuttingDown();
    } else if (waits_.size() >= options_.capacity) {
      now = TooManyWaiting(options_);
    } else {
      waits_.emplace(id, Wait{sequence, deadline, std::move(callback)});
      by_sequence_.emplace(std::pair(sequence, id), id);
      by_deadline_.emplace(std::pair(deadline, id), id);
      if (deadline < timer_wakes_) {
        timer_wakes_ = deadline;
        timer_changed_.Signal();
      }
      return id;
    }
  }
  callback(now);
  return id;
}

bool ParkedCalls::Cancel(uint64_t id) {
  Wait dropped;  // Destroyed without the lock: it may hold the last reference.
  absl::MutexLock lock(&mutex_);
  if (!waits_.contains(id)) return false;
  dropped = Take(id);
  return true;
}

void ParkedCalls::Advance(int64_t sequence) {
  std::vector<Wait> done;
  {
    absl::MutexLock lock(&mutex_);
    if (sequence <= reached_) return;
    reached_ = sequence;
    while (!by_sequence_.empty() &&
           by_sequence_.begin()->first.first <= sequence) {
      done.push_back(Take(by_sequence_.begin()->second));
    }
  }
  for (Wait& wait : done) wait.callback(absl::OkStatus());
}

void ParkedCalls::Close() {
  std::vector<Wait> ended;
  {
    absl::MutexLock lock(&mutex_);
    closed_ = true;
    timer_changed_.Signal();
    while (!by_sequence_.empty()) {
      ended.push_back(Take(by_sequence_.begin()->second));
    }
  }
  for (Wait& wait : ended) wait.callback(ShuttingDown());
  if (timer_.joinable()) timer_.join();
}

int64_t ParkedCalls::reached() const {
  absl::MutexLock lock(&mutex_);
  return reached_;
}

size_t ParkedCalls::size() const {
  absl::MutexLock lock(&mutex_);
  return waits_.size();
}

ParkedCalls::Wait ParkedCalls::Take(uint64_t id) {
  auto found = waits_.find(id);
  Wait wait = std::move(found->second);
  waits_.erase(found);
  by_sequence_.erase(std::pair(wait.sequence, id));
  by_deadline_.erase(std::pair(wait.deadline, id));
  return wait;
}

std::vector<ParkedCalls::Wait> ParkedCalls::TakeExpired(absl::Time now) {
  std::vector<Wait> expired;
  while (!by_deadline_.empty() && by_deadline_.begin()->first.first <= now) {
    expired.push_back(Take(by_deadline_.begin()->second));
  }
  return expired;
}

void ParkedCalls::RunTimer() {
  for (;;) {
    std::vector<Wait> expired;
    int64_t reached;
    {
      absl::MutexLock lock(&mutex_);
      if (closed_) return;
      absl::Time next = by_deadline_.empty()
                            ? absl::InfiniteFuture()
                            : by_deadline_.begin()->first.first;
      if (next > absl::Now()) {
        timer_wakes_ = next;
        timer_changed_.WaitWithDeadline(&mutex_, next);
      }
      if (closed_) return;
      expired = TakeExpired(absl::Now());
      reached = reached_;
    }
    for (Wait& wait : expired) {
      wait.callback(NotReached(wait.sequence, reached));
    }
  }
}

}  // namespace disclosure::server
