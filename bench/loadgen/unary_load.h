// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

// Many unary calls of one method, by bytes: no message is parsed or serialised
// on the way, so that a call costs what it costs against a bare echo server.

#ifndef DISCLOSURE_BENCH_LOADGEN_UNARY_LOAD_H_
#define DISCLOSURE_BENCH_LOADGEN_UNARY_LOAD_H_

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"
#include "bench/loadgen/load.h"
#include "bench/loadgen/progress.h"
#include "grpcpp/completion_queue.h"
#include "grpcpp/generic/generic_stub.h"

namespace disclosure::loadgen {

// Calls by completion queues, each with a thread of its own that receives. One
// such thread costs less than gRPC's callbacks, and leaves a core to the
// server.
class UnaryClient {
 public:
  // What became of a call. Valid during the callback.
  struct Answer {
    int64_t number = 0;
    // Of the thread, from 0.
    int thread = 0;
    // From `since` of Start() until the answer was there.
    int64_t nanos = 0;
    const grpc::Status& status;
    const grpc::ByteBuffer& response;
  };
  // Called by the receiving threads, one call at a time each; may Start()
  // further calls.
  using OnAnswer = std::function<void(const Answer&)>;

  UnaryClient(const Channels& channels, std::string method, int threads,
              OnAnswer on_answer);
  UnaryClient(const UnaryClient&) = delete;
  UnaryClient& operator=(const UnaryClient&) = delete;
  ~UnaryClient();  // WaitUntilIdle(), and ends the threads.

  // Thread-safe. `since`: NowNanos() from which the call's time counts.
  void Start(int64_t number, const grpc::ByteBuffer& request, int64_t since);

  // Until at most `calls` are open.
  void WaitUntilOpen(int64_t calls);
  void WaitUntilIdle() { WaitUntilOpen(0); }

 private:
  struct Call;

  void Receive(int thread);

  const std::string method_;
  const OnAnswer on_answer_;
  std::vector<std::unique_ptr<grpc::GenericStub>> stubs_;
  std::vector<std::unique_ptr<grpc::CompletionQueue>> queues_;
  absl::Mutex mutex_;
  int64_t open_ ABSL_GUARDED_BY(mutex_) = 0;
  std::vector<std::thread> threads_;
};

// Runs a load. `read` may be empty.
LoadResult RunUnary(const Channels& channels, const std::string& method,
                    const LoadOptions& options, const MakeRequest& make,
                    const ReadAnswer& read, Progress* progress);

}  // namespace disclosure::loadgen

#endif  // DISCLOSURE_BENCH_LOADGEN_UNARY_LOAD_H_
