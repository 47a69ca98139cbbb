// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

// A stream of messages to a follower, as fast as the follower reads and no
// faster. The stream asks for a message only when the last one has been taken,
// so a follower that never reads costs one message of ours, whatever happens
// behind it.
//
// A FeedPump is one thread that fills the messages of all followers of one
// feed. Filling may read the disk: it is never done on a gRPC thread.
//
//   class ChangeStream : public FeedStream<FollowResponse> {
//    public:
//     ChangeStream(CallBook&, FeedPump&, grpc::CallbackServerContext*,
//                  const FollowRequest*, ChangeLog&);
//    private:
//     absl::StatusOr<bool> Fill(FollowResponse* response) override;
//   };
//   grpc::ServerWriteReactor<FollowResponse>* Follow(context, request) override
//   {
//     return StartStream<ChangeStream>(book_, pump_, context, request, log_);
//   }
//
// Thread-safe. A stream is a shared object: gRPC, the pump and the book of
// calls may let go of it in any order. The pump outlives the gRPC server,
// because calls that end late still tell it so.

#ifndef DISCLOSURE_SERVER_FEED_STREAM_H_
#define DISCLOSURE_SERVER_FEED_STREAM_H_

#include <memory>
#include <optional>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "grpcpp/server_context.h"
#include "grpcpp/support/server_callback.h"
#include "server/call_book.h"
#include "server/identity.h"
#include "server/status.h"

namespace disclosure::server {

class FeedPump;

// What the pump knows of a stream; implemented by FeedStream below.
class FeedMember : public OpenStream {
 public:
  FeedMember(CallBook& book, FeedPump& pump, std::string client);
  ~FeedMember() override;

  void End(const absl::Status& status) final;

 protected:
  // The steps of FeedStream, called by the pump without its lock.
  virtual absl::StatusOr<bool> FillNext() = 0;
  virtual void WriteNext() = 0;
  virtual void FinishStream(const absl::Status& status) = 0;

  // The stream's reactions.
  void Joined(const std::shared_ptr<FeedMember>& self);
  void Written(bool ok);

 private:
  friend class FeedPump;
  enum class State { kReady, kFilling, kWriting, kWaiting, kDone };

  CallBook& book_;
  FeedPump& pump_;
  CallPlace place_;
  // Guarded by the pump's mutex.
  State state_ = State::kDone;
  bool woken_ = false;  // Wake() came while filling.
  std::optional<absl::Status> end_;
};

class FeedPump {
 public:
  struct Options {
    // Waiting streams are asked for a message at least this often: for a
    // message that says "nothing new, and the head is at 120".
    absl::Duration wake_every = absl::InfiniteDuration();
  };

  FeedPump();
  explicit FeedPump(Options options);
  FeedPump(const FeedPump&) = delete;
  FeedPump& operator=(const FeedPump&) = delete;
  ~FeedPump();  // Stop().

  // There may be something new: every waiting stream is asked again. Cheap,
  // from any thread.
  void Wake();

  // Ends all streams with UNAVAILABLE, refuses later ones, and joins the
  // thread. Not to be called by Fill().
  void Stop();

 private:
  friend class FeedMember;

  void Join(std::shared_ptr<FeedMember> member);
  void Written(FeedMember* member, bool ok);
  void End(FeedMember* member, const absl::Status& status);

  void Run();
  bool HasWork() const ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  std::shared_ptr<FeedMember> NextReady() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  void Serve(FeedMember& member) ABSL_LOCKS_EXCLUDED(mutex_);
  void WakeWaiting() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  // Takes the member out. What is returned keeps it alive for FinishStream().
  std::shared_ptr<FeedMember> Remove(FeedMember* member)
      ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);

  const Options options_;
  absl::Mutex mutex_;
  bool stopped_ ABSL_GUARDED_BY(mutex_) = false;
  size_t next_ ABSL_GUARDED_BY(mutex_) = 0;  // Round robin.
  std::vector<std::shared_ptr<FeedMember>> members_ ABSL_GUARDED_BY(mutex_);
  std::thread thread_;
};

template <class Response>
class FeedStream : public grpc::ServerWriteReactor<Response>,
                   public FeedMember {
 public:
  FeedStream(CallBook& book, FeedPump& pump,
             grpc::CallbackServerContext* context)
      : FeedMember(book, pump, ClientKey(IdentifyPeer(*context), *context)) {}

 protected:
  // Fills the next message. True: send it. False: nothing now, ask again after
  // the next Wake(). An error ends the stream with it. Runs on the pump's
  // thread, one stream at a time; the message is empty at the beginning.
  virtual absl::StatusOr<bool> Fill(Response* response) = 0;

 private:
  template <class Stream, class... Args>
  friend Stream* StartStream(CallBook& book, FeedPump& pump,
                             grpc::CallbackServerContext* context,
                             Args&&... args);

  void Start(std::shared_ptr<FeedStream> self) {
    held_by_grpc_ = self;
    Joined(std::move(self));
  }
  absl::StatusOr<bool> FillNext() final {
    response_.Clear();
    return Fill(&response_);
  }
  void WriteNext() final { this->StartWrite(&response_); }
  void FinishStream(const absl::Status& status) final {
    this->Finish(ToGrpcStatus(status));
  }
  void OnWriteDone(bool ok) final { Written(ok); }
  void OnCancel() final { End(absl::CancelledError("the follower has gone")); }
  void OnDone() final { auto last = std::move(held_by_grpc_); }

  Response response_;
  std::shared_ptr<FeedStream> held_by_grpc_;
};

// Makes the stream, enters it into book and pump, and returns what the
// service's method returns. A refused stream is one that has ended at once.
template <class Stream, class... Args>
Stream* StartStream(CallBook& book, FeedPump& pump,
                    grpc::CallbackServerContext* context, Args&&... args) {
  auto stream = std::make_shared<Stream>(book, pump, context,
                                         std::forward<Args>(args)...);
  stream->Start(stream);
  return stream.get();
}

}  // namespace disclosure::server

#endif  // DISCLOSURE_SERVER_FEED_STREAM_H_
