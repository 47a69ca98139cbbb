// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

// The only file that includes httplib.

#include "server/admin.h"

#include <httplib.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/strings/str_cat.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "base/error.h"
#include "base/text.h"
#include "server/log.h"

namespace disclosure::server {
namespace {

// A scraper, a probe and an operator at a time, and one to spare.
constexpr int kThreads = 4;
// Connections that wait for a thread; one more is closed at once.
constexpr size_t kWaitingMax = 64;
// A request, its line and headers included.
constexpr size_t kRequestBytesMax = 16 << 10;
// A request is here so long after its connection was accepted, whether it
// waited for a thread or not: connections that say nothing, or a byte now and
// then, hold a thread no longer, and those behind them not at all.
constexpr absl::Duration kRequestWithin = absl::Seconds(2);
constexpr absl::Duration kWriteWithin = absl::Seconds(5);

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

// When the connection that this thread serves was accepted; of one that is not
// served, never.
thread_local absl::Time accepted_at = absl::InfinitePast();

// The threads, and the bounded queue before them.
class ConnectionQueue : public httplib::TaskQueue {
 public:
  ConnectionQueue() {
    for (int i = 0; i < kThreads; ++i) {
      threads_.emplace_back([this] { Run(); });
    }
  }

  void enqueue(std::function<void()> serve) override {
    {
      absl::MutexLock lock(&mutex_);
      if (waiting_.size() < kWaitingMax) {
        waiting_.emplace_back(absl::Now(), std::move(serve));
        return;
      }
    }
    // On this thread, where no request is ever in time: it closes.
    serve();
  }

  void shutdown() override {
    {
      absl::MutexLock lock(&mutex_);
      stopped_ = true;
    }
    for (std::thread& thread : threads_) thread.join();
  }

 private:
  void Run() {
    for (;;) {
      std::function<void()> serve;
      {
        absl::MutexLock lock(&mutex_);
        const auto some = [this]() ABSL_SHARED_LOCKS_REQUIRED(mutex_) {
          return stopped_ || !waiting_.empty();
        };
        mutex_.Await(absl::Condition(&some));
        if (waiting_.empty()) return;
        accepted_at = waiting_.front().first;
        serve = std::move(waiting_.front().second);
        waiting_.pop_front();
      }
      serve();
    }
  }

  absl::Mutex mutex_;
  bool stopped_ ABSL_GUARDED_BY(mutex_) = false;
  std::deque<std::pair<absl::Time, std::function<void()>>> waiting_
      ABSL_GUARDED_BY(mutex_);
  std::vector<std::thread> threads_;
};

// One connection, within its bytes and its time. httplib would read a line
// without an end into memory for ever.
class BoundedStream : public httplib::Stream {
 public:
  explicit BoundedStream(socket_t socket) : socket_(socket) {}

  bool is_readable() const override {
    return at_ < size_ || Ready(POLLIN, accepted_at + kRequestWithin);
  }
  bool is_writable() const override { return Ready(POLLOUT, write_until_); }

  ssize_t read(char* to, size_t size) override {
    if (at_ == size_) {
      if (bytes_ >= kRequestBytesMax || !is_readable()) return -1;
      const ssize_t got = ::recv(socket_, buffer_, sizeof(buffer_), 0);
      if (got <= 0) return got;
      at_ = 0;
      size_ = static_cast<size_t>(got);
      bytes_ += size_;
    }
    size = std::min(size, size_ - at_);
    std::copy_n(buffer_ + at_, size, to);
    at_ += size;
    return static_cast<ssize_t>(size);
  }

  ssize_t write(const char* from, size_t size) override {
    if (write_until_ == absl::InfiniteFuture()) {
      write_until_ = absl::Now() + kWriteWithin;
    }
    if (!is_writable()) return -1;
    return ::send(socket_, from, size, MSG_NOSIGNAL | MSG_DONTWAIT);
  }

  // Nobody asks who it is.
  void get_remote_ip_and_port(std::string&, int&) const override {}
  void get_local_ip_and_port(std::string&, int&) const override {}
  socket_t socket() const override { return socket_; }

 private:
  bool Ready(short event, absl::Time until) const {
    const absl::Duration left = std::min(
        std::max(until - absl::Now(), absl::ZeroDuration()), kWriteWithin);
    pollfd wait{socket_, event, 0};
    return ::poll(&wait, 1,
                  static_cast<int>(absl::ToInt64Milliseconds(left))) == 1 &&
           (wait.revents & event) != 0;
  }

  const socket_t socket_;
  absl::Time write_until_ = absl::InfiniteFuture();
  char buffer_[1024];
  size_t at_ = 0;
  size_t size_ = 0;
  size_t bytes_ = 0;
};

// One request for each connection.
class BoundedServer : public httplib::Server {
 private:
  bool process_and_close_socket(socket_t socket) override {
    BoundedStream stream(socket);
    bool closed = false;
    const bool served =
        stream.is_readable() && process_request(stream, true, closed, nullptr);
    ::shutdown(socket, SHUT_RDWR);
    ::close(socket);
    return served;
  }
};

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
    server_->new_task_queue = [] { return new ConnectionQueue(); };
    server_->set_socket_options(DoNotSharePort);
    server_->set_payload_max_length(kRequestBytesMax);
    server_->set_pre_routing_handler(RefuseOtherMethods);
    server_->Get("/metrics", [&metrics](const httplib::Request&,
                                        httplib::Response& response) {
      response.set_content(metrics.Text(), kMetricsText);
    });
    server_->Get("/livez",
                 [](const httplib::Request&, httplib::Response& response) {
                   response.set_content("alive\n", kPlainText);
                 });
    server_->Get("/readyz",
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
      port_ = server_->bind_to_any_port(wanted.host);
    } else {
      int port = static_cast<int>(*wanted.port);
      port_ = server_->bind_to_port(wanted.host, port) ? port : -1;
    }
    if (port_ < 0) return Unusable(address);
    address_ = absl::StrCat(address.substr(0, address.rfind(':')), ":", port_);
    thread_ = std::thread([this] {
      if (!server_->listen_after_bind()) {
        LogError(absl::StrCat("admin: stopped listening on ", address_));
      }
    });
    return absl::OkStatus();
  }

  void Stop() {
    if (!thread_.joinable()) return;
    // stop() before the thread has begun to listen would be without effect.
    while (!server_->is_running()) std::this_thread::yield();
    server_->stop();
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
  const std::unique_ptr<httplib::Server> server_ =
      std::make_unique<BoundedServer>();
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
