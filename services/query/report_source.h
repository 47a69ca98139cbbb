// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

// Where query gets whole reports: it asks ingest, without waiting. A call that
// asks holds no thread, only its own memory; when the caller goes or time is
// up, the question to ingest is withdrawn.
//
// Thread-safe.

#ifndef DISCLOSURE_SERVICES_QUERY_REPORT_SOURCE_H_
#define DISCLOSURE_SERVICES_QUERY_REPORT_SOURCE_H_

#include <cstddef>
#include <functional>
#include <memory>

#include "absl/base/thread_annotations.h"
#include "absl/container/flat_hash_map.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "disclosure/v1/ingest_service.grpc.pb.h"
#include "grpcpp/channel.h"

namespace disclosure::query {

class ReportSource {
 public:
  // Questions under way at a time.
  explicit ReportSource(size_t capacity) : capacity_(capacity) {}
  ReportSource(const ReportSource&) = delete;
  ReportSource& operator=(const ReportSource&) = delete;
  ~ReportSource();  // Stop().

  // To be called once, before the first question that shall be answered.
  void Connect(std::shared_ptr<grpc::Channel> ingest);

  // A question under way.
  struct Question {
    grpc::ClientContext context;
    v1::GetReportRequest request;
    v1::GetReportResponse response;
  };
  using Done = std::function<void(absl::StatusOr<v1::GetReportResponse>)>;

  // Asks, and calls `done` once, perhaps before it returns. Errors: those of
  // ingest; UNAVAILABLE (NOT_READY) before Connect(), (SHUTTING_DOWN) after
  // Stop(); RESOURCE_EXHAUSTED (TOO_MANY_WAITING). The result can be given to
  // Withdraw(); null if the question is already answered.
  std::shared_ptr<Question> Ask(v1::GetReportRequest request,
                                absl::Time deadline, Done done);

  // Ends a question early; `done` still runs. From any thread, never waits.
  static void Withdraw(Question& question) { question.context.TryCancel(); }

  // Withdraws all questions, refuses later ones, and returns when every `done`
  // has run.
  void Stop();

  size_t size() const;

 private:
  // OK if one more question may be asked; it is then counted.
  absl::Status Enter(const std::shared_ptr<Question>& question);
  void Leave(const Question* question);

  const size_t capacity_;
  mutable absl::Mutex mutex_;
  bool stopped_ ABSL_GUARDED_BY(mutex_) = false;
  std::unique_ptr<v1::IngestService::Stub> stub_ ABSL_GUARDED_BY(mutex_);
  absl::flat_hash_map<const Question*, std::shared_ptr<Question>> questions_
      ABSL_GUARDED_BY(mutex_);
};

}  // namespace disclosure::query

#endif  // DISCLOSURE_SERVICES_QUERY_REPORT_SOURCE_H_
