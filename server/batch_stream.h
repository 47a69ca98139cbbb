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
//         stream->Answer();
//       });
//     }
//   };
//   return StartBatch<SubmitStream>(book_, context, queue_);
//
// The next message is read from the network while the last answer is written,
// and is given to OnMessage() when that answer is gone. So a stream holds one
// request and one answer, and a client is slowed down by not being read: when a
// queue is full, the stream keeps its message until there is room.
//
// Request and response belong to the stream, not to gRPC: they stay valid until
// Answer(), as long as somebody holds the stream, whether the call still lives
// or not.

#ifndef DISCLOSURE_SERVER_BATCH_STREAM_H_
#define DISCLOSURE_SERVER_BATCH_STREAM_H_

#include <memory>
#include <optional>
#include <utility>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/synchronization/mutex.h"
#include "grpcpp/server_context.h"
#include "grpcpp/support/server_callback.h"
#include "server/call_book.h"
#include "server/identity.h"
#include "server/message_memory.h"
#include "server/status.h"

namespace disclosure::server {

// What a stream does next, decided apart from messages and gRPC so that it can
// be read in one place. Not thread-safe: BatchStream guards it.
class BatchSteps {
 public:
  enum class Next { kNothing, kProcess, kFinish };

  void ReadStarted() { reading_ = true; }
  void ReadDone(bool ok);
  void AnswerStarted();  // The answer is being written, the next message read.
  void WriteDone(bool ok);
  void End(const absl::Status& status);

  // What to do now. kProcess and kFinish are given once and must be done.
  Next Take();

  bool processing() const { return processing_; }
  bool finished() const { return finished_; }
  // Why the stream ends; only after kFinish.
  const absl::Status& end() const { return *end_; }

 private:
  bool reading_ = false;      // A read is under way.
  bool has_message_ = false;  // A message is read and waits for its turn.
  bool processing_ = false;   // OnMessage() was called, Answer() not yet.
  bool writing_ = false;      // The answer is under way.
  bool half_closed_ = false;  // The client has sent its last message.
  bool finished_ = false;
  std::optional<absl::Status> end_;
};

template <class Request, class Response>
class BatchStream
    : public grpc::ServerBidiReactor<Request, Response>,
      public OpenStream,
      public std::enable_shared_from_this<BatchStream<Request, Response>> {
 public:
  BatchStream(CallBook& book, grpc::CallbackServerContext* context)
      : book_(book), live_(book), principal_(IdentifyPeer(*context)) {}

  const Principal& principal() const { return principal_; }

  // Sends the response given to OnMessage(). Exactly once per message, from any
  // thread; without effect if the stream has ended meanwhile.
  void Answer() {
    {
      absl::MutexLock lock(&mutex_);
      if (steps_.finished()) return;
      steps_.AnswerStarted();
    }
    // Ends only in OnWriteDone, so the stream cannot finish in between.
    this->StartRead(&request_);
    this->StartWrite(response_.get());
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

  // True when work on a message would be in vain.
  bool ended() const {
    absl::MutexLock lock(&mutex_);
    return steps_.finished();
  }

 protected:
  // Answers the message, now or later, by filling the response (empty at the
  // beginning) and calling Answer(). The request may be taken apart. Runs on a
  // gRPC thread: never waits.
  virtual void OnMessage(Request& request, Response* response) = 0;

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

  void Start() {
    held_by_grpc_ = this->shared_from_this();
    absl::Status entered = book_.Enter(held_by_grpc_, this);
    if (!entered.ok()) return End(entered);
    {
      absl::MutexLock lock(&mutex_);
      if (steps_.finished()) return;  // Told to end since it was entered.
      steps_.ReadStarted();
    }
    this->StartRead(&request_);
  }

  void Step() {
    BatchSteps::Next next;
    absl::Status end;
    {
      absl::MutexLock lock(&mutex_);
      next = steps_.Take();
      if (next == BatchSteps::Next::kFinish) end = steps_.end();
    }
    if (next == BatchSteps::Next::kProcess) {
      OnMessage(request_, response_.Renew());
    } else if (next == BatchSteps::Next::kFinish) {
      book_.Leave(this);
      OnEnded();
      this->Finish(ToGrpcStatus(end));
    }
  }

  void OnReadDone(bool ok) final {
    {
      absl::MutexLock lock(&mutex_);
      steps_.ReadDone(ok);
    }
    Step();
  }
  void OnWriteDone(bool ok) final {
    {
      absl::MutexLock lock(&mutex_);
      steps_.WriteDone(ok);
    }
    Step();
  }
  void OnCancel() final { End(absl::CancelledError("the client has gone")); }
  void OnDone() final { auto last = std::move(held_by_grpc_); }

  CallBook& book_;
  LiveCall live_;
  const Principal principal_;
  mutable absl::Mutex mutex_;
  BatchSteps steps_ ABSL_GUARDED_BY(mutex_);
  Request request_;
  ArenaMessage<Response> response_;
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
