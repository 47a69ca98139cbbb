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
#include "grpcpp/security/server_credentials.h"
#include "grpcpp/server.h"
#include "grpcpp/server_builder.h"
#include "prometheus/gauge.h"
#include "server/call_metrics.h"
#include "server/channel.h"
#include "server/log.h"
#include "server/pem.h"
#include "server/watchdog.h"

namespace disclosure::server {
namespace {

// How often a client may ping. Clients of the suite do so every 20 s.
constexpr int kPingIntervalMinMs = 10'000;
// A client that vanished without a word is noticed after both times.
constexpr int kPingEveryMs = 30'000;
constexpr int kPingTimeoutMs = 10'000;
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

void SetLimits(const ServerOptions& options, grpc::ServerBuilder* builder) {
  builder->SetMaxReceiveMessageSize(options.max_message_bytes);
  builder->SetMaxSendMessageSize(
      std::max(options.max_message_bytes, kMaxAnswerBytes));
  // gRPC shares a port between processes unless told not to: then half of the
  // calls would end at a server that was forgotten.
  builder->AddChannelArgument(GRPC_ARG_ALLOW_REUSEPORT, 0);
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
  metrics.BeforeScrape([&book, &live, &streams] {
    live.Set(static_cast<double>(book.live()));
    streams.Set(static_cast<double>(book.streams()));
  });
}

absl::Status AddressInUse(const std::string& address) {
  return base::MakeError(
      absl::StatusCode::kUnavailable, "ADDRESS_IN_USE",
      absl::StrCat("cannot listen on ", address,
                   ": it is in use, not an address of this machine, or the "
                   "TLS files do not match; choose another with --listen"),
      absl::StrCat("无法监听 ", address,
                   "：已被占用、不是本机地址，或 TLS "
                   "文件不匹配。可用 --listen 指定其他地址。"));
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
  int port = -1;
  builder.AddListeningPort(options.listen_address, *credentials, &port);
  server->server_ = builder.BuildAndStart();
  if (server->server_ == nullptr || port < 0) {
    return AddressInUse(options.listen_address);
  }
  server->port_ = options.listen_address.starts_with("unix:") ? 0 : port;
  server->address_ = WithPort(options.listen_address, port);
  server->SetServing(false);
  ShowLiveCalls(book, metrics);
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
  server_->GetHealthCheckService()->Shutdown();
  book_.EndStreams(base::MakeError(absl::StatusCode::kUnavailable,
                                   "SHUTTING_DOWN",
                                   "the server is shutting down; connect again",
                                   "服务正在停止，请稍后重新连接。"));
  server_->Shutdown(absl::ToChronoTime(absl::Now() + grace_));
  server_.reset();
}

}  // namespace disclosure::server
