// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

// One follower of the live rollup: a cursor that begins once totals may be
// served, and ends when the rollup is replaced by one of another history.
//
// Not thread-safe.

#ifndef DISCLOSURE_SERVICES_AGGREGATE_UPDATE_FEED_H_
#define DISCLOSURE_SERVICES_AGGREGATE_UPDATE_FEED_H_

#include <cstddef>
#include <cstdint>
#include <optional>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "disclosure/v1/rollup_service.pb.h"
#include "services/aggregate/live_rollup.h"
#include "services/aggregate/update_cursor.h"

namespace disclosure::aggregate {

class UpdateFeed {
 public:
  // What one message holds, about. Larger: more memory per follower, and
  // changes wait longer while it is filled. Smaller: more messages for a
  // snapshot.
  static constexpr size_t kBytesMax = 1 << 20;

  // After `from`, as UpdateCursor. The rollup outlives it.
  UpdateFeed(const LiveRollup& live, v1::LogPosition from,
             size_t bytes_max = kBytesMax)
      : live_(live), from_(std::move(from)), bytes_max_(bytes_max) {}

  // Fills the next message, which must be empty. False: the follower has
  // everything. `ready` is whether totals may be served, asked until the first
  // message: its error, else UNAVAILABLE (LOG_REPLACED).
  absl::StatusOr<bool> Next(const absl::Status& ready,
                            v1::RollupServiceFollowResponse* response);

  // The first message was filled.
  bool begun() const { return cursor_.has_value(); }

 private:
  const LiveRollup& live_;
  const v1::LogPosition from_;
  const size_t bytes_max_;
  std::optional<UpdateCursor> cursor_;
  int64_t generation_ = 0;
};

}  // namespace disclosure::aggregate

#endif  // DISCLOSURE_SERVICES_AGGREGATE_UPDATE_FEED_H_
