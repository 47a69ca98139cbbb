// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

#include "services/query/report_source.h"

#include <utility>

#include "base/error.h"
#include "server/status.h"
#include "services/query/errors.h"

namespace disclosure::query {

ReportSource::~ReportSource() { Stop(); }

void ReportSource::Connect(std::shared_ptr<grpc::Channel> ingest) {
  absl::MutexLock lock(&mutex_);
  stub_ = v1::IngestService::NewStub(std::move(ingest));
}

std::shared_ptr<ReportSource::Question> ReportSource::Ask(
    v1::GetReportRequest request, absl::Time deadline, Done done) {
  auto question = std::make_shared<Question>();
  question->request = std::move(request);
  question->context.set_deadline(absl::ToChronoTime(deadline));
  const absl::Status entered = Enter(question);
  if (!entered.ok()) {
    done(entered);
    return nullptr;
  }
  v1::IngestService::Stub* stub;
  {
    absl::MutexLock lock(&mutex_);
    stub = stub_.get();
  }
  Question* const asked = question.get();
  stub->async()->GetReport(
      &asked->context, &asked->request, &asked->response,
      [this, asked, done = std::move(done)](grpc::Status status) {
        if (status.ok()) {
          done(std::move(asked->response));
        } else {
          done(server::FromGrpcStatus(status));
        }
        // The last thing that touches this object: Stop() waits for it.
        Leave(asked);
      });
  return question;
}

void ReportSource::Stop() {
  absl::MutexLock lock(&mutex_);
  stopped_ = true;
  for (const auto& [_, question] : questions_) Withdraw(*question);
  const auto none = [this]() ABSL_SHARED_LOCKS_REQUIRED(mutex_) {
    return questions_.empty();
  };
  mutex_.Await(absl::Condition(&none));
}

size_t ReportSource::size() const {
  absl::MutexLock lock(&mutex_);
  return questions_.size();
}

absl::Status ReportSource::Enter(const std::shared_ptr<Question>& question) {
  absl::MutexLock lock(&mutex_);
  if (stopped_) {
    return base::MakeError(absl::StatusCode::kUnavailable, "SHUTTING_DOWN",
                           "The server is shutting down; repeat the call.",
                           "服务正在停止，请稍后重试。");
  }
  if (stub_ == nullptr) return NotReady();
  if (questions_.size() >= capacity_) {
    return TooManyWaiting(static_cast<int64_t>(capacity_));
  }
  questions_.emplace(question.get(), question);
  return absl::OkStatus();
}

void ReportSource::Leave(const Question* question) {
  // Destroyed without the lock.
  std::shared_ptr<Question> last;
  absl::MutexLock lock(&mutex_);
  const auto found = questions_.find(question);
  last = std::move(found->second);
  questions_.erase(found);
}

}  // namespace disclosure::query
