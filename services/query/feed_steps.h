// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

// What keeping the read model up to date consists of, without a thread and
// without a network: what to ask for, what to do with a response, and what the
// end of a stream means. FeedFollower takes these steps over gRPC.
//
// What the feed sends and the model refuses (another catalogue, a position that
// went back, a feed without sense) is not applied: the model stays as it is,
// the state says so, and the feed is asked again after the longest wait, in
// case aggregate was put right.

#ifndef DISCLOSURE_SERVICES_QUERY_FEED_STEPS_H_
#define DISCLOSURE_SERVICES_QUERY_FEED_STEPS_H_

#include <functional>
#include <optional>
#include <string>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "disclosure/v1/rollup_service.pb.h"
#include "form/catalog.h"
#include "services/query/read_model.h"
#include "services/query/update.h"

namespace disclosure::query {

// state() from any thread; steps are taken by one.
class FeedSteps {
 public:
  struct Options {
    // It reads the figures; outlives the steps.
    const form::Catalog* catalog = nullptr;
    // The wait before the feed is asked again; doubled each time, and back to
    // the first after an update. Longer: aggregate is found later.
    absl::Duration wait_first = absl::Milliseconds(50);
    absl::Duration wait_max = absl::Seconds(2);
  };

  // `applied` runs after each update. The model outlives the steps.
  FeedSteps(Options options, ReadModel& model, std::function<void()> applied);
  FeedSteps(const FeedSteps&) = delete;
  FeedSteps& operator=(const FeedSteps&) = delete;

  // Begins a stream: what it asks for.
  v1::RollupServiceFollowRequest NextRequest();

  // Takes a response of the stream, and applies the update that it ends. What
  // is taken is taken out of it. After an error the stream is of no more use.
  absl::Status Take(v1::RollupServiceFollowResponse& response);

  // The stream has ended with this, which is not OK. Returns the longest wait
  // before the next one.
  absl::Duration Ended(const absl::Status& status);

  struct State {
    // True between an update and the end of its stream.
    bool following = false;
    // Why it is not following; OK before the first attempt has failed.
    absl::Status problem;
    // True: the feed was refused, and will be again unless aggregate or query
    // is changed.
    bool refused = false;
  };
  State state() const;

 private:
  void SetState(State state);

  const Options options_;
  ReadModel& model_;
  const std::function<void()> applied_;
  mutable absl::Mutex mutex_;
  State state_ ABSL_GUARDED_BY(mutex_);

  // Of the stream under way: its update, and whether it brought one.
  std::optional<UpdateStage> stage_;
  bool updated_ = false;
  // The next wait, and what was told last.
  absl::Duration wait_;
  std::string logged_;
};

}  // namespace disclosure::query

#endif  // DISCLOSURE_SERVICES_QUERY_FEED_STEPS_H_
