// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

#include "services/aggregate/checkpoint.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstring>
#include <optional>
#include <set>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "base/check.h"
#include "base/error.h"
#include "base/sha256.h"
#include "services/aggregate/parallel.h"
#include "services/aggregate/rollup_restorer.h"

namespace disclosure::aggregate {
namespace {

ItemRecord RecordOf(const Item& item) {
  if (const auto* row = dynamic_cast<const RowItem*>(&item)) {
    return ToRecord(*row);
  }
  if (const auto* report = dynamic_cast<const ReportItem*>(&item)) {
    return ToRecord(*report);
  }
  return ToRecord(dynamic_cast<const RegistryItem&>(item));
}

// Puts records nearly in the order of their keys. RocksDB finds the place of a
// key at once if it lies beside the one before, else by a long search in memory
// that is far away: in no order, that was most of the time of a save.
void PutInOrder(const std::vector<ItemRecord>& records,
                std::vector<CheckpointFolder::Put>* puts) {
  // Behind the bytes that are the same in every year's keys.
  constexpr size_t kSkip = 2;
  struct Place {
    std::array<unsigned char, 16> prefix = {};
    int family = 0;
    uint32_t record = 0;
  };
  std::vector<Place> places(records.size());
  for (size_t i = 0; i < records.size(); ++i) {
    const std::string& key = records[i].key;
    places[i].family = records[i].family;
    places[i].record = static_cast<uint32_t>(i);
    if (key.size() <= kSkip) continue;
    std::memcpy(places[i].prefix.data(), key.data() + kSkip,
                std::min(places[i].prefix.size(), key.size() - kSkip));
  }
  std::sort(places.begin(), places.end(), [](const Place& a, const Place& b) {
    if (a.family != b.family) return a.family < b.family;
    return a.prefix < b.prefix;
  });
  for (const Place& place : places) {
    const ItemRecord& record = records[place.record];
    puts->push_back({record.family, record.key, record.value});
  }
}

// True for a folder that an empty one may replace: what it held is derived.
bool IsWorthless(const absl::Status& status) {
  std::string reason = base::GetErrorDetails(status).reason;
  return reason == "DATA_DAMAGED" || reason == "DATA_DIR_TOO_NEW";
}

}  // namespace

Checkpoint::Checkpoint(Options options,
                       std::unique_ptr<CheckpointFolder> folder)
    : options_(std::move(options)), folder_(std::move(folder)) {}

absl::StatusOr<std::unique_ptr<Checkpoint>> Checkpoint::Open(Options options) {
  auto folder = std::make_unique<DatabaseFolder>(DatabaseFolder::Options{
      .path = options.path, .log = options.log, .faults = options.faults});
  return Open(std::move(options), std::move(folder));
}

absl::StatusOr<std::unique_ptr<Checkpoint>> Checkpoint::Open(
    Options options, std::unique_ptr<CheckpointFolder> folder) {
  std::unique_ptr<Checkpoint> checkpoint(
      new Checkpoint(std::move(options), std::move(folder)));
  absl::Status opened = checkpoint->OpenFolder();
  if (IsWorthless(opened)) {
    checkpoint->options_.log(absl::StrCat(
        "the checkpoint cannot be used and is discarded: ", opened.message()));
    opened = checkpoint->folder_->Discard();
    if (opened.ok()) opened = checkpoint->OpenFolder();
  }
  if (!opened.ok()) return opened;
  return checkpoint;
}

absl::Status Checkpoint::OpenFolder() {
  absl::Status opened = folder_->Open();
  open_ = opened.ok();
  return opened;
}

void Checkpoint::CloseFolder() {
  folder_->Close();
  open_ = false;
}

absl::Status Checkpoint::Clear() {
  if (clear_) return absl::OkStatus();
  CloseFolder();
  in_slices_ = false;
  saved_ = 0;
  sequence_ = 0;
  absl::Status status = folder_->Discard();
  if (status.ok()) status = OpenFolder();
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
  } else if (folder_->empty()) {
    // Making a folder anew would be most of the start of an empty suite.
    clear_ = true;
    return std::unique_ptr<Rollup>();
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
        folder_->Get(kMetaFamily, keys[i]);
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

absl::Status Checkpoint::ScanItems(
    int family, std::string_view from, std::string_view to,
    absl::FunctionRef<absl::Status(std::string_view, StoredItem)> restore)
    const {
  absl::Status status;
  absl::Status scanned = folder_->Scan(
      family, from, to, [&](std::string_view key, std::string_view value) {
        absl::StatusOr<StoredItem> item = ReadItem(value);
        status = item.ok() ? restore(key, *item) : item.status();
        return status.ok();
      });
  return status.ok() ? scanned : status;
}

absl::Status Checkpoint::ReadItems(RollupRestorer* restorer,
                                   const FormLayout& layout) {
  absl::Status status = ScanItems(
      kRegistryFamily, "", "", [&](std::string_view, StoredItem item) {
        return restorer->AddRegistryRow(item.content, item.changed_at);
      });
  if (status.ok()) status = restorer->FinishRegistry();
  if (!status.ok()) return status;
  absl::StatusOr<std::vector<int>> years = FindYears();
  if (!years.ok()) return years.status();
  std::vector<YearRestorer*> restorers;
  for (int year : *years) restorers.push_back(&restorer->AddYear(year));
  std::vector<absl::Status> read(years->size());
  ForEachInParallel(years->size(), [&](size_t i) {
    read[i] = ReadYear((*years)[i], layout, restorers[i]);
  });
  for (const absl::Status& each : read) status.Update(each);
  return status;
}

absl::StatusOr<std::vector<int>> Checkpoint::FindYears() const {
  std::set<int> years;
  for (int family : {kReportFamily, kRowFamily}) {
    std::string from;
    for (bool found = true; found;) {
      found = false;
      absl::Status status;
      absl::Status scanned = folder_->Scan(
          family, from, "", [&](std::string_view key, std::string_view) {
            absl::StatusOr<StoredName> name = ReadName(key);
            status = name.status();
            if (!name.ok()) return false;
            years.insert(name->year);
            from = YearKey(name->year + 1);
            found = true;
            return false;
          });
      if (!status.ok()) return status;
      if (!scanned.ok()) return scanned;
    }
  }
  return std::vector<int>(years.begin(), years.end());
}

absl::Status Checkpoint::ReadYear(int year, const FormLayout& layout,
                                  YearRestorer* restorer) const {
  const std::string from = YearKey(year);
  const std::string to = YearKey(year + 1);
  absl::Status status = ScanItems(
      kReportFamily, from, to, [&](std::string_view key, StoredItem item) {
        absl::StatusOr<StoredName> name = ReadName(key);
        if (!name.ok()) return name.status();
        absl::StatusOr<ReportState> state =
            ReadReport(layout, *name, item.content);
        if (!state.ok()) return state.status();
        return restorer->AddReport(name->name, *std::move(state),
                                   item.changed_at);
      });
  if (!status.ok()) return status;
  status = ScanItems(
      kRowFamily, from, to, [&](std::string_view key, StoredItem item) {
        absl::StatusOr<StoredName> name = ReadName(key);
        if (!name.ok()) return name.status();
        if (!item.content.empty()) {
          return absl::DataLossError("a row of the checkpoint is damaged");
        }
        return restorer->AddRow(name->name, name->rest, item.changed_at);
      });
  return status.ok() ? restorer->Finish() : status;
}

absl::Status Checkpoint::Save(const Rollup& rollup) {
  for (;;) {
    const Slice slice = Gather(rollup);
    absl::Status written = Write(slice);
    if (!written.ok() || slice.complete) return written;
  }
}

Checkpoint::Slice Checkpoint::Gather(const Rollup& rollup) const {
  DISCLOSURE_CHECK(!rollup.bulk());
  const bool at_once = !in_slices_ && rollup.items().end() - saved_ <=
                                          options_.touches_at_once_max;
  Slice slice;
  slice.point = saved_;
  size_t bytes = 0;
  slice.complete = rollup.items().Walk(&slice.point, [&](const Item& item) {
    const ItemRecord& record = slice.records.emplace_back(RecordOf(item));
    bytes += record.key.size() + record.value.size();
    return at_once || bytes < options_.slice_bytes;
  });
  if (slice.complete) {
    slice.sequence = rollup.sequence();
    v1::RollupServiceFollowResponse head;
    *head.mutable_log() = rollup.log();
    *head.mutable_position() = rollup.position();
    head.set_catalog(rollup.layout().catalog().fingerprint());
    slice.head = head.SerializeAsString();
    slice.chain_hash = rollup.chain_hash();
  }
  return slice;
}

absl::Status Checkpoint::Write(const Slice& slice) {
  if (!open_) {
    absl::Status opened = OpenFolder();
    if (!opened.ok()) return opened;
  }
  clear_ = false;
  std::vector<CheckpointFolder::Put> puts;
  puts.reserve(slice.records.size() + 3);
  PutInOrder(slice.records, &puts);
  if (slice.complete) {
    puts.push_back({kMetaFamily, kFormatKey, kFormat});
    puts.push_back({kMetaFamily, kHeadKey, slice.head});
    puts.push_back({kMetaFamily, kChainKey, slice.chain_hash});
  } else if (!in_slices_) {
    puts.push_back({kMetaFamily, kHeadKey, std::nullopt});
  }
  absl::Status written = folder_->Write(puts);
  if (!written.ok()) {
    // It takes no further write, and what it holds is to be seen anew.
    CloseFolder();
    return written;
  }
  saved_ = slice.point;
  in_slices_ = !slice.complete;
  sequence_ = slice.sequence;
  return absl::OkStatus();
}

bool Checkpoint::Has(const Rollup& rollup) const {
  return !in_slices_ && sequence_ == rollup.sequence() &&
         saved_ == rollup.items().end();
}

int64_t Checkpoint::DiskBytes() const { return folder_->DiskBytes(); }

}  // namespace disclosure::aggregate
