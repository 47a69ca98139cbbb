// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

#include "services/suite.h"

#include <functional>
#include <string>
#include <thread>
#include <utility>

#include "absl/strings/str_cat.h"
#include "base/build_info.h"
#include "form/catalog.h"
#include "grpcpp/channel.h"
#include "server/channel.h"
#include "server/log.h"
#include "services/aggregate/aggregate.h"
#include "services/check_config.h"
#include "services/health_watch.h"
#include "services/ingest/ingest.h"
#include "services/query/query.h"

namespace disclosure {
namespace {

void LogLine(const std::string& line) { server::LogInfo(line); }

using Task = std::function<absl::Status()>;

// Does all of them at a time, since what a start does is mostly to wait for the
// disk. The first error in their order; the others are done nevertheless.
absl::Status DoTogether(const std::vector<Task>& tasks) {
  std::vector<absl::Status> ended(tasks.size());
  std::vector<std::thread> threads;
  for (size_t i = 1; i < tasks.size(); ++i) {
    threads.emplace_back([&, i] { ended[i] = tasks[i](); });
  }
  if (!tasks.empty()) ended[0] = tasks[0]();
  for (std::thread& thread : threads) thread.join();
  absl::Status first;
  for (const absl::Status& status : ended) first.Update(status);
  return first;
}

}  // namespace

Suite::Suite(const SuiteOptions& options)
    : options_(options), book_(options.server) {}

Suite::~Suite() { Stop(); }

absl::StatusOr<std::unique_ptr<Suite>> Suite::Start(
    const SuiteOptions& options) {
  absl::Status status = Validate(options);
  if (!status.ok()) return status;
  std::unique_ptr<Suite> suite(new Suite(options));
  status = suite->OpenFolders();
  if (status.ok()) status = suite->CreateServices();
  if (status.ok()) status = suite->StartServers();
  if (status.ok()) status = suite->Connect();
  if (!status.ok()) return status;
  suite->health_ =
      std::make_unique<HealthWatch>(suite->Checks(), *suite->server_);
  return suite;
}

absl::Status Suite::OpenFolders() {
  MakeDataFolder(options_);
  absl::Status finished = CheckRestoreFinished(options_);
  if (!finished.ok()) return finished;
  const std::vector<std::string> paths = DataFolders(options_);
  folders_.resize(paths.size());
  std::vector<Task> tasks;
  for (size_t i = 0; i < paths.size(); ++i) {
    tasks.push_back([&path = paths[i], &folder = folders_[i]] {
      auto opened = server::DataDir::Open(path);
      if (opened.ok()) folder = *std::move(opened);
      return opened.status();
    });
  }
  return DoTogether(tasks);
}

absl::Status Suite::CreateServices() {
  auto catalog = form::Catalog::BuiltIn();
  if (!catalog.ok()) return catalog.status();
  metrics_.SetBuildInfo({{"version", base::BuildVersion()},
                         {"revision", base::BuildRevision()},
                         {"catalog", (*catalog)->fingerprint()}});
  std::vector<Task> tasks;
  if (RunsIngest(options_.target)) {
    tasks.push_back([this] { return CreateIngest(); });
  }
  if (RunsAggregate(options_.target)) {
    tasks.push_back([this] { return CreateAggregate(); });
  }
  absl::Status opened = DoTogether(tasks);
  if (!opened.ok()) return opened;
  if (RunsQuery(options_.target)) {
    auto made = query::Query::Create(
        {.catalog = *catalog,
         .version = absl::StrCat(base::BuildVersion(), " (",
                                 base::BuildRevision(), ")")},
        book_, metrics_);
    if (!made.ok()) return made.status();
    query_ = *std::move(made);
  }
  return absl::OkStatus();
}

absl::Status Suite::CreateIngest() {
  auto made = ingest::Ingest::Create({.folder = options_.data_dir + "/ingest",
                                      .log_name = options_.log_name,
                                      .backup_folder = options_.backup_dir,
                                      .log = LogLine},
                                     book_, metrics_);
  if (made.ok()) ingest_ = *std::move(made);
  return made.status();
}

absl::Status Suite::CreateAggregate() {
  auto catalog = form::Catalog::BuiltIn();
  if (!catalog.ok()) return catalog.status();
  auto made = aggregate::Aggregate::Create(
      {.folder = options_.data_dir + "/aggregate", .catalog = *catalog}, book_,
      metrics_);
  if (made.ok()) aggregate_ = *std::move(made);
  return made.status();
}

absl::Status Suite::StartServers() {
  std::vector<grpc::Service*> services;
  const auto add = [&services](const std::vector<grpc::Service*>& more) {
    services.insert(services.end(), more.begin(), more.end());
  };
  if (ingest_ != nullptr) add(ingest_->services());
  if (aggregate_ != nullptr) add({aggregate_->service()});
  if (query_ != nullptr) add(query_->services());
  auto server =
      server::GrpcServer::Start(options_.server, book_, metrics_, services);
  if (!server.ok()) return server.status();
  server_ = *std::move(server);
  address_ = server_->address();
  if (options_.server.admin_address.empty()) return absl::OkStatus();
  auto admin = server::AdminServer::Start(options_.server.admin_address,
                                          metrics_, Checks());
  if (!admin.ok()) return admin.status();
  admin_ = *std::move(admin);
  admin_address_ = admin_->address();
  return absl::OkStatus();
}

absl::Status Suite::Connect() {
  const auto channel_to = [this](bool here, const std::string& address)
      -> absl::StatusOr<std::shared_ptr<grpc::Channel>> {
    if (here) return server_->InProcessChannel();
    return server::MakeChannel(ConnectionTo(options_, address));
  };
  if (aggregate_ == nullptr && query_ == nullptr) return absl::OkStatus();
  auto ingest = channel_to(ingest_ != nullptr, options_.ingest);
  if (!ingest.ok()) return ingest.status();
  if (aggregate_ != nullptr) {
    absl::Status started = aggregate_->Start(*ingest);
    if (!started.ok()) return started;
  }
  if (query_ == nullptr) return absl::OkStatus();
  auto aggregate = channel_to(aggregate_ != nullptr, options_.aggregate);
  if (!aggregate.ok()) return aggregate.status();
  query_->Start(*aggregate, *ingest);
  return absl::OkStatus();
}

std::vector<server::ReadinessCheck> Suite::Checks() const {
  std::vector<server::ReadinessCheck> checks;
  if (ingest_ != nullptr) {
    checks.push_back({"ingest", [this] { return ingest_->readiness(); }});
  }
  if (aggregate_ != nullptr) {
    checks.push_back(
        {"aggregate", [this] { return aggregate_->CheckReady(); }});
  }
  if (query_ != nullptr) {
    checks.push_back({"query", [this] { return query_->readiness(); }});
  }
  return checks;
}

std::string Suite::Description() const {
  auto catalog = form::Catalog::BuiltIn();
  std::string line = absl::StrCat(
      "disclosured ", base::BuildVersion(), " (", base::BuildRevision(),
      ") serves ", TargetName(options_.target), " at ", address_);
  if (!admin_address_.empty()) {
    absl::StrAppend(&line, ", admin at ", admin_address_);
  }
  if (!folders_.empty()) absl::StrAppend(&line, ", data ", options_.data_dir);
  if (ingest_ != nullptr) {
    const v1::LogInfo log = ingest_->log();
    absl::StrAppend(&line, ", log ", log.name(), " ", log.id(), " at ",
                    ingest_->head_sequence());
  }
  if (catalog.ok()) {
    absl::StrAppend(&line, ", catalogue ", (*catalog)->fingerprint());
  }
  return line;
}

void Suite::Stop() {
  health_.reset();
  if (server_ != nullptr) server_->SetServing(false);
  // Followers first: they are clients of this server or of another one.
  if (query_ != nullptr) query_->Stop();
  if (aggregate_ != nullptr) aggregate_->Stop();
  if (server_ != nullptr) server_->Shutdown();
  if (ingest_ != nullptr) ingest_->Stop();
  admin_.reset();
  server_.reset();
  query_.reset();
  aggregate_.reset();
  ingest_.reset();
  folders_.clear();
}

}  // namespace disclosure
