// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

// What a server knows of the calls it has open: how many objects of calls are
// alive, which streams must be told to end, and the deadline a call gets that
// brought none. One book per process, made before its services and destroyed
// after them.
//
// Thread-safe.

#ifndef DISCLOSURE_SERVER_CALL_BOOK_H_
#define DISCLOSURE_SERVER_CALL_BOOK_H_

#include <atomic>
#include <cstdint>
#include <memory>

#include "absl/base/thread_annotations.h"
#include "absl/container/flat_hash_map.h"
#include "absl/status/status.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "server/options.h"

namespace disclosure::server {

// A call that ends only when it is told to.
class OpenStream {
 public:
  virtual ~OpenStream() = default;

  // Ends the call with `status` as soon as the message under way is gone.
  // Idempotent, from any thread, never waits.
  virtual void End(const absl::Status& status) = 0;
};

class CallBook {
 public:
  explicit CallBook(const ServerOptions& options);
  CallBook(const CallBook&) = delete;
  CallBook& operator=(const CallBook&) = delete;

  absl::Duration default_deadline() const { return default_deadline_; }

  // Objects of calls that exist. Zero when all calls have ended and nobody
  // holds one any more: what a test asks at its end.
  int64_t live() const { return live_.load(std::memory_order_relaxed); }

  // Enters a stream. RESOURCE_EXHAUSTED (TOO_MANY_STREAMS) when the book is
  // full, UNAVAILABLE (SHUTTING_DOWN) after EndStreams().
  absl::Status Enter(const std::weak_ptr<OpenStream>& stream,
                     const OpenStream* key);
  void Leave(const OpenStream* key);
  int64_t streams() const;

  // Tells every stream to end, and refuses new ones from now on.
  void EndStreams(const absl::Status& status);

 private:
  friend class LiveCall;

  const absl::Duration default_deadline_;
  const int max_streams_;
  std::atomic<int64_t> live_{0};
  mutable absl::Mutex mutex_;
  bool ending_ ABSL_GUARDED_BY(mutex_) = false;
  absl::flat_hash_map<const OpenStream*, std::weak_ptr<OpenStream>> streams_
      ABSL_GUARDED_BY(mutex_);
};

// Counts the object that has it as a member.
class LiveCall {
 public:
  explicit LiveCall(CallBook& book) : book_(book) { ++book_.live_; }
  LiveCall(const LiveCall&) = delete;
  LiveCall& operator=(const LiveCall&) = delete;
  ~LiveCall() { --book_.live_; }

 private:
  CallBook& book_;
};

}  // namespace disclosure::server

#endif  // DISCLOSURE_SERVER_CALL_BOOK_H_
