// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

#include "tests/crash/writer.h"

#include <map>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "base/sha256.h"
#include "tests/crash/insist.h"

namespace disclosure::testing {
namespace {

constexpr int kBatch = 8;
constexpr size_t kKnownMax = 16;

// What is to come back of a report, before it is known as which revision.
Acknowledged IntentOf(const v1::Submission& submission) {
  v1::AnnualReport content = submission.report();
  content.clear_revision();
  return {.request_id = submission.request_id(),
          .office = content.office(),
          .year = content.year(),
          .scope = content.scope(),
          .content = base::Sha256Of(content.SerializeAsString()),
          .figures = base::Sha256Of(content.figures().SerializeAsString())};
}

}  // namespace

Writer::Writer(const Options& options, Journal* journal)
    : name_(options.name),
      repeats_known_(options.repeats_known),
      journal_(*journal),
      client_(options.ingest),
      random_(options.seed) {
  model_.Apply(options.rows);
}

void Writer::Run(const absl::Notification& stop) {
  while (!stop.HasBeenNotified()) {
    const int64_t chance = Pick(random_, 11);
    if (chance == 0) {
      Withdraw();
    } else if (chance < 4) {
      SubmitBatch();
    } else if (chance < 7 && repeats_known_) {
      RepeatKnown();
    } else {
      SubmitOne();
    }
  }
}

absl::Status Writer::InsistOn(const std::string& request_id,
                              const std::function<absl::Status()>& attempt) {
  int attempts = 0;
  const absl::Status outcome = Insist(journal_, name_, request_id, [&] {
    ++attempts;
    return attempt();
  });
  attempts_again_ += attempts - 1;
  return outcome;
}

void Writer::WriteIntent(const Acknowledged& intent) {
  journal_.Write(name_,
                 absl::StrCat("intent ", intent.request_id, " ", NameOf(intent),
                              " content ", base::Hex(intent.content)));
}

void Writer::Keep(const v1::Receipt& receipt, Acknowledged intent) {
  if (receipt.unchanged()) return;
  intent.sequence = receipt.position().sequence();
  intent.revision = receipt.revision();
  intent.withdrawn = receipt.withdrawn();
  intent.digest = receipt.digest();
  journal_.Acknowledge(name_, intent, receipt.replayed());
}

void Writer::Refused(const std::string& request_id,
                     const absl::Status& status) {
  journal_.Write(name_,
                 absl::StrCat("refused ", request_id, " ", Describe(status)));
  if (Reason(status) == "OFFICE_UNKNOWN" || IsToBeRepeated(status)) return;
  journal_.Find(
      Journal::Fault::kWrong,
      absl::StrCat("refused with ", Describe(status), ": ", request_id));
}

absl::Status Writer::Send(const v1::SubmitReportRequest& request,
                          v1::SubmitReportResponse* response) {
  return InsistOn(request.submission().request_id(), [&] {
    auto answer = Call(client_.ingest(), &v1::IngestService::Stub::SubmitReport,
                       request, kAttemptLimit);
    if (answer.ok()) *response = *std::move(answer);
    return answer.status();
  });
}

void Writer::SubmitOne() {
  v1::SubmitReportRequest request;
  *request.mutable_submission() = RandomSubmission(random_, model_);
  const Acknowledged intent = IntentOf(request.submission());
  WriteIntent(intent);
  v1::SubmitReportResponse response;
  const absl::Status outcome = Send(request, &response);
  if (!outcome.ok()) return Refused(intent.request_id, outcome);
  model_.Submit(request.submission().report(), response.receipt());
  Keep(response.receipt(), intent);
  ++acknowledged_;
  if (!repeats_known_ || response.receipt().unchanged()) return;
  known_.push_back({std::move(request), intent});
  if (known_.size() > kKnownMax) known_.pop_front();
}

void Writer::RepeatKnown() {
  if (known_.empty()) return;
  const auto& [request, intent] = known_[static_cast<size_t>(
      Pick(random_, static_cast<int64_t>(known_.size()) - 1))];
  v1::SubmitReportResponse response;
  const absl::Status outcome = Send(request, &response);
  if (!outcome.ok() || !response.receipt().replayed()) {
    return journal_.Find(
        Journal::Fault::kWrong,
        absl::StrCat("a known request is not replayed but ", Describe(outcome),
                     ": ", intent.request_id));
  }
  Keep(response.receipt(), intent);
  ++replays_;
}

void Writer::Withdraw() {
  const auto request = RandomWithdrawal(random_, model_);
  if (!request) return;
  const Acknowledged intent = {.request_id = request->request_id(),
                               .office = request->office(),
                               .year = request->year(),
                               .scope = request->scope(),
                               .withdrawn = true};
  WriteIntent(intent);
  v1::WithdrawReportResponse response;
  const absl::Status outcome = InsistOn(intent.request_id, [&] {
    auto answer =
        Call(client_.ingest(), &v1::IngestService::Stub::WithdrawReport,
             *request, kAttemptLimit);
    if (answer.ok()) response = *std::move(answer);
    return answer.status();
  });
  if (!outcome.ok()) return Refused(intent.request_id, outcome);
  model_.Withdraw(response.receipt());
  Keep(response.receipt(), intent);
  ++acknowledged_;
}

void Writer::SubmitBatch() {
  // Reports of different names, so that none depends on another's outcome.
  std::map<std::string, v1::Submission> batch;
  for (int i = 0; i < kBatch; ++i) {
    v1::Submission submission = RandomSubmission(random_, model_);
    const v1::AnnualReport& report = submission.report();
    batch.emplace(
        absl::StrCat(report.office(), " ", report.year(), report.scope()),
        submission);
  }
  v1::SubmitReportsRequest request;
  for (const auto& [name, submission] : batch) {
    WriteIntent(IntentOf(submission));
    *request.add_submissions() = submission;
  }
  v1::SubmitReportsResponse response;
  const absl::Status outcome =
      InsistOn(request.submissions(0).request_id(),
               [&] { return TryBatch(request, &response); });
  if (!outcome.ok()) {
    return Refused(request.submissions(0).request_id(), outcome);
  }
  for (int i = 0; i < response.results_size(); ++i) {
    const v1::SubmitResult& result = response.results(i);
    if (result.has_receipt()) {
      model_.Submit(request.submissions(i).report(), result.receipt());
      ++acknowledged_;
    } else {
      Refused(request.submissions(i).request_id(),
              server::FromStatusMessage(result.status()));
    }
  }
}

absl::Status Writer::TryBatch(const v1::SubmitReportsRequest& request,
                              v1::SubmitReportsResponse* response) {
  grpc::ClientContext context;
  context.set_wait_for_ready(true);
  context.set_deadline(absl::ToChronoTime(absl::Now() + kAttemptLimit));
  auto stream = client_.ingest().SubmitReports(&context);
  const bool answered = stream->Write(request) && stream->Read(response);
  if (answered) stream->WritesDone();
  if (!answered) context.TryCancel();
  const absl::Status ended = server::FromGrpcStatus(stream->Finish());
  if (!answered) {
    return ended.ok() ? absl::UnavailableError("ended early") : ended;
  }
  if (response->results_size() != request.submissions_size()) {
    return absl::InternalError(absl::StrCat(
        response->results_size(), " results of ", request.submissions_size()));
  }
  absl::Status open;
  for (int i = 0; i < response->results_size(); ++i) {
    const v1::SubmitResult& result = response->results(i);
    if (result.has_receipt()) {
      Keep(result.receipt(), IntentOf(request.submissions(i)));
    } else {
      const absl::Status status = server::FromStatusMessage(result.status());
      if (IsToBeRepeated(status)) open = status;
    }
  }
  return open;
}

}  // namespace disclosure::testing
