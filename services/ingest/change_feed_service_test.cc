// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

#include "disclosure/v1/change_feed_service.pb.h"

#include <memory>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "absl/strings/str_cat.h"
#include "grpcpp/client_context.h"
#include "server/status.h"
#include "services/ingest/chain.h"
#include "services/ingest/test_server.h"

namespace disclosure::ingest {
namespace {

// A client's side of Follow.
class Follower {
 public:
  Follower(v1::ChangeFeedService::Stub& stub, int64_t from,
           const std::string& log = "") {
    v1::FollowRequest request;
    request.set_from_sequence(from);
    request.set_log(log);
    reader_ = stub.Follow(&context_, request);
  }
  ~Follower() {
    context_.TryCancel();
    if (!finished_) Finish();
  }

  // Reads until a sequence has come; false if the stream ended before.
  bool ReadTo(int64_t sequence) {
    while (sequence_ < sequence) {
      if (!Read()) return false;
    }
    return true;
  }

  bool Read() {
    v1::FollowResponse response;
    if (!reader_->Read(&response)) return false;
    log_ = response.log();
    head_ = response.head_sequence();
    for (v1::LoggedChange& change : *response.mutable_changes()) {
      v1::Change parsed;
      EXPECT_TRUE(parsed.ParseFromString(change.change()));
      EXPECT_TRUE(sequence_ == 0 || parsed.sequence() == sequence_ + 1);
      sequence_ = parsed.sequence();
      changes_.push_back(std::move(change));
    }
    return true;
  }

  std::string Finish() {
    finished_ = true;
    return Reason(server::FromGrpcStatus(reader_->Finish()));
  }

  const v1::LogInfo& log() const { return log_; }
  int64_t head() const { return head_; }
  const std::vector<v1::LoggedChange>& changes() const { return changes_; }

 private:
  grpc::ClientContext context_;
  std::unique_ptr<grpc::ClientReader<v1::FollowResponse>> reader_;
  bool finished_ = false;
  int64_t sequence_ = 0;
  int64_t head_ = -1;
  v1::LogInfo log_;
  std::vector<v1::LoggedChange> changes_;
};

class ChangeFeedServiceTest : public ServerTest {
 protected:
  // The reason why a follower is sent away.
  std::string Refused(int64_t from, const std::string& log) {
    Follower follower(*feed_stub_, from, log);
    EXPECT_FALSE(follower.Read());
    return follower.Finish();
  }
};

TEST_F(ChangeFeedServiceTest, FollowsFromTheBeginningAndThenLive) {
  (void)Submit(MakeReport("o1"));
  Follower follower(*feed_stub_, 1);
  ASSERT_TRUE(follower.ReadTo(2));
  EXPECT_EQ(follower.log().name(), "test");
  (void)Submit(MakeReport("o2"));
  ASSERT_TRUE(follower.ReadTo(3));
  (void)Withdraw("o2");
  ASSERT_TRUE(follower.ReadTo(4));
  EXPECT_EQ(follower.head(), 4);

  std::string hash = FirstHash();
  for (const v1::LoggedChange& logged : follower.changes()) {
    hash = NextHash(hash, logged.change());
    EXPECT_EQ(logged.hash(), hash);
  }
  EXPECT_EQ(follower.changes()[0].figures_part(), "");
  v1::AnnualReport figures;
  ASSERT_TRUE(figures.ParseFromString(follower.changes()[1].figures_part()));
  EXPECT_TRUE(figures.has_figures());
  EXPECT_FALSE(figures.has_narrative());
  EXPECT_EQ(follower.changes()[3].figures_part(), "");
}

TEST_F(ChangeFeedServiceTest, FirstMessageComesWithoutAChange) {
  Follower follower(*feed_stub_, 2);
  ASSERT_TRUE(follower.Read());
  EXPECT_EQ(follower.head(), 1);
  EXPECT_EQ(follower.changes().size(), 0u);
  EXPECT_EQ(follower.log().id(), ingest_->log().id());
}

TEST_F(ChangeFeedServiceTest, ImpossiblePositionsAreRefused) {
  EXPECT_EQ(Refused(3, ""), "POSITION_AHEAD");
  EXPECT_EQ(Refused(0, ""), "FIELD_INVALID");
  EXPECT_EQ(Refused(1, "another"), "LOG_UNKNOWN");
}

TEST_F(ChangeFeedServiceTest, ManyChangesComeInSeveralMessages) {
  constexpr int kRevisions = 1500;
  grpc::ClientContext context;
  auto stream = ingest_stub_->SubmitReports(&context);
  v1::SubmitReportsResponse response;
  for (int sent = 0; sent < kRevisions;) {
    v1::SubmitReportsRequest request;
    for (int i = 0; i < 100; ++i, ++sent) {
      v1::AnnualReport report = MakeReport("o1", sent);
      if (sent > 0) report.set_revision(sent);
      *request.add_submissions()->mutable_report() = std::move(report);
    }
    ASSERT_TRUE(stream->Write(request) && stream->Read(&response));
    ASSERT_TRUE(response.results(99).has_receipt());
  }
  stream->WritesDone();
  ASSERT_TRUE(stream->Finish().ok());
  Follower follower(*feed_stub_, 1);
  ASSERT_TRUE(follower.Read());
  EXPECT_LT(follower.changes().size(), 1001u);
  ASSERT_TRUE(follower.ReadTo(kRevisions + 1));
}

// Followers that never read neither hold up the committer nor each other.
TEST_F(ChangeFeedServiceTest, SlowFollowersHoldNobodyUp) {
  std::vector<std::unique_ptr<Follower>> sleeping;
  for (int i = 0; i < 8; ++i) {
    sleeping.push_back(std::make_unique<Follower>(*feed_stub_, 1));
  }
  Follower awake(*feed_stub_, 1);
  for (int i = 0; i < 50; ++i) {
    v1::AnnualReport report = MakeReport("o1", i);
    report.mutable_narrative()->set_overview(std::string(10'000, 'x'));
    if (i > 0) report.set_revision(i);
    EXPECT_EQ(Print(Submit(report)),
              absl::StrCat("revision ", i + 1, " at ", i + 2));
  }
  EXPECT_TRUE(awake.ReadTo(51));
  EXPECT_TRUE(sleeping[7]->ReadTo(51));
}

TEST_F(ChangeFeedServiceTest, FollowersAreBounded) {
  std::vector<std::unique_ptr<Follower>> followers;
  for (int i = 0; i < 64; ++i) {
    followers.push_back(std::make_unique<Follower>(*feed_stub_, 1));
    ASSERT_TRUE(followers.back()->Read()) << i;
  }
  EXPECT_EQ(Refused(1, ""), "TOO_MANY_FOLLOWERS");
  followers.clear();
  EXPECT_TRUE(Eventually([this] {
    Follower follower(*feed_stub_, 1);
    return follower.Read();
  }));
}

TEST_F(ChangeFeedServiceTest, ShutdownEndsFollowers) {
  Follower follower(*feed_stub_, 1);
  ASSERT_TRUE(follower.ReadTo(1));
  std::thread stopper([this] { StopServer(); });
  EXPECT_FALSE(follower.Read());
  EXPECT_EQ(follower.Finish(), "SHUTTING_DOWN");
  stopper.join();
}

}  // namespace
}  // namespace disclosure::ingest
