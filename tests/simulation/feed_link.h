// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

// A stream of messages between two processes, as gRPC carries it: in order,
// each once, a few on their way at a time; and at any point it may break, with
// the loss of what was on its way. A link ends once and is never used again.

#ifndef DISCLOSURE_TESTS_SIMULATION_FEED_LINK_H_
#define DISCLOSURE_TESTS_SIMULATION_FEED_LINK_H_

#include <algorithm>
#include <functional>
#include <memory>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "tests/simulation/scheduler.h"
#include "tests/simulation/weather.h"

namespace disclosure::simulation {

template <class Response>
class FeedLink : public std::enable_shared_from_this<FeedLink<Response>> {
 public:
  // Both ends. `fill` is asked for the next message, false: nothing now.
  struct Ends {
    std::function<absl::StatusOr<bool>(Response*)> fill;
    std::function<absl::Status(Response&)> take;
    std::function<void(const absl::Status&)> ended;
  };

  // A reader that is slow takes a message only so long after it has come.
  FeedLink(Scheduler& scheduler, Weather& weather, absl::Duration slow,
           Ends ends)
      : scheduler_(scheduler),
        weather_(weather),
        slow_(slow),
        ends_(std::move(ends)) {}

  // There may be something new to fill.
  void Wake() {
    waiting_ = false;
    if (!serving_ || asked_ || on_their_way_ >= kOnTheirWayMax) return;
    asked_ = true;
    scheduler_.After(scheduler_.Within(absl::Milliseconds(1)),
                     [self = this->shared_from_this()] { self->Fill(); });
  }

  // The server, or the connection, is gone: the reader is told after a while.
  void Break() {
    serving_ = false;
    ends_.fill = nullptr;
    if (!reading_) return;
    scheduler_.After(weather_.Delay(), [self = this->shared_from_this()] {
      self->End(absl::UnavailableError("the connection is lost"));
    });
    lost_ = true;
  }

  // The reader is gone: nobody is told.
  void Abandon() {
    serving_ = reading_ = false;
    ends_ = Ends();
  }

  bool serving() const { return serving_; }
  // There was nothing to fill, and nobody has called Wake() since.
  bool waiting() const { return serving_ && waiting_; }

 private:
  static constexpr int kOnTheirWayMax = 3;

  void Fill() {
    asked_ = false;
    if (!serving_) return;
    auto response = std::make_shared<Response>();
    const absl::StatusOr<bool> filled = ends_.fill(response.get());
    if (filled.ok() && !*filled) {
      waiting_ = true;
      return;
    }
    arrival_ =
        std::max(arrival_, scheduler_.Now() + weather_.Delay()) +
        scheduler_.Within(weather_.cleared() ? absl::ZeroDuration() : slow_);
    if (!filled.ok()) {
      serving_ = false;
      scheduler_.At(arrival_,
                    [self = this->shared_from_this(),
                     status = filled.status()] { self->End(status); });
      return;
    }
    ++on_their_way_;
    scheduler_.At(arrival_, [self = this->shared_from_this(), response] {
      self->Deliver(*response);
    });
    Wake();
  }

  void Deliver(Response& response) {
    if (!reading_ || lost_) return;
    if (weather_.Fault(weather_.break_stream)) return Break();
    --on_their_way_;
    const absl::Status taken = ends_.take(response);
    if (!taken.ok()) return End(taken);
    Wake();
  }

  void End(const absl::Status& status) {
    if (!reading_) return;
    serving_ = reading_ = false;
    // The ends may be destroyed by what they begin next.
    auto ended = std::move(ends_.ended);
    ends_ = Ends();
    ended(status);
  }

  Scheduler& scheduler_;
  Weather& weather_;
  const absl::Duration slow_;
  Ends ends_;
  bool serving_ = true;
  bool reading_ = true;
  // What is on its way does not arrive any more.
  bool lost_ = false;
  bool asked_ = false;
  bool waiting_ = false;
  int on_their_way_ = 0;
  absl::Time arrival_ = absl::InfinitePast();
};

}  // namespace disclosure::simulation

#endif  // DISCLOSURE_TESTS_SIMULATION_FEED_LINK_H_
