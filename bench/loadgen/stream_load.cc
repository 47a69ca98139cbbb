// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

#include "bench/loadgen/stream_load.h"

#include <algorithm>
#include <atomic>
#include <deque>
#include <memory>
#include <thread>
#include <utility>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"
#include "grpcpp/completion_queue.h"
#include "grpcpp/generic/generic_stub.h"

namespace disclosure::loadgen {
namespace {

// What all streams of a run share.
struct Run {
  const LoadOptions& options;
  const MakeRequest& make;
  const ReadAnswer& read;
  Progress* progress;
  std::atomic<int64_t> next{0};
};

// One stream. Events come from its completion queue's thread, due messages from
// the schedule.
class Stream {
 public:
  Stream(Run* run, grpc::GenericStub* stub, const std::string& method,
         grpc::CompletionQueue* queue)
      : run_(run), call_(stub->PrepareCall(&context_, method, queue)) {}

  void Start() {
    absl::MutexLock lock(&mutex_);
    call_->StartCall(&started_);
  }

  // A message of an open loop.
  void AddDue(int64_t number, int64_t due) {
    absl::MutexLock lock(&mutex_);
    if (ended_) return NoteLost(1);
    due_.push_back({number, due});
    Send();
  }
  // There will be no more.
  void EndDue() {
    absl::MutexLock lock(&mutex_);
    all_due_ = true;
    Send();
  }

  // Its end, and what came of it; once ended.
  const LoadResult& result() const { return result_; }

  // An operation of the call that has ended; its address is the tag.
  struct Event {
    Stream* stream;
    void (Stream::*end)(bool ok);
  };

  // False: that was the last event of this stream.
  bool Handle(const Event& event, bool ok) {
    absl::MutexLock lock(&mutex_);
    (this->*event.end)(ok);
    return !ended_;
  }

 private:
  struct Message {
    int64_t number = 0;
    int64_t since = 0;
  };

  void OnStarted(bool ok) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
    open_ = ok;
    if (!ok) return Finish();
    call_->Read(&answer_, &read_);
    Send();
  }

  void OnWritten(bool ok) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
    writing_ = false;
    // A broken stream is ended by its read.
    if (ok) Send();
    if (broken_) Finish();
  }

  void OnRead(bool ok) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
    if (!ok) {
      broken_ = true;
      if (!writing_) Finish();
      return;
    }
    const Message message = unanswered_.front();
    unanswered_.pop_front();
    result_.latencies.Add(NowNanos() - message.since);
    Send();
    ++result_.answers;
    result_.bytes_received += static_cast<int64_t>(answer_.Length());
    if (run_->read) run_->read(message.number, answer_, &result_);
    run_->progress->Add(run_->options.items_per_request);
    call_->Read(&answer_, &read_);
  }

  void OnFinished(bool) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
    open_ = false;
    ended_ = true;
    const auto lost = static_cast<int64_t>(unanswered_.size() + due_.size());
    NoteLost(lost);
    if (!status_.ok() && lost == 0) result_.AddError(status_);
  }

  // Messages without an answer.
  void NoteLost(int64_t messages) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
    if (messages == 0) return;
    if (status_.ok()) {
      result_.AddError("STREAM_ENDED", "the server ended a stream early",
                       messages);
    } else {
      result_.AddError(status_, messages);
    }
  }

  // What may be sent now, if anything.
  void Send() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
    if (!open_ || writing_ || broken_ || half_closed_) return;
    if (static_cast<int>(unanswered_.size()) >= run_->options.window) return;
    Message message;
    if (run_->options.rate > 0) {
      if (due_.empty()) {
        if (all_due_) HalfClose();
        return;
      }
      message = due_.front();
      due_.pop_front();
    } else {
      message.number = run_->next.fetch_add(1, std::memory_order_relaxed);
      if (message.number >= run_->options.count) return HalfClose();
    }
    const grpc::ByteBuffer request = run_->make(message.number);
    result_.bytes_sent += static_cast<int64_t>(request.Length());
    if (run_->options.rate == 0) message.since = NowNanos();
    unanswered_.push_back(message);
    writing_ = true;
    call_->Write(request, &written_);
  }

  void HalfClose() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
    half_closed_ = true;
    writing_ = true;
    call_->WritesDone(&written_);
  }

  void Finish() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
    if (std::exchange(finishing_, true)) return;
    call_->Finish(&status_, &finished_);
  }

  Run* const run_;
  Event started_{this, &Stream::OnStarted};
  Event written_{this, &Stream::OnWritten};
  Event read_{this, &Stream::OnRead};
  Event finished_{this, &Stream::OnFinished};

  absl::Mutex mutex_;
  grpc::ClientContext context_;
  std::unique_ptr<grpc::GenericClientAsyncReaderWriter> call_;
  grpc::ByteBuffer answer_;
  grpc::Status status_;
  LoadResult result_;
  std::deque<Message> unanswered_ ABSL_GUARDED_BY(mutex_);
  // At most all messages of the run.
  std::deque<Message> due_ ABSL_GUARDED_BY(mutex_);
  bool all_due_ ABSL_GUARDED_BY(mutex_) = false;
  bool open_ ABSL_GUARDED_BY(mutex_) = false;
  bool writing_ ABSL_GUARDED_BY(mutex_) = false;
  bool half_closed_ ABSL_GUARDED_BY(mutex_) = false;
  bool broken_ ABSL_GUARDED_BY(mutex_) = false;
  bool finishing_ ABSL_GUARDED_BY(mutex_) = false;
  bool ended_ ABSL_GUARDED_BY(mutex_) = false;
};

// Until `streams` streams have ended.
void Serve(grpc::CompletionQueue* queue, int streams) {
  void* tag = nullptr;
  bool ok = false;
  while (streams > 0 && queue->Next(&tag, &ok)) {
    const auto& event = *static_cast<const Stream::Event*>(tag);
    if (!event.stream->Handle(event, ok)) --streams;
  }
  queue->Shutdown();
  while (queue->Next(&tag, &ok)) {
  }
}

void RunSchedule(const LoadOptions& options, int64_t begin,
                 const std::vector<std::unique_ptr<Stream>>& streams) {
  for (int64_t i = 0; i < options.count; ++i) {
    const auto due = begin + static_cast<int64_t>(static_cast<double>(i) * 1e9 /
                                                  options.rate);
    WaitUntil(due);
    streams[static_cast<size_t>(i) % streams.size()]->AddDue(i, due);
  }
  for (const auto& stream : streams) stream->EndDue();
}

}  // namespace

LoadResult RunStreams(const Channels& channels, const std::string& method,
                      const LoadOptions& options, const MakeRequest& make,
                      const ReadAnswer& read, Progress* progress) {
  Run run = {options, make, read, progress};
  std::vector<std::unique_ptr<grpc::GenericStub>> stubs;
  for (const auto& channel : channels) {
    stubs.push_back(std::make_unique<grpc::GenericStub>(channel));
  }
  std::vector<grpc::CompletionQueue> queues(
      static_cast<size_t>(options.threads));
  std::vector<int> streams_of(queues.size());
  std::vector<std::unique_ptr<Stream>> streams;
  for (size_t i = 0; i < static_cast<size_t>(options.clients); ++i) {
    streams.push_back(
        std::make_unique<Stream>(&run, stubs[i % stubs.size()].get(), method,
                                 &queues[i % queues.size()]));
    ++streams_of[i % queues.size()];
  }
  const int64_t begin = NowNanos();
  const double cpu_begin = CpuSeconds();
  std::vector<std::thread> threads;
  for (size_t i = 0; i < queues.size(); ++i) {
    threads.emplace_back(
        [queue = &queues[i], count = streams_of[i]] { Serve(queue, count); });
  }
  for (const auto& stream : streams) stream->Start();
  if (options.rate > 0) RunSchedule(options, begin, streams);
  for (std::thread& thread : threads) thread.join();
  LoadResult all;
  for (const auto& stream : streams) all.Merge(stream->result());
  all.seconds = static_cast<double>(NowNanos() - begin) / 1e9;
  all.cpu_seconds = CpuSeconds() - cpu_begin;
  return all;
}

}  // namespace disclosure::loadgen
