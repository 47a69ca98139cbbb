// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

#include "services/query/feed_steps.h"

#include <algorithm>
#include <utility>

#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "base/error.h"
#include "server/log.h"

namespace disclosure::query {
namespace {

// True for what query itself refused: a refusal has a reason of its own, the
// end of a stream has the code of the connection or of aggregate.
bool IsRefusal(const absl::Status& status) {
  const std::string reason = base::GetErrorDetails(status).reason;
  return reason == "CATALOG_DIFFERS" || reason == "FEED_BROKEN" ||
         reason == "POSITION_WENT_BACK";
}

}  // namespace

FeedSteps::FeedSteps(Options options, ReadModel& model,
                     std::function<void()> applied)
    : options_(options),
      model_(model),
      applied_(std::move(applied)),
      wait_(options.wait_first) {}

FeedSteps::State FeedSteps::state() const {
  absl::MutexLock lock(&mutex_);
  return state_;
}

void FeedSteps::SetState(State state) {
  absl::MutexLock lock(&mutex_);
  state_ = std::move(state);
}

v1::RollupServiceFollowRequest FeedSteps::NextRequest() {
  updated_ = false;
  stage_.emplace(*options_.catalog);
  v1::RollupServiceFollowRequest request;
  const v1::LogPosition from = model_.position();
  if (!from.log().empty()) *request.mutable_from() = from;
  return request;
}

absl::Status FeedSteps::Take(v1::RollupServiceFollowResponse& response) {
  absl::StatusOr<std::optional<Update>> update = stage_->Add(response);
  if (!update.ok()) return update.status();
  if (!update->has_value()) return absl::OkStatus();
  const absl::Status applied = model_.Apply(**std::move(update));
  if (!applied.ok()) return applied;
  if (!updated_) SetState({.following = true});
  updated_ = true;
  applied_();
  return absl::OkStatus();
}

absl::Duration FeedSteps::Ended(const absl::Status& status) {
  stage_.reset();
  const bool refused = IsRefusal(status);
  SetState({.following = false, .problem = status, .refused = refused});
  if (updated_) {
    wait_ = options_.wait_first;
    logged_.clear();
  }
  if (refused) wait_ = options_.wait_max;
  // The same trouble is told once, however often it is met.
  if (logged_ != status.message()) {
    logged_ = std::string(status.message());
    // Before the first update aggregate is likely still starting.
    const bool expected = !refused && model_.position().log().empty();
    server::Log(expected ? server::LogLevel::kInfo : server::LogLevel::kWarning,
                absl::StrCat("query does not follow aggregate: ", logged_));
  }
  const absl::Duration wait = wait_;
  wait_ = std::min(wait_ * 2, options_.wait_max);
  return wait;
}

}  // namespace disclosure::query
