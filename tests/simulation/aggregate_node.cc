// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

#include "tests/simulation/aggregate_node.h"

#include <utility>

#include "base/check.h"
#include "base/error.h"
#include "services/aggregate/maintenance.h"
#include "services/aggregate/update_feed.h"
#include "tests/simulation/contents.h"

namespace disclosure::simulation {
namespace {

const aggregate::FormLayout& Layout() {
  static const auto& layout = *new aggregate::FormLayout(BuiltInCatalog());
  return layout;
}

}  // namespace

struct AggregateNode::Process {
  std::unique_ptr<aggregate::LiveRollup> live;
  std::unique_ptr<aggregate::CheckpointSaver> saver;
  std::unique_ptr<aggregate::FollowSteps> steps;
  std::shared_ptr<IngestNode::Link> feed;
  std::vector<std::shared_ptr<Link>> links;
  // The last position, which must not go back within a log.
  v1::LogPosition last;
};

AggregateNode::AggregateNode(Scheduler& scheduler, Weather& weather,
                             Ledger& ledger, IngestNode& ingest)
    : scheduler_(scheduler),
      weather_(weather),
      ledger_(ledger),
      ingest_(ingest) {}

AggregateNode::~AggregateNode() {
  if (up()) Kill(false);
}

void AggregateNode::Start() {
  auto fails = [this] { return weather_.Fault(weather_.checkpoint_fails); };
  auto log = [this](const std::string&) {
    scheduler_.Trace("aggregate: trouble with the checkpoint");
  };
  auto checkpoint = aggregate::Checkpoint::Open(
      {.path = "",
       .log = log,
       .touches_at_once_max = weather_.touches_at_once_max,
       .slice_bytes = 300},
      std::make_unique<MemoryFolder>(disk_, fails));
  auto process = std::make_unique<Process>();
  absl::Status loaded = checkpoint.status();
  if (loaded.ok()) {
    process->live = std::make_unique<aggregate::LiveRollup>(Layout(), [this] {
      if (process_ == nullptr) return;
      for (const auto& link : process_->links) link->Wake();
    });
    process->saver = std::make_unique<aggregate::CheckpointSaver>(
        aggregate::CheckpointSaver::Options{.changes_max = 30,
                                            .retry_period = absl::Seconds(2),
                                            .clock = &scheduler_.clock(),
                                            .log = log},
        *std::move(checkpoint), *process->live);
    loaded = process->saver->Load();
  }
  if (!loaded.ok()) {
    scheduler_.Trace("aggregate does not start");
    scheduler_.After(absl::Milliseconds(200), [this, start = starts_] {
      if (start == starts_ && !up()) Start();
    });
    return;
  }
  process->steps = std::make_unique<aggregate::FollowSteps>(
      aggregate::FollowSteps::Options{.far_behind = weather_.far_behind},
      *process->live, *process->saver);
  process_ = std::move(process);
  ++starts_;
  scheduler_.Trace("aggregate starts at ", position().sequence());
  Connect();
  SaveSoon();
}

void AggregateNode::Kill(bool with_power) {
  scheduler_.Trace("aggregate dies", with_power ? " with its machine" : "");
  ++starts_;
  if (process_ != nullptr) {
    if (process_->feed != nullptr) process_->feed->Abandon();
    for (const auto& link : process_->links) link->Break();
    // The saver's end would save once more; a process that dies does not.
    FolderDisk disk = disk_;
    process_.reset();
    disk_ = disk;
  }
  if (with_power) disk_.LosePower(static_cast<size_t>(scheduler_.Below(4)));
}

void AggregateNode::Connect() {
  const v1::FollowRequest request = process_->steps->NextRequest();
  scheduler_.After(weather_.Delay(), [this, request, start = starts_] {
    if (start != starts_) return;
    process_->feed = ingest_.Follow(
        request, weather_.slow_reader,
        [this](v1::FollowResponse& response) {
          const absl::Status applied =
              process_->steps->Apply(std::move(response));
          const v1::LogPosition now = position();
          scheduler_.Trace("aggregate at ", now.log(), " ", now.sequence());
          if (now.log() == process_->last.log() &&
              now.sequence() < process_->last.sequence()) {
            ledger_.Fail("aggregate went back to ", now.sequence());
          }
          for (const auto& link : process_->links) {
            if (now.sequence() > process_->last.sequence() && link->waiting()) {
              ledger_.Fail("a replica is not told of change ", now.sequence());
            }
          }
          process_->last = now;
          return applied;
        },
        [this](const absl::Status& status) { Ended(status); });
    if (process_->feed == nullptr) Ended(absl::UnavailableError("down"));
  });
}

void AggregateNode::Ended(const absl::Status& status) {
  const absl::Duration wait = process_->steps->Ended(status);
  scheduler_.Trace("aggregate lost its feed: ",
                   base::GetErrorDetails(status).reason);
  const auto state = process_->steps->state();
  if (state.stopped_at_change) {
    ledger_.Fail("aggregate stops: ", state.problem.message());
    return;
  }
  scheduler_.After(wait / 2 + scheduler_.Within(wait / 2),
                   [this, start = starts_] {
                     if (start == starts_) Connect();
                   });
}

void AggregateNode::SaveSoon() {
  scheduler_.After(
      absl::Milliseconds(200) + scheduler_.Within(absl::Seconds(2)),
      [this, start = starts_] {
        if (start != starts_) return;
        process_->saver->Save();
        SaveSoon();
      });
}

std::shared_ptr<AggregateNode::Link> AggregateNode::Follow(
    const v1::RollupServiceFollowRequest& request, absl::Duration slow,
    std::function<absl::Status(v1::RollupServiceFollowResponse&)> take,
    std::function<void(const absl::Status&)> ended) {
  if (!up()) return nullptr;
  auto feed = std::make_shared<aggregate::UpdateFeed>(
      *process_->live, request.from(), weather_.update_bytes_max);
  auto link = std::make_shared<Link>(
      scheduler_, weather_, slow,
      Link::Ends{.fill =
                     [this, feed](v1::RollupServiceFollowResponse* response) {
                       return feed->Next(process_->steps->CheckReady(),
                                         response);
                     },
                 .take = std::move(take),
                 .ended = std::move(ended)});
  std::erase_if(process_->links,
                [](const auto& old) { return !old->serving(); });
  process_->links.push_back(link);
  link->Wake();
  return link;
}

v1::LogPosition AggregateNode::position() const {
  const aggregate::RollupFacts facts = process_->live->facts();
  v1::LogPosition position;
  position.set_log(facts.log.id());
  position.set_sequence(facts.sequence);
  return position;
}

void AggregateNode::Rebuild() {
  if (!up() || !process_->steps->CheckReady().ok()) return;
  auto rebuilt = aggregate::RebuildTotals(*process_->live, ingest_);
  if (!rebuilt.ok()) {
    // The log was replaced, or goes on only here.
    scheduler_.Trace("aggregate cannot rebuild");
  } else if (rebuilt->mismatch_count() != 0) {
    ledger_.Fail("a rebuild differs in ", rebuilt->mismatch_count());
  }
}

void AggregateNode::Verify() {
  auto verified = aggregate::VerifyTotals(*process_->live, ingest_);
  if (!verified.ok()) {
    ledger_.Fail("verify: ", verified.status().message());
  } else if (verified->mismatch_count() != 0) {
    ledger_.Fail("verify: ", verified->ShortDebugString());
  }
}

}  // namespace disclosure::simulation
