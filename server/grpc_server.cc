// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

#include "server/grpc_server.h"

#include <algorithm>
#include <string>
#include <string_view>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "base/error.h"
#include "grpc/support/log.h"
#include "grpcpp/channel.h"
#include "grpcpp/ext/proto_server_reflection_plugin.h"
#include "grpcpp/health_check_service_interface.h"
#include "grpcpp/resource_quota.h"
#include "grpcpp/security/server_credentials.h"
#include "grpcpp/server.h"
#include "grpcpp/server_builder.h"
#include "prometheus/counter.h"
#include "prometheus/gauge.h"
#include "server/call_metrics.h"
#include "server/channel.h"
#include "server/listener.h"
#include "server/log.h"
#include "server/pem.h"
#include "server/tls_files.h"
#include "server/watchdog.h"

namespace disclosure::server {
namespace {

// How often a client may ping. Clients of the suite do so every 20 s.
constexpr int kPingIntervalMinMs = 10'000;
// A client that vanished without a word is noticed after both times.
constexpr int kPingEveryMs = 30'000;
constexpr int kPingTimeoutMs = 10'000;
// A connection that does not say that it speaks HTTP/2 is ended after it.
constexpr int kHandshakeMs = 10'000;
// One without a call is ended; a client connects again by itself.
constexpr int kIdleMs = 10 * 60'000;
// Headers of one call, which the suite has no use for.
constexpr int kMetadataBytesMax = 8192;
// What cancelled calls get to end after the grace, before it counts as a hang.
constexpr absl::Duration kCancelTime = absl::Seconds(10);

absl::StatusOr<std::shared_ptr<grpc::ServerCredentials>> MakeCredentials(
    const ServerOptions& options) {
  if (options.tls_cert.empty()) return grpc::InsecureServerCredentials();
  auto cert = ReadPemFile(options.tls_cert);
  if (!cert.ok()) return cert.status();
  auto key = ReadPemFile(options.tls_key);
  if (!key.ok()) return key.status();
  grpc::SslServerCredentialsOptions ssl(
      options.tls_client_ca.empty()
          ? GRPC_SSL_DONT_REQUEST_CLIENT_CERTIFICATE
          : GRPC_SSL_REQUEST_AND_REQUIRE_CLIENT_CERTIFICATE_AND_VERIFY);
  ssl.pem_key_cert_pairs.push_back({*std::move(key), *std::move(cert)});
  if (!options.tls_client_ca.empty()) {
    auto ca = ReadPemFile(options.tls_client_ca);
    if (!ca.ok()) return ca.status();
    ssl.pem_root_certs = *std::move(ca);
  }
  return grpc::SslServerCredentials(ssl);
}

// What a client's message may be compressed with: nothing. A megabyte inflates
// to a gigabyte, which gRPC would do before it looks at the limit.
void RefuseCompressed(grpc::ServerBuilder* builder) {
  builder->SetCompressionAlgorithmSupportStatus(GRPC_COMPRESS_DEFLATE, false);
  builder->SetCompressionAlgorithmSupportStatus(GRPC_COMPRESS_GZIP, false);
  builder->AddChannelArgument(GRPC_ARG_ENABLE_PER_MESSAGE_DECOMPRESSION, 0);
}

void SetLimits(const ServerOptions& options, grpc::ServerBuilder* builder) {
  grpc::ResourceQuota quota("server");
  quota.Resize(static_cast<size_t>(options.max_transport_bytes));
  builder->SetResourceQuota(quota);
  RefuseCompressed(builder);
  builder->SetMaxReceiveMessageSize(options.max_message_bytes);
  builder->SetMaxSendMessageSize(
      std::max(options.max_message_bytes, kMaxAnswerBytes));
  builder->AddChannelArgument(GRPC_ARG_MAX_METADATA_SIZE, kMetadataBytesMax);
  builder->AddChannelArgument(GRPC_ARG_SERVER_HANDSHAKE_TIMEOUT_MS,
                              kHandshakeMs);
  builder->AddChannelArgument(GRPC_ARG_MAX_CONNECTION_IDLE_MS, kIdleMs);
  builder->AddChannelArgument(GRPC_ARG_MAX_CONCURRENT_STREAMS,
                              options.max_concurrent_calls_per_connection);
  builder->AddChannelArgument(GRPC_ARG_KEEPALIVE_TIME_MS, kPingEveryMs);
  builder->AddChannelArgument(GRPC_ARG_KEEPALIVE_TIMEOUT_MS, kPingTimeoutMs);
  builder->AddChannelArgument(GRPC_ARG_HTTP2_MAX_PINGS_WITHOUT_DATA, 0);
  builder->AddChannelArgument(
      GRPC_ARG_HTTP2_MIN_RECV_PING_INTERVAL_WITHOUT_DATA_MS,
      kPingIntervalMinMs);
  builder->AddChannelArgument(GRPC_ARG_KEEPALIVE_PERMIT_WITHOUT_CALLS, 1);
}

void ShowLiveCalls(CallBook& book, Metrics& metrics) {
  auto& live = metrics.AddGauge(
      "disclosure_live_calls",
      "Call objects that exist: open calls, and ended ones still held.");
  auto& streams =
      metrics.AddGauge("disclosure_open_streams", "Streams that are open.");
  auto& bytes = metrics.AddGauge(
      "disclosure_calls_held_bytes",
      "Memory of large messages that calls hold, as it is counted.");
  auto& refused = metrics.AddGauge(
      "disclosure_calls_refused",
      "Calls and messages that found no place, since the start.");
  metrics.BeforeScrape([&book, &live, &streams, &bytes, &refused] {
    live.Set(static_cast<double>(book.live()));
    streams.Set(static_cast<double>(book.streams()));
    bytes.Set(static_cast<double>(book.held_bytes()));
    refused.Set(static_cast<double>(book.refused()));
  });
}

absl::Status CannotServe(const std::string& address) {
  return base::MakeError(
      absl::StatusCode::kFailedPrecondition, "TLS_FILES_DIFFER",
      absl::StrCat("cannot serve at ", address,
                   ": the TLS files do not belong together; see the lines of "
                   "grpc above"),
      absl::StrCat("无法在 ", address,
                   " 提供服务：TLS 文件不匹配，详见上方 grpc 日志。"));
}

std::string WithPort(const std::string& address, int port) {
  if (address.starts_with("unix:")) return address;
  return absl::StrCat(address.substr(0, address.rfind(':')), ":", port);
}

// gRPC's own lines go to the process's log. What it calls an error is about one
// connection or one attempt: the caller gets a Status, an operator a warning.
void LogLineOfGrpc(gpr_log_func_args* line) {
  LogLevel level = line->severity == GPR_LOG_SEVERITY_ERROR ? LogLevel::kWarning
                                                            : LogLevel::kDebug;
  if (LogEnabled(level)) Log(level, absl::StrCat("grpc: ", line->message));
}

// Before any ServerBuilder is made, else the plug-ins are not in it.
void SetUpLibrary() {
  static const bool done = [] {
    gpr_set_log_function(LogLineOfGrpc);
    grpc::EnableDefaultHealthCheckService(true);
    grpc::reflection::InitProtoReflectionServerBuilderPlugin();
    return true;
  }();
  static_cast<void>(done);
}

}  // namespace

GrpcServer::GrpcServer(const ServerOptions& options, CallBook& book)
    : grace_(options.shutdown_grace), book_(book) {}

GrpcServer::~GrpcServer() { Shutdown(); }

absl::StatusOr<std::unique_ptr<GrpcServer>> GrpcServer::Start(
    const ServerOptions& options, CallBook& book, Metrics& metrics,
    const std::vector<grpc::Service*>& services) {
  absl::Status valid = Validate(options);
  if (!valid.ok()) return valid;
  valid =
      CheckTlsFiles(options.tls_cert, options.tls_key, options.tls_client_ca);
  if (!valid.ok()) return valid;
  auto credentials = MakeCredentials(options);
  if (!credentials.ok()) return credentials.status();

  SetUpLibrary();
  grpc::ServerBuilder builder;
  SetLimits(options, &builder);
  std::vector<
      std::unique_ptr<grpc::experimental::ServerInterceptorFactoryInterface>>
      interceptors;
  interceptors.push_back(std::make_unique<CallMetrics>(metrics));
  builder.experimental().SetInterceptorCreators(std::move(interceptors));
  for (grpc::Service* service : services) builder.RegisterService(service);

  std::unique_ptr<GrpcServer> server(new GrpcServer(options, book));
  auto listener = Listener::Open(options.listen_address);
  if (!listener.ok()) return listener.status();
  server->acceptor_ = builder.experimental().AddExternalConnectionAcceptor(
      grpc::ServerBuilder::experimental_type::ExternalConnectionType::FROM_FD,
      *credentials);
  server->server_ = builder.BuildAndStart();
  if (server->server_ == nullptr) return CannotServe(options.listen_address);
  server->listener_ = *std::move(listener);
  server->port_ = server->listener_->port();
  server->address_ = WithPort(options.listen_address, server->port_);
  server->SetServing(false);
  ShowLiveCalls(book, metrics);
  server->listener_->Start(
      options.max_connections,
      [acceptor = server->acceptor_.get()](int connection) {
        grpc::experimental::ExternalConnectionAcceptor::NewConnectionParameters
            accepted;
        accepted.fd = connection;
        acceptor->HandleNewConnection(&accepted);
      },
      [&refused = metrics.AddCounter(
           "disclosure_connections_refused_total",
           "Connections closed at once because too many were open.")] {
        refused.Increment();
      });
  return server;
}

void GrpcServer::SetServing(bool serving) {
  server_->GetHealthCheckService()->SetServingStatus(serving);
}

std::shared_ptr<grpc::Channel> GrpcServer::InProcessChannel() {
  return server_->InProcessChannel(ChannelArgumentsFor(ClientOptions()));
}

void GrpcServer::Shutdown() {
  if (server_ == nullptr) return;
  Watchdog watchdog(grace_ + kCancelTime, [this] {
    return absl::StrCat("shutdown of ", address_, " hangs with ", book_.live(),
                        " call objects and ", book_.streams(), " open streams");
  });
  listener_->Stop();
  server_->GetHealthCheckService()->Shutdown();
  book_.EndStreams(base::MakeError(absl::StatusCode::kUnavailable,
                                   "SHUTTING_DOWN",
                                   "the server is shutting down; connect again",
                                   "服务正在停止，请稍后重新连接。"));
  server_->Shutdown(absl::ToChronoTime(absl::Now() + grace_));
  server_.reset();
}

}  // namespace disclosure::server
