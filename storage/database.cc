// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

#include "storage/database.h"

#include <algorithm>
#include <filesystem>
#include <system_error>

#include <rocksdb/cache.h>
#include <rocksdb/db.h>
#include <rocksdb/env.h>
#include <rocksdb/perf_level.h>
#include <rocksdb/write_batch.h>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "base/check.h"
#include "base/error.h"
#include "storage/fault_file_system.h"
#include "storage/log_tail.h"
#include "storage/open_options.h"
#include "storage/status.h"

namespace disclosure::storage {
namespace {

rocksdb::Slice ToSlice(std::string_view text) {
  return rocksdb::Slice(text.data(), text.size());
}

std::string_view FromSlice(const rocksdb::Slice& slice) {
  return std::string_view(slice.data(), slice.size());
}

// RocksDB counts every comparison of keys for a thread that is not told
// otherwise, which takes as long as a short one, and nobody reads the counts.
void CountNothing() { rocksdb::SetPerfLevel(rocksdb::PerfLevel::kDisable); }

// None if there is no database yet, or one that Open will refuse with a reason.
std::vector<std::string> FamiliesOnDisk(const rocksdb::DBOptions& options,
                                        const std::string& path) {
  std::vector<std::string> names;
  if (!rocksdb::DB::ListColumnFamilies(options, path, &names).ok()) return {};
  std::erase(names, rocksdb::kDefaultColumnFamilyName);
  return names;
}

std::vector<std::string> Without(std::vector<std::string> names,
                                 const std::vector<std::string>& others) {
  std::erase_if(names, [&](const std::string& name) {
    return std::find(others.begin(), others.end(), name) != others.end();
  });
  return names;
}

absl::Status TooNew(const std::string& path,
                    const std::vector<std::string>& unknown) {
  base::ErrorDetails details;
  details.reason = "DATA_DIR_TOO_NEW";
  details.metadata["folder"] = path;
  details.metadata["families"] = absl::StrJoin(unknown, ",");
  details.zh = absl::StrCat(
      "数据目录 ", path, " 含有本程序不认识的数据（",
      details.metadata["families"],
      "），由更新的版本写入。其中数据没有改动。请使用写入它的版本。");
  return base::MakeError(
      absl::StatusCode::kFailedPrecondition,
      absl::StrCat("The data folder ", path,
                   " holds data that this program does not know (",
                   details.metadata["families"],
                   "); a newer version made it. Nothing in it was changed. Run "
                   "that version."),
      std::move(details));
}

absl::Status NoDatabase(const std::string& path) {
  base::ErrorDetails details;
  details.reason = "DATA_DIR_EMPTY";
  details.metadata["folder"] = path;
  details.zh = absl::StrCat("目录 ", path, " 中没有数据。请检查 --data-dir。");
  return base::MakeError(absl::StatusCode::kNotFound,
                         absl::StrCat("There is no data in the folder ", path,
                                      ". Check --data-dir."),
                         std::move(details));
}

absl::Status MakeFolder(const std::string& path) {
  std::error_code error;
  bool made = std::filesystem::create_directories(path, error);
  if (made && !error) {
    // Reports are public in the end, contacts of people are not.
    std::filesystem::permissions(path, std::filesystem::perms::owner_all,
                                 error);
  }
  return error ? FolderUnusable(path, error) : absl::OkStatus();
}

}  // namespace

struct Database::Impl {
  std::string path;
  std::shared_ptr<FirstError> errors;
  std::unique_ptr<rocksdb::Env> env;  // null: RocksDB's own
  std::unique_ptr<rocksdb::DB> db;
  rocksdb::ColumnFamilyHandle* default_family = nullptr;
  std::vector<rocksdb::ColumnFamilyHandle*> families;
  std::vector<std::string> made_families;

  rocksdb::ColumnFamilyHandle* family(int number) const {
    DISCLOSURE_CHECK(number >= 0 && number < static_cast<int>(families.size()));
    return families[number];
  }

  absl::Status Check(const rocksdb::Status& status, const char* doing) const {
    return Translate(status, path, doing, errors->damaged_file());
  }

  // Of a read. What is damaged is so for good: nothing is written any more.
  absl::Status CheckRead(const rocksdb::Status& status) const {
    if (status.IsCorruption()) errors->Add(status);
    return Check(status, "read");
  }

  absl::Status Open(const DatabaseOptions& options);
  absl::Status Close();
};

struct WriteBatch::Impl {
  Impl(const Database::Impl* database, rocksdb::WriteBatch batch)
      : database(database), batch(std::move(batch)) {}

  const Database::Impl* database;
  rocksdb::WriteBatch batch;
};

WriteBatch::WriteBatch(const Database& database, size_t reserved_bytes)
    : impl_(std::make_unique<Impl>(database.impl_.get(),
                                   rocksdb::WriteBatch(reserved_bytes))) {}

WriteBatch::~WriteBatch() = default;

// Adding to a batch in memory cannot fail: no limits or savepoints are set.
void WriteBatch::Put(int family, std::string_view key, std::string_view value) {
  rocksdb::Status status = impl_->batch.Put(impl_->database->family(family),
                                            ToSlice(key), ToSlice(value));
  DISCLOSURE_CHECK(status.ok());
}

void WriteBatch::Delete(int family, std::string_view key) {
  rocksdb::Status status =
      impl_->batch.Delete(impl_->database->family(family), ToSlice(key));
  DISCLOSURE_CHECK(status.ok());
}

void WriteBatch::Clear() { impl_->batch.Clear(); }

int WriteBatch::count() const { return static_cast<int>(impl_->batch.Count()); }

size_t WriteBatch::bytes() const { return impl_->batch.GetDataSize(); }

absl::Status Database::Impl::Open(const DatabaseOptions& options) {
  rocksdb::Env* base_env = rocksdb::Env::Default();
  if (options.faults) {
    env = MakeFaultEnv(options.faults);
    base_env = env.get();
  }
  errors = std::make_shared<FirstError>();
  rocksdb::DBOptions db_options =
      MakeDatabaseOptions(options, base_env, errors);
  std::vector<std::string> present = FamiliesOnDisk(db_options, path);
  std::vector<std::string> unknown = Without(present, options.families);
  if (!unknown.empty()) return TooNew(path, unknown);
  made_families = Without(options.families, present);
  std::vector<TornTail> torn_tails = FindTornTails(path);
  for (const TornTail& tail : torn_tails) {
    if (!tail.is_damage) continue;
    return Check(rocksdb::Status::Corruption(
                     "a record is too long, and whole ones follow it",
                     path + "/" + tail.file),
                 "open");
  }

  rocksdb::ColumnFamilyOptions family_options =
      MakeFamilyOptions(options, rocksdb::NewLRUCache(options.cache_bytes));
  std::vector<rocksdb::ColumnFamilyDescriptor> descriptors;
  descriptors.emplace_back(rocksdb::kDefaultColumnFamilyName, family_options);
  for (const std::string& name : options.families) {
    descriptors.emplace_back(name, family_options);
  }
  for (const int family : options.packed_families) {
    descriptors[static_cast<size_t>(family) + 1].options.compression =
        rocksdb::kNoCompression;
  }
  for (const int family : options.probed_families) {
    FilterMemory(&descriptors[static_cast<size_t>(family) + 1].options);
  }
  rocksdb::DB* opened = nullptr;
  std::vector<rocksdb::ColumnFamilyHandle*> handles;
  rocksdb::Status status =
      rocksdb::DB::Open(db_options, path, descriptors, &handles, &opened);
  if (!status.ok()) return Check(status, "open");
  db.reset(opened);
  default_family = handles[0];
  families.assign(handles.begin() + 1, handles.end());
  for (const TornTail& tail : torn_tails) {
    if (!options.log) break;
    options.log(absl::StrCat(
        "dropped ", tail.bytes, " bytes of an unfinished write at the end of ",
        path, "/", tail.file, "; nobody was told that it was done"));
  }
  return absl::OkStatus();
}

absl::Status Database::Impl::Close() {
  if (!db) return absl::OkStatus();
  // A log that failed once must not be touched again.
  rocksdb::Status status = errors->first();
  if (status.ok()) status = db->FlushWAL(/*sync=*/true);
  // What is in memory becomes files, so that the next start reads no log.
  if (status.ok()) status = db->Flush(rocksdb::FlushOptions(), families);
  for (rocksdb::ColumnFamilyHandle* handle : families) {
    db->DestroyColumnFamilyHandle(handle).PermitUncheckedError();
  }
  families.clear();
  db->DestroyColumnFamilyHandle(default_family).PermitUncheckedError();
  rocksdb::Status closed = db->Close();
  db.reset();
  return Check(status.ok() ? closed : status, "close");
}

Database::Database(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}

Database::~Database() { Close().IgnoreError(); }

absl::StatusOr<std::unique_ptr<Database>> Database::Open(
    const DatabaseOptions& options) {
  if (options.must_exist &&
      !std::filesystem::exists(options.path + "/CURRENT")) {
    return NoDatabase(options.path);
  }
  if (absl::Status made = MakeFolder(options.path); !made.ok()) return made;
  auto impl = std::make_unique<Impl>();
  impl->path = options.path;
  if (absl::Status opened = impl->Open(options); !opened.ok()) return opened;
  return std::unique_ptr<Database>(new Database(std::move(impl)));
}

absl::Status Database::Close() { return impl_->Close(); }

absl::Status Database::Write(const WriteBatch& batch, Durability durability) {
  DISCLOSURE_CHECK(batch.impl_->database == impl_.get());
  CountNothing();
  rocksdb::WriteOptions options;
  options.sync = durability == Durability::kSynced;
  rocksdb::Status status = impl_->errors->first();
  if (status.ok()) {
    // RocksDB takes the batch as changeable to stamp its sequence number.
    status = impl_->db->Write(options, &batch.impl_->batch);
    if (!status.ok()) impl_->errors->Add(status);
  }
  return impl_->Check(status, "write");
}

absl::StatusOr<std::optional<std::string>> Database::Get(
    int family, std::string_view key) const {
  CountNothing();
  std::string value;
  rocksdb::Status status = impl_->db->Get(
      rocksdb::ReadOptions(), impl_->family(family), ToSlice(key), &value);
  if (status.IsNotFound()) return std::nullopt;
  if (!status.ok()) return impl_->CheckRead(status);
  return value;
}

absl::Status Database::Scan(
    int family, std::string_view from, std::string_view to,
    absl::FunctionRef<bool(std::string_view, std::string_view)> visit) const {
  rocksdb::ReadOptions options;
  rocksdb::Slice upper_bound = ToSlice(to);
  if (!to.empty()) options.iterate_upper_bound = &upper_bound;
  options.fill_cache = false;
  std::unique_ptr<rocksdb::Iterator> iterator(
      impl_->db->NewIterator(options, impl_->family(family)));
  for (iterator->Seek(ToSlice(from)); iterator->Valid(); iterator->Next()) {
    if (!visit(FromSlice(iterator->key()), FromSlice(iterator->value()))) break;
  }
  return impl_->CheckRead(iterator->status());
}

absl::StatusOr<std::optional<std::pair<std::string, std::string>>>
Database::Last(int family) const {
  std::unique_ptr<rocksdb::Iterator> iterator(
      impl_->db->NewIterator(rocksdb::ReadOptions(), impl_->family(family)));
  iterator->SeekToLast();
  if (!iterator->Valid()) {
    if (!iterator->status().ok()) {
      return impl_->CheckRead(iterator->status());
    }
    return std::nullopt;
  }
  return std::make_pair(iterator->key().ToString(),
                        iterator->value().ToString());
}

absl::Status Database::health() const {
  return impl_->Check(impl_->errors->first(), "write");
}

int64_t Database::DiskBytes() const {
  int64_t bytes = 0;
  std::error_code error;
  std::filesystem::directory_iterator entry(impl_->path, error);
  for (; !error && entry != std::filesystem::directory_iterator();
       entry.increment(error)) {
    std::error_code vanished;  // Files come and go; a lost one counts as 0.
    uintmax_t size = entry->file_size(vanished);
    if (!vanished) bytes += static_cast<int64_t>(size);
  }
  return bytes;
}

const std::string& Database::path() const { return impl_->path; }

const std::vector<std::string>& Database::made_families() const {
  return impl_->made_families;
}

rocksdb::DB& Database::engine() { return *impl_->db; }

}  // namespace disclosure::storage
