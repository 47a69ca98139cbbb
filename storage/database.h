// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0
//
// An ordered map on disk, divided into families, with atomic durable batches.
// One process opens one folder.
//
//   auto database = Database::Open({.path = "/var/lib/disclosure/ingest",
//                                   .families = {"meta", "change"}});
//   WriteBatch batch(**database);
//   batch.Put(1, key, value);
//   absl::Status status = (*database)->Write(batch, Durability::kSynced);
//
// Thread-safe, except that Close and destruction must be the last. A failure
// has one of the reasons DISK_FULL, DATA_DAMAGED, STORAGE_FAILED; after a
// failed Write the database takes no further one and its outcome is unknown:
// close it and open it again to see what is there.

#ifndef DISCLOSURE_STORAGE_DATABASE_H_
#define DISCLOSURE_STORAGE_DATABASE_H_

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "storage/faults.h"

namespace rocksdb {
class DB;
}  // namespace rocksdb

namespace disclosure::storage {

// What a database is used for; decides its memory and write-ahead log.
enum class Profile {
  // The truth: large write buffers, about 256 MB of log at most.
  kTruth,
  // Derived data that can be computed again: small buffers, 32 MB of log.
  kDerived,
};

struct DatabaseOptions {
  // The folder; made, with the folders above, if it does not exist.
  std::string path;

  // The families by their names; a family's number is its place here. A new
  // one may be added at the end at any time.
  std::vector<std::string> families;

  // Numbers of families whose values are compressed by whoever writes them.
  std::vector<int> packed_families;

  // Numbers of families that are mostly asked for keys that do not exist; each
  // takes up to 2 % more memory while it is written, to answer that at once.
  std::vector<int> probed_families;

  Profile profile = Profile::kTruth;

  // Memory for blocks read from disk. More helps random reads of old data.
  size_t cache_bytes = 64 << 20;

  // Refuses to make a database where there is none (DATA_DIR_EMPTY).
  bool must_exist = false;

  // Gets a line for what an operator should read: warnings of the database,
  // and a torn write that was dropped at opening. Called from any thread.
  std::function<void(const std::string& line)> log;

  // For tests: the operations that fail. None if null.
  std::shared_ptr<FaultPlan> faults;

  // For tests: how full a family's memory becomes before it is written out. 0:
  // as the profile says.
  size_t write_buffer_bytes = 0;
};

// Whether a write waits until the disk has it.
enum class Durability {
  // Survives the death of the process, not that of the machine.
  kBuffered,
  // Survives both.
  kSynced,
};

class Database;

// Changes that become visible together or not at all. Belongs to one database
// and must not outlive it. Not thread-safe.
class WriteBatch {
 public:
  // With room for so many bytes, as bytes() counts them, before it grows.
  explicit WriteBatch(const Database& database, size_t reserved_bytes = 0);
  ~WriteBatch();
  WriteBatch(const WriteBatch&) = delete;
  WriteBatch& operator=(const WriteBatch&) = delete;

  void Put(int family, std::string_view key, std::string_view value);
  void Delete(int family, std::string_view key);
  void Clear();

  // Changes, and their size when written.
  int count() const;
  size_t bytes() const;

 private:
  friend class Database;
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

class Database {
 public:
  // Opens or makes the database. A torn write at the end of its log, which
  // nobody was told was done, is dropped and logged; any other damage is
  // DATA_DAMAGED. Further reasons: DATA_DIR_IN_USE,
  // DATA_DIR_NOT_WRITABLE, DATA_DIR_EMPTY, and DATA_DIR_TOO_NEW if there
  // are families that `options` does not name.
  static absl::StatusOr<std::unique_ptr<Database>> Open(
      const DatabaseOptions& options);

  ~Database();

  // Writes what was buffered to disk, as files rather than log, so that the
  // next start is quick, and gives the folder back. The status tells whether
  // buffered writes are safe; synced ones are in any case.
  absl::Status Close();

  // Writes the batch, which stays as it is.
  absl::Status Write(const WriteBatch& batch, Durability durability);

  // The value of a key, or nothing.
  absl::StatusOr<std::optional<std::string>> Get(int family,
                                                 std::string_view key) const;

  // Calls `visit` for the keys from `from` to before `to` (empty: the end of
  // the family) in byte order until it returns false. The pieces are valid
  // during the call only. Sees the state at its beginning.
  absl::Status Scan(
      int family, std::string_view from, std::string_view to,
      absl::FunctionRef<bool(std::string_view key, std::string_view value)>
          visit) const;

  // The last key of a family and its value, or nothing.
  absl::StatusOr<std::optional<std::pair<std::string, std::string>>> Last(
      int family) const;

  // OK, or the first failed write or damaged block that was met, in a call or
  // in the background; it ended all writing.
  absl::Status health() const;

  // Bytes that the folder takes on disk.
  int64_t DiskBytes() const;

  const std::string& path() const;

  // The families that were not on disk when it was opened.
  const std::vector<std::string>& made_families() const;

 private:
  friend class BackupFolder;
  friend class WriteBatch;
  struct Impl;
  explicit Database(std::unique_ptr<Impl> impl);

  // For whoever copies its files.
  rocksdb::DB& engine();

  std::unique_ptr<Impl> impl_;
};

}  // namespace disclosure::storage

#endif  // DISCLOSURE_STORAGE_DATABASE_H_
