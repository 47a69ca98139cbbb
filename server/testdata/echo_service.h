// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

// A real server with a service of three kinds of calls, for the tests of this
// room. Everything a test waits for is a condition; nothing sleeps.

#ifndef DISCLOSURE_SERVER_TESTDATA_ECHO_SERVICE_H_
#define DISCLOSURE_SERVER_TESTDATA_ECHO_SERVICE_H_

#include <atomic>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"
#include "grpcpp/channel.h"
#include "server/call_book.h"
#include "server/feed_stream.h"
#include "server/grpc_server.h"
#include "server/metrics.h"
#include "server/options.h"
#include "server/parked_calls.h"
#include "server/testdata/echo.grpc.pb.h"

namespace disclosure::server::testing {

class EchoServiceImpl : public EchoService::CallbackService {
 public:
  EchoServiceImpl(CallBook& book, ParkedCalls& parked, FeedPump& pump)
      : book_(book), parked_(parked), pump_(pump) {}

  grpc::ServerUnaryReactor* Say(grpc::CallbackServerContext* context,
                                const SayRequest* request,
                                SayResponse* response) override;
  grpc::ServerUnaryReactor* Forget(grpc::CallbackServerContext* context,
                                   const ForgetRequest* request,
                                   ForgetResponse* response) override;
  grpc::ServerWriteReactor<CountResponse>* Count(
      grpc::CallbackServerContext* context,
      const CountRequest* request) override;
  grpc::ServerBidiReactor<ChatRequest, ChatResponse>* Chat(
      grpc::CallbackServerContext* context) override;

  // The last number Count sends. Follows with a Wake(), or does not.
  void SetHead(int64_t head);
  void SetHeadQuietly(int64_t head) { head_ = head; }
  int64_t head() const { return head_; }

  // Count ends with an error instead of sending this number.
  std::atomic<int64_t> broken_number{-1};
  // Messages Count has filled, over all streams.
  std::atomic<int64_t> filled{0};

  // While held, Chat does not answer; its answers wait here.
  void Hold(bool hold);
  void Answer(std::function<void()> answer);
  int64_t held() const;
  // Blocks until so many answers are held.
  void AwaitHeld(int64_t count);

 private:
  CallBook& book_;
  ParkedCalls& parked_;
  FeedPump& pump_;
  std::atomic<int64_t> head_{0};
  mutable absl::Mutex mutex_;
  bool hold_ ABSL_GUARDED_BY(mutex_) = false;
  std::vector<std::function<void()>> answers_ ABSL_GUARDED_BY(mutex_);
};

// Made and destroyed in the order grpc_server.h asks for. Ending it checks that
// no call is left.
class EchoServer {
 public:
  explicit EchoServer(ServerOptions options = Options(),
                      FeedPump::Options pump = {});
  ~EchoServer();

  // Loopback, port 0.
  static ServerOptions Options();

  EchoServiceImpl& service() { return service_; }
  GrpcServer& server() { return *server_; }
  CallBook& book() { return book_; }
  ParkedCalls& parked() { return parked_; }
  Metrics& metrics() { return metrics_; }

  std::shared_ptr<grpc::Channel> Connect();
  std::unique_ptr<EchoService::Stub> Stub();

 private:
  Metrics metrics_;
  CallBook book_;
  ParkedCalls parked_;
  FeedPump pump_;
  EchoServiceImpl service_;
  std::unique_ptr<GrpcServer> server_;
};

// True once `condition` holds; false if it does not within ten seconds.
bool Eventually(const std::function<bool()>& condition);

}  // namespace disclosure::server::testing

#endif  // DISCLOSURE_SERVER_TESTDATA_ECHO_SERVICE_H_
