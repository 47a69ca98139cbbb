// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

#include "server/identity.h"

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "grpcpp/security/auth_context.h"
#include "grpcpp/server_context.h"
#include "grpcpp/support/string_ref.h"

namespace disclosure::server {
namespace {

// gRPC's name of a peer in the same process. A network peer cannot have it:
// those begin with "ipv4:", "ipv6:" or "unix:".
constexpr std::string_view kInProcess = "inproc";

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
  if (auto auth = context.auth_context(); auth != nullptr) {
    std::string name = CertifiedName(*auth);
    if (!name.empty()) return {std::move(name), "tls"};
  }
  const std::string peer = context.peer();
  if (std::string_view(peer).starts_with(kInProcess)) {
    return {"disclosured", "service"};
  }
  if (IsLocalPeer(peer)) return {"local", "local"};
  return {"anonymous", "none"};
}

}  // namespace disclosure::server
