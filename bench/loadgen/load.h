// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

// What every load has in common, whatever is called: how much and how fast,
// requests as bytes that are already serialised, answers as bytes, times.
//
// Closed loop (rate 0): a fixed number of calls is always open. A slow server
// is asked less often, so the times are those of that many patient clients.
// Open loop: call i is due at i / rate seconds after the beginning, fixed
// beforehand and evenly spaced; its time counts from when it was due, whether
// it could be started then or not, so that nothing is left out while the
// server or this program stalls.

#ifndef DISCLOSURE_BENCH_LOADGEN_LOAD_H_
#define DISCLOSURE_BENCH_LOADGEN_LOAD_H_

#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "bench/loadgen/latencies.h"
#include "disclosure/v1/position.pb.h"
#include "grpcpp/channel.h"
#include "grpcpp/support/byte_buffer.h"
#include "grpcpp/support/status.h"

namespace disclosure::loadgen {

// A call that has no answer after this long has failed.
inline constexpr absl::Duration kCallLimit = absl::Seconds(60);

// Calls open at a time in an open loop; then what is due waits, and its time
// counts.
inline constexpr int64_t kOpenCallsMax = 20'000;

inline int64_t NowNanos() {
  return std::chrono::duration_cast<std::chrono::nanoseconds>(
             std::chrono::steady_clock::now().time_since_epoch())
      .count();
}

// Processor time of this process so far, of all its threads.
double CpuSeconds();

// Returns at that time of NowNanos(), within about 0.1 ms.
void WaitUntil(int64_t nanos);

struct LoadOptions {
  // Requests 0 to count - 1. Of a stream: messages.
  int64_t count = 0;
  // Unary: calls open at a time in a closed loop. Streams: their number.
  int clients = 1;
  // Threads that send and receive. More of them compete with the server.
  int threads = 1;
  // Requests a second; 0: closed loop.
  double rate = 0;
  // Streams: messages sent ahead of their answers, on each.
  int window = 2;
  // What a request and all of them count as in the progress; 0: `count`.
  int64_t items_per_request = 1;
  int64_t items = 0;
};

// What came of a load.
struct LoadResult {
  // Answered without an error.
  int64_t answers = 0;
  // What was in the answers: reports stored, rows read.
  int64_t items = 0;
  double seconds = 0;
  // Processor time that this process took meanwhile.
  double cpu_seconds = 0;
  int64_t bytes_sent = 0;
  int64_t bytes_received = 0;
  Latencies latencies;
  // By reason; each with one message as an example.
  std::map<std::string, int64_t> errors;
  std::map<std::string, std::string> examples;
  // The largest position among the answers; no log: none has one.
  v1::LogPosition position;

  void AddError(const grpc::Status& status, int64_t times = 1);
  void AddError(const std::string& reason, const std::string& message,
                int64_t times = 1);
  void AddPosition(const v1::LogPosition& other);
  void Merge(const LoadResult& other);
};

// The request of a number. Called from any of the threads, at about the time
// when it is sent; what it costs is not part of the latency of a closed loop.
using MakeRequest = std::function<grpc::ByteBuffer(int64_t)>;

// Looks at an answer: adds its items, positions and errors to `result`, which
// is the calling thread's own. Times and bytes are added by the caller.
using ReadAnswer = std::function<void(
    int64_t number, const grpc::ByteBuffer& answer, LoadResult* result)>;

using Channels = std::vector<std::shared_ptr<grpc::Channel>>;

// Connections to `address`, each of its own; connected. UNAVAILABLE if the
// server cannot be reached in 10 s.
absl::StatusOr<Channels> Connect(const std::string& address, int count);

// Bytes as one slice, copied once.
grpc::ByteBuffer ToByteBuffer(const std::string& bytes);

// The bytes of an answer, copied.
std::string ToString(const grpc::ByteBuffer& buffer);

}  // namespace disclosure::loadgen

#endif  // DISCLOSURE_BENCH_LOADGEN_LOAD_H_
