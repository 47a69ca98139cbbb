// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

#include "services/aggregate/update_feed.h"

#include "base/error.h"

namespace disclosure::aggregate {
namespace {

absl::Status FeedReplaced() {
  return base::MakeError(
      absl::StatusCode::kUnavailable, "LOG_REPLACED",
      "the totals are derived from another log now; follow again",
      "汇总已改为依据另一份日志，请重新连接");
}

}  // namespace

absl::StatusOr<bool> UpdateFeed::Next(
    const absl::Status& ready, v1::RollupServiceFollowResponse* response) {
  if (!begun() && !ready.ok()) return ready;
  return live_.Read(
      [&](const Rollup& rollup, int64_t generation) -> absl::StatusOr<bool> {
        if (!cursor_.has_value()) {
          cursor_.emplace(rollup, from_);
          generation_ = generation;
        }
        if (generation != generation_) return FeedReplaced();
        return cursor_->Next(rollup, bytes_max_, response);
      });
}

}  // namespace disclosure::aggregate
