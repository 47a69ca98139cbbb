// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

#include "server/unary_call.h"

#include <chrono>
#include <utility>

#include "absl/time/clock.h"
#include "base/error.h"
#include "grpc/grpc.h"
#include "grpcpp/server_context.h"
#include "server/parked_calls.h"
#include "server/status.h"

namespace disclosure::server {
namespace {

bool HasDeadline(const grpc::ServerContextBase& context) {
  return context.deadline() != std::chrono::system_clock::time_point::max();
}

absl::Status DeadlineExceeded() {
  return base::MakeError(absl::StatusCode::kDeadlineExceeded,
                         "DEADLINE_EXCEEDED",
                         "the call was not answered within its deadline",
                         "请求未能在时限内完成，请稍后重试。");
}

// One whose response is filled already.
class ReadyCall : public UnaryCall {
 public:
  ReadyCall(CallBook& book, grpc::CallbackServerContext* context,
            size_t response_bytes)
      : UnaryCall(book, context), response_bytes_(response_bytes) {}

 private:
  void Begin() override { FinishOnce(Hold(response_bytes_)); }

  const size_t response_bytes_;
};

}  // namespace

UnaryCall::UnaryCall(CallBook& book, grpc::CallbackServerContext* context)
    : principal_(IdentifyPeer(*context)),
      place_(book, ClientKey(principal_, *context)),
      call_(context->c_call()),
      has_own_deadline_(HasDeadline(*context)),
      deadline_(has_own_deadline_ ? absl::FromChrono(context->deadline())
                                  : absl::Now() + book.default_deadline()) {
  grpc_call_ref(call_);
}

UnaryCall::~UnaryCall() { grpc_call_unref(call_); }

void UnaryCall::Start() {
  held_by_grpc_ = shared_from_this();
  absl::Status taken = place_.Take(CallPlace::kCall);
  if (!taken.ok()) {
    FinishOnce(taken);
    return;
  }
  Begin();
  if (has_own_deadline_) return;
  // gRPC watches only the deadlines of clients: those that bring none could
  // wait for ever, or leave an answer unread. The alarm holds the call weakly:
  // it fires, or is cancelled, whether the call still exists or not.
  default_deadline_ = std::make_unique<grpc::Alarm>();
  default_deadline_->Set(absl::ToChronoTime(deadline_),
                         [weak = weak_from_this()](bool expired) {
                           auto call = weak.lock();
                           if (expired && call != nullptr) call->Expire();
                         });
}

void UnaryCall::Expire() {
  const bool answered = ended();
  CancelOnce(DeadlineExceeded());
  // The client does not take its answer.
  if (answered) {
    grpc_call_cancel_with_status(call_, GRPC_STATUS_DEADLINE_EXCEEDED,
                                 "the answer was not read in time", nullptr);
  }
}

bool UnaryCall::FinishOnce(const absl::Status& status) {
  if (!Claim()) return false;
  FinishClaimed(status);
  return true;
}

void UnaryCall::FinishClaimed(const absl::Status& status) {
  Finish(ToGrpcStatus(status));
}

void UnaryCall::WaitFor(ParkedCalls& list, int64_t sequence,
                        std::function<void()> next) {
  uint64_t id = list.Park(sequence, deadline_,
                          [call = shared_from_this(),
                           next = std::move(next)](const absl::Status& status) {
                            if (!status.ok()) {
                              call->FinishOnce(status);
                            } else if (!call->ended()) {
                              next();
                            }
                          });
  {
    absl::MutexLock lock(&mutex_);
    parked_in_ = &list;
    parked_id_ = id;
  }
  // Cancelled before the wait was known: nobody else takes it out.
  if (cancelled_.load()) list.Cancel(id);
}

void UnaryCall::CancelOnce(const absl::Status& why) {
  if (cancelled_.exchange(true)) return;
  ParkedCalls* list;
  uint64_t id;
  {
    absl::MutexLock lock(&mutex_);
    list = parked_in_;
    id = parked_id_;
  }
  if (list != nullptr) list->Cancel(id);
  OnCancelled(why);
}

void UnaryCall::OnCancel() {
  CancelOnce(absl::Now() >= deadline_
                 ? DeadlineExceeded()
                 : absl::CancelledError("the client has gone"));
}

void UnaryCall::OnDone() {
  // Destroys the call when its local reference goes, unless others hold it.
  auto last = std::move(held_by_grpc_);
}

grpc::ServerUnaryReactor* FinishNow(CallBook& book,
                                    grpc::CallbackServerContext* context,
                                    size_t response_bytes) {
  return StartCall<ReadyCall>(book, context, response_bytes);
}

}  // namespace disclosure::server
