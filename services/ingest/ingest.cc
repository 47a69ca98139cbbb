// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

#include "services/ingest/ingest.h"

#include <utility>

#include "form/catalog.h"
#include "server/feed_stream.h"
#include "services/ingest/backup_runner.h"
#include "services/ingest/backup_service.h"
#include "services/ingest/change_feed_service.h"
#include "services/ingest/committer.h"
#include "services/ingest/embedded_store.h"
#include "services/ingest/ingest_metrics.h"
#include "services/ingest/ingest_service.h"
#include "services/ingest/judge.h"
#include "services/ingest/registry_service.h"
#include "services/ingest/service_parts.h"
#include "services/ingest/worker_pool.h"

namespace disclosure::ingest {
namespace {

// Threads that read the disk for unary calls, and the calls that wait for them.
constexpr int kWorkers = 2;
constexpr size_t kWaitingReadsMax = 1024;

}  // namespace

// Made in this order, destroyed backwards.
struct Ingest::Parts {
  Parts(EmbeddedStore::Options store_options, server::Metrics& metrics)
      : store(std::move(store_options)),
        metrics(metrics),
        workers(kWorkers, kWaitingReadsMax) {}

  EmbeddedStore store;
  IngestMetrics metrics;
  WorkerPool workers;
  server::FeedPump pump;
  std::unique_ptr<BackupRunner> backups;
  std::unique_ptr<Committer> committer;
  std::unique_ptr<BackupService> backup_service;
  std::unique_ptr<IngestService> ingest_service;
  std::unique_ptr<RegistryService> registry_service;
  std::unique_ptr<ChangeFeedService> change_feed_service;
};

Ingest::Ingest(std::unique_ptr<Parts> parts) : parts_(std::move(parts)) {}

Ingest::~Ingest() { Stop(); }

absl::StatusOr<std::unique_ptr<Ingest>> Ingest::Create(
    const Options& options, server::CallBook& book, server::Metrics& metrics) {
  absl::StatusOr<const form::Catalog*> catalog = form::Catalog::BuiltIn();
  if (!catalog.ok()) return catalog.status();
  EmbeddedStore::Options store_options;
  store_options.database.path = options.folder;
  store_options.database.cache_bytes = options.cache_bytes;
  store_options.database.log = options.log;
  store_options.database.faults = options.faults;
  store_options.log_name = options.log_name;
  store_options.clock = options.clock;
  auto parts = std::make_unique<Parts>(std::move(store_options), metrics);

  Committer::Options committer_options;
  committer_options.clock = options.clock;
  committer_options.observer = &parts->metrics;
  committer_options.judge_again =
      [catalog = *catalog](const registry::Registry& registry, absl::Time now,
                           ReportSubmission* submission) {
        return JudgeSubmissionAgain(*catalog, registry, now, submission);
      };
  committer_options.on_commit = [pump = &parts->pump] { pump->Wake(); };
  committer_options.log = options.log;
  auto committer = Committer::Start(parts->store, committer_options);
  if (!committer.ok()) return committer.status();
  parts->committer = *std::move(committer);
  parts->metrics.Watch(*parts->committer);
  parts->backups = std::make_unique<BackupRunner>(
      parts->store,
      BackupRunner::Options{
          .folder = options.backup_folder,
          .log = options.log,
          .ended = [metrics = &parts->metrics](const std::string& reason) {
            metrics->OnBackup(reason);
          }});

  ServiceParts shared{.book = book,
                      .catalog = **catalog,
                      .clock = *options.clock,
                      .store = parts->store,
                      .committer = *parts->committer,
                      .workers = parts->workers,
                      .metrics = parts->metrics};
  parts->ingest_service = std::make_unique<IngestService>(shared);
  parts->backup_service =
      std::make_unique<BackupService>(shared, parts->pump, *parts->backups);
  parts->registry_service = std::make_unique<RegistryService>(shared);
  parts->change_feed_service =
      std::make_unique<ChangeFeedService>(shared, parts->pump);
  return std::unique_ptr<Ingest>(new Ingest(std::move(parts)));
}

std::vector<grpc::Service*> Ingest::services() {
  return {parts_->ingest_service.get(), parts_->registry_service.get(),
          parts_->change_feed_service.get(), parts_->backup_service.get()};
}

absl::Status Ingest::readiness() const {
  return parts_->committer->readiness();
}

v1::LogInfo Ingest::log() const { return parts_->committer->state().log; }

int64_t Ingest::head_sequence() const {
  return parts_->committer->state().tail.sequence;
}

void Ingest::Stop() {
  parts_->pump.Stop();
  parts_->workers.Stop();
  parts_->backups->Stop();
  parts_->committer->Stop();
  absl::Status closed = parts_->store.Close();
  // Everything acknowledged was synced; nothing hangs on this.
  closed.IgnoreError();
}

}  // namespace disclosure::ingest
