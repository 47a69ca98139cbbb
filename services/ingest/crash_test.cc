// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0
//
// A child process commits as fast as it can and reports each acknowledgement
// through a pipe; the parent kills it at a random moment, opens the folder
// itself, and compares: everything acknowledged is there, nothing is there that
// was not asked for, numbers are dense, the folder is sound. Then the next
// child goes on in the same folder.

#include <fcntl.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdint>
#include <cstdlib>
#include <map>
#include <memory>
#include <random>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "absl/strings/str_cat.h"
#include "absl/synchronization/mutex.h"
#include "base/text.h"
#include "services/ingest/committer.h"
#include "services/ingest/embedded_store.h"
#include "services/ingest/fsck.h"
#include "services/ingest/test_support.h"
#include "storage/temporary_folder.h"

namespace disclosure::ingest {
namespace {

constexpr int kRounds = 8;
constexpr int kOffices = 9;
constexpr char kFolderVariable[] = "INGEST_CRASH_TEST_FOLDER";
constexpr char kPipeVariable[] = "INGEST_CRASH_TEST_PIPE";

// What the child tells of an acknowledged amendment; smaller than what a pipe
// writes at once.
struct Acknowledgement {
  int32_t office;
  int32_t revision;
  int64_t sequence;
};

EmbeddedStore::Options StoreAt(const std::string& folder) {
  EmbeddedStore::Options options;
  options.database.path = folder;
  return options;
}

// Runs until it is killed.
[[noreturn]] void RunChild(const std::string& folder, int pipe) {
  EmbeddedStore store(StoreAt(folder));
  auto committer = Committer::Start(store, {.judge_again = TestJudge()});
  if (!committer.ok()) _exit(2);
  absl::Status applied =
      (*committer)
          ->Submit(
              [] {
                std::vector<Mutation> batch;
                batch.push_back(Apply(SmallRegistry()));
                return batch;
              }(),
              Committer::WhenFull::kWait, [](std::vector<Answer>) {});
  if (!applied.ok()) _exit(2);
  auto registry = MakeRegistry(SmallRegistry());
  absl::Mutex mutex;
  int waiting = 0;
  for (int i = 0;; ++i) {
    int office = i % kOffices + 1;
    ReportKey key{absl::StrCat("o", office), 2020, v1::SCOPE_OWN};
    auto head = store.GetHead(key);
    if (!head.ok()) _exit(3);
    int revision = head->has_value() ? (*head)->revision() : 0;
    // Every revision has its own content, which says which one it is.
    v1::AnnualReport report = MakeReport(key.office, revision + 1);
    report.set_revision(revision);
    std::vector<Mutation> batch;
    batch.push_back(Submit(*registry, std::move(report)));
    // Tells of an acknowledgement, and makes room for another submission. An
    // office may be queued twice; the second is refused.
    auto done = [office, pipe, &mutex, &waiting](std::vector<Answer> answers) {
      const v1::Receipt& receipt = answers[0].receipt;
      if (answers[0].status.ok() && !receipt.unchanged()) {
        Acknowledgement told{office, receipt.revision(),
                             receipt.position().sequence()};
        if (write(pipe, &told, sizeof(told)) != sizeof(told)) _exit(4);
      }
      absl::MutexLock lock(&mutex);
      --waiting;
    };
    absl::Status queued =
        (*committer)
            ->Submit(std::move(batch), Committer::WhenFull::kWait, done);
    if (!queued.ok()) _exit(5);
    absl::MutexLock lock(&mutex);
    ++waiting;
    auto has_room = [&waiting] { return waiting < kOffices; };
    mutex.Await(absl::Condition(&has_room));
  }
}

// Becomes this program anew, with the test below as its only one: threads that
// the database left in the parent are not carried over.
[[noreturn]] void ExecChild(const std::string& folder, int pipe) {
  setenv(kFolderVariable, folder.c_str(), 1);
  setenv(kPipeVariable, std::to_string(pipe).c_str(), 1);
  int nowhere = open("/dev/null", O_WRONLY);
  dup2(nowhere, STDOUT_FILENO);
  execl("/proc/self/exe", "ingest_crash_test",
        "--gtest_filter=CrashTest.DISABLED_Child",
        "--gtest_also_run_disabled_tests", nullptr);
  _exit(6);
}

// What the log holds: the change of each revision of each office.
std::map<std::pair<int, int>, int64_t> ReadLog(const std::string& folder) {
  EmbeddedStore store(StoreAt(folder));
  auto log = store.Begin();
  EXPECT_TRUE(log.ok()) << log.status();
  std::map<std::pair<int, int>, int64_t> revisions;
  for (int office = 1; office <= kOffices; ++office) {
    ReportKey key{absl::StrCat("o", office), 2020, v1::SCOPE_OWN};
    auto head = store.GetHead(key);
    EXPECT_TRUE(head.ok()) << head.status();
    if (!head->has_value()) continue;
    for (int revision = 1; revision <= (*head)->revision(); ++revision) {
      auto stored = store.GetRevision(key, revision, true);
      EXPECT_TRUE(stored.ok() && stored->has_value());
      auto report =
          JoinReport((*stored)->change.figures_part, (*stored)->narrative_part);
      EXPECT_EQ(report->narrative().overview(),
                absl::StrCat("text ", revision));
      revisions[{office, revision}] = (*stored)->change.sequence;
    }
  }
  return revisions;
}

// Not a test of its own: what the child does.
TEST(CrashTest, DISABLED_Child) {
  const char* folder = getenv(kFolderVariable);
  const char* pipe = getenv(kPipeVariable);
  ASSERT_NE(folder, nullptr);
  ASSERT_NE(pipe, nullptr);
  const auto pipe_fd = base::ParseInt64(pipe);
  ASSERT_TRUE(pipe_fd.has_value());
  RunChild(folder, static_cast<int>(*pipe_fd));
}

TEST(CrashTest, WhatWasAcknowledgedIsThere) {
  const unsigned seed = std::random_device()();
  SCOPED_TRACE(absl::StrCat("seed ", seed));
  std::mt19937 random(seed);
  storage::TemporaryFolder folder;
  std::string path = folder.path() + "/data";
  std::map<std::pair<int, int>, int64_t> acknowledged;
  for (int round = 0; round < kRounds; ++round) {
    int ends[2];
    ASSERT_EQ(pipe(ends), 0);
    pid_t child = fork();
    ASSERT_GE(child, 0);
    if (child == 0) ExecChild(path, ends[1]);
    close(ends[1]);
    // Killed after so many acknowledgements, sometimes before the first.
    int wanted = static_cast<int>(random() % 200);
    Acknowledgement done;
    while (wanted-- > 0 && read(ends[0], &done, sizeof(done)) == sizeof(done)) {
      acknowledged[{done.office, done.revision}] = done.sequence;
    }
    kill(child, SIGKILL);
    int status = 0;
    ASSERT_EQ(waitpid(child, &status, 0), child);
    ASSERT_TRUE(WIFSIGNALED(status)) << "the child ended by itself: " << status;
    while (read(ends[0], &done, sizeof(done)) == sizeof(done)) {
      acknowledged[{done.office, done.revision}] = done.sequence;
    }
    close(ends[0]);

    auto stored = ReadLog(path);
    for (const auto& [revision, sequence] : acknowledged) {
      EXPECT_EQ(stored[revision], sequence)
          << "o" << revision.first << " revision " << revision.second;
    }
    auto report = Fsck(path);
    ASSERT_TRUE(report.ok()) << report.status();
    EXPECT_THAT(report->problems, ::testing::IsEmpty());
  }
  EXPECT_GT(acknowledged.size(), 0u);
}

}  // namespace
}  // namespace disclosure::ingest
