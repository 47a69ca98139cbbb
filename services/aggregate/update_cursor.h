// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

// What one follower still has to be told. A follower at position P gets the
// newest state of every item that changed after P, in slices, while changes go
// on: an item that changes meanwhile moves to the end and is met again. The
// slice that reaches the end completes the update, which is then true at the
// position of that moment.
//
// A follower that is slow gets fewer, larger updates; it costs nothing but the
// cursor.
//
// A cursor belongs to one follower of one Rollup. Not thread-safe; the Rollup
// must not change during a call.

#ifndef DISCLOSURE_SERVICES_AGGREGATE_UPDATE_CURSOR_H_
#define DISCLOSURE_SERVICES_AGGREGATE_UPDATE_CURSOR_H_

#include <cstddef>
#include <cstdint>

#include "disclosure/v1/position.pb.h"
#include "disclosure/v1/rollup_service.pb.h"
#include "services/aggregate/rollup.h"

namespace disclosure::aggregate {

class UpdateCursor {
 public:
  // After `from`. If that is empty, of another log or ahead of the rollup, the
  // first update is a snapshot.
  UpdateCursor(const Rollup& rollup, const v1::LogPosition& from);

  // Writes the next slice, of about `max_bytes` (one item more at most), into
  // an empty `response`. False: the follower has everything. The first update
  // comes even if it holds nothing, so that a follower learns the position.
  bool Next(const Rollup& rollup, size_t max_bytes,
            v1::RollupServiceFollowResponse* response);

 private:
  // Behind the last item sent.
  uint64_t point_ = 0;
  // Tombstones up to here are of no interest: the follower begins with nothing.
  uint64_t tombstones_until_ = 0;
  bool snapshot_ = false;
  // A slice that is not the last one was sent.
  bool in_update_ = false;
  // The position of the last update; -1: none yet.
  int64_t completed_ = -1;
};

}  // namespace disclosure::aggregate

#endif  // DISCLOSURE_SERVICES_AGGREGATE_UPDATE_CURSOR_H_
