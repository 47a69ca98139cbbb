// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

// The whole service over gRPC: it follows a feed that stays, goes, comes back
// and changes; it serves followers that read and do not read; it ends in
// bounded time whatever is open.

#include "services/aggregate/aggregate.h"

#include <atomic>
#include <thread>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "absl/time/clock.h"
#include "base/error.h"
#include "disclosure/v1/rollup_service.grpc.pb.h"
#include "grpcpp/channel.h"
#include "server/grpc_server.h"
#include "server/status.h"
#include "services/aggregate/testing/fixture.h"
#include "services/aggregate/testing/test_feed.h"
#include "storage/temporary_folder.h"

namespace disclosure::aggregate {
namespace {

using ::testing::HasSubstr;

constexpr absl::Duration kPatience = absl::Seconds(20);

bool Eventually(const std::function<bool()>& condition) {
  absl::Time end = absl::Now() + kPatience;
  while (!condition()) {
    if (absl::Now() > end) return false;
    std::this_thread::yield();
  }
  return true;
}

std::string Reason(const absl::Status& status) {
  return base::GetErrorDetails(status).reason;
}

// One process of aggregate.
class Process {
 public:
  Process(const std::string& folder, std::shared_ptr<grpc::Channel> ingest)
      : book_(server::ServerOptions()) {
    auto created = Aggregate::Create(
        {.folder = folder, .catalog = *form::Catalog::BuiltIn()}, book_,
        metrics_);
    EXPECT_TRUE(created.ok()) << created.status();
    aggregate_ = *std::move(created);
    server::ServerOptions options;
    options.listen_address = "127.0.0.1:0";
    options.shutdown_grace = absl::Milliseconds(500);
    auto started = server::GrpcServer::Start(options, book_, metrics_,
                                             {aggregate_->service()});
    EXPECT_TRUE(started.ok()) << started.status();
    server_ = *std::move(started);
    stub_ = v1::RollupService::NewStub(server_->InProcessChannel());
    EXPECT_TRUE(aggregate_->Start(std::move(ingest)).ok());
  }

  ~Process() {
    absl::Time begin = absl::Now();
    aggregate_->Stop();
    server_->Shutdown();
    EXPECT_LT(absl::Now() - begin, absl::Seconds(5));
    EXPECT_EQ(book_.live(), 0);
  }

  Aggregate& aggregate() { return *aggregate_; }
  v1::RollupService::Stub& stub() { return *stub_; }
  server::Metrics& metrics() { return metrics_; }

  v1::RollupServiceGetStatusResponse Status() {
    grpc::ClientContext context;
    v1::RollupServiceGetStatusResponse response;
    EXPECT_TRUE(stub_->GetStatus(&context, {}, &response).ok());
    return response;
  }
  bool AwaitReadyAt(int64_t sequence) {
    return Eventually([&] {
      auto status = aggregate_->GetStatus();
      return status.ready() && status.position().sequence() >= sequence;
    });
  }

 private:
  server::Metrics metrics_;
  server::CallBook book_;
  std::unique_ptr<Aggregate> aggregate_;
  std::unique_ptr<server::GrpcServer> server_;
  std::unique_ptr<v1::RollupService::Stub> stub_;
};

// A follower with its copy.
class Reader {
 public:
  Reader(Process& process, const v1::LogPosition& from) {
    v1::RollupServiceFollowRequest request;
    *request.mutable_from() = from;
    reader_ = process.stub().Follow(&context_, request);
  }
  ~Reader() {
    context_.TryCancel();
    End().IgnoreError();
  }

  // Reads updates until one that is true at `sequence` or later.
  bool ReadTo(int64_t sequence, Copy* copy) {
    v1::RollupServiceFollowResponse slice;
    while (reader_->Read(&slice)) {
      snapshots_ += slice.snapshot() ? 1 : 0;
      rows_ += ItemsOf(slice).rows_size();
      if (copy->Take(slice) && copy->position().sequence() >= sequence) {
        return true;
      }
    }
    return false;
  }

  // How the stream ends.
  absl::Status End() {
    if (ended_) return status_;
    v1::RollupServiceFollowResponse slice;
    while (reader_->Read(&slice)) {
    }
    status_ = server::FromGrpcStatus(reader_->Finish());
    ended_ = true;
    return status_;
  }

  int snapshots() const { return snapshots_; }
  int rows() const { return rows_; }

 private:
  grpc::ClientContext context_;
  std::unique_ptr<grpc::ClientReader<v1::RollupServiceFollowResponse>> reader_;
  int snapshots_ = 0;
  int rows_ = 0;
  bool ended_ = false;
  absl::Status status_;
};

class AggregateTest : public testing::Test, protected Fixture {
 protected:
  void SetUp() override {
    Begin(log);
    for (int i = 1; i <= 20; ++i) File(i % 2 == 0 ? "D1" : "E1", i);
    feed_.Set(log);
  }

  static void Begin(TestLog& log) {
    log.Apply(Rows({Region("C", ""), Region("D", "C"), Region("E", "C")},
                   {Office("D1", "D", "tax"), Office("E1", "E", "edu")}));
  }

  std::unique_ptr<Process> Run() {
    return std::make_unique<Process>(folder_.path() + "/aggregate",
                                     feed_.Connect());
  }

  void ExpectTotal(const Copy& copy, const std::string& total) {
    EXPECT_THAT(copy.Print(catalog, kFigure), HasSubstr(total));
  }

  storage::TemporaryFolder folder_;
  TestFeed feed_;
};

TEST_F(AggregateTest, TotalsReachAFollowerAndGoOn) {
  auto process = Run();
  ASSERT_TRUE(process->AwaitReadyAt(21));
  Reader reader(*process, {});
  Copy copy;
  ASSERT_TRUE(reader.ReadTo(21, &copy));
  ExpectTotal(copy, "C 2020 *: parts 2/39\n");
  EXPECT_EQ(reader.snapshots(), 1);
  File("D1", 100);
  feed_.Set(log);
  ASSERT_TRUE(reader.ReadTo(22, &copy));
  ExpectTotal(copy, "C 2020 *: parts 2/119\n");
  EXPECT_EQ(reader.snapshots(), 1);

  // One that was there before goes on from its position.
  Reader another(*process, copy.position());
  File("D1", 101);
  feed_.Set(log);
  ASSERT_TRUE(another.ReadTo(23, &copy));
  ExpectTotal(copy, "C 2020 *: parts 2/120\n");
  EXPECT_EQ(another.snapshots(), 0);
  EXPECT_EQ(another.rows(), 3);

  auto status = process->Status();
  EXPECT_TRUE(status.ready());
  EXPECT_EQ(status.position().sequence(), 23);
  EXPECT_EQ(status.head_sequence(), 23);
  EXPECT_EQ(status.reports(), 2);
  EXPECT_EQ(status.rows(), 5);
  EXPECT_EQ(status.log().name(), "main");
  EXPECT_EQ(status.catalog(), catalog.fingerprint());
  EXPECT_FALSE(status.has_verified_at());
  std::string metrics = process->metrics().Text();
  EXPECT_THAT(metrics,
              HasSubstr("\ndisclosure_aggregate_position_sequence 23\n"));
  EXPECT_THAT(metrics,
              HasSubstr("\ndisclosure_aggregate_feed_lag_changes 0\n"));
  EXPECT_THAT(metrics,
              HasSubstr("\ndisclosure_aggregate_verify_mismatches 0\n"));
}

TEST_F(AggregateTest, NothingIsServedBeforeTheHeadIsReached) {
  feed_.HoldBackAfter(10);
  auto process = Run();
  ASSERT_TRUE(Eventually(
      [&] { return process->Status().position().sequence() == 10; }));
  EXPECT_FALSE(process->Status().ready());
  EXPECT_EQ(process->Status().head_sequence(), 21);
  EXPECT_EQ(Reason(process->aggregate().CheckReady()), "AGGREGATE_REPLAYING");
  EXPECT_EQ(Reason(Reader(*process, {}).End()), "AGGREGATE_REPLAYING");
  EXPECT_THAT(process->metrics().Text(),
              HasSubstr("\ndisclosure_aggregate_feed_lag_changes 11\n"));
  feed_.HoldBackAfter(0);
  ASSERT_TRUE(process->AwaitReadyAt(21));
  Copy copy;
  EXPECT_TRUE(Reader(*process, {}).ReadTo(21, &copy));
}

TEST_F(AggregateTest, ARestartGoesOnFromTheCheckpoint) {
  Copy copy;
  {
    auto process = Run();
    ASSERT_TRUE(process->AwaitReadyAt(21));
    ASSERT_TRUE(Reader(*process, {}).ReadTo(21, &copy));
  }
  File("D1", 50);
  feed_.Set(log);
  auto process = Run();
  ASSERT_TRUE(process->AwaitReadyAt(22));
  EXPECT_EQ(feed_.asked(), (std::vector<int64_t>{1, 22}));
  Reader reader(*process, copy.position());
  ASSERT_TRUE(reader.ReadTo(22, &copy));
  EXPECT_EQ(reader.snapshots(), 0);
  ExpectTotal(copy, "C 2020 *: parts 2/69\n");
}

TEST_F(AggregateTest, IngestMayGoAndComeBack) {
  auto process = Run();
  ASSERT_TRUE(process->AwaitReadyAt(21));
  Reader reader(*process, {});
  Copy copy;
  ASSERT_TRUE(reader.ReadTo(21, &copy));
  feed_.Vanish();
  ASSERT_TRUE(Eventually([&] { return !process->Status().problem().empty(); }));
  EXPECT_TRUE(process->aggregate().CheckReady().ok());
  File("E1", 60);
  feed_.Set(log);
  feed_.Listen();
  ASSERT_TRUE(reader.ReadTo(22, &copy));
  ExpectTotal(copy, "C 2020 *: parts 2/80\n");
  EXPECT_EQ(process->Status().problem(), "");
}

TEST_F(AggregateTest, AnotherLogMeansToBeginAnew) {
  auto process = Run();
  ASSERT_TRUE(process->AwaitReadyAt(21));
  Reader reader(*process, {});
  Copy copy;
  ASSERT_TRUE(reader.ReadTo(21, &copy));

  TestLog restored(catalog, "fedcba9876543210");
  Begin(restored);
  restored.File("D1", 2020, v1::SCOPE_OWN, Report(3));
  feed_.Set(restored);
  // The feed ends the stream of the old log at its next message.
  EXPECT_EQ(Reason(reader.End()), "LOG_REPLACED");
  ASSERT_TRUE(Eventually([&] {
    auto status = process->Status();
    return status.ready() && status.log().id() == restored.info().id() &&
           status.position().sequence() == 2;
  }));
  Reader again(*process, copy.position());
  ASSERT_TRUE(again.ReadTo(2, &copy));
  EXPECT_EQ(again.snapshots(), 1);
  ExpectTotal(copy, "C 2020 *: parts 1/3\n");
}

TEST_F(AggregateTest, ALogThatBecameShorterMeansToBeginAnew) {
  {
    auto process = Run();
    ASSERT_TRUE(process->AwaitReadyAt(21));
  }
  TestLog cut(catalog);
  Begin(cut);
  feed_.Set(cut);
  auto process = Run();
  ASSERT_TRUE(process->AwaitReadyAt(1));
  EXPECT_EQ(process->Status().reports(), 0);
}

TEST_F(AggregateTest, AChangeThatCannotBeAppliedStopsItAndIsNamed) {
  log.File("nobody", 2020, v1::SCOPE_OWN, Report(1));
  File("D1", 7);
  feed_.Set(log);
  auto process = Run();
  ASSERT_TRUE(Eventually([&] { return !process->Status().problem().empty(); }));
  auto status = process->Status();
  EXPECT_FALSE(status.ready());
  EXPECT_THAT(status.problem(),
              HasSubstr("change 22 (report of nobody, 2020): "));
  EXPECT_EQ(status.position().sequence(), 21);
  EXPECT_EQ(Reason(process->aggregate().CheckReady()), "AGGREGATE_STOPPED");
  EXPECT_EQ(Reason(Reader(*process, {}).End()), "AGGREGATE_STOPPED");
}

TEST_F(AggregateTest, VerifyAndRebuildAnswer) {
  auto process = Run();
  ASSERT_TRUE(process->AwaitReadyAt(21));
  grpc::ClientContext verify;
  v1::VerifyResponse verified;
  ASSERT_TRUE(process->stub().Verify(&verify, {}, &verified).ok());
  EXPECT_EQ(verified.position().sequence(), 21);
  EXPECT_EQ(verified.changes_read(), 21);
  EXPECT_EQ(verified.mismatch_count(), 0);
  EXPECT_TRUE(process->Status().has_verified_at());
  grpc::ClientContext rebuild;
  v1::RebuildResponse rebuilt;
  ASSERT_TRUE(process->stub().Rebuild(&rebuild, {}, &rebuilt).ok());
  EXPECT_EQ(rebuilt.mismatch_count(), 0);
  EXPECT_EQ(rebuilt.rows(), 5);
}

TEST_F(AggregateTest, OnlyOneVerifyRunsAndStoppingEndsIt) {
  auto process = Run();
  ASSERT_TRUE(process->AwaitReadyAt(21));
  // Reading the log again gets stuck, so the first one goes on.
  feed_.HoldBackAfter(5);
  std::atomic<bool> ended = false;
  grpc::Status first;
  std::thread caller([&] {
    grpc::ClientContext context;
    v1::VerifyResponse response;
    first = process->stub().Verify(&context, {}, &response);
    ended = true;
  });
  ASSERT_TRUE(Eventually([&] { return feed_.asked().size() == 2; }));
  grpc::ClientContext context;
  v1::RebuildResponse response;
  grpc::Status second = process->stub().Rebuild(&context, {}, &response);
  EXPECT_EQ(Reason(server::FromGrpcStatus(second)), "VERIFY_RUNNING");
  EXPECT_FALSE(ended);
  process.reset();
  caller.join();
  EXPECT_FALSE(first.ok());
}

// Whoever does not read holds up nobody, and is ended with the rest.
TEST_F(AggregateTest, AFollowerThatNeverReadsDelaysNothing) {
  auto process = Run();
  ASSERT_TRUE(process->AwaitReadyAt(21));
  std::vector<std::unique_ptr<Reader>> silent;
  for (int i = 0; i < 10; ++i) {
    silent.push_back(std::make_unique<Reader>(*process, v1::LogPosition()));
  }
  Reader reader(*process, {});
  Copy copy;
  for (int i = 0; i < 200; ++i) {
    File("D1", i);
    feed_.Set(log);
  }
  ASSERT_TRUE(reader.ReadTo(log.head(), &copy));
  ExpectTotal(copy, "C 2020 *: parts 2/218\n");
  std::thread stopping([&] { process.reset(); });
  EXPECT_FALSE(reader.End().ok());
  for (auto& each : silent) EXPECT_FALSE(each->End().ok());
  stopping.join();
}

TEST_F(AggregateTest, AFolderThatCannotBeUsedIsRefused) {
  auto process = Run();
  server::Metrics metrics;
  server::CallBook book{server::ServerOptions()};
  auto second = Aggregate::Create(
      {.folder = folder_.path() + "/aggregate", .catalog = &catalog}, book,
      metrics);
  EXPECT_EQ(Reason(second.status()), "DATA_DIR_IN_USE");
}

}  // namespace
}  // namespace disclosure::aggregate
