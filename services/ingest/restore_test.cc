// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

#include "services/ingest/restore.h"

#include <atomic>
#include <filesystem>
#include <fstream>
#include <functional>
#include <iterator>
#include <memory>
#include <optional>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "absl/strings/str_cat.h"
#include "services/ingest/backup_runner.h"
#include "services/ingest/test_store.h"

namespace disclosure::ingest {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;
using Response = v1::CreateBackupResponse;

void FlipFiles(const std::string& folder) {
  for (const auto& entry :
       std::filesystem::recursive_directory_iterator(folder)) {
    if (!entry.is_regular_file() || entry.file_size() == 0) continue;
    std::ifstream in(entry.path(), std::ios::binary);
    std::string bytes(std::istreambuf_iterator<char>(in), {});
    bytes[bytes.size() / 2] ^= 1;
    std::ofstream(entry.path(), std::ios::binary) << bytes;
  }
}

class RestoreTest : public TestStore {
 protected:
  void SetUp() override {
    Open();
    runner_ = std::make_unique<BackupRunner>(
        *store_, BackupRunner::Options{.folder = backups_});
    ASSERT_EQ(Do(Apply(SmallRegistry(), "registry")), "registry 1 at 1");
  }

  void TearDown() override {
    runner_.reset();
    TestStore::TearDown();
  }

  std::string File(const std::string& office, const std::string& id) {
    return Do(Submit(*committer_->state().registry, MakeReport(office), id));
  }

  // Makes one; its last state. `seen` gets every state on the way.
  absl::StatusOr<Response> Make(
      int32_t keep = 0, std::function<void(const Response&)> seen = nullptr) {
    std::shared_ptr<BackupRun> run;
    // Whoever begins holds the mutex until `run` is set.
    absl::MutexLock lock(&mutex_);
    auto started = runner_->Start(keep, [this, &run, seen] {
      absl::MutexLock waits(&mutex_);
      auto state = run->state();
      if (seen && state.ok()) seen(*state);
      if (!state.ok() || state->phase() == Response::PHASE_DONE) last_ = state;
    });
    if (!started.ok()) return started.status();
    run = *started;
    last_.reset();
    auto ended = [this] { return last_.has_value(); };
    mutex_.Await(absl::Condition(&ended));
    return *last_;
  }

  absl::StatusOr<RestoredLog> Restore(int64_t id,
                                      const std::string& name = "") {
    return RestoreLog({.backups = backups_,
                       .backup = id,
                       .folder = restored_,
                       .log_name = name,
                       .watch = [](int64_t, int64_t) { return true; }});
  }

  const std::string backups_ = folder_.path() + "/backups";
  const std::string restored_ = folder_.path() + "/restored";
  absl::Mutex mutex_;
  std::optional<absl::StatusOr<Response>> last_ ABSL_GUARDED_BY(mutex_);
  std::unique_ptr<BackupRunner> runner_;
};

TEST_F(RestoreTest, LogHasTheSameHistoryAndAnIdThatRemembersItsParent) {
  ASSERT_EQ(File("o1", "one"), "revision 1 at 2");
  const LogState at_backup = committer_->state();
  auto made = Make();
  ASSERT_TRUE(made.ok()) << made.status();
  EXPECT_EQ(made->backup().position().sequence(), 2);
  EXPECT_EQ(made->backup().hash(), at_backup.tail.hash);
  EXPECT_EQ(made->backup().log().id(), at_backup.log.id());
  ASSERT_EQ(File("o2", "two"), "revision 1 at 3");
  auto second = Make();
  ASSERT_TRUE(second.ok()) << second.status();

  auto newest = Restore(0, "again");
  ASSERT_TRUE(newest.ok()) << newest.status();
  EXPECT_THAT(newest->report.problems, IsEmpty());
  EXPECT_EQ(newest->backup.id, second->backup().id());
  EXPECT_EQ(newest->report.changes, 3);
  EXPECT_EQ(newest->report.log.name(), "again");

  auto older = Restore(made->backup().id());
  ASSERT_TRUE(older.ok()) << older.status();
  EXPECT_THAT(older->report.problems, IsEmpty());
  EXPECT_EQ(older->report.changes, 2);
  EXPECT_EQ(older->report.tail_hash, at_backup.tail.hash);
  const v1::LogInfo& log = older->report.log;
  EXPECT_EQ(log.parent_id(), at_backup.log.id());
  EXPECT_EQ(log.fork_sequence(), 2);
  EXPECT_EQ(log.name(), at_backup.log.name());
  EXPECT_NE(log.id(), at_backup.log.id());
  EXPECT_NE(log.id(), newest->report.log.id());
}

TEST_F(RestoreTest, RequestsUpToTheBackupHaveTheirAnswersAndLaterOnesAreNew) {
  ASSERT_EQ(File("o1", "one"), "revision 1 at 2");
  ASSERT_TRUE(Make().ok());
  ASSERT_EQ(File("o2", "two"), "revision 1 at 3");
  ASSERT_EQ(File("o3", "three"), "revision 1 at 4");
  ASSERT_TRUE(Restore(0).ok());
  runner_.reset();
  store_options_.database.path = restored_;
  Open();
  EXPECT_EQ(File("o1", "one"), "revision 1 at 2 replayed");
  EXPECT_EQ(File("o3", "three"), "revision 1 at 3");
  EXPECT_EQ(File("o3", "three"), "revision 1 at 3 replayed");
}

TEST_F(RestoreTest, BackupsOfARestoredLogGoOnInTheSameFolder) {
  ASSERT_EQ(File("o1", "one"), "revision 1 at 2");
  ASSERT_TRUE(Make().ok());
  ASSERT_TRUE(Restore(0).ok());
  const std::string old = committer_->state().log.id();
  runner_.reset();
  store_options_.database.path = restored_;
  Open();
  ASSERT_EQ(File("o2", "two"), "revision 1 at 3");
  runner_ = std::make_unique<BackupRunner>(
      *store_, BackupRunner::Options{.folder = backups_});
  ASSERT_TRUE(Make().ok());
  auto list = runner_->List();
  ASSERT_TRUE(list.ok()) << list.status();
  ASSERT_EQ(list->size(), 2u);
  EXPECT_EQ((*list)[0].log().parent_id(), old);
  EXPECT_EQ((*list)[1].log().id(), old);
  Close();
  auto again = Restore(0);
  ASSERT_TRUE(again.ok()) << again.status();
  EXPECT_THAT(again->report.problems, IsEmpty());
  EXPECT_EQ(again->report.changes, 3);
}

TEST_F(RestoreTest, OneBackupAtATime) {
  std::vector<std::string> others;
  auto made = Make(0, [&](const Response& state) {
    if (state.phase() == Response::PHASE_DONE) return;
    others.push_back(Reason(runner_->Start(0, [] {}).status()));
  });
  ASSERT_TRUE(made.ok()) << made.status();
  EXPECT_THAT(others, ::testing::Each("BACKUP_RUNNING"));
  EXPECT_THAT(others, ::testing::Not(IsEmpty()));
  EXPECT_TRUE(Make().ok());
  EXPECT_EQ(runner_->List()->size(), 2u);
  EXPECT_TRUE(Make(/*keep=*/1).ok());
  EXPECT_EQ(runner_->List()->size(), 1u);
  EXPECT_EQ(Reason(runner_->Start(-1, [] {}).status()), "FIELD_INVALID");
  runner_->Stop();
  EXPECT_EQ(Reason(Make().status()), "SHUTTING_DOWN");
}

TEST_F(RestoreTest, WithoutAFolderThereIsNone) {
  BackupRunner runner(*store_, {});
  EXPECT_EQ(Reason(runner.Start(0, [] {}).status()), "BACKUP_DIR_NOT_SET");
  EXPECT_EQ(Reason(runner.List().status()), "BACKUP_DIR_NOT_SET");
  std::ofstream(backups_) << "a file";
  EXPECT_EQ(Reason(Make().status()), "BACKUP_DIR_UNUSABLE");
}

TEST_F(RestoreTest, WhatDoesNotReadBackAsItWasWrittenIsNotKept) {
  bool flipped = false;
  auto made = Make(0, [&](const Response& state) {
    if (flipped || state.phase() != Response::PHASE_VERIFYING) return;
    flipped = true;
    FlipFiles(backups_ + "/shared_checksum");
    FlipFiles(backups_ + "/private");
  });
  EXPECT_EQ(Reason(made.status()), "BACKUP_DAMAGED");
  EXPECT_THAT(*runner_->List(), IsEmpty());
  EXPECT_EQ(File("o1", "one"), "revision 1 at 2");
  EXPECT_TRUE(Make().ok());
}

TEST_F(RestoreTest, StoreThatIsClosedWaitsForItsUserNoLonger) {
  absl::Notification entered;
  absl::Status used;
  std::thread user([&] {
    used =
        store_->Use([&](storage::Database&, const std::atomic<bool>& closing) {
          entered.Notify();
          while (!closing) std::this_thread::yield();
          return absl::AbortedError("closing");
        });
  });
  entered.WaitForNotification();
  committer_->Stop();
  EXPECT_TRUE(store_->Close().ok());
  user.join();
  EXPECT_TRUE(absl::IsAborted(used));
  EXPECT_EQ(Reason(Make().status()), "STORE_UNAVAILABLE");
}

TEST_F(RestoreTest, BackupThatIsNotWhatItSaysIsRefused) {
  ASSERT_EQ(File("o1", "one"), "revision 1 at 2");
  BackupRecord record;
  *record.mutable_log() = committer_->state().log;
  record.set_sequence(2);
  record.set_hash(committer_->state().tail.hash);
  const auto make = [&] {
    auto folder = storage::BackupFolder::Open({.path = backups_});
    return store_->Use(
        [&](storage::Database& database, const std::atomic<bool>&) {
          return (*folder)
              ->Create(database, record.SerializeAsString(),
                       [](int64_t, int64_t) { return true; })
              .status();
        });
  };
  ASSERT_TRUE(make().ok());
  EXPECT_TRUE(Restore(0).ok());
  record.set_sequence(1);
  ASSERT_TRUE(make().ok());
  auto refused = Restore(0);
  EXPECT_EQ(Reason(refused.status()), "DATA_DAMAGED");
  EXPECT_THAT(std::string(refused.status().message()), HasSubstr("hash"));
  record.set_sequence(3);
  ASSERT_TRUE(make().ok());
  EXPECT_EQ(Reason(Restore(0).status()), "DATA_DAMAGED");
  record.mutable_log()->set_id("another");
  ASSERT_TRUE(make().ok());
  EXPECT_EQ(Reason(Restore(0).status()), "DATA_DAMAGED");
}

}  // namespace
}  // namespace disclosure::ingest
