// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

#include "tests/simulation/query_node.h"

#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "base/error.h"
#include "services/query/feed_steps.h"
#include "services/query/kept_totals.h"
#include "services/query/position_waits.h"
#include "services/query/read_model.h"
#include "services/query/totals.h"
#include "tests/simulation/contents.h"
#include "tests/simulation/country.h"

namespace disclosure::simulation {

struct QueryNode::Process {
  Process(const base::Clock& clock, std::function<void()> applied)
      : model(clock),
        kept(1 << 20),
        waits(model, 16),
        steps({.catalog = &BuiltInCatalog()}, model, std::move(applied)) {}

  query::ReadModel model;
  query::KeptTotals kept;
  query::PositionWaits waits;
  query::FeedSteps steps;
  std::shared_ptr<AggregateNode::Link> feed;
  v1::LogPosition last;
};

QueryNode::QueryNode(Scheduler& scheduler, Weather& weather, Ledger& ledger,
                     AggregateNode& aggregate, int number, bool slow)
    : scheduler_(scheduler),
      weather_(weather),
      ledger_(ledger),
      aggregate_(aggregate),
      number_(number),
      slow_(slow) {}

QueryNode::~QueryNode() {
  if (up()) Kill();
}

void QueryNode::Start() {
  scheduler_.Trace("query ", number_, " starts");
  ++starts_;
  process_ =
      std::make_unique<Process>(scheduler_.clock(), [this] { Applied(); });
  Connect();
}

void QueryNode::Kill() {
  scheduler_.Trace("query ", number_, " dies");
  ++starts_;
  if (process_->feed != nullptr) process_->feed->Abandon();
  // Calls that wait are never answered: their callbacks see another start.
  std::unique_ptr<Process> process = std::move(process_);
}

v1::LogPosition QueryNode::position() const {
  return process_ == nullptr ? v1::LogPosition() : process_->model.position();
}

void QueryNode::Connect() {
  const v1::RollupServiceFollowRequest request = process_->steps.NextRequest();
  scheduler_.After(weather_.Delay(), [this, request, start = starts_] {
    if (start != starts_) return;
    process_->feed = aggregate_.Follow(
        request, slow_ ? weather_.slow_reader : absl::ZeroDuration(),
        [this](v1::RollupServiceFollowResponse& response) {
          return process_->steps.Take(response);
        },
        [this](const absl::Status& status) { Ended(status); });
    if (process_->feed == nullptr) Ended(absl::UnavailableError("down"));
  });
}

void QueryNode::Ended(const absl::Status& status) {
  const absl::Duration wait = process_->steps.Ended(status);
  scheduler_.Trace("query ", number_,
                   " lost its feed: ", base::GetErrorDetails(status).reason);
  if (process_->steps.state().refused) {
    return ledger_.Fail("query refuses its feed: ", status.message());
  }
  scheduler_.After(wait / 2 + scheduler_.Within(wait / 2),
                   [this, start = starts_] {
                     if (start == starts_) Connect();
                   });
}

void QueryNode::Applied() {
  const v1::LogPosition now = position();
  scheduler_.Trace("query ", number_, " at ", now.log(), " ", now.sequence());
  v1::LogPosition& last = process_->last;
  if (now.log() == last.log() && now.sequence() < last.sequence()) {
    ledger_.Fail("query went back to ", now.sequence());
  }
  const bool known = ledger_.history(now.log()) != nullptr;
  if (!known || now.sequence() > ledger_.head(now.log())) {
    ledger_.Fail("query is at ", now.log(), " ", now.sequence(),
                 ", which was never committed");
    return;
  }
  last = now;
  process_->waits.Advance();
  if (scheduler_.Below(4) != 0) return;
  const int year = kFirstYear + static_cast<int>(scheduler_.Below(kYears));
  Check({scheduler_.Any(Regions()), year,
         scheduler_.Below(3) == 0 ? scheduler_.Any(Lines()) : ""},
        scheduler_.Below(3) == 0 ? v1::PART_OWN : v1::PART_SUBTREE);
}

absl::StatusOr<v1::GetTotalsResponse> QueryNode::Answer(
    const v1::GetTotalsRequest& request) const {
  const query::AnswerContext context{.model = process_->model,
                                     .catalog = BuiltInCatalog(),
                                     .clock = scheduler_.clock()};
  auto wire = query::GetTotalsOnWire(context, process_->kept, request);
  if (!wire.ok()) return wire.status();
  v1::GetTotalsResponse response;
  if (!response.ParseFromString(wire->ToString())) {
    return absl::InternalError("the answer cannot be read");
  }
  return response;
}

void QueryNode::Ask(const v1::GetTotalsRequest& request,
                    absl::Duration patience, const Reply& reply) {
  if (!up()) return reply(absl::UnavailableError("down"));
  AnswerOrWait(request, scheduler_.Now() + patience, reply);
}

void QueryNode::AnswerOrWait(const v1::GetTotalsRequest& request,
                             absl::Time deadline, const Reply& reply) {
  auto place = process_->waits.PlaceToWait(request.min_position());
  if (!place.ok()) return reply(place.status());
  if (*place == nullptr) return reply(Answer(request));
  auto waits = std::make_shared<bool>(true);
  const uint64_t id =
      (*place)->Park(request.min_position().sequence(), absl::InfiniteFuture(),
                     [this, request, deadline, reply, waits,
                      start = starts_](const absl::Status& status) {
                       *waits = false;
                       if (start != starts_) return;
                       if (!status.ok()) return reply(status);
                       AnswerOrWait(request, deadline, reply);
                     });
  scheduler_.At(deadline,
                [this, place = *place, id, reply, waits, start = starts_] {
                  if (!*waits || start != starts_ || !place->Cancel(id)) return;
                  reply(absl::DeadlineExceededError("not reached"));
                });
}

void QueryNode::Check(const Place& place, v1::Part part) {
  v1::GetTotalsRequest request;
  request.set_region(place.region);
  request.set_year(place.year);
  request.set_line(place.line);
  request.set_part(part);
  CheckAnswer(ledger_, request, Answer(request), position());
}

void QueryNode::CheckAll() {
  for (int year = kFirstYear; year < kFirstYear + kYears; ++year) {
    for (const std::string& region : Regions()) {
      Check({region, year, ""}, v1::PART_SUBTREE);
      Check({region, year, ""}, v1::PART_OWN);
      Check({region, year, scheduler_.Any(Lines())}, v1::PART_SUBTREE);
    }
  }
}

void CheckAnswer(Ledger& ledger, const v1::GetTotalsRequest& request,
                 const absl::StatusOr<v1::GetTotalsResponse>& answer,
                 const v1::LogPosition& position) {
  const Place place{request.region(), request.year(), request.line()};
  const std::string name =
      absl::StrCat(place.region, " ", place.year, " ", place.line, " at ",
                   position.sequence(), ": ");
  if (absl::IsNotFound(answer.status())) {
    const History* history = ledger.history(position.log());
    bool there = history->FindRegion(place.region, place.year,
                                     position.sequence()) != nullptr;
    // A line is known where an office of that year has it.
    bool line = place.line.empty();
    for (const v1::OfficeRow* row :
         history->Offices(place.year, position.sequence())) {
      line |= row->line() == place.line;
    }
    if (there && line) ledger.Fail(name, answer.status().message());
    return;
  }
  if (!answer.ok()) return;
  const v1::Totals& totals = answer->totals();
  if (totals.positions_size() != 1) return ledger.Fail(name, "no position");
  const v1::LogPosition& at = totals.positions(0);
  const v1::LogPosition& wanted = request.min_position();
  if (!wanted.log().empty() &&
      (at.log() != wanted.log() || at.sequence() < wanted.sequence())) {
    return ledger.Fail(name, "asked for ", wanted.log(), " ", wanted.sequence(),
                       ", answered at ", at.log(), " ", at.sequence());
  }
  const History* history = ledger.history(at.log());
  if (history == nullptr || at.sequence() > ledger.head(at.log())) {
    return ledger.Fail(name, "a position that never was");
  }
  const Tally expected = request.part() == v1::PART_OWN
                             ? history->Own(place, at.sequence())
                             : history->Page(place, at.sequence());
  const std::string difference = Difference(expected, totals);
  if (!difference.empty()) ledger.Fail(name, difference);
}

}  // namespace disclosure::simulation
