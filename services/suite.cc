// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

#include "services/suite.h"

#include <string>
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
  for (const std::string& folder : DataFolders(options_)) {
    auto opened = server::DataDir::Open(folder);
    if (!opened.ok()) return opened.status();
    folders_.push_back(*std::move(opened));
  }
  return absl::OkStatus();
}

absl::Status Suite::CreateServices() {
  auto catalog = form::Catalog::BuiltIn();
  if (!catalog.ok()) return catalog.status();
  metrics_.SetBuildInfo({{"version", base::BuildVersion()},
                         {"revision", base::BuildRevision()},
                         {"catalog", (*catalog)->fingerprint()}});
  if (RunsIngest(options_.target)) {
    auto made = ingest::Ingest::Create({.folder = options_.data_dir + "/ingest",
                                        .log_name = options_.log_name,
                                        .log = LogLine},
                                       book_, metrics_);
    if (!made.ok()) return made.status();
    ingest_ = *std::move(made);
  }
  if (RunsAggregate(options_.target)) {
    auto made = aggregate::Aggregate::Create(
        {.folder = options_.data_dir + "/aggregate", .catalog = *catalog},
        book_, metrics_);
    if (!made.ok()) return made.status();
    aggregate_ = *std::move(made);
  }
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
