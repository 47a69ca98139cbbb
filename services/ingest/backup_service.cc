// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

#include "services/ingest/backup_service.h"

#include <algorithm>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/text.h"
#include "services/ingest/errors.h"

namespace disclosure::ingest {
namespace {

constexpr int kPageUsual = 100;
constexpr int kPageMax = 1000;

// Tells of a backup from its beginning to its end. When the stream goes, so
// does the backup.
class BackupStream : public server::FeedStream<v1::CreateBackupResponse> {
 public:
  BackupStream(server::CallBook& book, server::FeedPump& pump,
               grpc::CallbackServerContext* context, BackupRunner& runner,
               int32_t keep)
      : FeedStream(book, pump, context),
        pump_(pump),
        runner_(runner),
        keep_(keep) {}

  ~BackupStream() override {
    if (run_ != nullptr) run_->Cancel();
  }

 private:
  absl::StatusOr<bool> Fill(v1::CreateBackupResponse* response) override {
    if (run_ == nullptr) {
      auto run = runner_.Start(keep_, [pump = &pump_] { pump->Wake(); });
      if (!run.ok()) return run.status();
      run_ = *std::move(run);
    }
    if (told_.phase() == v1::CreateBackupResponse::PHASE_DONE) {
      End(absl::OkStatus());
      return false;
    }
    auto state = run_->state();
    if (!state.ok()) return state.status();
    if (state->phase() == told_.phase() &&
        state->bytes_done() == told_.bytes_done()) {
      return false;
    }
    *response = *state;
    told_ = *std::move(state);
    return true;
  }

  server::FeedPump& pump_;
  BackupRunner& runner_;
  const int32_t keep_;
  // Of the pump's thread.
  std::shared_ptr<BackupRun> run_;
  v1::CreateBackupResponse told_;
};

// A page; the token is the last id of the page before it.
absl::StatusOr<v1::ListBackupsResponse> ReadPage(
    BackupRunner& runner, const v1::ListBackupsRequest& request) {
  if (request.page_size() < 0) {
    return FieldInvalid("page_size", "it must not be negative.",
                        "不能为负数。");
  }
  const int size = request.page_size() == 0
                       ? kPageUsual
                       : std::min(request.page_size(), kPageMax);
  std::optional<int64_t> before;
  if (!request.page_token().empty()) {
    before = base::ParseInt64(request.page_token());
    if (!before) return PageTokenInvalid();
  }
  auto backups = runner.List();
  if (!backups.ok()) return backups.status();
  v1::ListBackupsResponse response;
  for (v1::Backup& backup : *backups) {
    if (before && backup.id() >= *before) continue;
    if (response.backups_size() == size) {
      response.set_next_page_token(
          std::to_string(response.backups(size - 1).id()));
      break;
    }
    *response.add_backups() = std::move(backup);
  }
  return response;
}

}  // namespace

grpc::ServerWriteReactor<v1::CreateBackupResponse>* BackupService::CreateBackup(
    grpc::CallbackServerContext* context,
    const v1::CreateBackupRequest* request) {
  return server::StartStream<BackupStream>(parts_.book, pump_, context, runner_,
                                           request->keep());
}

grpc::ServerUnaryReactor* BackupService::ListBackups(
    grpc::CallbackServerContext* context, const v1::ListBackupsRequest* request,
    v1::ListBackupsResponse* response) {
  return StartRead(
      parts_, context, server::MemoryOf(*request), response,
      [this, request = *request] { return ReadPage(runner_, request); });
}

}  // namespace disclosure::ingest
