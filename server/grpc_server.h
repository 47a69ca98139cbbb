// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

// A gRPC server as all services of the suite have it: credentials, limits of
// connections, sizes, memory and silence, health, reflection, metrics, and an
// end in order.
//
// Order of making and destroying: metrics, book of calls, cores, feed pumps,
// services, this server; then backwards.

#ifndef DISCLOSURE_SERVER_GRPC_SERVER_H_
#define DISCLOSURE_SERVER_GRPC_SERVER_H_

#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "server/call_book.h"
#include "server/metrics.h"
#include "server/options.h"

namespace grpc {
namespace experimental {
class ExternalConnectionAcceptor;
}  // namespace experimental
class Channel;
class Server;
class Service;
}  // namespace grpc

namespace disclosure::server {

class Listener;

class GrpcServer {
 public:
  // Starts listening. Health says NOT_SERVING until SetServing(true).
  // INVALID_ARGUMENT as Validate() says; FAILED_PRECONDITION as
  // CheckTlsFiles() says; UNAVAILABLE (ADDRESS_IN_USE). The book, the metrics
  // and the services outlive the server.
  static absl::StatusOr<std::unique_ptr<GrpcServer>> Start(
      const ServerOptions& options, CallBook& book, Metrics& metrics,
      const std::vector<grpc::Service*>& services);

  GrpcServer(const GrpcServer&) = delete;
  GrpcServer& operator=(const GrpcServer&) = delete;
  ~GrpcServer();  // Shutdown().

  // The port taken; 0 for a unix socket.
  int port() const { return port_; }
  // The address with the port taken.
  const std::string& address() const { return address_; }

  // What the health service says of the whole server.
  void SetServing(bool serving);

  // A channel to this server without a network. Its calls come as the service
  // identity (server/identity.h).
  std::shared_ptr<grpc::Channel> InProcessChannel();

  // Health to NOT_SERVING; streams are told to end; no new calls; open calls go
  // on for `shutdown_grace`, then they are cancelled; returns when all are
  // done. Should one hang all the same, a watchdog ends the process and says
  // how many calls are left. Idempotent; one thread.
  void Shutdown();

 private:
  GrpcServer(const ServerOptions& options, CallBook& book);

  const absl::Duration grace_;
  CallBook& book_;
  int port_ = 0;
  std::string address_;
  // Takes over what the listener accepts.
  std::unique_ptr<grpc::experimental::ExternalConnectionAcceptor> acceptor_;
  std::unique_ptr<Listener> listener_;
  std::unique_ptr<grpc::Server> server_;
};

}  // namespace disclosure::server

#endif  // DISCLOSURE_SERVER_GRPC_SERVER_H_
