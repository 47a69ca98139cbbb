// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

// A server that feeds a TestLog as ingest would, and can be given another log,
// or be gone for a while. For tests.

#ifndef DISCLOSURE_SERVICES_AGGREGATE_TESTING_TEST_FEED_H_
#define DISCLOSURE_SERVICES_AGGREGATE_TESTING_TEST_FEED_H_

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"
#include "disclosure/v1/change_feed_service.grpc.pb.h"
#include "server/call_book.h"
#include "server/feed_stream.h"
#include "server/grpc_server.h"
#include "server/metrics.h"
#include "services/aggregate/testing/test_log.h"

namespace disclosure::aggregate {

class TestFeed : public v1::ChangeFeedService::CallbackService {
 public:
  TestFeed();
  ~TestFeed() override;

  // What it feeds from now on. Streams that are open get what is new, or an
  // error if it is another log.
  void Set(const TestLog& log);

  // While held back, it feeds nothing beyond this sequence but says that the
  // log goes on. 0: nothing is held back.
  void HoldBackAfter(int64_t sequence);

  // Ends the server; Listen() makes it anew at the same address.
  void Vanish();
  void Listen();

  std::shared_ptr<grpc::Channel> Connect() const;

  // The first sequences that streams have asked for, in order.
  std::vector<int64_t> asked() const;

  grpc::ServerWriteReactor<v1::FollowResponse>* Follow(
      grpc::CallbackServerContext* context,
      const v1::FollowRequest* request) override;

  // The next message for a stream; false if there is nothing new.
  absl::StatusOr<bool> Fill(const v1::FollowRequest& request, bool first,
                            int64_t* next, v1::FollowResponse* response);

 private:
  // All that one server needs, in the order of making.
  struct Running {
    server::Metrics metrics;
    server::CallBook book;
    server::FeedPump pump;
    std::unique_ptr<server::GrpcServer> server;
    Running();
  };

  mutable absl::Mutex mutex_;
  v1::LogInfo log_ ABSL_GUARDED_BY(mutex_);
  std::vector<v1::LoggedChange> changes_ ABSL_GUARDED_BY(mutex_);
  int64_t held_back_after_ ABSL_GUARDED_BY(mutex_) = 0;
  std::vector<int64_t> asked_ ABSL_GUARDED_BY(mutex_);
  std::string address_ = "127.0.0.1:0";
  std::unique_ptr<Running> running_;
};

}  // namespace disclosure::aggregate

#endif  // DISCLOSURE_SERVICES_AGGREGATE_TESTING_TEST_FEED_H_
