// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

// The base of a unary call that may be answered later, by another thread.
//
//   class SubmitCall : public UnaryCall {
//    public:
//     SubmitCall(CallBook& book, grpc::CallbackServerContext* context,
//                const SubmitRequest* request, SubmitResponse* response, ...);
//    private:
//     void Begin() override {
//       queue_.Push(*request_, [call = Self<SubmitCall>()](Result result) {
//         if (!call->Claim()) return;            // It has ended meanwhile.
//         *call->response_ = ...;
//         call->FinishClaimed(result.status);
//       });
//     }
//   };
//   grpc::ServerUnaryReactor* Submit(context, request, response) override {
//     return StartCall<SubmitCall>(book_, context, request, response, ...);
//   }
//
// Lifetime. A call is a shared object because the queue, the list of waits and
// the timer that hold it may all outlive it: gRPC holds one reference until the
// call is done, everybody else holds one as long as they please. The request,
// the response and the context belong to gRPC: they are valid until the call
// is finished and no longer. So what a queue needs of the request is copied
// into it, and only the one that has claimed the call touches the response.
//
// Ending. Exactly one party ends the call: the first to Claim() it.
// Cancellation by the client, the client's deadline and the default deadline
// of a call without one end it too, through OnCancelled(). So no call can hang
// a shutdown.
//
// Begin() and OnCancelled() run on gRPC's threads: they never wait, read no
// disk, and make no nested synchronous call. OnCancelled() and the destructor
// of a call may also run within a call of gRPC by another thread, such as one
// that finishes this call: that thread holds no lock that they take.

#ifndef DISCLOSURE_SERVER_UNARY_CALL_H_
#define DISCLOSURE_SERVER_UNARY_CALL_H_

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <utility>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "grpcpp/alarm.h"
#include "grpcpp/support/server_callback.h"
#include "server/call_book.h"
#include "server/identity.h"

struct grpc_call;

namespace grpc {
class CallbackServerContext;
}  // namespace grpc

namespace disclosure::server {

class ParkedCalls;

class UnaryCall : public grpc::ServerUnaryReactor,
                  public std::enable_shared_from_this<UnaryCall> {
 public:
  UnaryCall(CallBook& book, grpc::CallbackServerContext* context);
  ~UnaryCall() override;

  // Takes the right to end the call: true exactly once over all threads. Who
  // got it fills the response and must call FinishClaimed().
  bool Claim() { return !claimed_.exchange(true); }
  void FinishClaimed(const absl::Status& status);

  // Both, for an end without a response, or with one that is already filled.
  // False if the call had ended before.
  bool FinishOnce(const absl::Status& status);

  // True once somebody has claimed the call: work on it would be in vain.
  bool ended() const { return claimed_.load(std::memory_order_acquire); }

  // The client's deadline, or the default one.
  absl::Time deadline() const { return deadline_; }

  // Who is calling.
  const Principal& principal() const { return principal_; }
  const std::string& client() const { return place_.client(); }

  // Calls `next` once `list` has reached `sequence`, at once if it has. If the
  // wait fails, the call ends with the reason; if the call ends first, the wait
  // is taken out of the list. The list outlives the gRPC server.
  void WaitFor(ParkedCalls& list, int64_t sequence, std::function<void()> next);

 protected:
  // Starts the work. Runs once, before gRPC knows the call, and not at all if
  // the server has no place for it.
  virtual void Begin() = 0;

  // Counts a message that the call holds: its request, in Begin(), or its
  // response, by who has claimed the call. The status says what to answer if
  // the server has no room for it. A response stays here until the client has
  // read it.
  absl::Status Hold(size_t bytes) { return place_.Hold(bytes); }

  // The client has gone, or time is up (`why`: CANCELLED or
  // DEADLINE_EXCEEDED). Override to stop work that would be in vain, and then
  // call this; at most once per call.
  virtual void OnCancelled(const absl::Status& why) { FinishOnce(why); }

  template <class Call>
  std::shared_ptr<Call> Self() {
    return std::static_pointer_cast<Call>(shared_from_this());
  }

 private:
  template <class Call, class... Args>
  friend Call* StartCall(CallBook& book, grpc::CallbackServerContext* context,
                         Args&&... args);

  void Start();
  void CancelOnce(const absl::Status& why);
  // The default deadline has passed.
  void Expire();
  void OnCancel() final;
  void OnDone() final;
  // True: both run where gRPC is, as they never wait. Else they are handed to a
  // thread that has to be woken for each call.
  bool InternalInlineable() final { return true; }

  const Principal principal_;
  CallPlace place_;
  // Held as long as this object: it is cancelled by whoever has the call.
  grpc_call* const call_;
  const bool has_own_deadline_;
  const absl::Time deadline_;
  std::atomic<bool> claimed_{false};
  std::atomic<bool> cancelled_{false};
  // The wait of the call, for OnCancel.
  absl::Mutex mutex_;
  ParkedCalls* parked_in_ ABSL_GUARDED_BY(mutex_) = nullptr;
  uint64_t parked_id_ ABSL_GUARDED_BY(mutex_) = 0;
  // gRPC's reference to the call, given back in OnDone.
  std::shared_ptr<UnaryCall> held_by_grpc_;
  std::unique_ptr<grpc::Alarm> default_deadline_;
};

// Makes the call, begins it, and returns what the service's method returns.
template <class Call, class... Args>
Call* StartCall(CallBook& book, grpc::CallbackServerContext* context,
                Args&&... args) {
  auto call =
      std::make_shared<Call>(book, context, std::forward<Args>(args)...);
  static_cast<UnaryCall&>(*call).Start();
  return call.get();
}

// Ends a call whose answer is known at once: `response_bytes` of a response
// that is filled.
grpc::ServerUnaryReactor* FinishNow(CallBook& book,
                                    grpc::CallbackServerContext* context,
                                    size_t response_bytes);

}  // namespace disclosure::server

#endif  // DISCLOSURE_SERVER_UNARY_CALL_H_
