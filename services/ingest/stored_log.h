// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0
//
// The log's record and its end, as a database holds them. Thread-safe.

#ifndef DISCLOSURE_SERVICES_INGEST_STORED_LOG_H_
#define DISCLOSURE_SERVICES_INGEST_STORED_LOG_H_

#include <optional>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "services/ingest/records.pb.h"
#include "services/ingest/report_store.h"
#include "storage/database.h"

namespace disclosure::ingest {

// The folder's format; see LogRecord. 1: narratives are never packed.
inline constexpr int kFormat = 2;

// Nothing if the database is new. DATA_DIR_TOO_NEW for a greater format.
absl::StatusOr<std::optional<LogRecord>> ReadLogRecord(
    const storage::Database& database);

// When this returns, it is on disk.
absl::Status WriteLogRecord(const LogRecord& record,
                            storage::Database& database);

// The end of the log: the last change, whose hash is in it.
absl::StatusOr<LogTail> ReadTail(const storage::Database& database);

}  // namespace disclosure::ingest

#endif  // DISCLOSURE_SERVICES_INGEST_STORED_LOG_H_
