// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

#include "tests/simulation/ingest_node.h"

#include <limits>
#include <utility>

#include "absl/cleanup/cleanup.h"
#include "absl/strings/str_cat.h"
#include "base/check.h"
#include "base/error.h"
#include "services/ingest/change_cursor.h"
#include "services/ingest/judge.h"
#include "services/ingest/prepare.h"
#include "services/ingest/reads.h"
#include "tests/simulation/contents.h"

namespace disclosure::simulation {

using ingest::MemoryStore;

IngestNode::IngestNode(Scheduler& scheduler, Weather& weather, Ledger& ledger)
    : scheduler_(scheduler), weather_(weather), ledger_(ledger) {
  log_.set_id("log1");
  log_.set_name("log1");
  logs_ = 1;
  MakeStore({});
}

void IngestNode::MakeStore(MemoryStore::Contents contents) {
  store_ = std::make_unique<MemoryStore>(
      log_,
      [this](MemoryStore::Operation operation) { return FaultOf(operation); },
      std::move(contents));
  ledger_.BeginLog(log_);
}

MemoryStore::Fault IngestNode::FaultOf(MemoryStore::Operation operation) {
  if (auditing_ || !weather_.Fault(weather_.store_fails)) {
    return MemoryStore::Fault::kNone;
  }
  const bool done = operation == MemoryStore::Operation::kCommit &&
                    scheduler_.Chance(weather_.done_though_failed);
  scheduler_.Trace("ingest: operation ", static_cast<int>(operation), " fails",
                   done ? ", though done" : "");
  return done ? MemoryStore::Fault::kDone : MemoryStore::Fault::kNotDone;
}

void IngestNode::Start() {
  ingest::Committer::Options options;
  options.clock = &scheduler_.clock();
  options.group_mutations_max = weather_.group_mutations_max;
  options.judge_again = [](const registry::Registry& registry, absl::Time now,
                           ingest::ReportSubmission* submission) {
    return ingest::JudgeSubmissionAgain(BuiltInCatalog(), registry, now,
                                        submission);
  };
  options.on_commit = [this] {
    for (const auto& link : links_) link->Wake();
  };
  auto opened = ingest::Committer::Open(*store_, std::move(options));
  if (!opened.ok()) {
    scheduler_.Trace("ingest does not start");
    scheduler_.After(absl::Milliseconds(100), [this, process = process_] {
      if (process == process_ && !up()) Start();
    });
    return;
  }
  committer_ = *std::move(opened);
  scheduler_.Trace("ingest starts");
  Audit();
}

void IngestNode::Kill() {
  scheduler_.Trace("ingest dies");
  ++process_;
  committer_.reset();
  stepping_ = false;
  for (const auto& link : links_) link->Break();
  links_.clear();
  DISCLOSURE_CHECK(store_->Close().ok());
}

absl::StatusOr<ingest::Mutation> IngestNode::Prepare(
    const ingest::LogState& state, const Request& request) {
  v1::Principal principal;
  principal.set_subject("writer");
  principal.set_method("local");
  const ingest::JudgedBy by{.catalog = BuiltInCatalog(),
                            .registry = *state.registry,
                            .now = scheduler_.Now(),
                            .principal = principal};
  if (auto* withdrawal = std::get_if<v1::WithdrawReportRequest>(&request)) {
    return ingest::PrepareWithdrawal(by, *withdrawal);
  }
  if (auto* registry = std::get_if<v1::ApplyRegistryRequest>(&request)) {
    return ingest::PrepareRegistryUpdate(by, *registry);
  }
  ingest::ReceivedSubmission received;
  DISCLOSURE_CHECK(received.ParseFromString(
      std::get<v1::Submission>(request).SerializeAsString()));
  ingest::Prepared prepared =
      ingest::PrepareSubmission(by, std::move(received));
  if (!prepared.status.ok()) return prepared.status;
  return *std::move(prepared.mutation);
}

void IngestNode::Execute(const Request& request, const Reply& reply) {
  if (!up()) return reply({.status = absl::UnavailableError("down")});
  auto mutation = Prepare(committer_->state(), request);
  if (!mutation.ok()) return reply({.status = mutation.status()});
  std::vector<ingest::Mutation> batch;
  batch.push_back(*std::move(mutation));
  const absl::Status queued =
      committer_->Submit(std::move(batch), ingest::Committer::WhenFull::kRefuse,
                         [this, reply](std::vector<ingest::Answer> answers) {
                           Audit();
                           reply(answers.front());
                         });
  if (!queued.ok()) return reply({.status = queued});
  StepSoon(absl::ZeroDuration());
}

void IngestNode::StepSoon(absl::Duration pause) {
  if (stepping_) return;
  stepping_ = true;
  const absl::Duration gathering = scheduler_.Within(weather_.gathering);
  scheduler_.After(pause + gathering, [this, process = process_] {
    if (process == process_) Step();
  });
}

void IngestNode::Step() {
  stepping_ = false;
  const int64_t before = head();
  const absl::Duration pause = committer_->Step();
  Audit();
  for (const auto& link : links_) {
    if (head() > before && link->waiting()) {
      ledger_.Fail("a follower is not told of change ", head());
    }
  }
  if (!ready() || committer_->queue_length() > 0) StepSoon(pause);
}

void IngestNode::Audit() {
  if (!committer_->readiness().ok()) return;
  auditing_ = true;
  absl::Cleanup done = [this] { auditing_ = false; };
  const ingest::LogState state = committer_->state();
  auto take = [this](const ingest::ChangeValue& value) {
    ledger_.Read(log_.id(), value);
  };
  constexpr int kAll = std::numeric_limits<int>::max();
  auto read = store_->ReadChanges(head() + 1, state.tail.sequence, kAll,
                                  std::numeric_limits<size_t>::max(), take);
  if (!read.ok()) return ledger_.Fail("the store cannot be read");
  if (head() == state.tail.sequence &&
      ledger_.hash(log_.id()) == state.tail.hash) {
    return;
  }
  ledger_.Fail("the log ends at ", head(), ", ingest says ",
               state.tail.sequence);
}

std::shared_ptr<IngestNode::Link> IngestNode::Follow(
    const v1::FollowRequest& request, absl::Duration slow,
    std::function<absl::Status(v1::FollowResponse&)> take,
    std::function<void(const absl::Status&)> ended) {
  if (!up()) return nullptr;
  auto cursor = std::make_shared<ingest::ChangeCursor>(
      request, ingest::ChangeCursor::Limits{.changes_max = weather_.changes_max,
                                            .bytes_max = 1 << 20});
  auto link = std::make_shared<Link>(
      scheduler_, weather_, slow,
      Link::Ends{.fill =
                     [this, cursor](v1::FollowResponse* response) {
                       return cursor->Next(committer_->state(), *store_,
                                           response);
                     },
                 .take = std::move(take),
                 .ended = std::move(ended)});
  std::erase_if(links_, [](const auto& old) { return !old->serving(); });
  links_.push_back(link);
  link->Wake();
  return link;
}

void IngestNode::Backup() {
  scheduler_.Trace("ingest: backup");
  backup_ = store_->contents();
}

void IngestNode::Restore() {
  if (!backup_.has_value()) return;
  Kill();
  scheduler_.Trace("ingest: restore to ", backup_->head());
  log_.set_parent_id(log_.id());
  log_.set_fork_sequence(backup_->head());
  log_.set_id(absl::StrCat("log", ++logs_));
  log_.set_name(log_.id());
  MakeStore(*std::move(backup_));
  backup_.reset();
  Start();
}

std::optional<int> IngestNode::CurrentRevision(const ReportName& report) {
  if (!ready()) return std::nullopt;
  const auto& [office, year, scope] = report;
  auto head = store_->GetHead({.office = office, .year = year, .scope = scope});
  if (!head.ok()) return std::nullopt;
  return head->has_value() ? (*head)->revision() : 0;
}

absl::Status IngestNode::Read(
    const std::string& log, int64_t first, int64_t last,
    absl::FunctionRef<absl::Status(v1::LoggedChange)> take) {
  if (log != log_.id()) return absl::FailedPreconditionError("another log");
  auditing_ = true;
  absl::Cleanup done = [this] { auditing_ = false; };
  absl::Status status;
  auto read = store_->ReadChanges(
      first, last, std::numeric_limits<int>::max(),
      std::numeric_limits<size_t>::max(),
      [&](const ingest::ChangeValue& value) {
        if (!status.ok()) return;
        v1::LoggedChange change;
        change.set_change(std::string(value.change));
        change.set_hash(std::string(value.hash));
        change.set_figures_part(std::string(value.figures_part));
        status = take(std::move(change));
      });
  return read.ok() ? status : read.status();
}

void IngestNode::Check() {
  auditing_ = true;
  absl::Cleanup done = [this] { auditing_ = false; };
  int64_t next = 1;
  auto read = store_->ReadChanges(1, head(), std::numeric_limits<int>::max(),
                                  std::numeric_limits<size_t>::max(),
                                  [&](const ingest::ChangeValue& value) {
                                    ledger_.ReadAgain(log_.id(), next++, value);
                                  });
  if (!read.ok() || *read != head()) ledger_.Fail("the store lost changes");
  ledger_.CheckAcknowledged(log_.id());
  CheckReports();
}

// What is current must be read as it was filed.
void IngestNode::CheckReports() {
  const History& history = *ledger_.history(log_.id());
  for (const ReportName& name : history.Reports()) {
    const History::Filed* filed = history.Report(name, head());
    if (filed == nullptr || filed->withdrawn) continue;
    v1::GetReportRequest request;
    request.set_office(std::get<0>(name));
    request.set_year(std::get<1>(name));
    request.set_scope(std::get<2>(name));
    auto read = ingest::ReadReport(*store_, log_, request);
    const v1::AnnualReport& expected =
        Contents()[static_cast<size_t>(filed->content)].report;
    if (read.ok() && read->current_revision() == filed->revision &&
        read->report().figures().SerializeAsString() ==
            expected.figures().SerializeAsString() &&
        read->report().narrative().SerializeAsString() ==
            expected.narrative().SerializeAsString()) {
      continue;
    }
    ledger_.Fail("the report of ", std::get<0>(name),
                 " is not as it was filed");
  }
}

}  // namespace disclosure::simulation
