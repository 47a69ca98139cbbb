// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

// Asks aggregate now and then how far the log of ingest has come, so that a
// feed that has fallen silent is seen in the metrics. A thread of its own.

#ifndef DISCLOSURE_SERVICES_QUERY_HEAD_WATCH_H_
#define DISCLOSURE_SERVICES_QUERY_HEAD_WATCH_H_

#include <functional>
#include <memory>
#include <thread>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "disclosure/v1/rollup_service.grpc.pb.h"
#include "grpcpp/channel.h"

namespace disclosure::query {

class HeadWatch {
 public:
  // `heard` runs on the watch's thread with each answer.
  using Heard = std::function<void(const v1::RollupServiceGetStatusResponse&)>;
  explicit HeadWatch(Heard heard) : heard_(std::move(heard)) {}
  HeadWatch(const HeadWatch&) = delete;
  HeadWatch& operator=(const HeadWatch&) = delete;
  ~HeadWatch();  // Stop().

  // Begins to ask every `period`. At most once.
  void Start(std::shared_ptr<grpc::Channel> aggregate, absl::Duration period);
  void Stop();

 private:
  void Run(absl::Duration period);
  void AskOnce(v1::RollupService::Stub& stub);

  const Heard heard_;
  absl::Mutex mutex_;
  bool stopped_ ABSL_GUARDED_BY(mutex_) = false;
  grpc::ClientContext* context_ ABSL_GUARDED_BY(mutex_) = nullptr;
  std::shared_ptr<grpc::Channel> channel_;
  std::thread thread_;
};

}  // namespace disclosure::query

#endif  // DISCLOSURE_SERVICES_QUERY_HEAD_WATCH_H_
