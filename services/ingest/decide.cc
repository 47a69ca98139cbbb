// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

#include "services/ingest/decide.h"

#include <algorithm>
#include <optional>
#include <string>
#include <utility>

#include "base/check.h"
#include "base/clock.h"
#include "services/ingest/chain.h"
#include "services/ingest/errors.h"
#include "services/ingest/receipt.h"
#include "services/ingest/registry_change.h"

namespace disclosure::ingest {
namespace {

// Offices with registered rows that the update names.
void AddOffices(const v1::RegistryRows& rows,
                const registry::Registry& registry, LoadRequest* request) {
  for (const v1::OfficeRow& row : rows.offices()) {
    if (registry.OfficeRowsOf(row.id()).empty()) continue;
    request->offices.insert(row.id());
  }
}

const std::string& OfficeOf(const Mutation& mutation) {
  static const auto& none = *new std::string;
  if (auto* submission = std::get_if<ReportSubmission>(&mutation.what)) {
    return submission->report.office;
  }
  if (auto* withdrawal = std::get_if<Withdrawal>(&mutation.what)) {
    return withdrawal->report.office;
  }
  return none;
}

class Decider {
 public:
  Decider(const LogState& before, const Loaded& loaded,
          const JudgeAgain& judge_again, absl::Time now, size_t mutations)
      : loaded_(loaded),
        judge_again_(judge_again),
        // What is stored in microseconds is judged in microseconds.
        now_(absl::FromUnixMicros(absl::ToUnixMicros(now))) {
    decision_.after = before;
    decision_.answers.reserve(mutations);
    decision_.records.changes.reserve(mutations);
    decision_.records.heads.reserve(mutations);
    decision_.records.answers.reserve(mutations);
  }

  void Add(Mutation* mutation) {
    Answer answer;
    RequestKey key{.office = OfficeOf(*mutation), .id = mutation->request_id};
    const RequestRecord* earlier = key.id.empty() ? nullptr : FindAnswer(key);
    if (earlier != nullptr) {
      answer = Replay(*earlier, *mutation);
    } else if (!mutation->refusal.ok()) {
      answer.status = mutation->refusal;
    } else {
      answer = std::visit([&](auto& what) { return Decide(mutation, &what); },
                          mutation->what);
      if (answer.status.ok() && !key.id.empty()) {
        Remember(key, mutation->content, answer);
      }
    }
    if (answer.receipt.has_position()) {
      SetLog(state().log, &answer.receipt);
    } else if (answer.registry.has_position()) {
      SetLog(state().log, &answer.registry);
    }
    decision_.answers.push_back(std::move(answer));
  }

  Decision Finish() && { return std::move(decision_); }

 private:
  LogState& state() { return decision_.after; }

  // The answer remembered for a request, in the store or in this group.
  const RequestRecord* FindAnswer(const RequestKey& key) const {
    auto& mine = decision_.records.answers;
    if (auto it = mine.find(key); it != mine.end()) return &it->second;
    auto it = loaded_.answers.find(key);
    return it == loaded_.answers.end() ? nullptr : &it->second;
  }

  const HeadRecord* FindHead(const ReportKey& report) const {
    auto& mine = decision_.records.heads;
    if (auto it = mine.find(report); it != mine.end()) return &it->second;
    auto it = loaded_.heads.find(report);
    return it == loaded_.heads.end() ? nullptr : &it->second;
  }

  Answer Replay(const RequestRecord& earlier, const Mutation& mutation) {
    Answer answer;
    if (earlier.content() != mutation.content) {
      answer.status = RequestIdReused(mutation.request_id);
    } else if (earlier.has_receipt()) {
      answer.receipt = earlier.receipt();
      answer.receipt.set_replayed(true);
    } else {
      answer.registry = earlier.registry();
    }
    return answer;
  }

  void Remember(const RequestKey& key, const std::string& content,
                const Answer& answer) {
    RequestRecord record;
    record.set_content(content);
    if (answer.receipt.revision() != 0) {
      *record.mutable_receipt() = answer.receipt;
    } else if (answer.registry.revision() != 0) {
      *record.mutable_registry() = answer.registry;
    } else {
      return;  // Only validated.
    }
    decision_.records.answers.emplace(key, std::move(record));
  }

  Answer Decide(Mutation* mutation, ReportSubmission* submission);
  Answer Decide(Mutation* mutation, Withdrawal* withdrawal);
  Answer Decide(Mutation* mutation, RegistryUpdate* update);

  // Late is who files the first revision after the due date. Amending never
  // makes a report late, and a late one stays late, also when it is amended
  // with what was published; an archive that begins as published is not late.
  bool IsLate(const ReportSubmission& submission, const HeadRecord* head,
              absl::Time first_filed) {
    bool live = head != nullptr && !head->withdrawn();
    if (live ? !head->late() : submission.as_published) return false;
    return first_filed >= base::EndOfDayShanghai(state().registry->DueDate(
                              submission.report.year));
  }

  // Appends a change to the log and returns its place in the records.
  NewChange* Append(v1::Change change) {
    LogTail& tail = state().tail;
    change.set_sequence(++tail.sequence);
    SetTime(now_, change.mutable_committed_at());
    NewChange& entry = decision_.records.changes.emplace_back();
    entry.sequence = tail.sequence;
    entry.change = change.SerializeAsString();
    entry.hash = NextHash(tail.hash, entry.change);
    tail.hash = entry.hash;
    return &entry;
  }

  // Appends the change that `head` describes and makes it the report's head.
  NewChange* AppendRevision(const Mutation& mutation, const ReportKey& report,
                            v1::ReportChange change, HeadRecord head);

  Answer Receipt(const ReportKey& report, const std::string& office_name,
                 const HeadRecord& head, bool unchanged) {
    Answer answer;
    answer.receipt = MakeReceipt(report, office_name, head);
    answer.receipt.set_unchanged(unchanged);
    return answer;
  }

  const Loaded& loaded_;
  const JudgeAgain& judge_again_;
  const absl::Time now_;
  Decision decision_;
};

NewChange* Decider::AppendRevision(const Mutation& mutation,
                                   const ReportKey& report,
                                   v1::ReportChange change, HeadRecord head) {
  const HeadRecord* previous = FindHead(report);
  int previous_revision = previous == nullptr ? 0 : previous->revision();
  head.set_revision(previous_revision + 1);
  head.set_sequence(state().tail.sequence + 1);
  head.set_committed_at_micros(absl::ToUnixMicros(now_));
  head.set_subject(mutation.principal.subject());

  change.set_office(report.office);
  change.set_year(report.year);
  change.set_scope(report.scope);
  change.set_revision(head.revision());
  change.set_previous_revision(previous_revision);
  change.set_withdrawn(head.withdrawn());
  change.set_digest(head.digest());
  change.set_errors(head.errors());
  change.set_questions(head.questions());
  change.set_late(head.late());
  change.set_as_published(head.as_published());
  change.set_note(mutation.note);
  change.set_on_behalf_of(mutation.on_behalf_of);
  change.set_registry_sequence(state().registry_record.sequence());

  v1::Change logged;
  *logged.mutable_principal() = mutation.principal;
  *logged.mutable_report() = std::move(change);
  NewChange* entry = Append(std::move(logged));
  entry->revision = {.report = report, .revision = head.revision()};
  decision_.records.heads[report] = std::move(head);
  return entry;
}

Answer Decider::Decide(Mutation* mutation, ReportSubmission* submission) {
  const ReportKey& report = submission->report;
  if (submission->judged_by != state().registry->ForYear(report.year)) {
    absl::Status judged = judge_again_(*state().registry, now_, submission);
    if (!judged.ok()) return {.status = judged};
  }
  const HeadRecord* head = FindHead(report);
  bool live = head != nullptr && !head->withdrawn();
  if (live && head->digest() == submission->digest) {
    return Receipt(report, submission->office_name, *head, true);
  }
  std::optional<int> expected = submission->expected_revision;
  if (expected ? *expected != (head == nullptr ? 0 : head->revision()) : live) {
    return {.status = RevisionMismatch(report, head, expected.value_or(0))};
  }
  absl::Time first_filed =
      live ? absl::FromUnixMicros(head->first_filed_at_micros()) : now_;
  HeadRecord next;
  next.set_digest(submission->digest);
  next.set_late(IsLate(*submission, head, first_filed));
  next.set_as_published(submission->as_published);
  next.set_errors(submission->errors);
  next.set_questions(submission->questions);
  next.set_first_filed_at_micros(absl::ToUnixMicros(first_filed));
  v1::ReportChange change;
  *change.mutable_editions() = submission->editions;
  change.set_catalog(submission->catalog);
  NewChange* entry =
      AppendRevision(*mutation, report, std::move(change), std::move(next));
  entry->figures_part = std::move(submission->figures_part);
  entry->packed_narrative = std::move(submission->packed_narrative);
  return Receipt(report, submission->office_name, *FindHead(report), false);
}

Answer Decider::Decide(Mutation* mutation, Withdrawal* withdrawal) {
  const ReportKey& report = withdrawal->report;
  const HeadRecord* head = FindHead(report);
  if (head == nullptr) return {.status = ReportNotFound(report)};
  // The registry keeps a row for every current report; without one it ended
  // after a withdrawal, and the id stands for the name.
  const v1::OfficeRow* row =
      state().registry->FindOffice(report.office, report.year);
  std::string name = row == nullptr ? report.office : row->name();
  if (head->withdrawn()) {
    if (withdrawal->validate_only) return {};
    return Receipt(report, name, *head, true);
  }
  std::optional<int> expected = withdrawal->expected_revision;
  if (expected && *expected != head->revision()) {
    return {.status = RevisionMismatch(report, head, *expected)};
  }
  if (withdrawal->validate_only) return {};
  HeadRecord next;
  next.set_withdrawn(true);
  AppendRevision(*mutation, report, v1::ReportChange(), std::move(next));
  return Receipt(report, name, *FindHead(report), false);
}

Answer Decider::Decide(Mutation* mutation, RegistryUpdate* update) {
  int64_t current = state().registry_record.revision();
  if (update->expected_revision && *update->expected_revision != current) {
    return {.status =
                RegistryRevisionMismatch(current, *update->expected_revision)};
  }
  // Reports of an office: those of the store, and what this group did to them.
  auto filed = [&](const std::string& office)
      -> absl::StatusOr<std::vector<registry::FiledReport>> {
    std::vector<registry::FiledReport> reports;
    auto stored = loaded_.filed.find(office);
    if (stored != loaded_.filed.end()) reports = stored->second;
    for (const auto& entry : decision_.records.heads) {
      const ReportKey& report = entry.first;
      if (report.office != office) continue;
      bool area = report.scope == v1::SCOPE_AREA;
      std::erase_if(reports, [&](const registry::FiledReport& other) {
        return other.year == report.year && other.area == area;
      });
      if (!entry.second.withdrawn()) {
        reports.push_back({.year = report.year, .area = area});
      }
    }
    return reports;
  };
  absl::StatusOr<RegistryEffect> effect =
      ApplyUpdate(*state().registry, std::move(update->rows), filed);
  if (!effect.ok()) return {.status = effect.status()};
  for (v1::OfficeRow& row : effect->contacts) {
    decision_.records.contacts.push_back(std::move(row));
  }
  if (!effect->unchanged()) {
    RegistryRecord& record = state().registry_record;
    record.set_revision(record.revision() + 1);
    v1::Change change;
    *change.mutable_principal() = mutation->principal;
    *change.mutable_registry()->mutable_rows() = effect->different;
    change.mutable_registry()->set_revision(record.revision());
    change.mutable_registry()->set_note(mutation->note);
    record.set_sequence(Append(std::move(change))->sequence);
    decision_.records.registry_rows.MergeFrom(effect->different);
    decision_.records.registry = record;
    state().registry = effect->registry;
  }
  Answer answer;
  answer.registry = MakeRegistryAnswer(state().registry_record, now_, *effect);
  return answer;
}

}  // namespace

LoadRequest WhatToLoad(const std::vector<Mutation>& mutations,
                       const registry::Registry& registry) {
  LoadRequest request;
  for (const Mutation& mutation : mutations) {
    if (!mutation.request_id.empty()) {
      request.requests.insert(
          {.office = OfficeOf(mutation), .id = mutation.request_id});
    }
    if (auto* submission = std::get_if<ReportSubmission>(&mutation.what)) {
      request.reports.insert(submission->report);
    } else if (auto* withdrawal = std::get_if<Withdrawal>(&mutation.what)) {
      request.reports.insert(withdrawal->report);
    } else if (auto* update = std::get_if<RegistryUpdate>(&mutation.what)) {
      AddOffices(update->rows, registry, &request);
    }
  }
  return request;
}

Decision Decide(const LogState& before, const Loaded& loaded,
                const JudgeAgain& judge_again, absl::Time now,
                std::vector<Mutation>* mutations) {
  Decider decider(before, loaded, judge_again, now, mutations->size());
  for (Mutation& mutation : *mutations) decider.Add(&mutation);
  return std::move(decider).Finish();
}

}  // namespace disclosure::ingest
