// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

// For tests of the whole: some of the services on one gRPC server with a port
// of its own, as one process of the suite has them. Several nodes in one test
// stand for several processes. What cannot be started ends the test program
// with a line that says why.

#ifndef DISCLOSURE_TESTS_SUITE_NODE_H_
#define DISCLOSURE_TESTS_SUITE_NODE_H_

#include <memory>
#include <string>

#include "absl/time/time.h"
#include "server/call_book.h"
#include "server/grpc_server.h"
#include "server/metrics.h"
#include "services/aggregate/aggregate.h"
#include "services/ingest/ingest.h"
#include "services/query/query.h"

namespace disclosure::tests {

// A folder that is gone with everything in it when the object is.
class ScratchFolder {
 public:
  ScratchFolder();
  ~ScratchFolder();
  ScratchFolder(const ScratchFolder&) = delete;
  ScratchFolder& operator=(const ScratchFolder&) = delete;

  const std::string& path() const { return path_; }

 private:
  std::string path_;
};

class Node {
 public:
  struct Options {
    std::string folder = {};
    bool ingest = true;
    bool aggregate = true;
    bool query = true;
    // Where the services before these are, if not in this node.
    std::string ingest_address = {};
    std::string aggregate_address = {};
    std::string listen_address = "127.0.0.1:0";
    absl::Duration shutdown_grace = absl::Seconds(3);
  };

  explicit Node(Options options);
  Node(const Node&) = delete;
  Node& operator=(const Node&) = delete;
  ~Node();  // Stop().

  const std::string& address() const { return server_->address(); }
  // A connection over the network.
  std::shared_ptr<grpc::Channel> Connect() const;

  // Objects of calls that are alive.
  int64_t live_calls() const { return book_.live(); }
  std::string metrics() const { return metrics_.Text(); }
  const query::Query& query() const { return *query_; }

  // Ends everything, in the order of the program.
  void Stop();

 private:
  void Create();
  void Serve();

  const Options options_;
  server::Metrics metrics_;
  server::CallBook book_;
  std::unique_ptr<ingest::Ingest> ingest_;
  std::unique_ptr<aggregate::Aggregate> aggregate_;
  std::unique_ptr<query::Query> query_;
  std::unique_ptr<server::GrpcServer> server_;
};

// A connection to `address`.
std::shared_ptr<grpc::Channel> ConnectTo(const std::string& address);

}  // namespace disclosure::tests

#endif  // DISCLOSURE_TESTS_SUITE_NODE_H_
