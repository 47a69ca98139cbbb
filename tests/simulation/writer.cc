// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

#include "tests/simulation/writer.h"

#include <string>
#include <utility>

#include "absl/status/status.h"
#include "base/error.h"
#include "tests/simulation/contents.h"
#include "tests/simulation/country.h"

namespace disclosure::simulation {
namespace {

constexpr absl::Duration kThinking = absl::Milliseconds(600);
constexpr absl::Duration kPatience = absl::Milliseconds(1500);

}  // namespace

Writer::Writer(Scheduler& scheduler, Weather& weather, Ledger& ledger,
               IngestNode& ingest, Queries& queries, int number, int requests)
    : scheduler_(scheduler),
      weather_(weather),
      ledger_(ledger),
      ingest_(ingest),
      queries_(queries),
      number_(number),
      requests_left_(requests) {}

void Writer::Think() {
  intent_ = nullptr;
  scheduler_.After(scheduler_.Within(kThinking), [this] { Next(); });
}

void Writer::Next() {
  if (requests_left_ == 0) {
    done_ = true;
    return;
  }
  const History& history = *ledger_.history(ingest_.log());
  const int64_t head = ingest_.head();
  // Also after a restore to a time before there was one.
  if (history.Offices(kFirstYear, head).empty()) {
    if (number_ == 0) return ChangeRegistry(MakeCountry(scheduler_));
    // Whoever would make them may have nothing left to do.
    if (weather_.cleared()) --requests_left_;
    return Think();
  }
  --requests_left_;
  const int64_t kind = scheduler_.Below(10);
  if (number_ == 0 && kind < 4) {
    return ChangeRegistry(ChangeCountry(scheduler_, history, head));
  }
  const bool asked = kind < 8 ? File(history, head) : Withdraw(history, head);
  if (!asked) Think();
}

bool Writer::File(const History& history, int64_t head) {
  const int year = kFirstYear + static_cast<int>(scheduler_.Below(kYears));
  const v1::OfficeRow& office = *scheduler_.Any(history.Offices(year, head));
  Intent& intent = ledger_.Ask(Intent::Kind::kSubmit);
  const bool area = office.reports_area() && scheduler_.Below(2) == 0;
  intent.report = {office.id(), year, area ? v1::SCOPE_AREA : v1::SCOPE_OWN};
  intent.content = static_cast<int>(
      scheduler_.Below(static_cast<int64_t>(Contents().size())));
  const Content& content = Contents()[static_cast<size_t>(intent.content)];
  v1::Submission submission;
  *submission.mutable_report() = content.report;
  submission.mutable_report()->set_office(office.id());
  submission.mutable_report()->set_year(year);
  submission.mutable_report()->set_scope(std::get<2>(intent.report));
  submission.set_request_id(intent.request_id());
  submission.set_note(intent.note());
  // Seldom without saying so: then it is refused.
  submission.set_as_published(content.wrong ? scheduler_.Below(10) != 0
                                            : scheduler_.Below(8) == 0);
  const History::Filed* filed = history.Report(intent.report, head);
  const int revision = filed == nullptr ? 0 : filed->revision;
  if (scheduler_.Below(10) != 0) submission.set_expected_revision(revision);
  Begin(intent, std::move(submission));
  return true;
}

bool Writer::Withdraw(const History& history, int64_t head) {
  const std::vector<ReportName> reports = history.Reports();
  if (reports.empty()) return false;
  Intent& intent = ledger_.Ask(Intent::Kind::kWithdraw);
  intent.report = scheduler_.Any(reports);
  v1::WithdrawReportRequest request;
  request.set_office(std::get<0>(intent.report));
  request.set_year(std::get<1>(intent.report));
  request.set_scope(std::get<2>(intent.report));
  request.set_request_id(intent.request_id());
  request.set_note(intent.note());
  if (scheduler_.Below(2) == 0) {
    const History::Filed* filed = history.Report(intent.report, head);
    request.set_expected_revision(filed == nullptr ? 0 : filed->revision);
  }
  Begin(intent, std::move(request));
  return true;
}

void Writer::ChangeRegistry(v1::RegistryRows rows) {
  Intent& intent = ledger_.Ask(Intent::Kind::kRegistry);
  intent.rows = rows;
  v1::ApplyRegistryRequest request;
  *request.mutable_rows() = std::move(rows);
  request.set_request_id(intent.request_id());
  request.set_note(intent.note());
  Begin(intent, std::move(request));
}

void Writer::Begin(Intent& intent, IngestNode::Request request) {
  intent_ = &intent;
  request_ = std::make_shared<const IngestNode::Request>(std::move(request));
  Attempt();
}

void Writer::Attempt() {
  const int attempt = ++attempt_;
  ++intent_->sent;
  if (!weather_.Fault(weather_.lose)) Send(attempt);
  if (weather_.Fault(weather_.repeat)) {
    ++intent_->sent;
    scheduler_.After(weather_.Delay(), [this, attempt] { Send(attempt); });
  }
  scheduler_.After(kPatience, [this, attempt] {
    if (attempt == attempt_ && intent_ != nullptr) Later();
  });
}

void Writer::Send(int attempt) {
  scheduler_.After(weather_.Delay(), [this, attempt, request = request_] {
    ingest_.Execute(*request, [this, attempt](const ingest::Answer& answer) {
      if (weather_.Fault(weather_.lose)) return;
      scheduler_.After(weather_.Delay(),
                       [this, attempt, answer] { Answered(attempt, answer); });
    });
  });
}

void Writer::Answered(int attempt, const ingest::Answer& answer) {
  // A late answer to an attempt that was given up.
  if (attempt != attempt_ || intent_ == nullptr) return;
  Intent& intent = *intent_;
  const absl::Status& status = answer.status;
  if (absl::IsUnavailable(status) || absl::IsResourceExhausted(status)) {
    return Later();
  }
  ++attempt_;
  if (!status.ok()) {
    scheduler_.Trace(intent.note(),
                     " is refused: ", base::GetErrorDetails(status).reason);
    intent.refused = intent.sent == 1;
    return Think();
  }
  v1::LogPosition position;
  if (intent.kind == Intent::Kind::kRegistry) {
    position = answer.registry.position();
    ledger_.Acknowledge(&intent, position, answer.registry.unchanged());
  } else {
    position = answer.receipt.position();
    ledger_.Acknowledge(&intent, answer.receipt);
  }
  scheduler_.Trace(intent.note(), " is acknowledged at ", position.log(), " ",
                   position.sequence());
  if (scheduler_.Below(2) == 0) ReadBack(position);
  Think();
}

void Writer::Later() {
  ++attempt_;
  // Some give up, and never know.
  if (!weather_.cleared() && scheduler_.Below(12) == 0) return Think();
  scheduler_.After(scheduler_.Within(absl::Milliseconds(300)),
                   [this] { Attempt(); });
}

void Writer::ReadBack(const v1::LogPosition& position) {
  v1::GetTotalsRequest request;
  request.set_region(scheduler_.Any(Regions()));
  request.set_year(kFirstYear + static_cast<int>(scheduler_.Below(kYears)));
  if (intent_->kind != Intent::Kind::kRegistry) {
    const auto& [office, year, scope] = intent_->report;
    const v1::OfficeRow* row =
        ledger_.history(position.log())
            ->FindOffice(office, year, position.sequence());
    if (row != nullptr) request.set_region(row->region());
    request.set_year(year);
  }
  *request.mutable_min_position() = position;
  QueryNode& query = *scheduler_.Any(queries_);
  scheduler_.After(weather_.Delay(), [this, request, &query] {
    query.Ask(request, absl::Seconds(3),
              [this, request,
               &query](const absl::StatusOr<v1::GetTotalsResponse>& answer) {
                scheduler_.Trace(
                    "read back at ", request.min_position().sequence(), ": ",
                    absl::StatusCodeToString(answer.status().code()));
                CheckAnswer(ledger_, request, answer, query.position());
              });
  });
}

}  // namespace disclosure::simulation
