// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

// What every command has at hand: the language, the format and place of its
// output, the form, and the way to the servers.

#ifndef DISCLOSURE_CLI_SESSION_H_
#define DISCLOSURE_CLI_SESSION_H_

#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "cli/language.h"
#include "form/catalog.h"
#include "grpcpp/channel.h"
#include "grpcpp/client_context.h"
#include "grpcpp/support/status.h"

namespace disclosure::cli {

// What the process ends with.
enum ExitCode {
  kDone = 0,         // The call did what it says.
  kDataErrors = 1,   // The data has errors.
  kCallWrong = 2,    // The call is wrong: a flag, a name, a file.
  kServerFailed = 3  // The server could not be reached, or failed.
};

// How output is written; the last three are the official form and only
// `export` has them.
enum class Format { kTable, kJson, kCsv, kDocx, kHtml, kXlsx };

// The flags that every command takes.
struct GlobalOptions {
  // HOST:PORT of a server that serves all, and of each service where they are
  // apart; empty: that of `server`.
  std::string server = "127.0.0.1:17000";
  std::string ingest, aggregate, query;

  // PEM files; the CA turns TLS on, certificate and key identify the client.
  std::string tls_ca, tls_cert, tls_key;

  Language language = Language::kChinese;
  Format format = Format::kTable;

  // File to write the output to; empty: standard output.
  std::string output;

  // A call ends after this time.
  absl::Duration timeout = absl::Seconds(30);
};

// One run of a command. Not thread-safe.
class Session {
 public:
  // `catalog` must outlive the session. Connects to nothing yet. Errors: as
  // server::MakeChannel.
  static absl::StatusOr<std::unique_ptr<Session>> Create(
      GlobalOptions options, const form::Catalog& catalog);

  const GlobalOptions& options() const { return options_; }
  Language language() const { return options_.language; }
  Format format() const { return options_.format; }
  const form::Catalog& catalog() const { return catalog_; }

  std::string Say(std::string_view zh, std::string_view en) const {
    return Pick(options_.language, zh, en);
  }

  const std::shared_ptr<grpc::Channel>& ingest() const { return ingest_; }
  const std::shared_ptr<grpc::Channel>& aggregate() const { return aggregate_; }
  const std::shared_ptr<grpc::Channel>& query() const { return query_; }

  // Whether ingest can be connected to within `wait`.
  bool IngestAnswers(absl::Duration wait) const;
  // The same for query.
  bool QueryAnswers(absl::Duration wait) const;

  // Makes a unary call with the session's time-out, or `timeout`, again where
  // it may be repeated (UNAVAILABLE): a read, or a mutation with a request id.
  absl::Status Call(
      const std::function<grpc::Status(grpc::ClientContext*)>& call) const {
    return Call(options_.timeout, call);
  }
  absl::Status Call(
      absl::Duration timeout,
      const std::function<grpc::Status(grpc::ClientContext*)>& call) const;

  // Writes the output, all at once, to the file or standard output.
  int Write(std::string_view text) const;

  // Prints why a call failed to standard error, in the session's language,
  // and returns the exit code that says so.
  int Fail(const absl::Status& status) const;
  int Fail(ExitCode code, std::string_view message) const;

 private:
  Session(GlobalOptions options, const form::Catalog& catalog)
      : options_(std::move(options)), catalog_(catalog) {}

  // The error of a connection that cannot be made.
  absl::Status Unreachable() const;

  const GlobalOptions options_;
  const form::Catalog& catalog_;
  std::shared_ptr<grpc::Channel> ingest_, aggregate_, query_;
};

// The message of an error in a language, with its violations, one per line.
std::string Describe(Language language, const absl::Status& status);

// The exit code that says what an error means.
ExitCode ExitCodeOf(const absl::Status& status);

}  // namespace disclosure::cli

#endif  // DISCLOSURE_CLI_SESSION_H_
