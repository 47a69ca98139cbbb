// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

#include "server/listener.h"

#include <fcntl.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "base/error.h"
#include "server/log.h"

namespace disclosure::server {
namespace {

// Connections that wait to be accepted; the system may lower it.
constexpr int kBacklog = 1024;

// Descriptors kept for files of the store, channels to other services and the
// admin address; half of all where the process may have only few.
constexpr int kFilesKept = 1024;

// More than this many are of no use to the suite.
constexpr rlim_t kFilesMax = 65'536;

// What was sent and is not taken within this time ends the connection.
constexpr int kUnreadMs = 20'000;

// How long nothing is accepted after accept() has failed for want of
// descriptors or memory: it would fail again at once.
constexpr int kPauseMs = 50;

absl::Status Unusable(const std::string& address, const std::string& why) {
  return base::MakeError(
      absl::StatusCode::kUnavailable, "ADDRESS_IN_USE",
      absl::StrCat("cannot listen on ", address, " (", why,
                   "): it is in use, or not an address of this machine; "
                   "choose another with --listen"),
      absl::StrCat(
          "无法监听 ", address, "（", why,
          "）：已被占用，或不是本机地址。可用 --listen 指定其他地址。"));
}

// A socket that listens at an address, or -1 with errno.
int ListenAt(const sockaddr* address, socklen_t size) {
  const int made = ::socket(address->sa_family,
                            SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  if (made < 0) return -1;
  const int on = 1;
  if (address->sa_family != AF_UNIX) {
    // Connections inherit these.
    const unsigned unread_ms = kUnreadMs;
    ::setsockopt(made, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on));
    ::setsockopt(made, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));
    ::setsockopt(made, IPPROTO_TCP, TCP_USER_TIMEOUT, &unread_ms,
                 sizeof(unread_ms));
  }
  if (::bind(made, address, size) == 0 && ::listen(made, kBacklog) == 0) {
    return made;
  }
  const int error = errno;
  ::close(made);
  errno = error;
  return -1;
}

int PortOf(int socket) {
  sockaddr_storage address{};
  socklen_t size = sizeof(address);
  if (::getsockname(socket, reinterpret_cast<sockaddr*>(&address), &size) != 0)
    return 0;
  return ntohs(address.ss_family == AF_INET6
                   ? reinterpret_cast<sockaddr_in6*>(&address)->sin6_port
                   : reinterpret_cast<sockaddr_in*>(&address)->sin_port);
}

}  // namespace

absl::StatusOr<std::unique_ptr<Listener>> Listener::Open(
    const std::string& address) {
  std::unique_ptr<Listener> listener(new Listener());
  absl::Status bound = address.starts_with("unix:")
                           ? listener->BindUnix(address.substr(5))
                           : listener->Bind(address);
  if (!bound.ok()) return bound;
  if (::pipe2(listener->wake_, O_CLOEXEC) != 0) {
    return Unusable(address, std::strerror(errno));
  }
  return listener;
}

Listener::~Listener() {
  Stop();
  for (const int end : wake_) {
    if (end >= 0) ::close(end);
  }
}

absl::Status Listener::Bind(const std::string& address) {
  const size_t colon = address.rfind(':');
  std::string host = address.substr(0, colon);
  if (host.starts_with('[')) host = host.substr(1, host.size() - 2);
  addrinfo hints{};
  hints.ai_socktype = SOCK_STREAM;
  hints.ai_flags = AI_PASSIVE | AI_NUMERICSERV;
  addrinfo* found = nullptr;
  const int failed = ::getaddrinfo(
      host.c_str(), address.substr(colon + 1).c_str(), &hints, &found);
  if (failed != 0) return Unusable(address, ::gai_strerror(failed));
  // A name may have several addresses, which share the port. One that this
  // machine does not have is left out.
  int error = 0;
  for (const addrinfo* at = found; at != nullptr; at = at->ai_next) {
    if (port_ != 0 && at->ai_family == AF_INET) {
      reinterpret_cast<sockaddr_in*>(at->ai_addr)->sin_port =
          htons(static_cast<uint16_t>(port_));
    } else if (port_ != 0 && at->ai_family == AF_INET6) {
      reinterpret_cast<sockaddr_in6*>(at->ai_addr)->sin6_port =
          htons(static_cast<uint16_t>(port_));
    }
    const int made = ListenAt(at->ai_addr, at->ai_addrlen);
    if (made < 0) {
      error = errno;
      if (error == EADDRINUSE) break;
      continue;
    }
    sockets_.push_back(made);
    port_ = PortOf(made);
  }
  ::freeaddrinfo(found);
  if (sockets_.empty() || error == EADDRINUSE) {
    return Unusable(address, std::strerror(error));
  }
  return absl::OkStatus();
}

absl::Status Listener::BindUnix(const std::string& path) {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  if (path.empty() || path.size() >= sizeof(address.sun_path)) {
    return Unusable("unix:" + path, std::strerror(ENAMETOOLONG));
  }
  path.copy(address.sun_path, path.size());
  const auto* plain = reinterpret_cast<const sockaddr*>(&address);
  // A file that a process left behind stands in the way; one that somebody
  // listens at does not get removed.
  const int probe = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (::connect(probe, plain, sizeof(address)) != 0 && errno == ECONNREFUSED) {
    ::unlink(path.c_str());
  }
  ::close(probe);
  const int made = ListenAt(plain, sizeof(address));
  if (made < 0) return Unusable("unix:" + path, std::strerror(errno));
  sockets_.push_back(made);
  unix_path_ = path;
  return absl::OkStatus();
}

void Listener::Start(int connections_max, Accepted accepted,
                     std::function<void()> refused) {
  accepted_ = std::move(accepted);
  refused_ = std::move(refused);
  const int files = RaiseFileLimit();
  const int kept = std::min(kFilesKept, files / 2);
  // What is open already has the lowest numbers.
  const int next = ::fcntl(wake_[0], F_DUPFD_CLOEXEC, 0);
  if (next >= 0) ::close(next);
  const int most = std::min(next + connections_max, files - kept);
  thread_ = std::thread([this, most] { Run(most); });
}

void Listener::Stop() {
  if (thread_.joinable()) {
    // poll() ends when the pipe is closed.
    ::close(std::exchange(wake_[1], -1));
    thread_.join();
  }
  for (const int made : sockets_) ::close(made);
  sockets_.clear();
  if (!unix_path_.empty()) ::unlink(std::exchange(unix_path_, {}).c_str());
}

void Listener::Run(int descriptors_max) {
  std::vector<pollfd> waits;
  for (const int made : sockets_) waits.push_back({made, POLLIN, 0});
  waits.push_back({wake_[0], POLLIN, 0});
  for (;;) {
    if (::poll(waits.data(), waits.size(), -1) < 0 && errno != EINTR) {
      return LogError(
          absl::StrCat("accepting has ended: ", std::strerror(errno)));
    }
    if (waits.back().revents != 0) return;
    for (const pollfd& wait : waits) {
      if (wait.revents != 0) AcceptAll(wait.fd, descriptors_max);
    }
  }
}

void Listener::AcceptAll(int socket, int descriptors_max) {
  for (;;) {
    const int connection =
        ::accept4(socket, nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC);
    if (connection < 0) {
      if (errno == EINTR || errno == ECONNABORTED) continue;  // It has gone.
      if (errno == EAGAIN || errno == EWOULDBLOCK) return;
      pollfd stop{wake_[0], POLLIN, 0};
      ::poll(&stop, 1, kPauseMs);
      return;
    }
    if (connection < descriptors_max) {
      accepted_(connection);
      continue;
    }
    ::close(connection);
    refused_();
    if (!std::exchange(told_, true)) {
      LogWarning(absl::StrCat(
          "too many connections are open: descriptor ", connection,
          " was refused; see disclosure_connections_refused_total, "
          "--max-connections and LimitNOFILE"));
    }
  }
}

int RaiseFileLimit() {
  rlimit limit{};
  if (::getrlimit(RLIMIT_NOFILE, &limit) != 0) return kFilesKept;
  const rlim_t wanted = std::min(limit.rlim_max, kFilesMax);
  if (limit.rlim_cur < wanted) {
    const rlimit raised{wanted, limit.rlim_max};
    if (::setrlimit(RLIMIT_NOFILE, &raised) == 0) limit = raised;
  }
  return static_cast<int>(std::min(limit.rlim_cur, kFilesMax));
}

}  // namespace disclosure::server
