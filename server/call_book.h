// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

// What a server knows of the calls it has open: how many objects of calls are
// alive, which streams must be told to end, the deadline a call gets that
// brought none, and what each client takes of the server. One book per process,
// made before its services and destroyed after them.
//
// Places for calls, streams and followers, and the memory that calls hold, are
// bounded and divided fairly among the clients: see fair_shares.h and
// ServerOptions. The services of the same process are counted with nobody.
//
// Thread-safe.

#ifndef DISCLOSURE_SERVER_CALL_BOOK_H_
#define DISCLOSURE_SERVER_CALL_BOOK_H_

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <utility>

#include "absl/base/thread_annotations.h"
#include "absl/container/flat_hash_map.h"
#include "absl/status/status.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "server/fair_shares.h"
#include "server/options.h"

namespace disclosure::server {

class CallPlace;

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

  // Enters a stream. UNAVAILABLE (SHUTTING_DOWN) after EndStreams(), and what
  // `place` says when it takes a place of `kind`.
  absl::Status Enter(const std::weak_ptr<OpenStream>& stream,
                     const OpenStream* key, CallPlace& place, int kind);
  void Leave(const OpenStream* key);
  int64_t streams() const;

  // Bytes of messages that calls hold, as far as they are counted.
  int64_t held_bytes() const;
  // Calls and messages that found no place, since the start.
  int64_t refused() const { return refused_.load(std::memory_order_relaxed); }

  // Tells every stream to end, and refuses new ones from now on.
  void EndStreams(const absl::Status& status);

 private:
  friend class CallPlace;

  absl::Status TakePlace(const std::string& client, int kind);
  absl::Status TakeBytes(const std::string& client, size_t bytes);
  void Give(const std::string& client, int kind, size_t bytes);

  const absl::Duration default_deadline_;
  std::atomic<int64_t> live_{0};
  std::atomic<int64_t> refused_{0};
  mutable absl::Mutex mutex_;
  bool ending_ ABSL_GUARDED_BY(mutex_) = false;
  absl::flat_hash_map<const OpenStream*, std::weak_ptr<OpenStream>> streams_
      ABSL_GUARDED_BY(mutex_);
  // By CallPlace::Kind.
  FairShares places_[3] ABSL_GUARDED_BY(mutex_);
  FairShares bytes_ ABSL_GUARDED_BY(mutex_);
};

// What one call takes, given back with the object. It is a member of the call.
// Hold() and Release() are thread-safe.
class CallPlace {
 public:
  enum Kind { kCall, kStream, kFollower };

  // `client` as ClientKey() says.
  CallPlace(CallBook& book, std::string client)
      : book_(book), client_(std::move(client)) {
    ++book_.live_;
  }
  CallPlace(const CallPlace&) = delete;
  CallPlace& operator=(const CallPlace&) = delete;
  ~CallPlace();

  const std::string& client() const { return client_; }

  // Takes a place. RESOURCE_EXHAUSTED (TOO_MANY_CALLS, TOO_MANY_STREAMS,
  // TOO_MANY_FOLLOWERS) with a time to retry after. At most once.
  absl::Status Take(Kind kind);

  // Counts memory that the call holds from now on. Small messages need not be
  // counted: the number of calls bounds them. RESOURCE_EXHAUSTED
  // (TOO_MUCH_IN_WORK) with a time to retry after.
  absl::Status Hold(size_t bytes);
  // What Hold() counts of so many bytes; and gives so many back.
  static size_t Counted(size_t bytes) {
    return bytes > kSmallBytes ? bytes : 0;
  }
  void Release(size_t counted);

  // Messages up to this size are not counted.
  static constexpr size_t kSmallBytes = 64 << 10;

 private:
  static constexpr int kNoPlace = -1;

  CallBook& book_;
  const std::string client_;
  int kind_ = kNoPlace;
  std::atomic<size_t> bytes_{0};
};

}  // namespace disclosure::server

#endif  // DISCLOSURE_SERVER_CALL_BOOK_H_
