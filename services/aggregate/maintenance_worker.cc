// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

#include "services/aggregate/maintenance_worker.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "base/error.h"
#include "server/log.h"

namespace disclosure::aggregate {

MaintenanceWorker::MaintenanceWorker(LiveRollup& live, const base::Clock& clock)
    : live_(live), clock_(clock) {}

MaintenanceWorker::~MaintenanceWorker() { Stop(); }

void MaintenanceWorker::Start(const std::shared_ptr<grpc::Channel>& ingest) {
  feed_ = std::make_unique<FeedClient>(ingest);
  absl::MutexLock lock(&mutex_);
  started_ = true;
  thread_ = std::thread([this] { Run(); });
}

void MaintenanceWorker::Stop() {
  {
    absl::MutexLock lock(&mutex_);
    stopped_ = true;
  }
  if (feed_ != nullptr) feed_->Cancel();
  if (thread_.joinable()) thread_.join();
}

void MaintenanceWorker::Run() {
  absl::MutexLock lock(&mutex_);
  for (;;) {
    mutex_.Await(absl::Condition(this, &MaintenanceWorker::HasWork));
    // A job that was accepted is done, so that its call is answered.
    if (job_ == nullptr) return;
    Job job = std::move(job_);
    job_ = nullptr;
    mutex_.Unlock();
    Tell tell = job();
    mutex_.Lock();
    busy_ = false;
    mutex_.Unlock();
    tell();
    job = nullptr;
    tell = nullptr;
    mutex_.Lock();
  }
}

absl::Status MaintenanceWorker::Add(Job job) {
  absl::MutexLock lock(&mutex_);
  if (stopped_ || !started_) {
    return base::MakeError(absl::StatusCode::kUnavailable, "SHUTTING_DOWN",
                           "aggregate is stopping", "汇总服务正在停止");
  }
  if (busy_) {
    return base::MakeError(
        absl::StatusCode::kAborted, "VERIFY_RUNNING",
        "a verify or rebuild is running; repeat when it is done",
        "核验或重建正在进行，请待其完成后重试");
  }
  busy_ = true;
  job_ = std::move(job);
  return absl::OkStatus();
}

void MaintenanceWorker::SetMismatches(absl::Time at, int64_t mismatches) {
  absl::MutexLock lock(&mutex_);
  last_ = {.at = at, .mismatches = mismatches};
}

MaintenanceWorker::Result MaintenanceWorker::last() const {
  absl::MutexLock lock(&mutex_);
  return last_;
}

absl::Status MaintenanceWorker::Verify(Verified verified) {
  return Add([this, verified = std::move(verified)]() -> Tell {
    absl::StatusOr<v1::VerifyResponse> result = VerifyTotals(live_, *feed_);
    if (result.ok()) {
      SetMismatches(clock_.Now(), result->mismatch_count());
      std::string line =
          absl::StrCat("verified at sequence ", result->position().sequence(),
                       ": ", result->rows_compared(), " rows, ",
                       result->mismatch_count(), " differences");
      if (result->mismatch_count() == 0) {
        server::LogInfo(line);
      } else {
        server::LogError(line);
      }
    }
    return [verified, result = std::move(result)] { verified(result); };
  });
}

absl::Status MaintenanceWorker::Rebuild(Rebuilt rebuilt) {
  return Add([this, rebuilt = std::move(rebuilt)]() -> Tell {
    absl::StatusOr<v1::RebuildResponse> result = RebuildTotals(live_, *feed_);
    if (result.ok()) {
      SetMismatches(last().at, 0);
      server::LogInfo(
          absl::StrCat("rebuilt at sequence ", result->position().sequence(),
                       ": ", result->rows(), " rows, ",
                       result->mismatch_count(), " items corrected"));
    }
    return [rebuilt, result = std::move(result)] { rebuilt(result); };
  });
}

}  // namespace disclosure::aggregate
