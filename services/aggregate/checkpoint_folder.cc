// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

#include "services/aggregate/checkpoint_folder.h"

#include <filesystem>
#include <system_error>
#include <utility>

#include "absl/strings/str_cat.h"
#include "base/error.h"
#include "services/aggregate/checkpoint_record.h"

namespace disclosure::aggregate {
namespace {

using ::disclosure::storage::Database;
using ::disclosure::storage::DatabaseOptions;
using ::disclosure::storage::Durability;
using ::disclosure::storage::Profile;
using ::disclosure::storage::WriteBatch;

// Where a folder goes before it is deleted: renaming is atomic, deleting is
// not, and half a folder must never be opened.
std::string DiscardedPath(const std::string& path) {
  return path + ".discarded";
}

absl::Status Remove(const std::string& path) {
  std::error_code error;
  std::filesystem::remove_all(path, error);
  if (!error) return absl::OkStatus();
  return base::MakeError(
      absl::StatusCode::kFailedPrecondition, "DATA_DIR_NOT_WRITABLE",
      absl::StrCat("cannot delete ", path, ": ", error.message()),
      absl::StrCat("无法删除 ", path, "：", error.message()));
}

}  // namespace

DatabaseFolder::DatabaseFolder(Options options)
    : options_(std::move(options)) {}

absl::Status DatabaseFolder::Open() {
  DatabaseOptions options;
  options.path = options_.path;
  options.families = {"meta", "registry", "report", "row"};
  options.profile = Profile::kDerived;
  options.log = options_.log;
  options.faults = options_.faults;
  absl::StatusOr<std::unique_ptr<Database>> database = Database::Open(options);
  if (!database.ok()) return database.status();
  database_ = *std::move(database);
  // What a death left of an earlier one.
  absl::Status removed = Remove(DiscardedPath(options_.path));
  if (!removed.ok()) database_.reset();
  return removed;
}

absl::Status DatabaseFolder::Discard() {
  const std::string& path = options_.path;
  std::error_code error;
  if (!std::filesystem::exists(path, error)) return absl::OkStatus();
  absl::Status removed = Remove(DiscardedPath(path));
  if (!removed.ok()) return removed;
  std::filesystem::rename(path, DiscardedPath(path), error);
  if (error) return Remove(path);
  return Remove(DiscardedPath(path));
}

absl::Status DatabaseFolder::Write(const std::vector<Put>& puts) {
  WriteBatch batch(*database_);
  for (const Put& put : puts) {
    if (put.value.has_value()) {
      batch.Put(put.family, put.key, *put.value);
    } else {
      batch.Delete(put.family, put.key);
    }
  }
  return database_->Write(batch, Durability::kBuffered);
}

absl::StatusOr<std::optional<std::string>> DatabaseFolder::Get(
    int family, std::string_view key) const {
  return database_->Get(family, key);
}

absl::Status DatabaseFolder::Scan(
    int family, std::string_view from, std::string_view to,
    absl::FunctionRef<bool(std::string_view, std::string_view)> visit) const {
  return database_->Scan(family, from, to, visit);
}

bool DatabaseFolder::empty() const {
  for (int family : {kMetaFamily, kRegistryFamily, kReportFamily, kRowFamily}) {
    auto last = database_->Last(family);
    if (!last.ok() || last->has_value()) return false;
  }
  return true;
}

int64_t DatabaseFolder::DiskBytes() const {
  return database_ == nullptr ? 0 : database_->DiskBytes();
}

}  // namespace disclosure::aggregate
