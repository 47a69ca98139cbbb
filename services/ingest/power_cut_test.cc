// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0
//
// A process files, amends and withdraws, and ends at the n-th change of the
// disk, n = 1, 2, 3 ..., until the whole scenario passes: the power is cut, or
// that operation fails. Another process, whose power may be cut in turn, opens
// the folder; the next one checks that everything acknowledged is there with
// its bytes, that nothing is there that was not asked for, and repeats every
// request: each has its effect once. The folder is examined before and after.

#include <algorithm>
#include <cstdint>
#include <iostream>
#include <memory>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "absl/strings/str_cat.h"
#include "absl/synchronization/notification.h"
#include "base/clock.h"
#include "base/test_process.h"
#include "base/test_run.h"
#include "services/ingest/chain.h"
#include "services/ingest/committer.h"
#include "services/ingest/embedded_store.h"
#include "services/ingest/fsck.h"
#include "services/ingest/test_support.h"
#include "storage/temporary_folder.h"

namespace disclosure::ingest {
namespace {

using storage::Fault;
using storage::FaultPlan;

constexpr int kOffices = 4;
constexpr int kRequests = 24;
constexpr int kExitWrong = 1;
constexpr int kExitNotOpened = 2;

// One thing that is asked for: the next revision of an office's report.
struct Request {
  std::string id;
  ReportKey report;
  int revision = 0;
  bool withdraws = false;
  bool ends_group = false;
  bool ends_opening = false;  // the store is closed and opened after it
};

// The same for the same seed: they are not told from process to process.
std::vector<Request> MakeRequests(uint64_t seed) {
  std::mt19937_64 random(seed);
  std::vector<Request> requests(kRequests);
  int revisions[kOffices] = {};
  bool filed[kOffices] = {};
  for (int i = 0; i < kRequests; ++i) {
    const int office = static_cast<int>(random() % kOffices);
    Request& request = requests[static_cast<size_t>(i)];
    request.id = absl::StrCat("id-", i);
    request.report = {absl::StrCat("o", office + 1), 2020, v1::SCOPE_OWN};
    request.withdraws = filed[office] && random() % 6 == 0;
    request.revision = ++revisions[office];
    filed[office] = !request.withdraws;
    request.ends_group = random() % 3 == 0 || i == kRequests - 1;
    request.ends_opening = request.ends_group && random() % 6 == 0;
  }
  return requests;
}

// Every revision has its own content, which fills the database's memory in a
// few groups.
v1::AnnualReport ContentOf(const Request& request) {
  v1::AnnualReport report = MakeReport(request.report.office, request.revision);
  report.set_revision(request.revision - 1);
  // Does not compress.
  std::mt19937_64 random(static_cast<uint64_t>(request.revision));
  std::string* text = report.mutable_narrative()->mutable_overview();
  while (text->size() < 4000) absl::StrAppend(text, " ", random());
  return report;
}

Mutation MutationOf(const Request& request,
                    const registry::Registry& registry) {
  if (!request.withdraws) {
    return Submit(registry, ContentOf(request), request.id);
  }
  Mutation mutation;
  mutation.principal = TestPrincipal();
  mutation.request_id = request.id;
  mutation.what = Withdrawal{.report = request.report,
                             .expected_revision = request.revision - 1};
  SealContent(&mutation);
  return mutation;
}

// What clients were told, outside of the processes that end.
struct Told {
  int begun = 0;                      // requests that were sent
  int64_t sequences[kRequests] = {};  // of the receipts; 0: none
  int64_t failures = 0;  // of the disk; unknown if the process was ended
};

// What the checks counted.
struct Counted {
  int64_t lost = 0;
  int64_t doubled = 0;
  int64_t invented = 0;
};

// A store with its committer.
class Server {
 public:
  // Null if it cannot be opened.
  static std::unique_ptr<Server> Open(const std::string& folder,
                                      std::shared_ptr<FaultPlan> faults) {
    EmbeddedStore::Options options;
    options.database.path = folder;
    options.database.faults = std::move(faults);
    options.database.write_buffer_bytes = 32 << 10;
    static const base::SimulatedClock kClock(InTime());
    options.clock = &kClock;
    auto server = std::make_unique<Server>(std::move(options));
    Committer::Options committer;
    committer.judge_again = TestJudge();
    committer.clock = &kClock;
    committer.reopen_delay_min = absl::Microseconds(100);
    committer.reopen_delay_max = absl::Milliseconds(1);
    auto started = Committer::Start(server->store_, std::move(committer));
    if (!started.ok()) {
      std::cerr << started.status().message() << std::endl;
      return nullptr;
    }
    server->committer_ = *std::move(started);
    return server;
  }

  explicit Server(EmbeddedStore::Options options)
      : store_(std::move(options)) {}

  EmbeddedStore& store() { return store_; }
  Committer& committer() { return *committer_; }

  // As a client: repeats what is UNAVAILABLE, with the same ids.
  std::vector<Answer> Insist(const std::vector<Mutation>& batch) {
    for (;;) {
      std::vector<Answer> answers = Try(batch);
      bool known = true;
      for (const Answer& answer : answers) {
        known = known && !absl::IsUnavailable(answer.status);
      }
      if (known) return answers;
    }
  }

 private:
  std::vector<Answer> Try(std::vector<Mutation> batch) {
    std::vector<Answer> answers(batch.size());
    absl::Notification answered;
    absl::Status queued =
        committer_->Submit(std::move(batch), Committer::WhenFull::kWait,
                           [&](std::vector<Answer> given) {
                             answers = std::move(given);
                             answered.Notify();
                           });
    if (queued.ok()) {
      answered.WaitForNotification();
    } else {
      for (Answer& answer : answers) answer.status = queued;
    }
    return answers;
  }

  EmbeddedStore store_;
  std::unique_ptr<Committer> committer_;
};

class PowerCutTest : public ::testing::Test {
 protected:
  // Sends all requests, group by group, and keeps what was told.
  int Work(std::shared_ptr<FaultPlan> faults) {
    std::unique_ptr<Server> server;
    std::shared_ptr<const registry::Registry> registry;
    std::vector<Mutation> group;
    int first = 0;
    for (int i = 0; i < kRequests; ++i) {
      if (server == nullptr) {
        server = Server::Open(path_, faults);
        if (server == nullptr) return kExitNotOpened;
        server->Insist(Registry());
        registry = server->committer().state().registry;
      }
      const Request& request = requests_[static_cast<size_t>(i)];
      group.push_back(MutationOf(request, *registry));
      if (!request.ends_group) continue;
      told_->begun = i + 1;
      std::vector<Answer> answers = server->Insist(group);
      for (size_t k = 0; k < answers.size(); ++k, ++first) {
        if (!Keep(first, answers[k])) return kExitWrong;
      }
      group.clear();
      if (request.ends_opening) server = nullptr;
    }
    return 0;
  }

  // The registry, which is filed again at each opening with the same effect.
  static std::vector<Mutation> Registry() {
    std::vector<Mutation> batch;
    batch.push_back(Apply(SmallRegistry(), "registry"));
    return batch;
  }

  bool Keep(int index, const Answer& answer) {
    const Request& request = requests_[static_cast<size_t>(index)];
    if (!answer.status.ok() || answer.receipt.revision() != request.revision) {
      std::cerr << request.id << ": " << Print(answer) << std::endl;
      return false;
    }
    told_->sequences[index] = answer.receipt.position().sequence();
    return true;
  }

  int Recover(std::shared_ptr<FaultPlan> faults) {
    return Server::Open(path_, std::move(faults)) == nullptr ? kExitNotOpened
                                                             : 0;
  }

  // What was acknowledged is there, and nothing that was not asked for.
  int Check() {
    const int64_t before = ExpectSound();
    // The registry is one more.
    counted_->invented += std::max<int64_t>(0, before - (told_->begun + 1));
    EXPECT_EQ(counted_->invented, 0);
    auto server = Server::Open(path_, nullptr);
    if (server == nullptr) return kExitNotOpened;
    for (int i = 0; i < kRequests; ++i) {
      if (told_->sequences[i] != 0) ExpectStored(server->store(), i);
    }
    server->Insist(Registry());
    auto registry = server->committer().state().registry;
    for (int i = 0; i < kRequests; ++i) {
      const Request& request = requests_[static_cast<size_t>(i)];
      std::vector<Mutation> batch;
      batch.push_back(MutationOf(request, *registry));
      const Answer answer = server->Insist(batch)[0];
      const int64_t told = told_->sequences[i];
      if (told != 0) {
        EXPECT_EQ(
            Print(answer),
            absl::StrCat("revision ", request.revision, " at ", told,
                         " replayed", request.withdraws ? " withdrawn" : ""));
      }
      if (!Keep(i, answer)) return kExitWrong;
      ExpectStored(server->store(), i);
    }
    server = nullptr;
    const int64_t after = ExpectSound();
    counted_->doubled += std::max<int64_t>(0, after - (kRequests + 1));
    EXPECT_EQ(after, kRequests + 1);
    return HasFailure() ? kExitWrong : 0;
  }

  // The number of changes in the log.
  int64_t ExpectSound() {
    auto report = Fsck(path_);
    if (!report.ok()) {
      // Cut before the database was made.
      EXPECT_EQ(Reason(report.status()), "DATA_DIR_EMPTY") << report.status();
      EXPECT_EQ(told_->sequences[0], 0);
      return 0;
    }
    EXPECT_THAT(report->problems, ::testing::IsEmpty());
    return report->changes;
  }

  void ExpectStored(EmbeddedStore& store, int index) {
    const Request& request = requests_[static_cast<size_t>(index)];
    SCOPED_TRACE(request.id);
    auto stored = store.GetRevision(request.report, request.revision, true);
    ASSERT_TRUE(stored.ok()) << stored.status();
    counted_->lost += !stored->has_value();
    ASSERT_TRUE(stored->has_value()) << "lost";
    EXPECT_EQ((*stored)->change.sequence, told_->sequences[index]);
    if (request.withdraws) return;
    auto report =
        JoinReport((*stored)->change.figures_part, (*stored)->narrative_part);
    ASSERT_TRUE(report.has_value());
    v1::AnnualReport expected = ContentOf(request);
    expected.clear_revision();  // What it is over is not part of it.
    EXPECT_TRUE(report->SerializeAsString() == expected.SerializeAsString())
        << "other content";
  }

  // One scenario with one fault, set by `set`, and a second power cut at the
  // `second`-th change of the recovery, if any. How the first process ended.
  template <typename Set>
  base::Ended RunOnce(uint64_t seed, int64_t second, Set set) {
    storage::TemporaryFolder folder;
    path_ = folder.path() + "/data";
    requests_ = MakeRequests(seed);
    *told_ = {};
    const base::Ended ended = base::RunForked([&] {
      auto faults = std::make_shared<FaultPlan>();
      set(*faults);
      const int code = Work(faults);
      told_->failures = faults->failures();
      return code;
    });
    for (int i = 0; i < kRequests; ++i)
      acknowledged_ += told_->sequences[i] > 0;
    if (second > 0) {
      const base::Ended recovered = base::RunForked([&] {
        auto faults = std::make_shared<FaultPlan>();
        faults->CutPowerAtNth(second, seed + static_cast<uint64_t>(second));
        return Recover(faults);
      });
      EXPECT_TRUE(recovered.code == 0 ||
                  recovered.code == FaultPlan::kPowerCutExit)
          << recovered.code << " signal " << recovered.signal;
      cuts_ += recovered.code == FaultPlan::kPowerCutExit;
    }
    EXPECT_EQ(base::RunForked([&] { return Check(); }).code, 0);
    return ended;
  }

  void PrintResult(const std::string& name, int64_t runs, int64_t faults,
                   uint64_t seed) {
    std::cout << "RESULT name=" << name << " runs=" << runs
              << " faults=" << faults << " acknowledged=" << acknowledged_
              << " lost=" << counted_->lost << " doubled=" << counted_->doubled
              << " invented=" << counted_->invented << " seed=" << seed;
  }

  std::string path_;
  std::vector<Request> requests_;
  base::SharedWithChildren<Told> told_;
  base::SharedWithChildren<Counted> counted_;
  int64_t acknowledged_ = 0;
  int64_t cuts_ = 0;
};

TEST_F(PowerCutTest, NothingAcknowledgedIsLost) {
  const uint64_t seed = base::TestSeed();
  // As many as are asked for, and then to the end of a scenario.
  const int64_t wanted = base::RunLong() ? 10'000 : 0;
  const int step = base::RunLong() ? 1 : 12;
  std::mt19937_64 random(seed);
  int64_t runs = 0;
  for (uint64_t scenario = 0; scenario == 0 || cuts_ < wanted; ++scenario) {
    base::Ended ended;
    for (int n = 1; ended.code != 0; n += step) {
      SCOPED_TRACE(absl::StrCat("seed ", seed + scenario, " cut ", n));
      ASSERT_LT(n, 3000) << "the scenario never passes";
      const auto second = static_cast<int64_t>(random() % 2 * (random() % 30));
      const uint64_t torn = random();
      ended = RunOnce(seed + scenario, second, [&](FaultPlan& faults) {
        faults.CutPowerAtNth(n, torn);
      });
      ++runs;
      cuts_ += ended.code == FaultPlan::kPowerCutExit;
      ASSERT_TRUE(ended.code == 0 || ended.code == FaultPlan::kPowerCutExit)
          << ended.code << " signal " << ended.signal;
      ASSERT_FALSE(HasFailure());
    }
  }
  PrintResult("power-cut", runs, cuts_, seed);
  std::cout << std::endl;
}

std::string NameOf(Fault fault) {
  switch (fault) {
    case Fault::kNone:
      return "none";
    case Fault::kNotDone:
      return "not-done";
    case Fault::kHalfDone:
      return "half-done";
    case Fault::kDone:
      return "done";
    case Fault::kDiskFull:
      return "disk-full";
    case Fault::kNotRead:
      return "not-read";
  }
  return "?";
}

class FailingDiskTest : public PowerCutTest,
                        public ::testing::WithParamInterface<Fault> {};

// The process goes on, or cannot be started; either way nothing is lost.
TEST_P(FailingDiskTest, NothingAcknowledgedIsLost) {
  const uint64_t seed = base::TestSeed();
  const int scenarios = base::RunLong() ? 4 : 1;
  const int step = base::RunLong() ? 1 : 10;
  int64_t runs = 0;
  int64_t faults = 0;
  int64_t aborted = 0;
  for (int scenario = 0; scenario < scenarios; ++scenario) {
    bool failed = true;
    for (int n = 1; failed; n += step) {
      SCOPED_TRACE(absl::StrCat("seed ", seed + scenario, " fault ", n));
      ASSERT_LT(n, 3000) << "the scenario never passes";
      const base::Ended ended =
          RunOnce(seed + static_cast<uint64_t>(scenario), 0,
                  [&](FaultPlan& faults) { faults.FailNth(n, GetParam()); });
      failed = ended.code != 0 || told_->failures > 0;
      faults += failed;
      ++runs;
      // RocksDB, built with its assertions, may give up in the middle of a
      // failure: that is an end like any other.
      aborted += ended.signal == SIGABRT;
      ASSERT_TRUE(ended.code == 0 || ended.code == kExitNotOpened ||
                  ended.signal == SIGABRT)
          << ended.code << " signal " << ended.signal;
      ASSERT_FALSE(HasFailure());
    }
  }
  PrintResult("failing-disk", runs, faults, seed);
  std::cout << " kind=" << NameOf(GetParam())
            << " ended_the_process=" << aborted << std::endl;
}

INSTANTIATE_TEST_SUITE_P(AllFaults, FailingDiskTest,
                         ::testing::Values(Fault::kNotDone, Fault::kHalfDone,
                                           Fault::kDone, Fault::kDiskFull,
                                           Fault::kNotRead));

}  // namespace
}  // namespace disclosure::ingest
