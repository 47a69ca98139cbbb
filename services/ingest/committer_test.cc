// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0
//
// The committer over the real store in a folder of its own; every test ends
// with an examination of that folder.

#include "services/ingest/committer.h"

#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "absl/strings/str_cat.h"
#include "absl/synchronization/mutex.h"
#include "absl/synchronization/notification.h"
#include "services/ingest/memory_store.h"
#include "services/ingest/test_store.h"
#include "services/ingest/test_support.h"

namespace disclosure::ingest {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

class CommitterTest : public TestStore {
 protected:
  Mutation File(const std::string& office, int variant = 1,
                const std::string& request_id = "") {
    return Submit(*committer_->state().registry, MakeReport(office, variant),
                  request_id);
  }
};

TEST_F(CommitterTest, NewLogHasAnIdAndKeepsIt) {
  Open();
  v1::LogInfo log = committer_->state().log;
  EXPECT_EQ(log.id().size(), 32u);
  EXPECT_EQ(log.name(), "main");
  EXPECT_EQ(committer_->state().tail.sequence, 0);
  Close();
  store_options_.log_name = "jiyuan";
  Open();
  EXPECT_EQ(committer_->state().log.id(), log.id());
  EXPECT_EQ(committer_->state().log.name(), "jiyuan");
  Close();
  store_options_.log_name = "";
  Open();
  EXPECT_EQ(committer_->state().log.name(), "jiyuan");
}

TEST_F(CommitterTest, AnswersSurviveReopening) {
  Open();
  EXPECT_EQ(Do(Apply(SmallRegistry())), "registry 1 at 1");
  EXPECT_EQ(Do(File("o1", 1, "id")), "revision 1 at 2");
  LogState before = committer_->state();
  Close();
  Open();
  LogState after = committer_->state();
  EXPECT_EQ(after.tail.sequence, before.tail.sequence);
  EXPECT_EQ(after.tail.hash, before.tail.hash);
  EXPECT_EQ(after.registry_record.revision(), 1);
  EXPECT_EQ(after.registry->ToRows().SerializeAsString(),
            before.registry->ToRows().SerializeAsString());
  EXPECT_EQ(Do(File("o1", 1, "id")), "revision 1 at 2 replayed");
  EXPECT_EQ(Do(File("o1", 2)), "REVISION_MISMATCH");
  EXPECT_EQ(Do(Apply(SmallRegistry())), "registry 1 at 1 unchanged");
}

TEST_F(CommitterTest, ContactsAreKeptApart) {
  Open();
  v1::RegistryRows rows = SmallRegistry();
  rows.mutable_offices(0)->set_contact("somebody");
  EXPECT_EQ(Do(Apply(rows)), "registry 1 at 1");
  EXPECT_EQ(Contacts(), "somebody");
  rows.mutable_offices(0)->set_contact("somebody else");
  Open();
  EXPECT_EQ(Do(Apply(rows)), "registry 1 at 1 unchanged");
  EXPECT_EQ(Contacts(), "somebody else");
  rows.mutable_offices(0)->clear_contact();
  Open();
  EXPECT_EQ(Do(Apply(rows)), "registry 1 at 1 unchanged");
  EXPECT_EQ(Contacts(), "");
}

TEST_F(CommitterTest, BatchIsAnsweredInOrder) {
  Open();
  Do(Apply(SmallRegistry()));
  std::vector<Mutation> batch;
  batch.push_back(File("o1", 1));
  batch.push_back(File("o1", 2));
  batch.push_back(File("o2", 1));
  EXPECT_THAT(
      DoBatch(std::move(batch)),
      ElementsAre("revision 1 at 2", "REVISION_MISMATCH", "revision 1 at 3"));
}

// While the observer holds the committer in its first group, everything else
// queues up and becomes the second.
TEST_F(CommitterTest, WhatWaitsIsCommittedTogether) {
  Open();
  Do(Apply(SmallRegistry()));
  observer_.Clear();
  absl::Notification entered;
  absl::Notification go_on;
  observer_.OnNextGroup([&] {
    entered.Notify();
    go_on.WaitForNotification();
  });
  Pending first = Start(File("o1"));
  entered.WaitForNotification();
  std::vector<Pending> others;
  for (int i = 2; i <= 9; ++i) {
    others.push_back(Start(File(absl::StrCat("o", i))));
  }
  EXPECT_EQ(committer_->queue_length(), 8u);
  go_on.Notify();
  EXPECT_EQ(first.Wait(), "revision 1 at 2");
  for (int i = 2; i <= 9; ++i) {
    EXPECT_EQ(others[i - 2].Wait(), absl::StrCat("revision 1 at ", i + 1));
  }
  EXPECT_THAT(observer_.group_sizes(), ElementsAre(1, 8));
}

TEST_F(CommitterTest, FullQueueRefusesUnlessTheCallerWaits) {
  committer_options_.queue_mutations_max = 2;
  Open();
  Do(Apply(SmallRegistry()));
  absl::Notification entered;
  absl::Notification go_on;
  observer_.OnNextGroup([&] {
    entered.Notify();
    go_on.WaitForNotification();
  });
  Pending first = Start(File("o1"));
  entered.WaitForNotification();
  Pending second = Start(File("o2"));
  Pending third = Start(File("o3"));
  EXPECT_EQ(Start(File("o4")).Wait(), "QUEUE_FULL");
  Pending patient = Start(File("o5"), Committer::WhenFull::kWait);
  go_on.Notify();
  EXPECT_EQ(second.Wait(), "revision 1 at 3");
  EXPECT_EQ(third.Wait(), "revision 1 at 4");
  EXPECT_EQ(patient.Wait(), "revision 1 at 5");
  first.Wait();
}

TEST_F(CommitterTest, GroupsAreBounded) {
  committer_options_.group_mutations_max = 3;
  Open();
  Do(Apply(SmallRegistry()));
  observer_.Clear();
  absl::Notification entered;
  absl::Notification go_on;
  observer_.OnNextGroup([&] {
    entered.Notify();
    go_on.WaitForNotification();
  });
  std::vector<Pending> all;
  all.push_back(Start(File("o1")));
  entered.WaitForNotification();
  for (int i = 2; i <= 9; ++i) {
    all.push_back(Start(File(absl::StrCat("o", i))));
  }
  go_on.Notify();
  for (Pending& pending : all) pending.Wait();
  EXPECT_THAT(observer_.group_sizes(), ElementsAre(1, 3, 3, 2));
}

TEST_F(CommitterTest, StopCommitsWhatWaitsAndRefusesTheRest) {
  Open();
  Do(Apply(SmallRegistry()));
  absl::Notification entered;
  absl::Notification go_on;
  observer_.OnNextGroup([&] {
    entered.Notify();
    go_on.WaitForNotification();
  });
  Pending first = Start(File("o1"));
  entered.WaitForNotification();
  Pending second = Start(File("o2"));
  std::thread stopper([this] { committer_->Stop(); });
  // Until Stop has begun, submissions are accepted and count as waiting.
  std::vector<Pending> accepted;
  std::string refused;
  while (refused.empty()) {
    Pending pending = Start(File("o3"));
    std::optional<std::string> now = pending.Now();
    if (now.has_value()) {
      refused = *now;
    } else {
      accepted.push_back(std::move(pending));
    }
  }
  EXPECT_EQ(refused, "SHUTTING_DOWN");
  go_on.Notify();
  stopper.join();
  EXPECT_EQ(first.Wait(), "revision 1 at 2");
  EXPECT_EQ(second.Wait(), "revision 1 at 3");
  for (Pending& pending : accepted) {
    EXPECT_THAT(pending.Wait(), ::testing::StartsWith("revision 1 at 4"));
  }
}

TEST_F(CommitterTest, ManyThreadsGetDenseNumbers) {
  Open();
  Do(Apply(SmallRegistry()));
  constexpr int kThreads = 4;
  constexpr int kEach = 50;
  std::vector<std::thread> threads;
  for (int t = 0; t < kThreads; ++t) {
    threads.emplace_back([this, t] {
      for (int i = 0; i < kEach; ++i) {
        v1::AnnualReport report = MakeReport(absl::StrCat("o", t + 1), i);
        if (i > 0) report.set_revision(i);
        EXPECT_THAT(
            Do(Submit(*committer_->state().registry, std::move(report))),
            ::testing::StartsWith(absl::StrCat("revision ", i + 1, " at ")));
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(committer_->state().tail.sequence, 1 + kThreads * kEach);
}

TEST_F(CommitterTest, FailedWriteIsUnknownAndTheStoreComesBack) {
  store_options_.database.faults = std::make_shared<storage::FaultPlan>();
  Open();
  Do(Apply(SmallRegistry()));
  store_options_.database.faults->FailNth(1, storage::Fault::kNotDone);
  EXPECT_EQ(Do(File("o1", 1, "id")), "OUTCOME_UNKNOWN");
  EXPECT_EQ(DoUntilReady(File("o1", 1, "id")), "revision 1 at 2");
}

// A sync that is done but reported as failed: the repeated request finds that
// it was stored.
TEST_F(CommitterTest, StoredButUnacknowledgedRequestIsReplayed) {
  store_options_.database.faults = std::make_shared<storage::FaultPlan>();
  Open();
  Do(Apply(SmallRegistry()));
  // Of a write the log is appended to, then flushed, then synced.
  store_options_.database.faults->FailNth(2, storage::Fault::kDone);
  EXPECT_EQ(Do(File("o1", 1, "id")), "OUTCOME_UNKNOWN");
  EXPECT_EQ(DoUntilReady(File("o1", 1, "id")), "revision 1 at 2 replayed");
}

TEST_F(CommitterTest, StoreThatStaysAwayRefusesAndComesBack) {
  committer_options_.reopen_delay_min = absl::Milliseconds(1);
  committer_options_.reopen_delay_max = absl::Milliseconds(2);
  auto faults = std::make_shared<storage::FaultPlan>();
  store_options_.database.faults = faults;
  Open();
  Do(Apply(SmallRegistry()));
  faults->FailNth(1, storage::Fault::kDiskFull, 1'000'000);
  EXPECT_EQ(Do(File("o1")), "OUTCOME_UNKNOWN");
  EXPECT_EQ(Do(File("o1")), "STORE_UNAVAILABLE");
  EXPECT_EQ(Reason(committer_->readiness()), "DISK_FULL");
  faults->Heal();
  EXPECT_EQ(DoUntilReady(File("o1")), "revision 1 at 2");
  EXPECT_TRUE(committer_->readiness().ok());
}

TEST_F(CommitterTest, FolderInUseDoesNotStart) {
  Open();
  EmbeddedStore second(store_options_);
  auto committer = Committer::Start(second, {});
  EXPECT_EQ(Reason(committer.status()), "DATA_DIR_IN_USE");
}

// The group whose commit failed may be there when the store is open again, and
// is then committed like any other: followers that wait must be told.
TEST(CommitterStepTest, AGroupOfUnknownOutcomeIsFedOnceItShows) {
  auto fault = MemoryStore::Fault::kNone;
  MemoryStore store(v1::LogInfo(), [&](MemoryStore::Operation operation) {
    return operation == MemoryStore::Operation::kCommit
               ? fault
               : MemoryStore::Fault::kNone;
  });
  int64_t told = 0;
  Committer* raw = nullptr;
  Committer::Options options;
  options.judge_again = TestJudge();
  options.on_commit = [&] { told = raw->state().tail.sequence; };
  auto committer = Committer::Open(store, std::move(options));
  ASSERT_TRUE(committer.ok());
  raw = committer->get();
  std::string answer;
  std::vector<Mutation> batch;
  batch.push_back(Apply(SmallRegistry()));
  fault = MemoryStore::Fault::kDone;
  ASSERT_TRUE(raw->Submit(std::move(batch), Committer::WhenFull::kRefuse,
                          [&](std::vector<Answer> answers) {
                            answer = Print(answers.front());
                          })
                  .ok());
  raw->Step();
  EXPECT_EQ(answer, "OUTCOME_UNKNOWN");
  EXPECT_EQ(told, 0);
  raw->Step();
  EXPECT_TRUE(raw->readiness().ok());
  EXPECT_EQ(told, 1);
}

}  // namespace
}  // namespace disclosure::ingest
