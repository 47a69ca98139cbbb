// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

// A bounded list of waits for a sequence number: "answer me once 120 has been
// applied". Nobody's thread waits; whoever ends the wait runs the callback.
//
// Thread-safe. A callback runs exactly once, unless Cancel() of its id returned
// true. It runs without the list's lock, on the thread that ended the wait: the
// caller of Park(), Advance() or Close(), or the list's own timer thread. So it
// must not wait itself; it may call back into the list.

#ifndef DISCLOSURE_SERVER_PARKED_CALLS_H_
#define DISCLOSURE_SERVER_PARKED_CALLS_H_

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <thread>
#include <utility>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/container/flat_hash_map.h"
#include "absl/status/status.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"

namespace disclosure::server {

class ParkedCalls {
 public:
  struct Options {
    // Waits held at a time. Larger: more memory for clients that wait for
    // something that does not come.
    size_t capacity = 1024;

    // What a refused caller is told to wait before it asks again.
    absl::Duration retry_after = absl::Milliseconds(200);
  };

  // OK: the sequence was reached. DEADLINE_EXCEEDED (SEQUENCE_NOT_REACHED),
  // RESOURCE_EXHAUSTED (TOO_MANY_WAITING, with a time to retry after) or
  // UNAVAILABLE (SHUTTING_DOWN) otherwise.
  using Callback = std::function<void(const absl::Status&)>;

  ParkedCalls();
  explicit ParkedCalls(Options options);
  ParkedCalls(const ParkedCalls&) = delete;
  ParkedCalls& operator=(const ParkedCalls&) = delete;
  ~ParkedCalls();  // Close().

  // Calls back when `sequence` has been reached, which may be at once, or when
  // the wait has failed. The id is for Cancel(), never 0.
  uint64_t Park(int64_t sequence, absl::Time deadline, Callback callback);

  // Takes a wait out of the list. True: its callback will never run. False: it
  // has run, or is about to.
  bool Cancel(uint64_t id);

  // Says that everything up to `sequence` is done. Going back has no effect.
  void Advance(int64_t sequence);

  // Ends all waits, and every later one for what is not reached, with
  // UNAVAILABLE. When it returns, no callback runs on the timer thread any
  // more. Not to be called by a callback.
  void Close();

  // The last sequence given to Advance(), 0 before.
  int64_t reached() const;

  // The waits held now.
  size_t size() const;

 private:
  struct Wait {
    int64_t sequence;
    absl::Time deadline;
    Callback callback;
  };
  // An ordered index entry: by sequence, or by deadline; then by id.
  using BySequence = std::map<std::pair<int64_t, uint64_t>, uint64_t>;
  using ByDeadline = std::map<std::pair<absl::Time, uint64_t>, uint64_t>;

  Wait Take(uint64_t id) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  std::vector<Wait> TakeExpired(absl::Time now)
      ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  void RunTimer();

  const Options options_;
  mutable absl::Mutex mutex_;
  // When the timer looks next, or earlier. Calls that come and go before that
  // do not wake it.
  absl::Time timer_wakes_ ABSL_GUARDED_BY(mutex_) = absl::InfinitePast();
  absl::CondVar timer_changed_;
  bool closed_ ABSL_GUARDED_BY(mutex_) = false;
  int64_t reached_ ABSL_GUARDED_BY(mutex_) = 0;
  uint64_t next_id_ ABSL_GUARDED_BY(mutex_) = 1;
  absl::flat_hash_map<uint64_t, Wait> waits_ ABSL_GUARDED_BY(mutex_);
  BySequence by_sequence_ ABSL_GUARDED_BY(mutex_);
  ByDeadline by_deadline_ ABSL_GUARDED_BY(mutex_);
  std::thread timer_;
};

}  // namespace disclosure::server

#endif  // DISCLOSURE_SERVER_PARKED_CALLS_H_
