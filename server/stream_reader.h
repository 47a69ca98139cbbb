// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

// Reads the answers of a streaming call one by one, on the thread of the
// caller, as grpc::ClientReader does. But a thread that waits in a ClientReader
// takes part in gRPC's polling: in a process that also serves, it is woken for
// connections that are not its own, and answers to others wait for it. One that
// waits in a StreamReader sleeps until its own message is there.
//
//   grpc::ClientContext context;
//   StreamReader<FollowResponse> reader;
//   stub.async()->Follow(&context, &request, reader.reactor());
//   reader.Start();
//   while (reader.Read(&response)) ...
//   grpc::Status ended = reader.Finish();

#ifndef DISCLOSURE_SERVER_STREAM_READER_H_
#define DISCLOSURE_SERVER_STREAM_READER_H_

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"
#include "grpcpp/support/client_callback.h"
#include "grpcpp/support/status.h"

namespace disclosure::server {

// Belongs to one thread; others may cancel the call through its context. Once
// started, Finish() must be called before it is destroyed.
template <typename Response>
class StreamReader {
 public:
  StreamReader() = default;
  StreamReader(const StreamReader&) = delete;
  StreamReader& operator=(const StreamReader&) = delete;

  grpc::ClientReadReactor<Response>* reactor() { return &reactor_; }

  // Sends the request.
  void Start() {
    // The call must not end between two reads.
    reactor_.AddHold();
    reactor_.StartCall();
  }

  // Waits for the next response; false: the stream has ended.
  bool Read(Response* response) { return reactor_.Read(response); }

  // Waits for the end of the call. What was not read must be cancelled before.
  grpc::Status Finish() {
    reactor_.RemoveHold();
    return reactor_.AwaitEnd();
  }

 private:
  class Reactor : public grpc::ClientReadReactor<Response> {
   public:
    bool Read(Response* response) {
      {
        absl::MutexLock lock(&mutex_);
        reading_ = true;
      }
      this->StartRead(response);
      absl::MutexLock lock(&mutex_);
      mutex_.Await(absl::Condition(
          +[](bool* reading) { return !*reading; }, &reading_));
      return read_;
    }

    grpc::Status AwaitEnd() {
      absl::MutexLock lock(&mutex_);
      mutex_.Await(absl::Condition(&ended_));
      return status_;
    }

    void OnReadDone(bool ok) override {
      absl::MutexLock lock(&mutex_);
      read_ = ok;
      reading_ = false;
    }

    void OnDone(const grpc::Status& status) override {
      absl::MutexLock lock(&mutex_);
      status_ = status;
      ended_ = true;
    }

   private:
    absl::Mutex mutex_;
    bool reading_ ABSL_GUARDED_BY(mutex_) = false;
    bool read_ ABSL_GUARDED_BY(mutex_) = false;
    bool ended_ ABSL_GUARDED_BY(mutex_) = false;
    grpc::Status status_ ABSL_GUARDED_BY(mutex_);
  };

  Reactor reactor_;
};

}  // namespace disclosure::server

#endif  // DISCLOSURE_SERVER_STREAM_READER_H_
