// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

#include "services/aggregate/follower.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "absl/random/random.h"
#include "absl/strings/str_cat.h"
#include "base/error.h"
#include "server/log.h"

namespace disclosure::aggregate {
namespace {

// The feed is of another log than the one followed.
constexpr char kOtherLog[] = "LOG_DIFFERS";

// Responses that wait to be applied, of about a megabyte each.
constexpr size_t kWaitingMax = 4;

// From so many changes on they are applied in bulk. Fewer are done one by one
// before all rows could be summed up.
constexpr int64_t kFarBehind = 20'000;

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

Follower::Follower(Options options, LiveRollup& live, CheckpointSaver& saver)
    : options_(options), live_(live), saver_(saver) {}

Follower::~Follower() { Stop(); }

void Follower::Start(const std::shared_ptr<grpc::Channel>& ingest) {
  feed_ = std::make_unique<FeedClient>(ingest);
  thread_ = std::thread([this] { Run(); });
}

void Follower::Stop() {
  {
    absl::MutexLock lock(&mutex_);
    stopped_ = true;
  }
  if (feed_ != nullptr) feed_->Cancel();
  if (thread_.joinable()) thread_.join();
}

Follower::State Follower::state() const {
  absl::MutexLock lock(&mutex_);
  return state_;
}

absl::Status Follower::CheckReady() const {
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

void Follower::Run() {
  absl::BitGen random;
  absl::Duration wait = options_.wait_first;
  std::string logged;
  for (;;) {
    heard_ = false;
    absl::Status ended = FollowOnce();
    if (state().stopped_at_change) return;
    if (heard_) {
      wait = options_.wait_first;
      logged.clear();
    }
    // Half of each wait is chance, so that not all come back together.
    if (!WaitBeforeNext(wait * absl::Uniform(random, 0.5, 1.0))) return;
    wait = std::min(wait * 2, options_.wait_max);
    SetProblem(ended);
    // The same trouble is told once, however often it is met.
    if (logged != ended.message()) {
      logged = std::string(ended.message());
      server::LogWarning(
          absl::StrCat("aggregate does not follow ingest: ", logged));
    }
    if (!IsLost(ended)) continue;
    server::LogWarning(
        "aggregate discards its totals and reads the log from its beginning");
    {
      absl::MutexLock lock(&mutex_);
      state_.ready = false;
      target_ = -1;
    }
    saver_.BeginAnew(v1::LogInfo());
  }
}

absl::Status Follower::FollowOnce() {
  Responses others(kWaitingMax, [this](v1::FollowResponse response) {
    absl::Status applied = Apply(std::move(response));
    if (!applied.ok()) feed_->EndStream();
    return applied;
  });
  RollupFacts facts = live_.facts();
  absl::Status ended = feed_->Follow(facts.log.id(), facts.sequence + 1,
                                     [&](v1::FollowResponse response) {
                                       return Take(std::move(response), others);
                                     });
  absl::Status applied = others.Drain();
  return applied.ok() ? ended : applied;
}

absl::Status Follower::Take(v1::FollowResponse response, Responses& others) {
  heard_ = true;
  // What is alone is applied here: handing it over would only take time.
  const int64_t behind = response.head_sequence() - live_.facts().sequence -
                         response.changes_size();
  if (behind <= 0 && others.idle()) return Apply(std::move(response));
  return others.Add(std::move(response));
}

absl::Status Follower::Apply(v1::FollowResponse response) {
  RollupFacts facts = live_.facts();
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

void Follower::Heard(int64_t head) {
  absl::MutexLock lock(&mutex_);
  if (target_ < 0) target_ = head;
  state_.head = head;
  state_.problem = absl::OkStatus();
}

bool Follower::IsFarBehind(int64_t sequence) const {
  absl::MutexLock lock(&mutex_);
  return !state_.ready && target_ - sequence >= kFarBehind;
}

void Follower::ReadyIfCaughtUp(int64_t sequence) {
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

void Follower::SetProblem(const absl::Status& problem) {
  absl::MutexLock lock(&mutex_);
  state_.problem = problem;
}

bool Follower::WaitBeforeNext(absl::Duration wait) {
  absl::MutexLock lock(&mutex_);
  return !mutex_.AwaitWithTimeout(absl::Condition(&stopped_), wait);
}

}  // namespace disclosure::aggregate
