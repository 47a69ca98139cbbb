// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

// The socket that a gRPC server listens on, and the thread that accepts.
//
// gRPC's own listener stops for ever when accept() fails once, as it does when
// the process has no descriptor left: a few hundred idle connections would end
// the service. This one keeps descriptors free for files: a connection beyond
// the limit is closed at once, and the next one is accepted when others have
// gone.
//
// A new descriptor has the lowest number that is free, so its number says how
// many are taken; nobody has to know when gRPC closes one.

#ifndef DISCLOSURE_SERVER_LISTENER_H_
#define DISCLOSURE_SERVER_LISTENER_H_

#include <functional>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "absl/status/statusor.h"

namespace disclosure::server {

class Listener {
 public:
  // Takes over a connection: it is non-blocking.
  using Accepted = std::function<void(int connection)>;

  // Binds to "host:port", "[v6]:port" or "unix:/path", but accepts nothing
  // yet. UNAVAILABLE (ADDRESS_IN_USE).
  static absl::StatusOr<std::unique_ptr<Listener>> Open(
      const std::string& address);

  Listener(const Listener&) = delete;
  Listener& operator=(const Listener&) = delete;
  ~Listener();  // Stop().

  // The port taken; 0 for a unix socket.
  int port() const { return port_; }

  // Begins to accept, at most once. At most `connections_max` at a time, as
  // far as the process may have so many descriptors: see RaiseFileLimit().
  // `refused` is called for each one that was closed because of that. Both run
  // on the listener's thread.
  void Start(int connections_max, Accepted accepted,
             std::function<void()> refused);

  // Accepts no more, and gives the address back. Idempotent.
  void Stop();

 private:
  Listener() = default;
  absl::Status Bind(const std::string& address);
  absl::Status BindUnix(const std::string& path);
  void Run(int descriptors_max);
  // Accepts what waits at one socket.
  void AcceptAll(int socket, int descriptors_max);

  std::vector<int> sockets_;
  int port_ = 0;
  std::string unix_path_;
  int wake_[2] = {-1, -1};  // A pipe that ends poll().
  Accepted accepted_;
  std::function<void()> refused_;
  bool told_ = false;  // The log tells it once.
  std::thread thread_;
};

// Lets the process open as many files as the system permits it, up to what the
// suite can use, and returns how many that are.
int RaiseFileLimit();

}  // namespace disclosure::server

#endif  // DISCLOSURE_SERVER_LISTENER_H_
