// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0
//
// One follower of the log: how far it was told, and its next message.
//
// Not thread-safe.

#ifndef DISCLOSURE_SERVICES_INGEST_CHANGE_CURSOR_H_
#define DISCLOSURE_SERVICES_INGEST_CHANGE_CURSOR_H_

#include <cstddef>
#include <cstdint>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "disclosure/v1/change_feed_service.pb.h"
#include "services/ingest/decide.h"
#include "services/ingest/report_store.h"

namespace disclosure::ingest {

class ChangeCursor {
 public:
  // What one message holds at most, but for a change that is larger. Larger
  // ones cost memory per follower, smaller ones time per change.
  struct Limits {
    int changes_max = 1000;
    size_t bytes_max = 1 << 20;
  };

  explicit ChangeCursor(v1::FollowRequest request)
      : ChangeCursor(std::move(request), Limits()) {}
  ChangeCursor(v1::FollowRequest request, Limits limits)
      : request_(std::move(request)),
        limits_(limits),
        next_(request_.from_sequence()) {}

  // Fills the next message, which must be empty; `state` is what `store` holds.
  // False: there is nothing to send. The first message comes even without a
  // change: it names the log. Errors, also later, since a log that was opened
  // again after a failure may be shorter than what the follower has seen of it:
  // FAILED_PRECONDITION (LOG_UNKNOWN), OUT_OF_RANGE (POSITION_AHEAD),
  // INVALID_ARGUMENT (FIELD_INVALID), and what the store says.
  absl::StatusOr<bool> Next(const LogState& state, ReportStore& store,
                            v1::FollowResponse* response);

 private:
  absl::Status Check(const LogState& state) const;

  const v1::FollowRequest request_;
  const Limits limits_;
  int64_t next_;
  bool begun_ = false;
};

}  // namespace disclosure::ingest

#endif  // DISCLOSURE_SERVICES_INGEST_CHANGE_CURSOR_H_
