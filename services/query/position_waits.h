// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

// Where calls with a min_position wait until the model has it. A wait belongs
// to one log: when the model goes over to another log, the waits of the old one
// end, and their calls learn that their position means nothing any more.
//
// Thread-safe. Callbacks run as server/parked_calls.h says.

#ifndef DISCLOSURE_SERVICES_QUERY_POSITION_WAITS_H_
#define DISCLOSURE_SERVICES_QUERY_POSITION_WAITS_H_

#include <cstddef>
#include <map>
#include <memory>
#include <string>

#include "absl/base/thread_annotations.h"
#include "absl/status/statusor.h"
#include "absl/synchronization/mutex.h"
#include "disclosure/v1/position.pb.h"
#include "server/parked_calls.h"
#include "services/query/read_model.h"

namespace disclosure::query {

class PositionWaits {
 public:
  // `model` outlives the waits. `capacity`: calls that may wait at a time.
  PositionWaits(const ReadModel& model, size_t capacity)
      : model_(model), capacity_(capacity) {}

  // What a call that asks for `wanted` does: null: answer now; else wait for
  // wanted.sequence() in that list, which lives as long as this object, and
  // then ask again. FAILED_PRECONDITION (LOG_UNKNOWN) for a position of a log
  // that is not served; INVALID_ARGUMENT (POSITION_INVALID); UNAVAILABLE
  // (NOT_READY) before the first update.
  absl::StatusOr<server::ParkedCalls*> PlaceToWait(
      const v1::LogPosition& wanted);

  // Ends the waits that the model's position fulfils, and all of other logs. To
  // be called after each update, by the thread that applies them.
  void Advance();

  // Calls that wait now.
  size_t size() const;

  // Ends all waits, and every later one, with UNAVAILABLE.
  void Close();

 private:
  server::ParkedCalls& ListOf(const std::string& log)
      ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);

  const ReadModel& model_;
  const size_t capacity_;
  mutable absl::Mutex mutex_;
  bool closed_ ABSL_GUARDED_BY(mutex_) = false;
  // By log. A list is kept for ever, since a call may still know it; there is
  // one for each log that was served: a restore of ingest makes a new one.
  std::map<std::string, std::unique_ptr<server::ParkedCalls>> lists_
      ABSL_GUARDED_BY(mutex_);
};

}  // namespace disclosure::query

#endif  // DISCLOSURE_SERVICES_QUERY_POSITION_WAITS_H_
