// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

#include "tests/crash/checker.h"

#include <algorithm>
#include <map>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "base/sha256.h"
#include "tests/crash/registrar.h"
#include "tests/system/compare.h"
#include "tests/system/world.h"

namespace disclosure::testing {
namespace {

using Fault = Journal::Fault;

// Old revisions read again in a round, and in a thorough one.
constexpr int kOldInRound = 30;
constexpr int kOldInThoroughRound = 1'000;

// Regions whose answers are compared in a round.
constexpr int kRegionsInRound = 3;

// The figures of a revision as the feed carries them.
std::string FiguresDigest(const std::string& figures_part) {
  v1::AnnualReport part;
  if (!part.ParseFromString(figures_part)) return "not a report";
  return base::Sha256Of(part.figures().SerializeAsString());
}

// What a logged change says of itself, but for the bytes sent.
Acknowledged LoggedAs(const v1::Change& change) {
  const v1::ReportChange& report = change.report();
  Acknowledged logged = {.sequence = change.sequence()};
  if (change.has_registry()) {
    logged.revision = change.registry().revision();
    logged.content = DigestOf(change.registry().rows());
    return logged;
  }
  logged.office = report.office();
  logged.year = report.year();
  logged.scope = report.scope();
  logged.revision = report.revision();
  logged.withdrawn = report.withdrawn();
  logged.digest = report.digest();
  return logged;
}

}  // namespace

Checker::Checker(Client client, const std::string& log, uint64_t seed,
                 Journal* journal)
    : client_(std::move(client)),
      log_(log),
      random_(seed),
      journal_(*journal) {}

v1::LogPosition Checker::Head() const {
  v1::LogPosition head;
  head.set_log(log_);
  head.set_sequence(acknowledged());
  return head;
}

void Checker::TakeNew() {
  const std::map<int64_t, Acknowledged> added = journal_.TakeNew();
  for (const auto& [sequence, change] : added) {
    if (sequence <= acknowledged()) {
      journal_.Find(Fault::kLost, absl::StrCat("acknowledged at ", sequence,
                                               ", where another change is: ",
                                               change.request_id));
      continue;
    }
    acknowledged_.resize(static_cast<size_t>(sequence) - 1);
    acknowledged_.push_back(change);
  }
}

void Checker::ExplainUnknown(const v1::Change& change) {
  const Acknowledged logged = LoggedAs(change);
  const auto twin = std::find_if(acknowledged_.begin(), acknowledged_.end(),
                                 [&logged](const Acknowledged& known) {
                                   return !logged.digest.empty() &&
                                          known.digest == logged.digest &&
                                          known.office == logged.office;
                                 });
  if (twin != acknowledged_.end()) {
    return journal_.Find(
        Fault::kDoubled,
        absl::StrCat("change ", logged.sequence, " ", NameOf(logged),
                     " repeats ", NameOf(*twin), ": ", twin->request_id));
  }
  journal_.Find(Fault::kInvented,
                absl::StrCat("change ", logged.sequence, " ", NameOf(logged),
                             " that nobody was told of, digest ",
                             base::Hex(logged.digest)));
}

void Checker::CheckReported(const Acknowledged& expected,
                            const v1::Change& change,
                            const std::string& figures_part) {
  Acknowledged logged = LoggedAs(change);
  logged.request_id = expected.request_id;
  if (!expected.office.empty()) logged.content = expected.content;
  if (!expected.figures.empty()) logged.figures = FiguresDigest(figures_part);
  if (logged == expected) return;
  journal_.Find(Fault::kLost,
                absl::StrCat("change ", change.sequence(), " is ",
                             NameOf(logged), ", acknowledged ",
                             NameOf(expected), ": ", expected.request_id));
}

void Checker::CheckChange(const v1::LoggedChange& logged, Walk* walk) {
  v1::Change change;
  walk->hash = base::Sha256Of(walk->hash + logged.change());
  ++walk->sequence;
  if (!change.ParseFromString(logged.change()) ||
      change.sequence() != walk->sequence || logged.hash() != walk->hash) {
    return journal_.Find(
        Fault::kWrong,
        absl::StrCat("the chain or the numbers break at change ",
                     walk->sequence, ", which says it is ", change.sequence()));
  }
  const auto at = static_cast<size_t>(walk->sequence) - 1;
  if (at >= acknowledged_.size() || acknowledged_[at].request_id.empty()) {
    return ExplainUnknown(change);
  }
  CheckReported(acknowledged_[at], change, logged.figures_part());
}

void Checker::WalkLog(Walk* walk) {
  grpc::ClientContext context;
  context.set_deadline(absl::ToChronoTime(absl::Now() + absl::Minutes(2)));
  context.set_wait_for_ready(true);
  v1::FollowRequest request;
  request.set_log(log_);
  request.set_from_sequence(walk->sequence + 1);
  auto reader = client_.feed().Follow(&context, request);
  v1::FollowResponse response;
  int64_t head = -1;
  while ((head < 0 || walk->sequence < head) && reader->Read(&response)) {
    if (head < 0) head = response.head_sequence();
    for (const v1::LoggedChange& logged : response.changes()) {
      CheckChange(logged, walk);
    }
  }
  context.TryCancel();
  const absl::Status ended = server::FromGrpcStatus(reader->Finish());
  if (head < 0) {
    const bool shorter = Reason(ended) == "POSITION_AHEAD";
    return journal_.Find(
        shorter ? Fault::kLost : Fault::kWrong,
        absl::StrCat("the log cannot be read from ", walk->sequence + 1, ": ",
                     Describe(ended)));
  }
  for (int64_t lost = walk->sequence + 1; lost <= acknowledged(); ++lost) {
    const Acknowledged& change = acknowledged_[static_cast<size_t>(lost) - 1];
    if (change.request_id.empty()) continue;
    journal_.Find(Fault::kLost,
                  absl::StrCat("change ", lost, " ", NameOf(change),
                               " is not in the log, which ends at ", head, ": ",
                               change.request_id));
  }
}

void Checker::CheckRevision(const Acknowledged& expected) {
  if (expected.office.empty()) return;
  v1::GetReportRequest request;
  request.set_office(expected.office);
  request.set_year(expected.year);
  request.set_scope(expected.scope);
  request.set_revision(static_cast<int32_t>(expected.revision));
  auto found =
      Call(client_.ingest(), &v1::IngestService::Stub::GetReport, request);
  if (!found.ok()) {
    return journal_.Find(
        absl::IsNotFound(found.status()) ? Fault::kLost : Fault::kWrong,
        absl::StrCat(NameOf(expected), " cannot be read: ",
                     Describe(found.status()), ": ", expected.request_id));
  }
  found->mutable_report()->clear_revision();
  const std::string content =
      expected.withdrawn ? ""
                         : base::Sha256Of(found->report().SerializeAsString());
  if (content == expected.content &&
      found->info().withdrawn() == expected.withdrawn &&
      found->info().digest() == expected.digest &&
      found->info().position().sequence() == expected.sequence) {
    return;
  }
  journal_.Find(Fault::kLost,
                absl::StrCat(NameOf(expected),
                             " is not what was sent: ", expected.request_id));
}

void Checker::CheckHead(const Acknowledged& of, const Model& model) {
  if (of.office.empty()) return;
  v1::GetReportRequest request;
  request.set_office(of.office);
  request.set_year(of.year);
  request.set_scope(of.scope);
  auto found =
      Call(client_.ingest(), &v1::IngestService::Stub::GetReport, request);
  if (found.ok() &&
      found->current_revision() ==
          model.Revision(of.office, of.year, of.scope) &&
      found->has_report() == model.IsFiled(of.office, of.year, of.scope)) {
    return;
  }
  journal_.Find(
      Fault::kWrong,
      absl::StrCat("the current revision of ", NameOf(of), " is ",
                   found.ok() ? absl::StrCat(found->current_revision())
                              : Describe(found.status()),
                   ", expected ", model.Revision(of.office, of.year, of.scope),
                   ": ", of.request_id));
}

void Checker::CheckSomeTotals(const Model& model) {
  const int year =
      static_cast<int>(kFirstYear + Pick(random_, kLastYear - kFirstYear));
  const std::vector<std::string> regions = model.Regions(year);
  std::vector<std::string> lines = model.Lines(year);
  lines.emplace_back();
  for (int i = 0; i < kRegionsInRound; ++i) {
    const size_t region = static_cast<size_t>(
        Pick(random_, static_cast<int64_t>(regions.size()) - 1));
    const size_t line = static_cast<size_t>(
        Pick(random_, static_cast<int64_t>(lines.size()) - 1));
    const std::string problems = AnswerProblems(client_, model, regions[region],
                                                year, lines[line], Head());
    if (!problems.empty()) journal_.Find(Fault::kWrong, problems);
  }
}

void Checker::CheckRound(const Model& model, bool thorough) {
  const size_t old = acknowledged_.size();
  TakeNew();
  WalkLog(&verified_);
  for (size_t i = old; i < acknowledged_.size(); ++i) {
    CheckRevision(acknowledged_[i]);
    CheckHead(acknowledged_[i], model);
  }
  const int again = thorough ? kOldInThoroughRound : kOldInRound;
  for (int i = 0; i < again && old > 0; ++i) {
    CheckRevision(acknowledged_[static_cast<size_t>(
        Pick(random_, static_cast<int64_t>(old) - 1))]);
  }
  // Totals at a head that is lost would be waited for.
  if (journal_.clean()) CheckSomeTotals(model);
}

void Checker::CheckAll(const Model& model) {
  TakeNew();
  Walk walk;
  WalkLog(&walk);
  for (const Acknowledged& change : acknowledged_) CheckRevision(change);
  if (!journal_.clean()) return;
  for (int year = kFirstYear; year <= kLastYear; ++year) {
    ExpectAnswers(client_, model, year, model.Lines(year), Head());
  }
  Verify();
}

void Checker::Verify() {
  auto verified = Call(client_.rollup(), &v1::RollupService::Stub::Verify,
                       v1::VerifyRequest(), absl::Minutes(5));
  if (verified.ok() && verified->mismatch_count() == 0) return;
  journal_.Find(
      Fault::kWrong,
      absl::StrCat("verify: ", verified.ok() ? verified->ShortDebugString()
                                             : Describe(verified.status())));
}

}  // namespace disclosure::testing
