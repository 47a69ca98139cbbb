// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

#include "services/ingest/submit_stream.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "base/absl_strings.h"
#include "base/error.h"
#include "server/status.h"
#include "services/ingest/prepare.h"

namespace disclosure::ingest {
namespace {

// Offices like an unknown one are searched for so often in one message: a
// client with wrong ids must not keep this thread busy.
constexpr int kSimilarNamesMax = 4;

// Findings in one response. Larger: a message of wrong reports could be
// answered with more than a client takes, or than the server has room for; what
// is left out is still counted in the result's status or receipt.
constexpr size_t kFindingsBytesMax = 12'000'000;

// The findings of a result stand beside its status; it need not repeat them.
absl::Status WithoutViolations(const absl::Status& status) {
  base::ErrorDetails details = base::GetErrorDetails(status);
  if (details.reason != "REPORT_HAS_ERRORS") return status;
  details.metadata["violations_total"] =
      absl::StrCat(details.violations.size());
  details.violations.clear();
  return base::MakeError(status.code(), base::FromAbsl(status.message()),
                         std::move(details));
}

// Room for findings is asked for in pieces, of which the first is there.
constexpr size_t kFindingsPiece = 1'000'000;
constexpr size_t kFindingsFree = 32'000;

}  // namespace

absl::Status SubmitStream::Admit(
    const Weighed<ReceivedSubmitReportsRequest>& request,
    const v1::SubmitReportsResponse* response) {
  if (!request.read.ok()) return request.read;
  absl::Status fits = CheckBatchSize(request.message);
  if (fits.ok()) fits = Hold(response, request.bytes);
  return fits;
}

void SubmitStream::OnMessage(Weighed<ReceivedSubmitReportsRequest>& request,
                             v1::SubmitReportsResponse* response) {
  absl::Status fits = Admit(request, response);
  if (!fits.ok()) {
    // Its memory is not kept until the client has read the answers before.
    request = {};
    return Refuse(Count(parts_, fits));
  }
  LogState state = parts_.committer.state();
  v1::Principal by = ToMessage(principal());
  JudgedBy judged_by{.catalog = parts_.catalog,
                     .registry = *state.registry,
                     .now = parts_.clock.Now(),
                     .principal = by};
  std::vector<Mutation> batch;
  // Results of the response, which stays where it is until Answer().
  std::vector<v1::SubmitResult*> waiting;
  int refused = 0;
  size_t findings_bytes = 0;
  size_t findings_room = kFindingsFree;
  for (ReceivedSubmission& submission :
       *request.message.mutable_submissions()) {
    judged_by.name_similar = refused < kSimilarNamesMax;
    Prepared prepared = PrepareSubmission(judged_by, std::move(submission));
    v1::SubmitResult* result = response->add_results();
    for (v1::Finding& finding : prepared.findings) {
      findings_bytes += finding.ByteSizeLong();
      if (findings_bytes > findings_room && findings_room < kFindingsBytesMax &&
          Hold(response, 2 * kFindingsPiece).ok()) {
        findings_room += kFindingsPiece;
      }
      if (findings_bytes > findings_room) break;
      *result->add_findings() = std::move(finding);
    }
    if (!prepared.status.ok()) ++refused;
    if (prepared.mutation) {
      batch.push_back(*std::move(prepared.mutation));
      waiting.push_back(result);
    } else {
      *result->mutable_status() = server::ToStatusMessage(
          WithoutViolations(Count(parts_, prepared.status)));
    }
  }
  if (batch.empty()) return Answer(response);
  absl::Status queued = parts_.committer.Submit(
      std::move(batch), Committer::WhenFull::kWait,
      [stream = Self<SubmitStream>(), waiting,
       response](std::vector<ingest::Answer> answers) mutable {
        stream->Complete(std::move(waiting), std::move(answers), response);
      },
      client());
  if (queued.ok()) return;
  for (v1::SubmitResult* result : waiting) {
    *result->mutable_status() = server::ToStatusMessage(queued);
  }
  Answer(response);
}

void SubmitStream::Complete(std::vector<v1::SubmitResult*> waiting,
                            std::vector<ingest::Answer> answers,
                            const v1::SubmitReportsResponse* response) {
  for (size_t i = 0; i < waiting.size(); ++i) {
    if (answers[i].status.ok()) {
      *waiting[i]->mutable_receipt() = std::move(answers[i].receipt);
    } else {
      *waiting[i]->mutable_status() =
          server::ToStatusMessage(WithoutViolations(answers[i].status));
    }
  }
  Answer(response);
}

}  // namespace disclosure::ingest
