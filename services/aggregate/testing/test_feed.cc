// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

#include "services/aggregate/testing/test_feed.h"

#include <algorithm>

#include "base/check.h"
#include "base/error.h"
#include "server/channel.h"

namespace disclosure::aggregate {
namespace {

// Small, so that a test's log takes several messages.
constexpr int64_t kChangesMax = 7;

class TestStream : public server::FeedStream<v1::FollowResponse> {
 public:
  TestStream(server::CallBook& book, server::FeedPump& pump,
             grpc::CallbackServerContext* context, TestFeed& feed,
             v1::FollowRequest request)
      : FeedStream(book, pump, context),
        feed_(feed),
        request_(std::move(request)),
        next_(request_.from_sequence()) {}

 private:
  absl::StatusOr<bool> Fill(v1::FollowResponse* response) override {
    bool first = first_;
    first_ = false;
    return feed_.Fill(request_, first, &next_, response);
  }

  TestFeed& feed_;
  const v1::FollowRequest request_;
  bool first_ = true;
  int64_t next_;
};

}  // namespace

TestFeed::Running::Running() : book(server::ServerOptions()) {}

TestFeed::TestFeed() { Listen(); }

TestFeed::~TestFeed() { Vanish(); }

void TestFeed::Listen() {
  running_ = std::make_unique<Running>();
  server::ServerOptions options;
  options.listen_address = address_;
  auto started = server::GrpcServer::Start(options, running_->book,
                                           running_->metrics, {this});
  DISCLOSURE_CHECK(started.ok());
  running_->server = *std::move(started);
  address_ = running_->server->address();
}

void TestFeed::Vanish() {
  if (running_ == nullptr) return;
  running_->server->Shutdown();
  running_->pump.Stop();
  running_.reset();
}

std::shared_ptr<grpc::Channel> TestFeed::Connect() const {
  auto channel = server::MakeChannel({.address = address_});
  DISCLOSURE_CHECK(channel.ok());
  return *channel;
}

void TestFeed::Set(const TestLog& log) {
  {
    absl::MutexLock lock(&mutex_);
    log_ = log.info();
    changes_ = log.changes();
  }
  if (running_ != nullptr) running_->pump.Wake();
}

void TestFeed::HoldBackAfter(int64_t sequence) {
  {
    absl::MutexLock lock(&mutex_);
    held_back_after_ = sequence;
  }
  if (running_ != nullptr) running_->pump.Wake();
}

std::vector<int64_t> TestFeed::asked() const {
  absl::MutexLock lock(&mutex_);
  return asked_;
}

absl::StatusOr<bool> TestFeed::Fill(const v1::FollowRequest& request,
                                    bool first, int64_t* next,
                                    v1::FollowResponse* response) {
  absl::MutexLock lock(&mutex_);
  if (first) asked_.push_back(*next);
  int64_t head = static_cast<int64_t>(changes_.size());
  if (!request.log().empty() && request.log() != log_.id()) {
    return base::MakeError(absl::StatusCode::kFailedPrecondition, "LOG_UNKNOWN",
                           "another log", "另一份日志");
  }
  if (*next > head + 1) {
    return base::MakeError(absl::StatusCode::kOutOfRange, "POSITION_AHEAD",
                           "ahead of the log", "超出日志末尾");
  }
  int64_t last = std::min(head, *next + kChangesMax - 1);
  if (held_back_after_ > 0) last = std::min(last, held_back_after_);
  if (!first && *next > last) return false;
  *response->mutable_log() = log_;
  response->set_head_sequence(head);
  for (; *next <= last; ++*next) {
    *response->add_changes() = changes_[static_cast<size_t>(*next - 1)];
  }
  return true;
}

grpc::ServerWriteReactor<v1::FollowResponse>* TestFeed::Follow(
    grpc::CallbackServerContext* context, const v1::FollowRequest* request) {
  return server::StartStream<TestStream>(running_->book, running_->pump,
                                         context, *this, *request);
}

}  // namespace disclosure::aggregate
