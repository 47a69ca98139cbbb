// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

#include "server/options.h"

#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "base/error.h"

namespace disclosure::server {
namespace {

using base::MakeError;

bool IsUnixSocket(std::string_view address) {
  return address.starts_with("unix:");
}

// The host of "host:port" or "[host]:port"; empty if it is neither.
std::string_view HostOf(std::string_view address) {
  size_t colon = address.rfind(':');
  if (colon == std::string_view::npos || colon == 0) return {};
  std::string_view port = address.substr(colon + 1);
  if (port.empty() || port.size() > 5 ||
      port.find_first_not_of("0123456789") != std::string_view::npos) {
    return {};
  }
  std::string_view host = address.substr(0, colon);
  if (host.starts_with('[') && host.ends_with(']')) {
    return host.substr(1, host.size() - 2);
  }
  // An IPv6 address without brackets cannot be told from its port.
  return host.find(':') == std::string_view::npos ? host : std::string_view();
}

absl::Status CheckAddress(const std::string& address) {
  if (IsUnixSocket(address) || !HostOf(address).empty()) {
    return absl::OkStatus();
  }
  return MakeError(
      absl::StatusCode::kInvalidArgument, "ADDRESS_INVALID",
      absl::StrCat("\"", address,
                   "\" is not an address; expected host:port, "
                   "[IPv6]:port or unix:/path"),
      absl::StrCat("“", address,
                   "” 不是有效的地址，应为 主机:端口、[IPv6]:端口 或 "
                   "unix:/路径。"));
}

absl::Status CheckPair(const std::string& cert, const std::string& key) {
  if (cert.empty() == key.empty()) return absl::OkStatus();
  return MakeError(
      absl::StatusCode::kInvalidArgument, "TLS_FILES_INCOMPLETE",
      "--tls-cert and --tls-key go together: give both files or neither",
      "--tls-cert 与 --tls-key 须同时给出或同时省略。");
}

absl::Status RefuseInsecure(const std::string& address) {
  return MakeError(
      absl::StatusCode::kInvalidArgument, "INSECURE_ADDRESS",
      absl::StrCat(
          "others can reach ", address,
          ", so it needs TLS and clients that show who they are: give "
          "--tls-cert with --tls-key, and --tls-client-ca. For a trial on a "
          "closed network only: --insecure"),
      absl::StrCat(
          "其他机器可以访问 ", address,
          "，须启用 TLS 并验证客户端身份：请给出 --tls-cert 和 --tls-key，以及 "
          "--tls-client-ca。仅在封闭网络内试用时可用 --insecure。"));
}

absl::Status RefuseLimit(std::string_view name) {
  return MakeError(absl::StatusCode::kInvalidArgument, "LIMIT_INVALID",
                   absl::StrCat(std::string(name), " must be positive"),
                   absl::StrCat(std::string(name), " 必须大于零。"));
}

absl::Status CheckLimits(const ServerOptions& options) {
  if (options.max_message_bytes <= 0) return RefuseLimit("max_message_bytes");
  if (options.default_deadline <= absl::ZeroDuration()) {
    return RefuseLimit("default_deadline");
  }
  if (options.max_concurrent_calls_per_connection <= 0) {
    return RefuseLimit("max_concurrent_calls_per_connection");
  }
  if (options.max_connections <= 0) return RefuseLimit("max_connections");
  if (options.max_calls <= 0) return RefuseLimit("max_calls");
  if (options.max_streams <= 0) return RefuseLimit("max_streams");
  if (options.max_followers <= 0) return RefuseLimit("max_followers");
  if (options.max_bytes_in_work <= 0) return RefuseLimit("max_bytes_in_work");
  if (options.max_transport_bytes <= 0) {
    return RefuseLimit("max_transport_bytes");
  }
  if (options.shutdown_grace <= absl::ZeroDuration()) {
    return RefuseLimit("shutdown_grace");
  }
  return absl::OkStatus();
}

}  // namespace

bool IsLocalAddress(std::string_view address) {
  if (IsUnixSocket(address)) return true;
  std::string_view host = HostOf(address);
  if (host == "localhost" || host == "::1") return true;
  // Only the numeric form: a name such as 127.example.org may be anywhere.
  return host.starts_with("127.") &&
         host.find_first_not_of("0123456789.") == std::string_view::npos;
}

absl::Status Validate(const ServerOptions& options) {
  absl::Status status = CheckAddress(options.listen_address);
  if (!status.ok()) return status;
  if (!options.admin_address.empty()) {
    status = CheckAddress(options.admin_address);
    if (!status.ok()) return status;
  }
  status = CheckPair(options.tls_cert, options.tls_key);
  if (!status.ok()) return status;
  if (!options.tls_client_ca.empty() && options.tls_cert.empty()) {
    return MakeError(
        absl::StatusCode::kInvalidArgument, "TLS_FILES_INCOMPLETE",
        "--tls-client-ca needs --tls-cert and --tls-key: without TLS a client "
        "cannot show who it is",
        "--tls-client-ca 须与 --tls-cert、--tls-key 一起使用。");
  }
  if (!IsLocalAddress(options.listen_address) && !options.insecure &&
      (options.tls_cert.empty() || options.tls_client_ca.empty())) {
    return RefuseInsecure(options.listen_address);
  }
  return CheckLimits(options);
}

absl::Status Validate(const ClientOptions& options) {
  absl::Status status = CheckAddress(options.address);
  if (!status.ok()) return status;
  status = CheckPair(options.tls_cert, options.tls_key);
  if (!status.ok()) return status;
  if (!options.tls_cert.empty() && options.tls_ca.empty()) {
    return MakeError(
        absl::StatusCode::kInvalidArgument, "TLS_FILES_INCOMPLETE",
        "--tls-cert needs --tls-ca, the authority of the server's certificate",
        "--tls-cert 须与 --tls-ca（服务器证书的签发机构）一起使用。");
  }
  if (options.max_message_bytes <= 0) return RefuseLimit("max_message_bytes");
  return absl::OkStatus();
}

}  // namespace disclosure::server
