// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

// Keeps the read model up to date: one thread that follows aggregate's feed,
// from the position the model has, and connects anew when the stream ends.
//
// What the feed sends and the model refuses (another catalogue, a position that
// went back, a feed without sense) is not applied: the model stays as it is,
// the follower says so and is not ready, and asks again after the longest
// wait, in case aggregate was put right.

#ifndef DISCLOSURE_SERVICES_QUERY_FEED_FOLLOWER_H_
#define DISCLOSURE_SERVICES_QUERY_FEED_FOLLOWER_H_

#include <functional>
#include <memory>
#include <thread>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "disclosure/v1/rollup_service.grpc.pb.h"
#include "form/catalog.h"
#include "grpcpp/channel.h"
#include "server/stream_reader.h"
#include "services/query/read_model.h"

namespace disclosure::query {

// Thread-safe.
class FeedFollower {
 public:
  struct Options {
    // It reads the figures; outlives the follower.
    const form::Catalog* catalog = nullptr;
    // The wait before the feed is asked again; doubled each time, and back to
    // the first after an update. Longer: aggregate is found later.
    absl::Duration wait_first = absl::Milliseconds(50);
    absl::Duration wait_max = absl::Seconds(2);
  };

  // `applied` runs on the follower's thread after each update. The model
  // outlives the follower.
  FeedFollower(Options options, ReadModel& model,
               std::function<void()> applied);
  FeedFollower(const FeedFollower&) = delete;
  FeedFollower& operator=(const FeedFollower&) = delete;
  ~FeedFollower();  // Stop().

  // Begins to follow. At most once.
  void Start(std::shared_ptr<grpc::Channel> aggregate);

  // Ends the stream and joins the thread.
  void Stop();

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
  using Reader = server::StreamReader<v1::RollupServiceFollowResponse>;

  void Run();
  // Follows until the stream ends; says why.
  absl::Status FollowOnce(v1::RollupService::Stub& stub);
  // Reads updates and applies them. OK: the stream has ended.
  absl::Status ReadUpdates(Reader* reader);
  void SetState(State state);
  // False: told to stop.
  bool WaitBeforeNext(absl::Duration wait);

  const Options options_;
  ReadModel& model_;
  const std::function<void()> applied_;
  mutable absl::Mutex mutex_;
  bool stopped_ ABSL_GUARDED_BY(mutex_) = false;
  grpc::ClientContext* context_ ABSL_GUARDED_BY(mutex_) = nullptr;
  State state_ ABSL_GUARDED_BY(mutex_);
  // Of the thread alone: whether the stream under way brought an update.
  bool updated_ = false;
  std::shared_ptr<grpc::Channel> channel_;
  std::thread thread_;
};

}  // namespace disclosure::query

#endif  // DISCLOSURE_SERVICES_QUERY_FEED_FOLLOWER_H_
