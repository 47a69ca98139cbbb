// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

#include "bench/peers/postgres_connection.h"

#include "absl/strings/str_cat.h"

namespace disclosure::bench {
namespace {

constexpr int32_t kInt8Type = 20;  // PostgreSQL's number of bigint
constexpr char kStoppedInTime[] = "57014";

void AppendBigEndian(uint64_t value, int bytes, std::string* out) {
  for (int shift = 8 * (bytes - 1); shift >= 0; shift -= 8) {
    out->push_back(static_cast<char>(value >> shift));
  }
}

}  // namespace

std::string BinaryInt32(int32_t value) {
  std::string bytes;
  AppendBigEndian(static_cast<uint32_t>(value), 4, &bytes);
  return bytes;
}

// Dimensions, whether there are nulls, type, length and lower bound, then each
// value with its length.
std::string BinaryInt64Array(const std::vector<int64_t>& values) {
  std::string bytes;
  for (const int32_t word :
       {1, 0, kInt8Type, static_cast<int32_t>(values.size()), 1}) {
    bytes += BinaryInt32(word);
  }
  for (const int64_t value : values) {
    bytes += BinaryInt32(8);
    AppendBigEndian(static_cast<uint64_t>(value), 8, &bytes);
  }
  return bytes;
}

absl::StatusOr<std::unique_ptr<PostgresConnection>> PostgresConnection::Open(
    const std::string& settings) {
  std::unique_ptr<PostgresConnection> opened(
      new PostgresConnection(PQconnectdb(settings.c_str())));
  PGconn* connection = opened->connection_.get();
  if (PQstatus(connection) != CONNECTION_OK) {
    return absl::UnavailableError(PQerrorMessage(connection));
  }
  // What is dropped although it is not there is no news.
  absl::Status set = opened->Run("SET client_min_messages = warning");
  if (!set.ok()) return set;
  return opened;
}

absl::Status PostgresConnection::Finish(PGresult* result,
                                        ExecStatusType expected) const {
  absl::Status status;
  if (PQresultStatus(result) != expected) {
    const char* state = PQresultErrorField(result, PG_DIAG_SQLSTATE);
    const bool stopped =
        state != nullptr && std::string_view(state) == kStoppedInTime;
    status = absl::Status(
        stopped ? absl::StatusCode::kDeadlineExceeded
                : absl::StatusCode::kInternal,
        absl::StrCat("PostgreSQL: ", PQerrorMessage(connection_.get())));
  }
  PQclear(result);
  return status;
}

absl::Status PostgresConnection::Run(const std::string& sql) {
  return Finish(PQexec(connection_.get(), sql.c_str()), PGRES_COMMAND_OK);
}

absl::StatusOr<std::string> PostgresConnection::Ask(const std::string& sql) {
  PGresult* result = PQexec(connection_.get(), sql.c_str());
  std::string value;
  if (PQntuples(result) == 1 && PQnfields(result) == 1) {
    value = PQgetvalue(result, 0, 0);
  }
  absl::Status finished = Finish(result, PGRES_TUPLES_OK);
  if (!finished.ok()) return finished;
  return value;
}

absl::Status PostgresConnection::Prepare(const std::string& name,
                                         const std::string& sql) {
  return Finish(
      PQprepare(connection_.get(), name.c_str(), sql.c_str(), 0, nullptr),
      PGRES_COMMAND_OK);
}

absl::Status PostgresConnection::Call(
    const std::string& name,
    const std::vector<std::string>& binary_parameters) {
  std::vector<const char*> values;
  std::vector<int> lengths;
  for (const std::string& parameter : binary_parameters) {
    values.push_back(parameter.data());
    lengths.push_back(static_cast<int>(parameter.size()));
  }
  const std::vector<int> binary(values.size(), 1);
  return Finish(
      PQexecPrepared(connection_.get(), name.c_str(),
                     static_cast<int>(values.size()), values.data(),
                     lengths.data(), binary.data(), /*resultFormat=*/1),
      PGRES_COMMAND_OK);
}

absl::Status PostgresConnection::CopyIn(
    const std::string& sql,
    absl::FunctionRef<absl::StatusOr<std::string_view>()> next) {
  absl::Status begun =
      Finish(PQexec(connection_.get(), sql.c_str()), PGRES_COPY_IN);
  if (!begun.ok()) return begun;
  absl::StatusOr<std::string_view> piece;
  for (piece = next(); piece.ok() && !piece->empty(); piece = next()) {
    if (PQputCopyData(connection_.get(), piece->data(),
                      static_cast<int>(piece->size())) != 1) {
      break;
    }
  }
  const std::string why(piece.status().message());
  PQputCopyEnd(connection_.get(), piece.ok() ? nullptr : why.c_str());
  absl::Status ended = Finish(PQgetResult(connection_.get()), PGRES_COMMAND_OK);
  PQclear(PQgetResult(connection_.get()));  // The end of the answer.
  return piece.ok() ? ended : piece.status();
}

std::string PostgresConnection::server_version() const {
  return PQparameterStatus(connection_.get(), "server_version");
}

}  // namespace disclosure::bench
