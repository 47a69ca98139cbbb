// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

#include "services/ingest/memory_store.h"

#include <algorithm>

#include "base/check.h"
#include "base/error.h"
#include "services/ingest/chain.h"
#include "services/ingest/packed_text.h"

namespace disclosure::ingest {
namespace {

absl::Status MemoryFailed(const std::string& what) {
  return base::MakeError(absl::StatusCode::kUnavailable, "STORE_UNAVAILABLE",
                         "The store in memory fails: " + what,
                         "内存数据库出错：" + what);
}

void PutRows(const Records& records, MemoryStore::Contents* contents) {
  for (const v1::RegionRow& row : records.registry_rows.regions()) {
    contents->regions[{row.code(), row.first_year()}] = row;
  }
  for (const v1::OfficeRow& row : records.registry_rows.offices()) {
    contents->offices[{row.id(), row.first_year()}] = row;
  }
  for (const v1::DueDate& row : records.registry_rows.due_dates()) {
    contents->due_dates[row.report_year()] = row;
  }
  if (records.registry) contents->registry = *records.registry;
  for (const v1::OfficeRow& row : records.contacts) {
    if (row.contact().empty()) {
      contents->contacts.erase({row.id(), row.first_year()});
    } else {
      contents->contacts[{row.id(), row.first_year()}] = row.contact();
    }
  }
}

void PutRecords(const Records& records, MemoryStore::Contents* contents) {
  for (const NewChange& change : records.changes) {
    DISCLOSURE_CHECK(change.sequence == contents->head() + 1);
    contents->changes.push_back(
        EncodeChangeValue({.hash = change.hash,
                           .change = change.change,
                           .figures_part = change.figures_part}));
    if (!change.packed_narrative.empty()) {
      contents->narratives[change.sequence] = change.packed_narrative;
    }
    if (!change.revision) continue;
    contents->revisions[{change.revision->report, change.revision->revision}] =
        change.sequence;
  }
  for (const auto& [report, head] : records.heads) {
    contents->heads[report] = head;
  }
  for (const auto& [key, answer] : records.answers) {
    contents->answers[key] = answer;
  }
  PutRows(records, contents);
}

std::shared_ptr<const registry::Registry> RegistryOf(
    const MemoryStore::Contents& contents) {
  v1::RegistryRows rows;
  for (const auto& [name, row] : contents.regions) *rows.add_regions() = row;
  for (const auto& [name, row] : contents.offices) *rows.add_offices() = row;
  for (const auto& [year, row] : contents.due_dates) {
    *rows.add_due_dates() = row;
  }
  auto restored =
      registry::Registry::Restore(registry::ToAllRows(std::move(rows)));
  DISCLOSURE_CHECK(restored != nullptr);
  return restored;
}

}  // namespace

MemoryStore::MemoryStore(v1::LogInfo log, Faults faults, Contents contents)
    : log_(std::move(log)),
      faults_(std::move(faults)),
      contents_(std::move(contents)) {}

absl::Status MemoryStore::Try(Operation operation) {
  if (!open_) return MemoryFailed("it is not open");
  if (faults_ == nullptr || faults_(operation) == Fault::kNone) {
    return absl::OkStatus();
  }
  return MemoryFailed("an operation was made to fail");
}

absl::StatusOr<StoredLog> MemoryStore::Begin() {
  absl::MutexLock lock(&mutex_);
  failed_ = false;
  open_ = true;
  if (absl::Status tried = Try(Operation::kBegin); !tried.ok()) {
    open_ = false;
    return tried;
  }
  if (unknown_.has_value()) PutRecords(*unknown_, &contents_);
  unknown_.reset();
  StoredLog stored;
  stored.log = log_;
  stored.tail = {.sequence = contents_.head(), .hash = FirstHash()};
  if (!contents_.changes.empty()) {
    stored.tail.hash =
        std::string(ParseChangeValue(contents_.changes.back())->hash);
  }
  stored.registry = RegistryOf(contents_);
  stored.registry_record = contents_.registry;
  return stored;
}

absl::StatusOr<Loaded> MemoryStore::Load(const LoadRequest& request) {
  absl::MutexLock lock(&mutex_);
  DISCLOSURE_CHECK(!failed_);
  if (absl::Status tried = Try(Operation::kLoad); !tried.ok()) {
    failed_ = true;
    return tried;
  }
  Loaded loaded;
  for (const ReportKey& report : request.reports) {
    auto head = contents_.heads.find(report);
    if (head != contents_.heads.end()) loaded.heads.insert(*head);
  }
  for (const RequestKey& key : request.requests) {
    auto answer = contents_.answers.find(key);
    if (answer != contents_.answers.end()) loaded.answers.insert(*answer);
  }
  for (const std::string& office : request.offices) {
    loaded.filed.emplace(office, FiledBy(office));
  }
  return loaded;
}

absl::Status MemoryStore::Commit(const Records& records) {
  absl::MutexLock lock(&mutex_);
  DISCLOSURE_CHECK(!failed_);
  if (!open_) return MemoryFailed("it is not open");
  Fault fault = faults_ == nullptr ? Fault::kNone : faults_(Operation::kCommit);
  if (fault == Fault::kNone) {
    PutRecords(records, &contents_);
    return absl::OkStatus();
  }
  failed_ = true;
  if (fault == Fault::kDone) unknown_ = records;
  return MemoryFailed("a group was made to fail");
}

absl::StatusOr<std::optional<HeadRecord>> MemoryStore::GetHead(
    const ReportKey& report) {
  absl::ReaderMutexLock lock(&mutex_);
  if (absl::Status tried = Try(Operation::kRead); !tried.ok()) return tried;
  auto head = contents_.heads.find(report);
  if (head == contents_.heads.end()) return std::nullopt;
  return head->second;
}

absl::StatusOr<std::optional<StoredRevision>> MemoryStore::GetRevision(
    const ReportKey& report, int revision, bool with_narrative) {
  absl::ReaderMutexLock lock(&mutex_);
  if (absl::Status tried = Try(Operation::kRead); !tried.ok()) return tried;
  auto found = contents_.revisions.find({report, revision});
  if (found == contents_.revisions.end()) return std::nullopt;
  const int64_t sequence = found->second;
  std::optional<ChangeValue> value =
      ParseChangeValue(contents_.changes[static_cast<size_t>(sequence - 1)]);
  StoredRevision result;
  result.change = {.sequence = sequence,
                   .hash = std::string(value->hash),
                   .change = std::string(value->change),
                   .figures_part = std::string(value->figures_part)};
  auto narrative = contents_.narratives.find(sequence);
  if (with_narrative && narrative != contents_.narratives.end()) {
    std::optional<std::string> unpacked = UnpackText(narrative->second);
    DISCLOSURE_CHECK(unpacked.has_value());
    result.narrative_part = *std::move(unpacked);
  }
  return result;
}

std::vector<registry::FiledReport> MemoryStore::FiledBy(
    const std::string& office) const {
  std::vector<registry::FiledReport> reports;
  auto head = contents_.heads.lower_bound({.office = office});
  for (; head != contents_.heads.end() && head->first.office == office;
       ++head) {
    if (head->second.withdrawn()) continue;
    reports.push_back({.year = head->first.year,
                       .area = head->first.scope == v1::SCOPE_AREA});
  }
  return reports;
}

absl::StatusOr<std::vector<registry::FiledReport>> MemoryStore::ReportsOf(
    const std::string& office) {
  absl::ReaderMutexLock lock(&mutex_);
  if (absl::Status tried = Try(Operation::kRead); !tried.ok()) return tried;
  return FiledBy(office);
}

absl::StatusOr<int> MemoryStore::ReadChanges(
    int64_t from, int64_t to, int count_max, size_t bytes_max,
    absl::FunctionRef<void(const ChangeValue&)> take) {
  DISCLOSURE_CHECK(from >= 1);
  absl::ReaderMutexLock lock(&mutex_);
  if (absl::Status tried = Try(Operation::kRead); !tried.ok()) return tried;
  int count = 0;
  size_t bytes = 0;
  const int64_t last = std::min(to, contents_.head());
  for (int64_t next = from; next <= last; ++next) {
    const std::string& value = contents_.changes[static_cast<size_t>(next - 1)];
    bytes += value.size();
    if (bytes > bytes_max && count > 0) break;
    take(*ParseChangeValue(value));
    if (++count >= count_max) break;
  }
  return count;
}

absl::Status MemoryStore::health() {
  absl::ReaderMutexLock lock(&mutex_);
  if (!open_) return MemoryFailed("it is not open");
  if (failed_) return MemoryFailed("an operation has failed");
  return absl::OkStatus();
}

absl::Status MemoryStore::Close() {
  absl::MutexLock lock(&mutex_);
  open_ = false;
  return absl::OkStatus();
}

MemoryStore::Contents MemoryStore::contents() const {
  absl::ReaderMutexLock lock(&mutex_);
  return contents_;
}

}  // namespace disclosure::ingest
