// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

// A bidirectional stream whose messages are answered one by one, in order.
//
//   class SubmitStream : public BatchStream<SubmitRequest, SubmitResponse> {
//    private:
//     void OnMessage(SubmitRequest& request, SubmitResponse* response)
//         override {
//       queue_.Push(request, [stream = Self<SubmitStream>(), response](...) {
//         *response = ...;
//         stream->Answer(response);
//       });
//     }
//   };
//   return StartBatch<SubmitStream>(book_, context, queue_);
//
// While a message waits for its answer, the next one is read and given to
// OnMessage() already; no more than kMessagesMax are without their answer. So a
// stream holds as many requests and answers, and a client is slowed down by not
// being read: when a queue is full, the stream keeps its messages until there
// is room.
//
// Request and response belong to the stream, not to gRPC: they stay valid until
// Answer(), as long as somebody holds the stream, whether the call still lives
// or not.

#ifndef DISCLOSURE_SERVER_BATCH_STREAM_H_
#define DISCLOSURE_SERVER_BATCH_STREAM_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <utility>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/synchronization/mutex.h"
#include "grpcpp/server_context.h"
#include "grpcpp/support/server_callback.h"
#include "server/batch_steps.h"
#include "server/call_book.h"
#include "server/identity.h"
#include "server/message_memory.h"
#include "server/status.h"

namespace disclosure::server {

template <class Request, class Response>
class BatchStream
    : public grpc::ServerBidiReactor<Request, Response>,
      public OpenStream,
      public std::enable_shared_from_this<BatchStream<Request, Response>> {
 public:
  BatchStream(CallBook& book, grpc::CallbackServerContext* context)
      : book_(book),
        principal_(IdentifyPeer(*context)),
        place_(book, ClientKey(principal_, *context)) {}

  const Principal& principal() const { return principal_; }
  const std::string& client() const { return place_.client(); }

  // Sends the response given to OnMessage(), when those before it are sent.
  // Exactly once per message, from any thread; without effect if the stream has
  // ended meanwhile.
  void Answer(const Response* response) {
    {
      absl::MutexLock lock(&mutex_);
      if (steps_.finished()) return;
      for (int64_t slot = 0; slot < BatchSteps::kMessagesMax; ++slot) {
        if (slots_[slot].response.get() == response) steps_.Answered(slot);
      }
    }
    Step();
  }

  // Ends the stream with `status` once the answer under way is gone; messages
  // that have no answer yet get none.
  void End(const absl::Status& status) final {
    {
      absl::MutexLock lock(&mutex_);
      steps_.End(status);
    }
    Step();
  }

 protected:
  // Answers the message, now or later, by filling the response (empty at the
  // beginning) and calling Answer(). The request may be taken apart. Messages
  // come in their order, one at a time. Runs on a gRPC thread or on one that
  // answers: never waits.
  virtual void OnMessage(Request& request, Response* response) = 0;

  // For OnMessage(), instead of an answer: ends the stream with `status` after
  // the answers to the messages before.
  void Refuse(const absl::Status& status) {
    absl::MutexLock lock(&mutex_);
    steps_.Refuse(status);
  }

  // For OnMessage(): counts memory of the message or of its response, until the
  // response has been taken. The status says how to refuse the message if the
  // server has no room for it.
  absl::Status Hold(const Response* response, size_t bytes) {
    absl::Status held = place_.Hold(bytes);
    if (!held.ok()) return held;
    for (Slot& slot : slots_) {
      if (slot.response.get() == response)
        slot.held += CallPlace::Counted(bytes);
    }
    return held;
  }

  // The stream has ended, for whatever reason. Runs once.
  virtual void OnEnded() {}

  template <class Stream>
  std::shared_ptr<Stream> Self() {
    return std::static_pointer_cast<Stream>(this->shared_from_this());
  }

 private:
  template <class Stream, class... Args>
  friend Stream* StartBatch(CallBook& book,
                            grpc::CallbackServerContext* context,
                            Args&&... args);

  struct Slot {
    Request request;
    ArenaMessage<Response> response;
    size_t held = 0;  // Counted memory of both.
  };

  void Start() {
    held_by_grpc_ = this->shared_from_this();
    absl::Status entered =
        book_.Enter(held_by_grpc_, this, place_, CallPlace::kStream);
    if (!entered.ok()) return End(entered);
    Step();
  }

  // Does what is to be done. Whoever changes the steps calls it; while one
  // thread is in here, it does what the others would have done.
  void Step() {
    for (;;) {
      BatchSteps::Next next;
      Slot* slot = nullptr;
      {
        absl::MutexLock lock(&mutex_);
        next = steps_.Take();
        slot = SlotFor(next);
      }
      switch (next) {
        case BatchSteps::Next::kNothing:
          return;
        case BatchSteps::Next::kRead:
          this->StartRead(&slot->request);
          break;
        case BatchSteps::Next::kProcess:
          OnMessage(slot->request, slot->response.Renew());
          break;
        case BatchSteps::Next::kWrite:
          this->StartWrite(slot->response.get());
          break;
        case BatchSteps::Next::kFinish:
          return FinishStream();
      }
      absl::MutexLock lock(&mutex_);
      steps_.Returned();
    }
  }

  Slot* SlotFor(BatchSteps::Next next) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
    int64_t message = steps_.to_read();
    if (next == BatchSteps::Next::kProcess) message = steps_.to_process();
    if (next == BatchSteps::Next::kWrite) message = steps_.to_write();
    return &slots_[BatchSteps::SlotOf(message)];
  }

  void FinishStream() {
    grpc::Status end;
    {
      absl::MutexLock lock(&mutex_);
      end = ToGrpcStatus(steps_.end());
    }
    book_.Leave(this);
    OnEnded();
    this->Finish(end);
  }

  void OnReadDone(bool ok) final {
    {
      absl::MutexLock lock(&mutex_);
      steps_.ReadDone(ok);
    }
    Step();
  }
  void OnWriteDone(bool ok) final {
    Slot* written;
    {
      absl::MutexLock lock(&mutex_);
      written = SlotFor(BatchSteps::Next::kWrite);
    }
    // Nobody else uses the slot until the steps know that it is free. A stream
    // that waits for its client keeps no large message.
    written->response.Renew();
    if (written->held != 0) written->request = Request();
    place_.Release(std::exchange(written->held, 0));
    {
      absl::MutexLock lock(&mutex_);
      steps_.WriteDone(ok);
    }
    Step();
  }
  void OnCancel() final { End(absl::CancelledError("the client has gone")); }
  void OnDone() final { auto last = std::move(held_by_grpc_); }

  CallBook& book_;
  const Principal principal_;
  CallPlace place_;
  mutable absl::Mutex mutex_;
  BatchSteps steps_ ABSL_GUARDED_BY(mutex_);
  std::array<Slot, BatchSteps::kMessagesMax> slots_;
  std::shared_ptr<BatchStream> held_by_grpc_;
};

// Makes the stream, enters it into the book, starts reading, and returns what
// the service's method returns.
template <class Stream, class... Args>
Stream* StartBatch(CallBook& book, grpc::CallbackServerContext* context,
                   Args&&... args) {
  auto stream =
      std::make_shared<Stream>(book, context, std::forward<Args>(args)...);
  stream->Start();
  return stream.get();
}

}  // namespace disclosure::server

#endif  // DISCLOSURE_SERVER_BATCH_STREAM_H_
