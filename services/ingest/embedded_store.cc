// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

#include "services/ingest/embedded_store.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/time/time.h"
#include "base/error.h"
#include "base/random_id.h"
#include "services/ingest/packed_text.h"
#include "services/ingest/stored_log.h"
#include "services/ingest/stored_registry.h"

namespace disclosure::ingest {
namespace {

using storage::Database;
using storage::Durability;
using storage::WriteBatch;

// Reads a message; nothing if the key does not exist.
template <typename Message>
absl::StatusOr<std::optional<Message>> GetMessage(const Database& database,
                                                  int family,
                                                  const std::string& key) {
  auto bytes = database.Get(family, key);
  if (!bytes.ok()) return bytes.status();
  if (!bytes->has_value()) return std::nullopt;
  Message message;
  if (!message.ParseFromString(**bytes)) {
    return DamagedData(database.path(),
                       absl::StrCat("a record of the family ",
                                    FamilyNames()[family], " cannot be read"));
  }
  return message;
}

absl::StatusOr<std::vector<registry::FiledReport>> ReadReportsOf(
    const Database& database, const std::string& office) {
  std::vector<registry::FiledReport> reports;
  bool readable = true;
  absl::Status status = database.Scan(
      kHeadFamily, OfficeBegin(office), OfficeEnd(office),
      [&](std::string_view key, std::string_view value) {
        std::optional<ReportKey> report = ParseHeadKey(key);
        HeadRecord head;
        readable =
            report.has_value() &&
            head.ParseFromArray(value.data(), static_cast<int>(value.size()));
        if (readable && !head.withdrawn()) {
          reports.push_back(
              {.year = report->year, .area = report->scope == v1::SCOPE_AREA});
        }
        return readable;
      });
  if (!status.ok()) return status;
  if (!readable) return DamagedData(database.path(), "a head cannot be read");
  return reports;
}

void PutChange(const NewChange& change, WriteBatch* batch) {
  std::string sequence = SequenceKey(change.sequence);
  batch->Put(kChangeFamily, sequence,
             EncodeChangeValue({.hash = change.hash,
                                .change = change.change,
                                .figures_part = change.figures_part}));
  if (!change.packed_narrative.empty()) {
    batch->Put(kNarrativeFamily, sequence, change.packed_narrative);
  }
}

// What is not in the order of the log is put in the order of its keys: the
// places of neighbours in the database's memory are found from one another.

void PutRevisions(const std::vector<NewChange>& changes, WriteBatch* batch) {
  std::vector<std::pair<std::string, std::string>> sorted;
  sorted.reserve(changes.size());
  for (const NewChange& change : changes) {
    if (!change.revision) continue;
    sorted.emplace_back(
        RevisionKey(change.revision->report, change.revision->revision),
        SequenceKey(change.sequence));
  }
  std::sort(sorted.begin(), sorted.end());
  for (const auto& [key, sequence] : sorted) {
    batch->Put(kRevisionFamily, key, sequence);
  }
}

template <typename Key, typename Message>
void PutSorted(int family, std::string (*key_of)(const Key&),
               const absl::flat_hash_map<Key, Message>& messages,
               WriteBatch* batch) {
  std::vector<std::pair<std::string, const Message*>> sorted;
  sorted.reserve(messages.size());
  for (const auto& [key, message] : messages) {
    sorted.emplace_back(key_of(key), &message);
  }
  std::sort(sorted.begin(), sorted.end());
  std::string bytes;
  for (const auto& [key, message] : sorted) {
    bytes.clear();
    message->AppendToString(&bytes);
    batch->Put(family, key, bytes);
  }
}

// About what the records take in a batch.
size_t BytesOf(const Records& records) {
  // Keys, head, answer and what stands around values.
  constexpr size_t kBesideContent = 1024;
  size_t bytes = kBesideContent;
  for (const NewChange& change : records.changes) {
    bytes += kBesideContent + change.change.size() +
             change.figures_part.size() + change.packed_narrative.size();
  }
  return bytes;
}

}  // namespace

absl::Status DamagedData(const std::string& path, const std::string& what) {
  base::ErrorDetails details;
  details.reason = "DATA_DAMAGED";
  details.metadata["folder"] = path;
  details.zh = absl::StrCat("数据目录 ", path, " 已损坏（", what,
                            "）。请保留目录副本，用 disclosured fsck "
                            "检查，或从最近的备份恢复。");
  return base::MakeError(
      absl::StatusCode::kDataLoss,
      absl::StrCat("The data folder ", path, " is damaged: ", what,
                   ". Keep a copy of it, run disclosured fsck, or restore the "
                   "last backup."),
      std::move(details));
}

EmbeddedStore::EmbeddedStore(Options options) : options_(std::move(options)) {
  options_.database.families = FamilyNames();
  options_.database.packed_families = {kNarrativeFamily};
  // Of a first revision neither is there.
  options_.database.probed_families = {kHeadFamily, kRequestFamily};
}

EmbeddedStore::~EmbeddedStore() { Close().IgnoreError(); }

absl::StatusOr<LogRecord> EmbeddedStore::LoadOrMakeLog() {
  auto stored = ReadLogRecord(*database_);
  if (!stored.ok()) return stored.status();
  LogRecord record;
  if (stored->has_value()) {
    record = **std::move(stored);
    if (record.format() == kFormat && !database_->made_families().empty()) {
      // A log of this format is only made once all of them are there.
      return DamagedData(
          database_->path(),
          absl::StrCat("it has lost ",
                       absl::StrJoin(database_->made_families(), ", ")));
    }
    const std::string& name = options_.log_name;
    const bool same_name = name.empty() || name == record.log().name();
    if (same_name && record.format() == kFormat) return record;
    record.set_format(kFormat);
  } else {
    record.set_format(kFormat);
    record.mutable_log()->set_id(base::RandomId());
    record.mutable_log()->set_name("main");
    record.set_created_at_micros(absl::ToUnixMicros(options_.clock->Now()));
  }
  if (!options_.log_name.empty()) {
    record.mutable_log()->set_name(options_.log_name);
  }
  absl::Status written = WriteLogRecord(record, *database_);
  if (!written.ok()) return written;
  return record;
}

absl::StatusOr<StoredLog> EmbeddedStore::Begin() {
  // What was buffered is lost or not: after this, what is there counts.
  Close().IgnoreError();
  absl::MutexLock lock(&mutex_);
  auto database = Database::Open(options_.database);
  if (!database.ok()) return database.status();
  database_ = *std::move(database);
  StoredLog result;
  auto log = LoadOrMakeLog();
  if (!log.ok()) return log.status();
  result.log = log->log();
  auto tail = ReadTail(*database_);
  if (!tail.ok()) return tail.status();
  result.tail = *std::move(tail);
  auto registry = ReadRegistry(*database_);
  if (!registry.ok()) return registry.status();
  result.registry = *std::move(registry);
  auto record =
      GetMessage<RegistryRecord>(*database_, kMetaFamily, kRegistryKey);
  if (!record.ok()) return record.status();
  if (record->has_value()) result.registry_record = **std::move(record);
  if (result.registry_record.sequence() > result.tail.sequence) {
    return DamagedData(database_->path(),
                       "the registry is ahead of the log of changes");
  }
  return result;
}

absl::Status EmbeddedStore::CheckOpen() const {
  if (database_ != nullptr) return absl::OkStatus();
  return base::MakeError(absl::StatusCode::kUnavailable, "STORE_UNAVAILABLE",
                         "The store is being opened. Repeat in a moment.",
                         "数据库正在打开，请稍后重试。");
}

absl::StatusOr<Loaded> EmbeddedStore::Load(const LoadRequest& request) {
  absl::ReaderMutexLock lock(&mutex_);
  if (absl::Status open = CheckOpen(); !open.ok()) return open;
  Loaded loaded;
  for (const ReportKey& report : request.reports) {
    auto head =
        GetMessage<HeadRecord>(*database_, kHeadFamily, HeadKey(report));
    if (!head.ok()) return head.status();
    if (head->has_value()) loaded.heads.emplace(report, **std::move(head));
  }
  for (const RequestKey& key : request.requests) {
    auto answer = GetMessage<RequestRecord>(*database_, kRequestFamily,
                                            RequestKeyBytes(key));
    if (!answer.ok()) return answer.status();
    if (answer->has_value()) loaded.answers.emplace(key, **std::move(answer));
  }
  for (const std::string& office : request.offices) {
    auto reports = ReadReportsOf(*database_, office);
    if (!reports.ok()) return reports.status();
    loaded.filed.emplace(office, *std::move(reports));
  }
  return loaded;
}

absl::Status EmbeddedStore::Commit(const Records& records) {
  absl::ReaderMutexLock lock(&mutex_);
  if (absl::Status open = CheckOpen(); !open.ok()) return open;
  WriteBatch batch(*database_, BytesOf(records));
  for (const NewChange& change : records.changes) PutChange(change, &batch);
  PutRevisions(records.changes, &batch);
  PutSorted(kHeadFamily, HeadKey, records.heads, &batch);
  PutSorted(kRequestFamily, RequestKeyBytes, records.answers, &batch);
  PutRegistryRows(records, &batch);
  return database_->Write(batch, Durability::kSynced);
}

absl::StatusOr<std::optional<HeadRecord>> EmbeddedStore::GetHead(
    const ReportKey& report) {
  absl::ReaderMutexLock lock(&mutex_);
  if (absl::Status open = CheckOpen(); !open.ok()) return open;
  return GetMessage<HeadRecord>(*database_, kHeadFamily, HeadKey(report));
}

absl::StatusOr<std::optional<StoredRevision>> EmbeddedStore::GetRevision(
    const ReportKey& report, int revision, bool with_narrative) {
  absl::ReaderMutexLock lock(&mutex_);
  if (absl::Status open = CheckOpen(); !open.ok()) return open;
  auto sequence =
      database_->Get(kRevisionFamily, RevisionKey(report, revision));
  if (!sequence.ok()) return sequence.status();
  if (!sequence->has_value()) return std::nullopt;
  auto bytes = database_->Get(kChangeFamily, **sequence);
  if (!bytes.ok()) return bytes.status();
  std::optional<int64_t> number = ParseSequence(**sequence);
  std::optional<ChangeValue> value;
  if (bytes->has_value()) value = ParseChangeValue(**bytes);
  if (!number || !value) {
    return DamagedData(database_->path(),
                       "the change of a revision cannot be read");
  }
  StoredRevision result;
  result.change = {.sequence = *number,
                   .hash = std::string(value->hash),
                   .change = std::string(value->change),
                   .figures_part = std::string(value->figures_part)};
  if (with_narrative) {
    auto narrative = database_->Get(kNarrativeFamily, **sequence);
    if (!narrative.ok()) return narrative.status();
    std::optional<std::string> unpacked =
        UnpackText(std::move(*narrative).value_or(""));
    if (!unpacked) {
      return DamagedData(
          database_->path(),
          absl::StrCat("the narrative of change ", *number, " cannot be read"));
    }
    result.narrative_part = *std::move(unpacked);
  }
  return result;
}

absl::StatusOr<std::vector<registry::FiledReport>> EmbeddedStore::ReportsOf(
    const std::string& office) {
  absl::ReaderMutexLock lock(&mutex_);
  if (absl::Status open = CheckOpen(); !open.ok()) return open;
  return ReadReportsOf(*database_, office);
}

absl::StatusOr<int> EmbeddedStore::ReadChanges(
    int64_t from, int64_t to, int count_max, size_t bytes_max,
    absl::FunctionRef<void(const ChangeValue&)> take) {
  absl::ReaderMutexLock lock(&mutex_);
  if (absl::Status open = CheckOpen(); !open.ok()) return open;
  int count = 0;
  size_t bytes = 0;
  bool readable = true;
  absl::Status status = database_->Scan(
      kChangeFamily, SequenceKey(from), SequenceKey(to + 1),
      [&](std::string_view key, std::string_view value) {
        std::optional<ChangeValue> change = ParseChangeValue(value);
        readable = ParseSequence(key) == from + count && change.has_value();
        if (!readable) return false;
        bytes += value.size();
        if (bytes > bytes_max && count > 0) return false;
        take(*change);
        return ++count < count_max;
      });
  if (!status.ok()) return status;
  if (!readable) {
    return DamagedData(
        database_->path(),
        absl::StrCat("the log has no readable change ", from + count));
  }
  return count;
}

absl::Status EmbeddedStore::health() {
  absl::ReaderMutexLock lock(&mutex_);
  if (absl::Status open = CheckOpen(); !open.ok()) return open;
  return database_->health();
}

int64_t EmbeddedStore::DiskBytes() {
  absl::ReaderMutexLock lock(&mutex_);
  return database_ == nullptr ? 0 : database_->DiskBytes();
}

absl::Status EmbeddedStore::Use(
    absl::FunctionRef<absl::Status(Database& database,
                                   const std::atomic<bool>& closing)>
        use) {
  absl::ReaderMutexLock lock(&mutex_);
  if (absl::Status open = CheckOpen(); !open.ok()) return open;
  return use(*database_, closing_);
}

absl::Status EmbeddedStore::Close() {
  // Whoever uses the database for long is asked to end.
  closing_ = true;
  absl::MutexLock lock(&mutex_);
  closing_ = false;
  if (database_ == nullptr) return absl::OkStatus();
  absl::Status closed = database_->Close();
  database_ = nullptr;
  return closed;
}

}  // namespace disclosure::ingest
