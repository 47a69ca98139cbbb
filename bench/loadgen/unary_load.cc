// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

#include "bench/loadgen/unary_load.h"

#include <algorithm>
#include <atomic>
#include <utility>

#include "absl/time/clock.h"

namespace disclosure::loadgen {

struct UnaryClient::Call {
  int64_t number = 0;
  int64_t since = 0;
  grpc::ClientContext context;
  std::unique_ptr<grpc::GenericClientAsyncResponseReader> reader;
  grpc::ByteBuffer response;
  grpc::Status status;
};

UnaryClient::UnaryClient(const Channels& channels, std::string method,
                         int threads, OnAnswer on_answer)
    : method_(std::move(method)), on_answer_(std::move(on_answer)) {
  for (const auto& channel : channels) {
    stubs_.push_back(std::make_unique<grpc::GenericStub>(channel));
  }
  for (int i = 0; i < threads; ++i) {
    queues_.push_back(std::make_unique<grpc::CompletionQueue>());
  }
  for (int i = 0; i < threads; ++i) {
    threads_.emplace_back([this, i] { Receive(i); });
  }
}

UnaryClient::~UnaryClient() {
  WaitUntilIdle();
  for (const auto& queue : queues_) queue->Shutdown();
  for (std::thread& thread : threads_) thread.join();
}

void UnaryClient::Start(int64_t number, const grpc::ByteBuffer& request,
                        int64_t since) {
  {
    absl::MutexLock lock(&mutex_);
    ++open_;
  }
  auto* call = new Call;
  call->number = number;
  call->since = since;
  call->context.set_deadline(absl::ToChronoTime(absl::Now() + kCallLimit));
  const auto place = static_cast<size_t>(number);
  call->reader = stubs_[place % stubs_.size()]->PrepareUnaryCall(
      &call->context, method_, request, queues_[place % queues_.size()].get());
  call->reader->StartCall();
  call->reader->Finish(&call->response, &call->status, call);
}

void UnaryClient::WaitUntilOpen(int64_t calls) {
  absl::MutexLock lock(&mutex_);
  const auto few = [this, calls]() ABSL_SHARED_LOCKS_REQUIRED(mutex_) {
    return open_ <= calls;
  };
  mutex_.Await(absl::Condition(&few));
}

void UnaryClient::Receive(int thread) {
  void* tag = nullptr;
  bool ok = false;
  while (queues_[static_cast<size_t>(thread)]->Next(&tag, &ok)) {
    const std::unique_ptr<Call> call(static_cast<Call*>(tag));
    on_answer_({.number = call->number,
                .thread = thread,
                .nanos = NowNanos() - call->since,
                .status = call->status,
                .response = call->response});
    absl::MutexLock lock(&mutex_);
    --open_;
  }
}

namespace {

// One run.
class UnaryLoad {
 public:
  UnaryLoad(const Channels& channels, const std::string& method,
            const LoadOptions& options, const MakeRequest& make,
            const ReadAnswer& read, Progress* progress)
      : options_(options),
        make_(make),
        read_(read),
        progress_(progress),
        results_(static_cast<size_t>(options.threads)),
        client_(channels, method, options.threads,
                [this](const UnaryClient::Answer& answer) { Note(answer); }) {}

  LoadResult Run() {
    const int64_t begin = NowNanos();
    const double cpu_begin = CpuSeconds();
    if (options_.rate > 0) {
      RunSchedule(begin);
    } else {
      const int64_t first = std::min<int64_t>(options_.clients, options_.count);
      next_ = first;
      for (int64_t i = 0; i < first; ++i) Start(i);
    }
    client_.WaitUntilIdle();
    LoadResult all;
    for (const LoadResult& result : results_) all.Merge(result);
    all.bytes_sent = sent_;
    all.seconds = static_cast<double>(NowNanos() - begin) / 1e9;
    all.cpu_seconds = CpuSeconds() - cpu_begin;
    return all;
  }

 private:
  void RunSchedule(int64_t begin) {
    for (int64_t i = 0; i < options_.count; ++i) {
      const auto due = begin + static_cast<int64_t>(static_cast<double>(i) *
                                                    1e9 / options_.rate);
      const grpc::ByteBuffer request = make_(i);
      WaitUntil(due);
      client_.WaitUntilOpen(kOpenCallsMax);
      client_.Start(i, request, due);
      sent_.fetch_add(static_cast<int64_t>(request.Length()),
                      std::memory_order_relaxed);
    }
  }

  void Start(int64_t number) {
    const grpc::ByteBuffer request = make_(number);
    sent_.fetch_add(static_cast<int64_t>(request.Length()),
                    std::memory_order_relaxed);
    client_.Start(number, request, NowNanos());
  }

  void Note(const UnaryClient::Answer& answer) {
    // The next one first: the server should not wait for our notes.
    if (options_.rate == 0) {
      const int64_t next = next_.fetch_add(1, std::memory_order_relaxed);
      if (next < options_.count) Start(next);
    }
    LoadResult& result = results_[static_cast<size_t>(answer.thread)];
    progress_->Add(options_.items_per_request);
    if (!answer.status.ok()) {
      result.AddError(answer.status);
      return;
    }
    ++result.answers;
    result.latencies.Add(answer.nanos);
    result.bytes_received += static_cast<int64_t>(answer.response.Length());
    if (read_) read_(answer.number, answer.response, &result);
  }

  const LoadOptions options_;
  const MakeRequest& make_;
  const ReadAnswer& read_;
  Progress* const progress_;
  std::atomic<int64_t> next_{0};
  std::atomic<int64_t> sent_{0};
  // By thread; each is touched by its thread alone until all is done.
  std::vector<LoadResult> results_;
  UnaryClient client_;
};

}  // namespace

LoadResult RunUnary(const Channels& channels, const std::string& method,
                    const LoadOptions& options, const MakeRequest& make,
                    const ReadAnswer& read, Progress* progress) {
  return UnaryLoad(channels, method, options, make, read, progress).Run();
}

}  // namespace disclosure::loadgen
