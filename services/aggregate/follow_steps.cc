// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

#include "services/aggregate/follow_steps.h"

#include <algorithm>
#include <memory>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "base/error.h"
#include "server/log.h"

namespace disclosure::aggregate {
namespace {

// The feed is of another log than the one followed.
constexpr char kOtherLog[] = "LOG_DIFFERS";

// True if ingest does not have what was followed: begin anew.
bool IsLost(const absl::Status& status) {
  std::string reason = base::GetErrorDetails(status).reason;
  return reason == "LOG_UNKNOWN" || reason == "POSITION_AHEAD" ||
         reason == kOtherLog;
}

absl::Status OtherLog(const v1::LogInfo& found, const v1::LogInfo& expected) {
  return base::MakeError(absl::StatusCode::kFailedPrecondition, kOtherLog,
                         absl::StrCat("ingest has the log ", found.id(),
                                      ", followed was ", expected.id()),
                         absl::StrCat("填报服务的日志为 ", found.id(),
                                      "，此前跟随的是 ", expected.id()));
}

absl::Status NotServing(const char* reason, std::string_view en,
                        std::string_view zh) {
  base::ErrorDetails details;
  details.reason = reason;
  details.zh = std::string(zh);
  details.retry_after = absl::Seconds(1);
  return base::MakeError(absl::StatusCode::kUnavailable, en, details);
}

}  // namespace

FollowSteps::State FollowSteps::state() const {
  absl::MutexLock lock(&mutex_);
  return state_;
}

absl::Status FollowSteps::CheckReady() const {
  State now = state();
  if (now.ready) return absl::OkStatus();
  if (now.stopped_at_change) {
    return NotServing(
        "AGGREGATE_STOPPED",
        absl::StrCat("aggregate has stopped: ", now.problem.message()),
        absl::StrCat("汇总服务已停止：",
                     base::GetErrorDetails(now.problem).zh));
  }
  std::string en =
      absl::StrCat("aggregate has read the log up to ", live_.facts().sequence,
                   ", the head is ", now.head);
  if (!now.problem.ok()) absl::StrAppend(&en, "; ", now.problem.message());
  return NotServing("AGGREGATE_REPLAYING", en,
                    "汇总服务正在读取日志，请稍后重试");
}

v1::FollowRequest FollowSteps::NextRequest() {
  const RollupFacts facts = live_.facts();
  v1::FollowRequest request;
  request.set_log(facts.log.id());
  request.set_from_sequence(facts.sequence + 1);
  absl::MutexLock lock(&mutex_);
  heard_ = false;
  return request;
}

absl::Duration FollowSteps::Ended(const absl::Status& status) {
  {
    absl::MutexLock lock(&mutex_);
    if (state_.stopped_at_change) return absl::ZeroDuration();
    state_.problem = status;
    if (heard_) {
      wait_ = options_.wait_first;
      logged_.clear();
    }
  }
  // The same trouble is told once, however often it is met.
  if (logged_ != status.message()) {
    logged_ = std::string(status.message());
    server::LogWarning(
        absl::StrCat("aggregate does not follow ingest: ", logged_));
  }
  if (IsLost(status)) {
    server::LogWarning(
        "aggregate discards its totals and reads the log from its beginning");
    {
      absl::MutexLock lock(&mutex_);
      state_.ready = false;
      target_ = -1;
    }
    saver_.BeginAnew(v1::LogInfo());
  }
  const absl::Duration wait = wait_;
  wait_ = std::min(wait_ * 2, options_.wait_max);
  return wait;
}

absl::Status FollowSteps::Apply(v1::FollowResponse response) {
  RollupFacts facts = live_.facts();
  {
    absl::MutexLock lock(&mutex_);
    heard_ = true;
  }
  if (facts.log.id().empty()) {
    saver_.BeginAnew(response.log());
  } else if (facts.log.id() != response.log().id()) {
    return OtherLog(response.log(), facts.log);
  } else {
    live_.SetLog(response.log());
  }
  Heard(response.head_sequence());
  if (IsFarBehind(facts.sequence)) live_.BeginBulk();
  std::vector<DecodedChange> changes;
  changes.reserve(static_cast<size_t>(response.changes_size()));
  for (v1::LoggedChange& change : *response.mutable_changes()) {
    changes.push_back(Decode(live_.layout(), std::move(change)));
  }
  absl::Status applied =
      changes.empty() ? absl::OkStatus() : live_.Apply(std::move(changes));
  if (!applied.ok()) {
    server::LogError(absl::StrCat("aggregate stops: ", applied.message()));
    live_.Settle();
    absl::MutexLock lock(&mutex_);
    state_.ready = false;
    state_.problem = applied;
    state_.stopped_at_change = true;
    return applied;
  }
  ReadyIfCaughtUp(live_.facts().sequence);
  saver_.Applied();
  return absl::OkStatus();
}

void FollowSteps::Heard(int64_t head) {
  absl::MutexLock lock(&mutex_);
  if (target_ < 0) target_ = head;
  state_.head = head;
  state_.problem = absl::OkStatus();
}

bool FollowSteps::IsFarBehind(int64_t sequence) const {
  absl::MutexLock lock(&mutex_);
  return !state_.ready && target_ - sequence >= options_.far_behind;
}

void FollowSteps::ReadyIfCaughtUp(int64_t sequence) {
  {
    absl::MutexLock lock(&mutex_);
    if (state_.ready || sequence < target_) return;
  }
  // Nobody reads before this thread says that it is ready.
  live_.Settle();
  {
    absl::MutexLock lock(&mutex_);
    state_.ready = true;
  }
  server::LogInfo(absl::StrCat("aggregate is ready at sequence ", sequence));
}

}  // namespace disclosure::aggregate
