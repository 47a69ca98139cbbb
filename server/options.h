// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

// How a process listens and how it connects: plain values, no flags and no
// files read. A program fills them from its command line, `Validate` says
// whether they are safe, and `GrpcServer` and `MakeChannel` use them.

#ifndef DISCLOSURE_SERVER_OPTIONS_H_
#define DISCLOSURE_SERVER_OPTIONS_H_

#include <cstdint>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/time/time.h"

namespace disclosure::server {

// The largest message a server accepts. A submission may have 4 MB; the rest
// is room for what stands around it, so that the refusal of a larger one comes
// from us and names the limit.
inline constexpr int kMaxMessageBytes = 5 * 1000 * 1000;

// The largest answer a server sends and a client takes: every finding of a
// message of submissions that are all wrong.
inline constexpr int kMaxAnswerBytes = 16 * 1000 * 1000;

struct ServerOptions {
  // "host:port", "[v6]:port" or "unix:/path". Port 0 takes a free one.
  std::string listen_address = "127.0.0.1:17000";

  // Where /metrics, /livez and /readyz answer; empty: nowhere.
  std::string admin_address;

  // PEM files. The certificate and its key go together; the client CA is the
  // authority whose certificates the clients must show.
  std::string tls_cert;
  std::string tls_key;
  std::string tls_client_ca;

  // Permits an address that others can reach without TLS or client identity.
  bool insecure = false;

  // Larger messages are refused before they are read.
  int max_message_bytes = kMaxMessageBytes;

  // What a unary call without a deadline gets. Streams have none.
  absl::Duration default_deadline = absl::Seconds(30);

  // Connections open at a time; one more is closed at once. Each idle one costs
  // about 30 KB. The system may permit fewer: see listener.h.
  int max_connections = 16'384;

  // Calls one connection may have open at a time; more of them wait at the
  // client. Larger: one client can hold more memory here.
  int max_concurrent_calls_per_connection = 256;

  // Over all connections, and divided fairly among the clients, so that one
  // alone gets half: unary calls in work, streams that submit, streams that
  // follow a feed. One more is refused.
  int max_calls = 1024;
  int max_streams = 256;
  int max_followers = 128;

  // Memory of large messages that calls hold, divided in the same way.
  int64_t max_bytes_in_work = 512 << 20;

  // Memory of the transport, for messages that have not arrived whole and for
  // the calls themselves. When it is used up, gRPC slows its reading down and
  // ends calls.
  int64_t max_transport_bytes = 512 << 20;

  // How long open calls may go on after a shutdown has begun. Then they are
  // cancelled.
  absl::Duration shutdown_grace = absl::Seconds(3);
};

struct ClientOptions {
  // "host:port" or "unix:/path".
  std::string address = "127.0.0.1:17000";

  // PEM files. With a CA the connection uses TLS; with certificate and key the
  // client shows who it is.
  std::string tls_ca;
  std::string tls_cert;
  std::string tls_key;

  int max_message_bytes = kMaxMessageBytes;
};

// OK, or INVALID_ARGUMENT (INSECURE_ADDRESS, TLS_FILES_INCOMPLETE,
// ADDRESS_INVALID, LIMIT_INVALID) with a message that says what to do. An
// address that others can reach needs TLS and a client identity unless
// `insecure` says otherwise. Opens no file.
absl::Status Validate(const ServerOptions& options);
absl::Status Validate(const ClientOptions& options);

// True if only this machine can reach `address` ("127.0.0.1:1", "[::1]:1",
// "localhost:1", "unix:/run/x").
bool IsLocalAddress(std::string_view address);

}  // namespace disclosure::server

#endif  // DISCLOSURE_SERVER_OPTIONS_H_
