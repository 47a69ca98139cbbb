// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

#include "services/aggregate/checkpoint.h"

#include <filesystem>
#include <optional>
#include <system_error>
#include <utility>

#include "absl/strings/str_cat.h"
#include "base/error.h"
#include "base/sha256.h"
#include "services/aggregate/checkpoint_record.h"
#include "services/aggregate/rollup_restorer.h"

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

absl::Status Discard(const std::string& path) {
  std::error_code error;
  if (!std::filesystem::exists(path, error)) return absl::OkStatus();
  absl::Status removed = Remove(DiscardedPath(path));
  if (!removed.ok()) return removed;
  std::filesystem::rename(path, DiscardedPath(path), error);
  if (error) return Remove(path);
  return Remove(DiscardedPath(path));
}

// True for a folder that an empty one may replace: what it held is derived.
bool IsWorthless(const absl::Status& status) {
  std::string reason = base::GetErrorDetails(status).reason;
  return reason == "DATA_DAMAGED" || reason == "DATA_DIR_TOO_NEW";
}

}  // namespace

Checkpoint::Checkpoint(Options options) : options_(std::move(options)) {}

absl::StatusOr<std::unique_ptr<Checkpoint>> Checkpoint::Open(Options options) {
  std::unique_ptr<Checkpoint> checkpoint(new Checkpoint(std::move(options)));
  absl::Status opened = checkpoint->OpenDatabase();
  if (IsWorthless(opened)) {
    checkpoint->options_.log(absl::StrCat(
        "the checkpoint cannot be used and is discarded: ", opened.message()));
    opened = Discard(checkpoint->options_.path);
    if (opened.ok()) opened = checkpoint->OpenDatabase();
  }
  if (!opened.ok()) return opened;
  absl::Status removed = Remove(DiscardedPath(checkpoint->options_.path));
  if (!removed.ok()) return removed;
  return checkpoint;
}

absl::Status Checkpoint::OpenDatabase() {
  DatabaseOptions options;
  options.path = options_.path;
  options.families = {"meta", "registry", "report", "row"};
  options.profile = Profile::kDerived;
  options.log = options_.log;
  options.faults = options_.faults;
  absl::StatusOr<std::unique_ptr<Database>> database = Database::Open(options);
  if (!database.ok()) return database.status();
  database_ = *std::move(database);
  return absl::OkStatus();
}

absl::Status Checkpoint::Clear() {
  if (clear_) return absl::OkStatus();
  database_.reset();
  saved_ = 0;
  sequence_ = 0;
  absl::Status status = Discard(options_.path);
  if (status.ok()) status = OpenDatabase();
  clear_ = status.ok();
  return status;
}

absl::StatusOr<std::unique_ptr<Rollup>> Checkpoint::Load(
    const FormLayout& layout) {
  absl::StatusOr<std::unique_ptr<Rollup>> rollup = Read(layout);
  if (rollup.ok()) {
    saved_ = (*rollup)->items().end();
    sequence_ = (*rollup)->sequence();
    return rollup;
  }
  if (!absl::IsNotFound(rollup.status())) {
    options_.log(absl::StrCat(
        "the checkpoint cannot be used, the log is read from its beginning: ",
        rollup.status().message()));
  }
  absl::Status cleared = Clear();
  if (!cleared.ok()) return cleared;
  return std::unique_ptr<Rollup>();
}

absl::StatusOr<std::unique_ptr<Rollup>> Checkpoint::Read(
    const FormLayout& layout) {
  std::string values[3];
  const std::string_view keys[] = {kFormatKey, kHeadKey, kChainKey};
  for (int i = 0; i < 3; ++i) {
    absl::StatusOr<std::optional<std::string>> value =
        database_->Get(kMetaFamily, keys[i]);
    if (!value.ok()) return value.status();
    if (!value->has_value()) return absl::NotFoundError("no checkpoint");
    values[i] = **value;
  }
  v1::RollupServiceFollowResponse head;
  if (values[0] != kFormat) {
    return absl::DataLossError("it was written by another version");
  }
  if (!head.ParseFromString(values[1]) || !head.has_position() ||
      values[2].size() != base::kSha256Size) {
    return absl::DataLossError("its head is damaged");
  }
  if (head.catalog() != layout.catalog().fingerprint()) {
    return absl::DataLossError(
        absl::StrCat("it was made with the form's catalogue ", head.catalog(),
                     ", this program has ", layout.catalog().fingerprint()));
  }
  RollupRestorer restorer(layout, head.log(), head.position().sequence(),
                          values[2]);
  absl::Status read = ReadItems(&restorer, layout);
  if (!read.ok()) return read;
  return restorer.Finish();
}

absl::Status Checkpoint::ReadItems(RollupRestorer* restorer,
                                   const FormLayout& layout) {
  absl::Status status;
  auto scan = [&](int family, auto restore) {
    if (!status.ok()) return;
    absl::Status scanned = database_->Scan(
        family, "", "", [&](std::string_view, std::string_view value) {
          absl::StatusOr<StoredItem> item = SplitValue(value);
          status = item.ok() ? restore(*item) : item.status();
          return status.ok();
        });
    if (status.ok()) status = scanned;
  };
  scan(kRegistryFamily, [&](const StoredItem& item) {
    auto row = ReadRegistryRow(item.content);
    if (!row.ok()) return row.status();
    return restorer->AddRegistryRow(*std::move(row), item.changed_at);
  });
  scan(kReportFamily, [&](const StoredItem& item) {
    auto report = ReadReport(item.content);
    if (!report.ok()) return report.status();
    return restorer->AddReport(*std::move(report), item.changed_at);
  });
  scan(kRowFamily, [&](const StoredItem& item) {
    auto row = ReadRow(layout, item.content);
    if (!row.ok()) return row.status();
    return restorer->AddRow(*std::move(row), item.changed_at);
  });
  return status;
}

void Checkpoint::AddItem(const Item& item, const FormLayout& layout,
                         WriteBatch* batch) const {
  ItemRecord record;
  if (const auto* row = dynamic_cast<const RowItem*>(&item)) {
    record = ToRecord(*row, layout);
  } else if (const auto* report = dynamic_cast<const ReportItem*>(&item)) {
    record = ToRecord(*report);
  } else {
    record = ToRecord(dynamic_cast<const RegistryItem&>(item));
  }
  batch->Put(record.family, record.key, record.value);
}

absl::Status Checkpoint::Save(const Rollup& rollup) {
  if (database_ == nullptr) {
    absl::Status opened = OpenDatabase();
    if (!opened.ok()) return opened;
  }
  clear_ = false;
  WriteBatch batch(*database_);
  uint64_t point = saved_;
  rollup.items().Walk(&point, [&](const Item& item) {
    AddItem(item, rollup.layout(), &batch);
    return true;
  });
  v1::RollupServiceFollowResponse head;
  *head.mutable_log() = rollup.log();
  *head.mutable_position() = rollup.position();
  head.set_catalog(rollup.layout().catalog().fingerprint());
  batch.Put(kMetaFamily, kFormatKey, kFormat);
  batch.Put(kMetaFamily, kHeadKey, head.SerializeAsString());
  batch.Put(kMetaFamily, kChainKey, rollup.chain_hash());
  absl::Status written = database_->Write(batch, Durability::kBuffered);
  if (!written.ok()) {
    // It takes no further write, and what it holds is to be seen anew.
    database_.reset();
    return written;
  }
  saved_ = point;
  sequence_ = rollup.sequence();
  return absl::OkStatus();
}

bool Checkpoint::Has(const Rollup& rollup) const {
  return sequence_ == rollup.sequence() && saved_ == rollup.items().end();
}

int64_t Checkpoint::DiskBytes() const {
  return database_ == nullptr ? 0 : database_->DiskBytes();
}

}  // namespace disclosure::aggregate
