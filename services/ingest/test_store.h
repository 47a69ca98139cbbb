// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0
//
// A fixture: a committer over a real store in a folder of its own, whose log
// is examined when the test ends.

#ifndef DISCLOSURE_SERVICES_INGEST_TEST_STORE_H_
#define DISCLOSURE_SERVICES_INGEST_TEST_STORE_H_

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"
#include "absl/synchronization/notification.h"
#include "services/ingest/committer.h"
#include "services/ingest/embedded_store.h"
#include "services/ingest/fsck.h"
#include "services/ingest/keys.h"
#include "services/ingest/test_support.h"
#include "storage/temporary_folder.h"

namespace disclosure::ingest {

// Remembers the groups, and can be told to do something in the next one.
class GroupObserver : public CommitObserver {
 public:
  void OnGroup(int mutations, size_t, absl::Duration) override {
    std::function<void()> action;
    {
      absl::MutexLock lock(&mutex_);
      group_sizes_.push_back(mutations);
      action = std::exchange(action_, nullptr);
    }
    if (action) action();
  }
  void OnRefused(const std::string&) override {}

  void OnNextGroup(std::function<void()> action) {
    absl::MutexLock lock(&mutex_);
    action_ = std::move(action);
  }
  std::vector<int> group_sizes() const {
    absl::MutexLock lock(&mutex_);
    return group_sizes_;
  }
  void Clear() {
    absl::MutexLock lock(&mutex_);
    group_sizes_.clear();
  }

 private:
  mutable absl::Mutex mutex_;
  std::vector<int> group_sizes_ ABSL_GUARDED_BY(mutex_);
  std::function<void()> action_ ABSL_GUARDED_BY(mutex_);
};

// Answers that are or will be there.
class Pending {
 public:
  // The answer, once it is there.
  std::string Wait() {
    shared_->done.WaitForNotification();
    return shared_->texts[0];
  }
  std::vector<std::string> WaitAll() {
    shared_->done.WaitForNotification();
    return shared_->texts;
  }
  // The answer if it is there.
  std::optional<std::string> Now() {
    if (!shared_->done.HasBeenNotified()) return std::nullopt;
    return shared_->texts[0];
  }

  void Set(std::vector<std::string> texts) {
    shared_->texts = std::move(texts);
    shared_->done.Notify();
  }

 private:
  struct Shared {
    absl::Notification done;
    std::vector<std::string> texts;
  };
  // Shared with the callback that the committer runs.
  std::shared_ptr<Shared> shared_ = std::make_shared<Shared>();
};

class TestStore : public ::testing::Test {
 protected:
  TestStore() {
    store_options_.database.path = folder_.path() + "/data";
    committer_options_.judge_again = TestJudge();
    committer_options_.observer = &observer_;
    store_options_.clock = committer_options_.clock = &clock_;
  }

  // Opens, again if it was open.
  void Open() {
    Close();
    store_ = std::make_unique<EmbeddedStore>(store_options_);
    auto committer = Committer::Start(*store_, committer_options_);
    ASSERT_TRUE(committer.ok()) << committer.status();
    committer_ = *std::move(committer);
  }

  void Close() {
    committer_.reset();
    store_.reset();
  }

  Pending StartBatch(
      std::vector<Mutation> batch,
      Committer::WhenFull when_full = Committer::WhenFull::kRefuse) {
    Pending pending;
    absl::Status accepted =
        committer_->Submit(std::move(batch), when_full,
                           [pending](std::vector<Answer> answers) mutable {
                             std::vector<std::string> texts;
                             for (const Answer& answer : answers)
                               texts.push_back(Print(answer));
                             pending.Set(std::move(texts));
                           });
    if (!accepted.ok()) pending.Set({Reason(accepted)});
    return pending;
  }

  Pending Start(Mutation mutation,
                Committer::WhenFull when_full = Committer::WhenFull::kRefuse) {
    std::vector<Mutation> batch;
    batch.push_back(std::move(mutation));
    return StartBatch(std::move(batch), when_full);
  }

  std::string Do(Mutation mutation) {
    return Start(std::move(mutation)).Wait();
  }

  std::vector<std::string> DoBatch(std::vector<Mutation> batch) {
    return StartBatch(std::move(batch)).WaitAll();
  }

  // Repeats a mutation as a client would, while the store is away.
  std::string DoUntilReady(const Mutation& mutation) {
    for (;;) {
      std::string answer = Do(mutation);
      if (answer != "STORE_UNAVAILABLE" && answer != "OUTCOME_UNKNOWN") {
        return answer;
      }
    }
  }

  // All contacts; closes the store.
  std::string Contacts() {
    Close();
    auto database = storage::Database::Open(
        {.path = store_options_.database.path, .families = FamilyNames()});
    EXPECT_TRUE(database.ok()) << database.status();
    std::string contacts;
    absl::Status status = (*database)->Scan(
        kContactFamily, "", "", [&](std::string_view, std::string_view value) {
          contacts += value;
          return true;
        });
    EXPECT_TRUE(status.ok()) << status;
    return contacts;
  }

  void TearDown() override {
    Close();
    auto report = Fsck(store_options_.database.path);
    ASSERT_TRUE(report.ok()) << report.status();
    EXPECT_THAT(report->problems, ::testing::IsEmpty());
  }

  storage::TemporaryFolder folder_;
  base::SimulatedClock clock_{InTime()};
  GroupObserver observer_;
  EmbeddedStore::Options store_options_;
  Committer::Options committer_options_;
  std::unique_ptr<EmbeddedStore> store_;
  std::unique_ptr<Committer> committer_;
};

}  // namespace disclosure::ingest

#endif  // DISCLOSURE_SERVICES_INGEST_TEST_STORE_H_
