// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

#include "server/identity.h"

#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "grpcpp/security/auth_context.h"
#include "grpcpp/server_context.h"
#include "grpcpp/support/string_ref.h"

namespace disclosure::server {
namespace {

// Every network connection is made by credentials, which say how it is secured
// ("insecure" included), and has an address. One inside the process has
// neither.
bool IsInProcess(const grpc::AuthContext* auth, std::string_view peer) {
  bool is_connection =
      auth != nullptr &&
      !auth->FindPropertyValues("transport_security_type").empty();
  return !is_connection && peer == "unknown";
}

bool IsLocalPeer(std::string_view peer) {
  return peer.starts_with("unix:") || peer.starts_with("ipv4:127.") ||
         peer.starts_with("ipv6:%5B::1%5D:") || peer.starts_with("ipv6:[::1]:");
}

// The name in a verified client certificate; empty if there is none.
std::string CertifiedName(const grpc::AuthContext& auth) {
  if (!auth.IsPeerAuthenticated()) return {};
  // The alternative names if the certificate has any, else the common name.
  std::vector<grpc::string_ref> names = auth.GetPeerIdentity();
  if (names.empty()) return {};
  return std::string(names.front().data(), names.front().size());
}

}  // namespace

Principal IdentifyPeer(const grpc::ServerContextBase& context) {
  const std::shared_ptr<const grpc::AuthContext> auth = context.auth_context();
  if (auth != nullptr) {
    std::string name = CertifiedName(*auth);
    if (!name.empty()) return {std::move(name), "tls"};
  }
  const std::string peer = context.peer();
  if (IsInProcess(auth.get(), peer)) return {"disclosured", "service"};
  if (IsLocalPeer(peer)) return {"local", "local"};
  return {"anonymous", "none"};
}

std::string ClientKey(const Principal& principal,
                      const grpc::ServerContextBase& context) {
  if (principal.method == "service") return {};
  if (principal.method == "tls") return "tls:" + principal.subject;
  std::string peer = context.peer();
  // "ipv4:10.0.0.7:41234": the port is another one for each connection.
  if (principal.method == "none") peer = peer.substr(0, peer.rfind(':'));
  return peer;
}

}  // namespace disclosure::server
