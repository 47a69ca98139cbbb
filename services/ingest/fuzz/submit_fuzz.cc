// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

// Any bytes as requests, all the way into the log: parsed as the service parses
// them, prepared, decided in groups, committed to a store in memory. Pieces
// (base/pieces.h) are requests by their kind:
//
//   s  SubmitReportRequest     m  SubmitReportsRequest, a message of a stream
//   w  WithdrawReportRequest   r  ApplyRegistryRequest
//   c  the group is committed  l  from here on it is late in the year
//
// Whatever they hold: every refusal has its reason in both languages and leaves
// no trace, what is repeated has one effect, and the log is whole.

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <google/protobuf/stubs/logging.h>

#include "base/check.h"
#include "base/error.h"
#include "base/pieces.h"
#include "services/ingest/chain.h"
#include "services/ingest/decide.h"
#include "services/ingest/memory_store.h"
#include "services/ingest/packed_text.h"
#include "services/ingest/prepare.h"
#include "services/ingest/reads.h"
#include "services/ingest/test_support.h"

namespace disclosure::ingest {
namespace {

template <typename Message>
bool Parse(std::string_view bytes, Message* message) {
  return message->ParseFromArray(bytes.data(), static_cast<int>(bytes.size()));
}

void CheckRefusal(const absl::Status& status) {
  if (status.ok()) return;
  const base::ErrorDetails details = base::GetErrorDetails(status);
  DISCLOSURE_CHECK(!details.reason.empty());
  DISCLOSURE_CHECK(!details.zh.empty());
  DISCLOSURE_CHECK(!status.message().empty());
}

v1::LogInfo FuzzLog() {
  v1::LogInfo log;
  log.set_id("0123456789abcdef0123456789abcdef");
  log.set_name("main");
  return log;
}

bool SameRecords(const Records& a, const Records& b) {
  const auto same_change = [](const NewChange& x, const NewChange& y) {
    return x.sequence == y.sequence && x.hash == y.hash &&
           x.change == y.change && x.figures_part == y.figures_part &&
           x.packed_narrative == y.packed_narrative;
  };
  return std::equal(a.changes.begin(), a.changes.end(), b.changes.begin(),
                    b.changes.end(), same_change) &&
         a.heads.size() == b.heads.size() &&
         a.answers.size() == b.answers.size() &&
         a.contacts.size() == b.contacts.size() &&
         a.registry_rows.SerializeAsString() ==
             b.registry_rows.SerializeAsString();
}

class Ingest {
 public:
  Ingest() : store_(FuzzLog()) {
    const StoredLog stored = *store_.Begin();
    state_ = {.log = stored.log,
              .tail = stored.tail,
              .registry = stored.registry,
              .registry_record = stored.registry_record};
    group_.push_back(Apply(SmallRegistry()));
    CommitGroup();
  }

  void Take(const base::Piece& piece) {
    if (piece.kind == 's') return Submit(piece.message);
    if (piece.kind == 'm') return SubmitBatch(piece.message);
    if (piece.kind == 'w') return Withdraw(piece.message);
    if (piece.kind == 'r') return ApplyRows(piece.message);
    if (piece.kind == 'c') return CommitGroup();
    if (piece.kind == 'l') now_ = TooLate();
  }

  void CommitGroup() {
    const Loaded loaded = *store_.Load(WhatToLoad(group_, *state_.registry));
    const std::vector<Mutation> asked = group_;
    Decision decision = Decide(state_, loaded, TestJudge(), now_, &group_);
    DISCLOSURE_CHECK(decision.answers.size() == asked.size());
    std::vector<Mutation> accepted;
    std::vector<Answer> answers;
    for (size_t i = 0; i < asked.size(); ++i) {
      CheckRefusal(decision.answers[i].status);
      if (!decision.answers[i].status.ok()) continue;
      accepted.push_back(asked[i]);
      answers.push_back(decision.answers[i]);
    }
    std::vector<Mutation> without_refused = accepted;
    DISCLOSURE_CHECK(SameRecords(
        decision.records,
        Decide(state_, loaded, TestJudge(), now_, &without_refused).records));
    DISCLOSURE_CHECK(store_.Commit(decision.records).ok());
    state_ = std::move(decision.after);
    group_.clear();
    CheckRepeated(std::move(accepted), answers);
  }

  // Everything that the log promises.
  void CheckLog() {
    const MemoryStore::Contents contents = store_.contents();
    std::string previous = FirstHash();
    std::map<ReportKey, v1::ReportChange> newest;
    for (size_t i = 0; i < contents.changes.size(); ++i) {
      const ChangeValue value = *ParseChangeValue(contents.changes[i]);
      DISCLOSURE_CHECK(value.hash == NextHash(previous, value.change));
      previous = value.hash;
      v1::Change change;
      DISCLOSURE_CHECK(Parse(value.change, &change));
      DISCLOSURE_CHECK(change.sequence() == static_cast<int64_t>(i + 1));
      if (!change.has_report()) continue;
      const v1::ReportChange& report = change.report();
      v1::ReportChange& before = newest[{.office = report.office(),
                                         .year = report.year(),
                                         .scope = report.scope()}];
      DISCLOSURE_CHECK(report.previous_revision() == before.revision());
      DISCLOSURE_CHECK(report.revision() == before.revision() + 1);
      CheckContent(contents, change, value.figures_part);
      before = report;
    }
    DISCLOSURE_CHECK(state_.tail.sequence == contents.head());
    DISCLOSURE_CHECK(state_.tail.hash == previous);
    CheckHeads(contents, newest);
  }

 private:
  JudgedBy By() const {
    static const v1::Principal& principal = *new v1::Principal(TestPrincipal());
    return {.catalog = BuiltInCatalog(),
            .registry = *state_.registry,
            .now = now_,
            .principal = principal};
  }

  void Add(ReceivedSubmission submission) {
    const bool validate_only = submission.validate_only();
    Prepared prepared = PrepareSubmission(By(), std::move(submission));
    CheckRefusal(prepared.status);
    if (prepared.status.ok()) {
      DISCLOSURE_CHECK(prepared.mutation.has_value() == !validate_only);
    } else if (prepared.mutation) {
      // It may have been answered before: the committer knows.
      DISCLOSURE_CHECK(!prepared.mutation->request_id.empty());
      DISCLOSURE_CHECK(prepared.mutation->refusal == prepared.status);
    }
    if (prepared.mutation) group_.push_back(*std::move(prepared.mutation));
  }

  void Submit(std::string_view bytes) {
    ReceivedSubmitReportRequest request;
    if (Parse(bytes, &request)) Add(std::move(*request.mutable_submission()));
  }

  void SubmitBatch(std::string_view bytes) {
    ReceivedSubmitReportsRequest request;
    if (!Parse(bytes, &request)) return;
    const absl::Status fits = CheckBatchSize(request);
    CheckRefusal(fits);
    if (!fits.ok()) return;
    for (ReceivedSubmission& submission : *request.mutable_submissions()) {
      Add(std::move(submission));
    }
  }

  template <typename Prepare, typename Request>
  void AddPrepared(Prepare prepare, Request request) {
    absl::StatusOr<Mutation> mutation = prepare(By(), std::move(request));
    CheckRefusal(mutation.status());
    if (mutation.ok()) group_.push_back(*std::move(mutation));
  }

  void Withdraw(std::string_view bytes) {
    v1::WithdrawReportRequest request;
    if (Parse(bytes, &request)) AddPrepared(PrepareWithdrawal, request);
  }

  void ApplyRows(std::string_view bytes) {
    v1::ApplyRegistryRequest request;
    if (!Parse(bytes, &request)) return;
    if (!request.validate_only()) {
      return AddPrepared(PrepareRegistryUpdate, std::move(request));
    }
    CheckRefusal(ValidateRegistry(store_, state_, request).status());
  }

  // What was accepted under a request id and comes again changes nothing, and
  // is told the same.
  void CheckRepeated(std::vector<Mutation> accepted,
                     const std::vector<Answer>& answers) {
    std::vector<Mutation> repeated;
    std::vector<int64_t> sequences;
    for (size_t i = 0; i < accepted.size(); ++i) {
      if (accepted[i].request_id.empty()) continue;
      repeated.push_back(std::move(accepted[i]));
      sequences.push_back(std::max(answers[i].receipt.position().sequence(),
                                   answers[i].registry.position().sequence()));
    }
    const Loaded loaded = *store_.Load(WhatToLoad(repeated, *state_.registry));
    const Decision decision =
        Decide(state_, loaded, TestJudge(), now_, &repeated);
    DISCLOSURE_CHECK(decision.records.empty());
    for (size_t i = 0; i < sequences.size(); ++i) {
      const Answer& answer = decision.answers[i];
      DISCLOSURE_CHECK(answer.status.ok());
      DISCLOSURE_CHECK(sequences[i] ==
                       std::max(answer.receipt.position().sequence(),
                                answer.registry.position().sequence()));
    }
  }

  static void CheckContent(const MemoryStore::Contents& contents,
                           const v1::Change& change,
                           std::string_view figures_part) {
    const auto packed = contents.narratives.find(change.sequence());
    const bool has_narrative = packed != contents.narratives.end();
    if (change.report().withdrawn()) {
      DISCLOSURE_CHECK(figures_part.empty() && !has_narrative);
      return;
    }
    const std::string narrative =
        has_narrative ? UnpackText(packed->second).value() : "";
    DISCLOSURE_CHECK(DigestOf(figures_part, narrative) ==
                     change.report().digest());
    const auto report = JoinReport(figures_part, narrative);
    DISCLOSURE_CHECK(report.has_value());
    DISCLOSURE_CHECK(report->office() == change.report().office());
    DISCLOSURE_CHECK(report->year() == change.report().year());
  }

  void CheckHeads(const MemoryStore::Contents& contents,
                  const std::map<ReportKey, v1::ReportChange>& newest) {
    DISCLOSURE_CHECK(contents.heads.size() == newest.size());
    for (const auto& [key, head] : contents.heads) {
      const v1::ReportChange& change = newest.at(key);
      DISCLOSURE_CHECK(head.revision() == change.revision());
      DISCLOSURE_CHECK(head.withdrawn() == change.withdrawn());
      DISCLOSURE_CHECK(head.late() == change.late());
      DISCLOSURE_CHECK(head.digest() == change.digest());
      v1::GetReportRequest request;
      request.set_office(key.office);
      request.set_year(key.year);
      request.set_scope(key.scope);
      request.set_revision(1);
      const auto first = ReadReport(store_, state_.log, request);
      DISCLOSURE_CHECK(first.ok());
      DISCLOSURE_CHECK(first->current_revision() == head.revision());
    }
  }

  MemoryStore store_;
  LogState state_;
  absl::Time now_ = InTime();
  std::vector<Mutation> group_;
};

}  // namespace
}  // namespace disclosure::ingest

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  // It would say of each bad text that it is bad.
  static const auto kept = google::protobuf::SetLogHandler(nullptr);
  static_cast<void>(kept);
  std::string_view bytes(reinterpret_cast<const char*>(data), size);
  disclosure::ingest::Ingest ingest;
  disclosure::base::Piece piece;
  while (disclosure::base::TakePiece(&bytes, &piece)) ingest.Take(piece);
  ingest.CommitGroup();
  ingest.CheckLog();
  return 0;
}
