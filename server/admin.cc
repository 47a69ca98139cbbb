// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

// The only file that includes httplib.

#include "server/admin.h"

#include <httplib.h>
#include <sys/socket.h>

#include <optional>
#include <string>
#include <string_view>
#include <thread>
#include <utility>

#include "absl/strings/str_cat.h"
#include "base/error.h"
#include "base/text.h"
#include "server/log.h"

namespace disclosure::server {
namespace {

// A scraper, a probe and an operator at a time, and one to spare.
constexpr int kThreads = 4;
constexpr size_t kRequestBytesMax = 4096;
constexpr int kReadSecondsMax = 2;
constexpr int kWriteSecondsMax = 5;
// How long an idle connection is kept: Stop() waits for it.
constexpr int kKeepAliveSeconds = 1;

constexpr char kPlainText[] = "text/plain; charset=utf-8";
constexpr char kMetricsText[] = "text/plain; version=0.0.4; charset=utf-8";

absl::Status Unusable(const std::string& address) {
  return base::MakeError(
      absl::StatusCode::kUnavailable, "ADDRESS_IN_USE",
      absl::StrCat("cannot listen on ", address,
                   " for metrics and probes: it is in use or not an address of "
                   "this machine"),
      absl::StrCat("无法监听管理地址 ", address,
                   "：已被占用，或不是本机地址。"));
}

// httplib would share the port with another process and split the calls.
void DoNotSharePort(socket_t socket) {
  const int on = 1;
  ::setsockopt(socket, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on));
}

// "host:port" as its parts; the port is empty if it is none.
struct HostAndPort {
  std::string host;
  std::optional<int64_t> port;
};

HostAndPort SplitAddress(const std::string& address) {
  size_t colon = address.rfind(':');
  if (colon == std::string::npos) return {};
  std::string host = address.substr(0, colon);
  if (host.starts_with('[') && host.ends_with(']')) {
    host = host.substr(1, host.size() - 2);
  }
  auto port = base::ParseInt64(std::string_view(address).substr(colon + 1));
  if (port.has_value() && (*port < 0 || *port > 65535)) port.reset();
  return {std::move(host), port};
}

}  // namespace

Readiness EvaluateReadiness(const std::vector<ReadinessCheck>& checks) {
  Readiness result{.ready = true, .text = ""};
  for (const ReadinessCheck& check : checks) {
    absl::Status status = check.check();
    if (status.ok()) continue;
    result.ready = false;
    absl::StrAppend(&result.text, check.name, ": ", status.message(), "\n");
  }
  if (result.ready) result.text = "ready\n";
  return result;
}

class AdminServer::Http {
 public:
  Http(const Metrics& metrics, std::vector<ReadinessCheck> checks)
      : checks_(std::move(checks)) {
    server_.new_task_queue = [] { return new httplib::ThreadPool(kThreads); };
    server_.set_socket_options(DoNotSharePort);
    server_.set_payload_max_length(kRequestBytesMax);
    server_.set_read_timeout(kReadSecondsMax);
    server_.set_write_timeout(kWriteSecondsMax);
    server_.set_keep_alive_timeout(kKeepAliveSeconds);
    server_.set_pre_routing_handler(RefuseOtherMethods);
    server_.Get("/metrics", [&metrics](const httplib::Request&,
                                       httplib::Response& response) {
      response.set_content(metrics.Text(), kMetricsText);
    });
    server_.Get("/livez",
                [](const httplib::Request&, httplib::Response& response) {
                  response.set_content("alive\n", kPlainText);
                });
    server_.Get("/readyz",
                [this](const httplib::Request&, httplib::Response& response) {
                  Readiness readiness = EvaluateReadiness(checks_);
                  response.status = readiness.ready ? 200 : 503;
                  response.set_content(readiness.text, kPlainText);
                });
  }

  ~Http() { Stop(); }

  absl::Status Listen(const std::string& address) {
    const HostAndPort wanted = SplitAddress(address);
    if (!wanted.port.has_value()) return Unusable(address);
    if (*wanted.port == 0) {
      port_ = server_.bind_to_any_port(wanted.host);
    } else {
      int port = static_cast<int>(*wanted.port);
      port_ = server_.bind_to_port(wanted.host, port) ? port : -1;
    }
    if (port_ < 0) return Unusable(address);
    address_ = absl::StrCat(address.substr(0, address.rfind(':')), ":", port_);
    thread_ = std::thread([this] {
      if (!server_.listen_after_bind()) {
        LogError(absl::StrCat("admin: stopped listening on ", address_));
      }
    });
    return absl::OkStatus();
  }

  void Stop() {
    if (!thread_.joinable()) return;
    // stop() before the thread has begun to listen would be without effect.
    while (!server_.is_running()) std::this_thread::yield();
    server_.stop();
    thread_.join();
  }

  int port() const { return port_; }
  const std::string& address() const { return address_; }

 private:
  static httplib::Server::HandlerResponse RefuseOtherMethods(
      const httplib::Request& request, httplib::Response& response) {
    if (request.method == "GET" || request.method == "HEAD") {
      return httplib::Server::HandlerResponse::Unhandled;
    }
    response.status = 405;
    response.set_header("Allow", "GET, HEAD");
    return httplib::Server::HandlerResponse::Handled;
  }

  const std::vector<ReadinessCheck> checks_;
  httplib::Server server_;
  int port_ = -1;
  std::string address_;
  std::thread thread_;
};

AdminServer::AdminServer(std::unique_ptr<Http> http) : http_(std::move(http)) {}

AdminServer::~AdminServer() = default;

absl::StatusOr<std::unique_ptr<AdminServer>> AdminServer::Start(
    const std::string& address, const Metrics& metrics,
    std::vector<ReadinessCheck> checks) {
  auto http = std::make_unique<Http>(metrics, std::move(checks));
  absl::Status listening = http->Listen(address);
  if (!listening.ok()) return listening;
  return std::unique_ptr<AdminServer>(new AdminServer(std::move(http)));
}

int AdminServer::port() const { return http_->port(); }

std::string AdminServer::address() const { return http_->address(); }

void AdminServer::Stop() { http_->Stop(); }

}  // namespace disclosure::server
