// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

#include "tests/suite/node.h"

#include <cstdlib>
#include <filesystem>
#include <iostream>
#include <system_error>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "form/catalog.h"
#include "grpcpp/channel.h"
#include "server/channel.h"

namespace disclosure::tests {
namespace {

// Ends the test program unless all is well.
void Need(const absl::Status& status) {
  if (status.ok()) return;
  std::cerr << "the test cannot start: " << status << std::endl;
  std::abort();
}

template <class Value>
Value Need(absl::StatusOr<Value> made) {
  Need(made.status());
  return *std::move(made);
}

server::ServerOptions ServerOptionsOf(const Node::Options& options) {
  server::ServerOptions server;
  server.listen_address = options.listen_address;
  server.shutdown_grace = options.shutdown_grace;
  return server;
}

}  // namespace

ScratchFolder::ScratchFolder() {
  std::string name =
      (std::filesystem::temp_directory_path() / "suite-XXXXXX").string();
  if (mkdtemp(name.data()) == nullptr) std::abort();
  path_ = name;
}

ScratchFolder::~ScratchFolder() {
  std::error_code ignored;  // What is left over does no harm.
  std::filesystem::remove_all(path_, ignored);
}

Node::Node(Options options)
    : options_(std::move(options)), book_(ServerOptionsOf(options_)) {
  Create();
  Serve();
}

Node::~Node() { Stop(); }

void Node::Create() {
  if (options_.ingest) {
    ingest_ = Need(ingest::Ingest::Create(
        {.folder = options_.folder + "/ingest"}, book_, metrics_));
  }
  if (options_.aggregate) {
    aggregate_ = Need(aggregate::Aggregate::Create(
        {.folder = options_.folder + "/aggregate",
         .catalog = Need(form::Catalog::BuiltIn())},
        book_, metrics_));
  }
  if (options_.query) {
    query_ = Need(query::Query::Create(
        {.catalog = Need(form::Catalog::BuiltIn()), .version = "test"}, book_,
        metrics_));
  }
}

void Node::Serve() {
  std::vector<grpc::Service*> services;
  const auto add = [&services](const std::vector<grpc::Service*>& more) {
    services.insert(services.end(), more.begin(), more.end());
  };
  if (ingest_ != nullptr) add(ingest_->services());
  if (aggregate_ != nullptr) add({aggregate_->service()});
  if (query_ != nullptr) add(query_->services());
  server_ = Need(server::GrpcServer::Start(ServerOptionsOf(options_), book_,
                                           metrics_, services));
  const auto channel = [this](bool here, const std::string& address) {
    return here ? server_->InProcessChannel() : ConnectTo(address);
  };
  if (aggregate_ != nullptr) {
    Need(aggregate_->Start(channel(options_.ingest, options_.ingest_address)));
  }
  if (query_ != nullptr) {
    query_->Start(channel(options_.aggregate, options_.aggregate_address),
                  channel(options_.ingest, options_.ingest_address));
  }
}

std::shared_ptr<grpc::Channel> Node::Connect() const {
  return ConnectTo(address());
}

void Node::Stop() {
  if (query_ != nullptr) query_->Stop();
  if (aggregate_ != nullptr) aggregate_->Stop();
  if (server_ != nullptr) server_->Shutdown();
  if (ingest_ != nullptr) ingest_->Stop();
  server_.reset();
  query_.reset();
  aggregate_.reset();
  ingest_.reset();
}

std::shared_ptr<grpc::Channel> ConnectTo(const std::string& address) {
  server::ClientOptions options;
  options.address = address;
  return Need(server::MakeChannel(options));
}

}  // namespace disclosure::tests
