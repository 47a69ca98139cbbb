// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

// Who is calling. The answer comes from the connection alone, never from the
// request or its metadata.

#ifndef DISCLOSURE_SERVER_IDENTITY_H_
#define DISCLOSURE_SERVER_IDENTITY_H_

#include <string>

namespace grpc {
class ServerContextBase;
}  // namespace grpc

namespace disclosure::server {

struct Principal {
  // The name in the certificate, or one of the fixed subjects below.
  std::string subject;
  // How it is known: "tls", "local", "service" or "none".
  std::string method;

  friend bool operator==(const Principal&, const Principal&) = default;
};

// - A verified client certificate: its first subject alternative name, else its
//   common name; method "tls".
// - The other services of the same process: {"disclosured", "service"}.
// - A peer on this machine without a certificate: {"local", "local"}.
// - Any other peer, possible only with --insecure: {"anonymous", "none"}.
Principal IdentifyPeer(const grpc::ServerContextBase& context);

// Among whom the places of a server are divided (server/fair_shares.h). Empty
// for the other services of the same process, which share with nobody. A
// certificate's name is one client, however many connections it has. Without a
// certificate it is the connection, or the host of an anonymous peer: a
// dashboard and an import on one machine do not get into each other's way.
std::string ClientKey(const Principal& principal,
                      const grpc::ServerContextBase& context);

}  // namespace disclosure::server

#endif  // DISCLOSURE_SERVER_IDENTITY_H_
