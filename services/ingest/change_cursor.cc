// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

#include "services/ingest/change_cursor.h"

#include "services/ingest/errors.h"

namespace disclosure::ingest {

absl::StatusOr<bool> ChangeCursor::Next(const LogState& state,
                                        ReportStore& store,
                                        v1::FollowResponse* response) {
  const int64_t head = state.tail.sequence;
  if (absl::Status valid = Check(state); !valid.ok()) return valid;
  if (next_ > head && begun_) return false;
  *response->mutable_log() = state.log;
  response->set_head_sequence(head);
  begun_ = true;
  if (next_ > head) return true;
  // The message was sent before and keeps its memory: nothing is allocated.
  auto add = [&](const ChangeValue& change) {
    v1::LoggedChange* logged = response->add_changes();
    logged->mutable_change()->assign(change.change);
    logged->mutable_hash()->assign(change.hash);
    logged->mutable_figures_part()->assign(change.figures_part);
  };
  absl::StatusOr<int> read = store.ReadChanges(next_, head, limits_.changes_max,
                                               limits_.bytes_max, add);
  if (!read.ok()) return read.status();
  next_ += *read;
  return true;
}

absl::Status ChangeCursor::Check(const LogState& state) const {
  if (!request_.log().empty() && request_.log() != state.log.id()) {
    return LogUnknown(request_.log(), state.log);
  }
  if (next_ < 1) {
    return FieldInvalid("from_sequence", "it must be at least 1.",
                        "至少为 1。");
  }
  if (next_ > state.tail.sequence + 1) {
    return PositionAhead(next_, state.tail.sequence);
  }
  return absl::OkStatus();
}

}  // namespace disclosure::ingest
