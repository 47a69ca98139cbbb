// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

// A connection to PostgreSQL, as thin as libpq allows. For one thread. Errors
// hold what the server said.

#ifndef DISCLOSURE_BENCH_PEERS_POSTGRES_CONNECTION_H_
#define DISCLOSURE_BENCH_PEERS_POSTGRES_CONNECTION_H_

#include <libpq-fe.h>

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"

namespace disclosure::bench {

// Parameters in binary form.
std::string BinaryInt32(int32_t value);
std::string BinaryInt64Array(const std::vector<int64_t>& values);

class PostgresConnection {
 public:
  static absl::StatusOr<std::unique_ptr<PostgresConnection>> Open(
      const std::string& settings);

  // Statements without an answer.
  absl::Status Run(const std::string& sql);

  // The one value that a statement answers, as text. DEADLINE_EXCEEDED if the
  // server stopped it because of its time.
  absl::StatusOr<std::string> Ask(const std::string& sql);

  // A statement to be called by its name, and a call of it.
  absl::Status Prepare(const std::string& name, const std::string& sql);
  absl::Status Call(const std::string& name,
                    const std::vector<std::string>& binary_parameters);

  // COPY ... FROM STDIN: `next` gives the next piece, empty at the end.
  absl::Status CopyIn(
      const std::string& sql,
      absl::FunctionRef<absl::StatusOr<std::string_view>()> next);

  std::string server_version() const;

 private:
  explicit PostgresConnection(PGconn* connection) : connection_(connection) {}

  // OK if the result has this state. Frees it.
  absl::Status Finish(PGresult* result, ExecStatusType expected) const;

  struct Closer {
    void operator()(PGconn* connection) const { PQfinish(connection); }
  };
  std::unique_ptr<PGconn, Closer> connection_;
};

}  // namespace disclosure::bench

#endif  // DISCLOSURE_BENCH_PEERS_POSTGRES_CONNECTION_H_
