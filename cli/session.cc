// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

#include "cli/session.h"

#include <algorithm>
#include <iostream>
#include <utility>
#include <vector>

#include "absl/strings/str_join.h"
#include "absl/time/clock.h"
#include "base/error.h"
#include "base/file.h"
#include "grpcpp/channel.h"
#include "grpcpp/client_context.h"
#include "server/channel.h"
#include "server/retry.h"
#include "server/status.h"

namespace disclosure::cli {
namespace {

// The longest silence before a read or a repeatable mutation is given up.
constexpr int kAttempts = 3;

}  // namespace

absl::StatusOr<std::unique_ptr<Session>> Session::Create(
    GlobalOptions options, const form::Catalog& catalog) {
  std::unique_ptr<Session> session(new Session(std::move(options), catalog));
  const GlobalOptions& given = session->options_;
  const auto connect = [&](const std::string& address,
                           std::shared_ptr<grpc::Channel>* channel) {
    server::ClientOptions client;
    client.address = address.empty() ? given.server : address;
    client.tls_ca = given.tls_ca;
    client.tls_cert = given.tls_cert;
    client.tls_key = given.tls_key;
    auto made = server::MakeChannel(client);
    if (made.ok()) *channel = *std::move(made);
    return made.status();
  };
  absl::Status status = connect(given.ingest, &session->ingest_);
  status.Update(connect(given.aggregate, &session->aggregate_));
  status.Update(connect(given.query, &session->query_));
  if (!status.ok()) return status;
  return session;
}

bool Session::IngestAnswers(absl::Duration wait) const {
  return ingest_->WaitForConnected(absl::ToChronoTime(absl::Now() + wait));
}

bool Session::QueryAnswers(absl::Duration wait) const {
  return query_->WaitForConnected(absl::ToChronoTime(absl::Now() + wait));
}

absl::Status Session::Call(
    absl::Duration timeout,
    const std::function<grpc::Status(grpc::ClientContext*)>& call) const {
  server::RetryOptions retry;
  retry.attempts_max = kAttempts;
  retry.deadline = absl::Now() + timeout;
  return server::Retry(retry, [&] {
    grpc::ClientContext context;
    context.set_deadline(absl::ToChronoTime(retry.deadline));
    const grpc::Status status = call(&context);
    // Our own connection: a server that cannot reach another one sends details.
    if (status.error_code() == grpc::StatusCode::UNAVAILABLE &&
        status.error_details().empty()) {
      return Unreachable();
    }
    return server::FromGrpcStatus(status);
  });
}

int Session::Write(std::string_view text) const {
  if (!options_.output.empty()) {
    const absl::Status status = base::WriteFile(options_.output, text);
    return status.ok() ? kDone : Fail(status);
  }
  std::cout << text << std::flush;
  if (std::cout) return kDone;
  return Fail(kCallWrong,
              Say("无法写标准输出。", "Standard output cannot be written."));
}

int Session::Fail(const absl::Status& status) const {
  return Fail(ExitCodeOf(status), Describe(language(), status));
}

absl::Status Session::Unreachable() const {
  std::vector<std::string> addresses;
  for (const std::string& apart :
       {options_.ingest, options_.aggregate, options_.query}) {
    const std::string& address = apart.empty() ? options_.server : apart;
    if (std::ranges::find(addresses, address) == addresses.end()) {
      addresses.push_back(address);
    }
  }
  const std::string at = absl::StrJoin(addresses, ", ");
  return base::MakeError(
      absl::StatusCode::kUnavailable, "SERVER_UNREACHABLE",
      "Cannot reach " + at +
          ". See whether the service runs: "
          "systemctl status disclosured",
      "连不上 " + at + "。请确认服务已启动：systemctl status disclosured");
}

int Session::Fail(ExitCode code, std::string_view message) const {
  std::cout << std::flush;
  std::cerr << message << std::endl;
  return code;
}

std::string Describe(Language language, const absl::Status& status) {
  const base::ErrorDetails details = base::GetErrorDetails(status);
  const bool chinese = language == Language::kChinese;
  std::string text = chinese && !details.zh.empty()
                         ? details.zh
                         : std::string(status.message());
  if (text.empty()) text = absl::StatusCodeToString(status.code());
  for (const base::FieldViolation& violation : details.violations) {
    const bool has_chinese = chinese && !violation.zh.empty();
    const std::string& why = has_chinese ? violation.zh : violation.en;
    // The only violation is often the message itself.
    if (text.find(why) != text.npos) continue;
    text += "\n  " + violation.field + "  " + why;
  }
  return text;
}

ExitCode ExitCodeOf(const absl::Status& status) {
  const std::string reason = base::GetErrorDetails(status).reason;
  if (reason == "REPORT_HAS_ERRORS" || reason == "REGISTRY_INVALID") {
    return kDataErrors;
  }
  switch (status.code()) {
    case absl::StatusCode::kOk:
      return kDone;
    case absl::StatusCode::kInvalidArgument:
    case absl::StatusCode::kNotFound:
    case absl::StatusCode::kAlreadyExists:
    case absl::StatusCode::kFailedPrecondition:
    case absl::StatusCode::kAborted:
    case absl::StatusCode::kOutOfRange:
      return kCallWrong;
    default:
      return kServerFailed;
  }
}

}  // namespace disclosure::cli
