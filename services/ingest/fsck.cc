// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

#include "services/ingest/fsck.h"

#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string_view>
#include <utility>

#include "absl/container/flat_hash_map.h"
#include "absl/strings/str_cat.h"
#include "base/sha256.h"
#include "disclosure/v1/change.pb.h"
#include "services/ingest/chain.h"
#include "services/ingest/keys.h"
#include "services/ingest/packed_text.h"
#include "services/ingest/records.pb.h"
#include "services/ingest/stored_log.h"
#include "storage/database.h"

namespace disclosure::ingest {
namespace {

using storage::Database;

std::string Print(const ReportKey& report) {
  return absl::StrCat(report.office, "/", report.year, "/",
                      v1::Scope_Name(report.scope));
}

template <typename Message>
bool Parse(std::string_view bytes, Message* message) {
  return message->ParseFromArray(bytes.data(), static_cast<int>(bytes.size()));
}

class Examination {
 public:
  explicit Examination(const Database& database) : database_(database) {}

  absl::StatusOr<FsckReport> Run() && {
    for (auto step : {&Examination::ReadMeta, &Examination::ReadChanges,
                      &Examination::ReadRevisions, &Examination::ReadHeads,
                      &Examination::ReadNarratives, &Examination::ReadRequests,
                      &Examination::ReadRegistry, &Examination::ReadContacts}) {
      absl::Status status = (this->*step)();
      if (!status.ok()) return status;
    }
    report_.reports = static_cast<int64_t>(newest_.size());
    return std::move(report_);
  }

 private:
  template <typename... Pieces>
  void Problem(const Pieces&... pieces) {
    if (report_.problems.size() < kFsckProblemsMax) {
      report_.problems.push_back(absl::StrCat(pieces...));
    }
  }

  // Calls `visit` for everything in a family.
  template <typename Visit>
  absl::Status ForEach(int family, Visit visit) {
    return database_.Scan(family, "", "",
                          [&](std::string_view key, std::string_view value) {
                            visit(key, value);
                            return true;
                          });
  }

  absl::Status ReadMeta();
  absl::Status ReadChanges();
  absl::Status ReadRevisions();
  absl::Status ReadHeads();
  absl::Status ReadNarratives();
  absl::Status ReadRequests();
  absl::Status ReadRegistry();
  absl::Status ReadContacts();

  void ExamineChange(int64_t sequence, const ChangeValue& value);
  void ExamineReportChange(int64_t sequence, const v1::ReportChange& change,
                           const ChangeValue& value);
  void ExamineRegistryChange(int64_t sequence,
                             const v1::RegistryChange& change);
  void ExamineHead(const ReportKey& report, const HeadRecord& head);
  void ExamineRequest(const RequestKey& key, const RequestRecord& record);

  const Database& database_;
  FsckReport report_;
  // What the log says: the newest change of each report, which change made
  // which revision, the rows of the registry and its last change.
  absl::flat_hash_map<ReportKey, v1::Change> newest_;
  std::map<int64_t, RevisionOfReport> revisions_;
  std::map<std::string, std::string> registry_rows_;
  RegistryRecord registry_;
};

absl::Status Examination::ReadMeta() {
  auto stored = ReadLogRecord(database_);
  // A later format is not for this program to judge.
  if (!stored.ok() && !absl::IsDataLoss(stored.status())) {
    return stored.status();
  }
  if (stored.ok() && !stored->has_value()) {
    auto last = database_.Last(kChangeFamily);
    if (!last.ok()) return last.status();
    // Whoever made the folder died before there was a log.
    if (!last->has_value()) return absl::OkStatus();
  }
  if (!stored.ok() || !stored->has_value()) {
    Problem("meta: the log's record is missing or cannot be read");
    return absl::OkStatus();
  }
  const LogRecord& record = **stored;
  if (record.log().id().size() != 32) {
    Problem("meta: the log's id is not 32 digits: ", record.log().id());
  }
  report_.log = record.log();
  return absl::OkStatus();
}

absl::Status Examination::ReadChanges() {
  int64_t last = 0;
  report_.tail_hash = FirstHash();
  absl::Status status =
      ForEach(kChangeFamily, [&](std::string_view key, std::string_view bytes) {
        std::optional<int64_t> sequence = ParseSequence(key);
        std::optional<ChangeValue> value = ParseChangeValue(bytes);
        if (!sequence || !value) {
          Problem("change after ", last, ": cannot be read");
          return;
        }
        if (*sequence != last + 1) {
          Problem("change ", *sequence, ": follows ", last);
        }
        last = *sequence;
        ++report_.changes;
        if (NextHash(report_.tail_hash, value->change) != value->hash) {
          Problem("change ", last, ": its hash does not follow the one before");
        }
        report_.tail_hash = std::string(value->hash);
        ExamineChange(last, *value);
      });
  return status;
}

void Examination::ExamineChange(int64_t sequence, const ChangeValue& value) {
  v1::Change change;
  if (!Parse(value.change, &change)) {
    Problem("change ", sequence, ": its message cannot be read");
    return;
  }
  if (change.sequence() != sequence) {
    Problem("change ", sequence, ": says that it is ", change.sequence());
  }
  if (change.has_report()) {
    ExamineReportChange(sequence, change.report(), value);
    const v1::ReportChange& report = change.report();
    ReportKey key{report.office(), report.year(), report.scope()};
    newest_[std::move(key)] = std::move(change);
  } else if (change.has_registry()) {
    ExamineRegistryChange(sequence, change.registry());
  } else {
    Problem("change ", sequence, ": is of no known kind");
  }
}

void Examination::ExamineReportChange(int64_t sequence,
                                      const v1::ReportChange& change,
                                      const ChangeValue& value) {
  ReportKey key{change.office(), change.year(), change.scope()};
  auto before = newest_.find(key);
  int previous =
      before == newest_.end() ? 0 : before->second.report().revision();
  if (change.previous_revision() != previous ||
      change.revision() != previous + 1) {
    Problem("change ", sequence, ": revision ", change.revision(), " of ",
            Print(key), " follows ", previous);
  }
  auto stored = database_.Get(kNarrativeFamily, SequenceKey(sequence));
  std::optional<std::string> narrative;
  if (stored.ok()) narrative = UnpackText(std::move(*stored).value_or(""));
  if (!narrative) {
    Problem("change ", sequence, ": its narrative cannot be read");
    return;
  }
  if (change.withdrawn()) {
    if (!value.figures_part.empty() || !narrative->empty() ||
        !change.digest().empty()) {
      Problem("change ", sequence, ": is a withdrawal with content");
    }
  } else if (DigestOf(value.figures_part, *narrative) != change.digest()) {
    Problem("change ", sequence, ": its content does not have its digest");
  }
  if (change.registry_sequence() != registry_.sequence()) {
    Problem("change ", sequence, ": was checked against registry change ",
            change.registry_sequence(), ", but ", registry_.sequence(),
            " is the one before it");
  }
  revisions_.emplace(sequence, RevisionOfReport{key, change.revision()});
}

void Examination::ExamineRegistryChange(int64_t sequence,
                                        const v1::RegistryChange& change) {
  if (change.revision() != registry_.revision() + 1) {
    Problem("change ", sequence, ": registry revision ", change.revision(),
            " follows ", registry_.revision());
  }
  registry_.set_revision(change.revision());
  registry_.set_sequence(sequence);
  for (const v1::RegionRow& row : change.rows().regions()) {
    registry_rows_[RegionRowKey(row.code(), row.first_year())] =
        row.SerializeAsString();
  }
  for (const v1::OfficeRow& row : change.rows().offices()) {
    if (!row.contact().empty()) {
      Problem("change ", sequence, ": holds a contact");
    }
    registry_rows_[OfficeRowKey(row.id(), row.first_year())] =
        row.SerializeAsString();
  }
  for (const v1::DueDate& row : change.rows().due_dates()) {
    registry_rows_[DueDateKey(row.report_year())] = row.SerializeAsString();
  }
}

absl::Status Examination::ReadRevisions() {
  size_t found = 0;
  absl::Status status = ForEach(kRevisionFamily, [&](std::string_view key,
                                                     std::string_view value) {
    ++found;
    std::optional<RevisionOfReport> revision = ParseRevisionKey(key);
    std::optional<int64_t> sequence = ParseSequence(value);
    if (!revision || !sequence) {
      Problem("revision: an entry cannot be read");
      return;
    }
    auto made = revisions_.find(*sequence);
    if (made == revisions_.end() || made->second.report != revision->report ||
        made->second.revision != revision->revision) {
      Problem("revision ", revision->revision, " of ", Print(revision->report),
              ": change ", *sequence, " did not make it");
    }
  });
  if (found != revisions_.size()) {
    Problem("revision: ", found, " entries, but the log made ",
            revisions_.size());
  }
  return status;
}

absl::Status Examination::ReadHeads() {
  size_t found = 0;
  absl::Status status =
      ForEach(kHeadFamily, [&](std::string_view key, std::string_view value) {
        ++found;
        std::optional<ReportKey> report = ParseHeadKey(key);
        HeadRecord head;
        if (!report || !Parse(value, &head)) {
          Problem("head: an entry cannot be read");
        } else {
          ExamineHead(*report, head);
        }
      });
  if (found != newest_.size()) {
    Problem("head: ", found, " entries, but the log has ", newest_.size(),
            " reports");
  }
  return status;
}

void Examination::ExamineHead(const ReportKey& report, const HeadRecord& head) {
  auto found = newest_.find(report);
  if (found == newest_.end()) {
    Problem("head ", Print(report), ": the log does not know the report");
    return;
  }
  const v1::ReportChange& change = found->second.report();
  if (head.sequence() != found->second.sequence() ||
      head.revision() != change.revision() ||
      head.withdrawn() != change.withdrawn() ||
      head.digest() != change.digest() || head.late() != change.late() ||
      head.as_published() != change.as_published() ||
      head.errors() != change.errors() ||
      head.questions() != change.questions() ||
      head.subject() != found->second.principal().subject()) {
    Problem("head ", Print(report), ": is not its newest revision, ",
            change.revision(), " by change ", found->second.sequence());
  }
}

absl::Status Examination::ReadNarratives() {
  return ForEach(kNarrativeFamily, [&](std::string_view key, std::string_view) {
    std::optional<int64_t> sequence = ParseSequence(key);
    if (!sequence || !revisions_.contains(*sequence)) {
      Problem("narrative ", sequence.value_or(0),
              ": no revision of a report was made there");
    }
  });
}

absl::Status Examination::ReadRequests() {
  return ForEach(kRequestFamily,
                 [&](std::string_view bytes, std::string_view value) {
                   std::optional<RequestKey> key = ParseRequestKey(bytes);
                   RequestRecord record;
                   if (!key || !Parse(value, &record)) {
                     Problem("request: an entry cannot be read");
                   } else {
                     ExamineRequest(*key, record);
                   }
                 });
}

void Examination::ExamineRequest(const RequestKey& key,
                                 const RequestRecord& record) {
  if (record.content().size() != base::kSha256Size) {
    Problem("request ", key.office, " ", key.id, ": has no content hash");
  }
  if (record.has_registry()) {
    if (record.registry().position().sequence() > registry_.sequence() ||
        !key.office.empty()) {
      Problem("request ", key.id, ": answers a registry change that is not");
    }
    return;
  }
  const v1::Receipt& receipt = record.receipt();
  auto made = revisions_.find(receipt.position().sequence());
  if (made == revisions_.end() || made->second.report.office != key.office ||
      made->second.revision != receipt.revision() ||
      made->second.report.year != receipt.year() ||
      made->second.report.scope != receipt.scope()) {
    Problem("request ", key.office, " ", key.id, ": answers with change ",
            receipt.position().sequence(), ", which is another");
  }
}

absl::Status Examination::ReadRegistry() {
  auto bytes = database_.Get(kMetaFamily, kRegistryKey);
  if (!bytes.ok()) return bytes.status();
  RegistryRecord record;
  if (bytes->has_value() && !Parse(**bytes, &record)) {
    Problem("meta: the registry's record cannot be read");
  } else if (record.revision() != registry_.revision() ||
             record.sequence() != registry_.sequence()) {
    Problem("meta: the registry has revision ", record.revision(),
            " of change ", record.sequence(), ", the log says ",
            registry_.revision(), " of ", registry_.sequence());
  }
  size_t found = 0;
  absl::Status status = ForEach(
      kRegistryFamily, [&](std::string_view key, std::string_view value) {
        ++found;
        auto row = registry_rows_.find(std::string(key));
        if (row == registry_rows_.end() || row->second != value) {
          Problem("registry: a row is not the one in the log");
        }
      });
  if (found != registry_rows_.size()) {
    Problem("registry: ", found, " rows, but the log has ",
            registry_rows_.size());
  }
  return status;
}

absl::Status Examination::ReadContacts() {
  return ForEach(kContactFamily, [&](std::string_view key, std::string_view) {
    if (!registry_rows_.contains("o" + std::string(key))) {
      Problem("contact: belongs to no office row");
    }
  });
}

}  // namespace

absl::StatusOr<FsckReport> Fsck(const std::string& folder,
                                std::shared_ptr<storage::FaultPlan> faults) {
  auto database = Database::Open({.path = folder,
                                  .families = FamilyNames(),
                                  .must_exist = true,
                                  .faults = std::move(faults)});
  if (!database.ok()) return database.status();
  return Examination(**database).Run();
}

}  // namespace disclosure::ingest
