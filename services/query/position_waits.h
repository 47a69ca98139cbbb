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
#include <memory>
#include <string>
#include <vector>

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
  // The list of the log that is served; a new one if that is another log than
  // the last time, even one that was served before.
  server::ParkedCalls& ListOf(const std::string& log)
      ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);

  const ReadModel& model_;
  const size_t capacity_;
  mutable absl::Mutex mutex_;
  bool closed_ ABSL_GUARDED_BY(mutex_) = false;
  // The log of the last list.
  std::string log_ ABSL_GUARDED_BY(mutex_);
  // One for each time that the model went over to a log; calls wait in the last
  // one. The others let everybody through, and so must never be waited in
  // again. They are kept, without a thread, since a call may still know them.
  std::vector<std::unique_ptr<server::ParkedCalls>> lists_
      ABSL_GUARDED_BY(mutex_);
  // Lists from the first on whose waits Advance() has ended.
  size_t ended_ ABSL_GUARDED_BY(mutex_) = 0;
};

}  // namespace disclosure::query

#endif  // DISCLOSURE_SERVICES_QUERY_POSITION_WAITS_H_
