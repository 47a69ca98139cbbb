// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

#include "services/aggregate/update_cursor.h"

namespace disclosure::aggregate {

UpdateCursor::UpdateCursor(const Rollup& rollup, const v1::LogPosition& from) {
  snapshot_ = from.log() != rollup.log().id() || from.sequence() <= 0 ||
              from.sequence() > rollup.sequence();
  if (snapshot_) {
    tombstones_until_ = rollup.items().end();
  } else {
    point_ = rollup.items().After(from.sequence());
  }
}

bool UpdateCursor::Next(const Rollup& rollup, size_t max_bytes,
                        v1::RollupServiceFollowResponse* response) {
  if (!in_update_ && completed_ == rollup.sequence() &&
      point_ == rollup.items().end()) {
    return false;
  }
  response->set_snapshot(snapshot_);
  snapshot_ = false;
  size_t bytes = 0;
  bool complete = rollup.items().Walk(&point_, [&](const Item& item) {
    if (!item.gone() || point_ > tombstones_until_) {
      bytes += item.AppendTo(rollup.layout(), response);
    }
    return bytes < max_bytes;
  });
  in_update_ = !complete;
  if (complete) {
    completed_ = rollup.sequence();
    response->set_complete(true);
    *response->mutable_position() = rollup.position();
  }
  *response->mutable_log() = rollup.log();
  response->set_catalog(rollup.layout().catalog().fingerprint());
  return true;
}

}  // namespace disclosure::aggregate
