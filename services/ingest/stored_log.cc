// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

#include "services/ingest/stored_log.h"

#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "base/error.h"
#include "services/ingest/chain.h"
#include "services/ingest/embedded_store.h"
#include "services/ingest/keys.h"

namespace disclosure::ingest {
namespace {

absl::Status FormatTooNew(const std::string& path, int format) {
  base::ErrorDetails details;
  details.reason = "DATA_DIR_TOO_NEW";
  details.metadata["folder"] = path;
  details.zh = absl::StrCat("数据目录 ", path, " 的格式为第 ", format,
                            " 版，本程序只认识第 ", kFormat,
                            " 版。未作任何改动，请使用写入它的版本。");
  return base::MakeError(
      absl::StatusCode::kFailedPrecondition,
      absl::StrCat("The data folder ", path, " has format ", format,
                   "; this program knows format ", kFormat,
                   ". Nothing was changed. Run the version that made it."),
      std::move(details));
}

}  // namespace

absl::StatusOr<std::optional<LogRecord>> ReadLogRecord(
    const storage::Database& database) {
  auto bytes = database.Get(kMetaFamily, kLogKey);
  if (!bytes.ok()) return bytes.status();
  if (!bytes->has_value()) return std::nullopt;
  LogRecord record;
  if (!record.ParseFromString(**bytes)) {
    return DamagedData(database.path(), "the log's record cannot be read");
  }
  if (record.format() > kFormat) {
    return FormatTooNew(database.path(), record.format());
  }
  return record;
}

absl::Status WriteLogRecord(const LogRecord& record,
                            storage::Database& database) {
  storage::WriteBatch batch(database);
  batch.Put(kMetaFamily, kLogKey, record.SerializeAsString());
  return database.Write(batch, storage::Durability::kSynced);
}

absl::StatusOr<LogTail> ReadTail(const storage::Database& database) {
  auto last = database.Last(kChangeFamily);
  if (!last.ok()) return last.status();
  if (!last->has_value()) return LogTail{.sequence = 0, .hash = FirstHash()};
  std::optional<int64_t> sequence = ParseSequence((*last)->first);
  std::optional<ChangeValue> value = ParseChangeValue((*last)->second);
  if (!sequence || !value) {
    return DamagedData(database.path(), "the last change cannot be read");
  }
  return LogTail{.sequence = *sequence, .hash = std::string(value->hash)};
}

}  // namespace disclosure::ingest
