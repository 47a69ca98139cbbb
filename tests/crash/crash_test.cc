// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

// Three processes are killed, in several ways at random moments, and started
// again, while clients file reports, move the registry and read totals. Clients
// repeat what had no answer with the same request id. After each round the log
// must be exactly what was acknowledged, every revision have the bytes that
// were sent, and the totals be what the model makes of it.
//
// The seed decides what is sent and which attacks are made. The threads'
// moments are the machine's, so a repeated run meets the same plan, not the
// same interleaving; what happened is in the journal, kept on failure.

#include <iostream>
#include <string>
#include <thread>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/synchronization/notification.h"
#include "gtest/gtest.h"
#include "tests/crash/checker.h"
#include "tests/crash/nemesis.h"
#include "tests/crash/reader.h"
#include "tests/crash/registrar.h"
#include "tests/crash/writer.h"
#include "tests/system/compare.h"
#include "tests/system/daemon.h"
#include "tests/system/process.h"
#include "tests/system/world.h"

namespace disclosure::testing {
namespace {

constexpr int kWriters = 4;
constexpr int kThoroughEvery = 10;
constexpr int kVerifyEvery = 50;

class CrashTest : public ::testing::Test {
 protected:
  CrashTest()
      : seed_(TestSeed()),
        random_(seed_),
        data_(folder_.path() + "/data"),
        journal_(folder_.path() + "/journal"),
        daemons_(data_),
        registrar_(daemons_.ingest().address(), random_(), &journal_),
        nemesis_(data_, random_(), &daemons_, &journal_) {}

  ~CrashTest() override {
    if (!HasFailure()) return;
    folder_.Keep();
    std::cout << "Kept for a look: " << folder_.path()
              << "/journal and /data\n";
  }

  void MakeClients(const v1::RegistryRows& world) {
    for (v1::RegistryRows& hand : DealOffices(world, kWriters)) {
      writers_.push_back(std::make_unique<Writer>(
          Writer::Options{.name = absl::StrCat("writer", writers_.size()),
                          .ingest = daemons_.ingest().address(),
                          .rows = std::move(hand),
                          .seed = random_(),
                          .repeats_known = writers_.size() % 2 == 1},
          &journal_));
    }
    reader_ = std::make_unique<Reader>(
        Reader::Options{.query = daemons_.query().address(),
                        .log = registrar_.log(),
                        .seed = random_(),
                        .lives = &nemesis_.query_lives()},
        &journal_);
    checker_ = std::make_unique<Checker>(
        daemons_.MakeClient(), registrar_.log(), random_(), &journal_);
  }

  // Clients work while processes are killed, and a little longer. Returns when
  // every outcome is known.
  bool RunRound() {
    absl::Notification stop;
    std::vector<std::thread> threads;
    for (auto& writer : writers_) {
      threads.emplace_back([&] { writer->Run(stop); });
    }
    threads.emplace_back([&] { registrar_.Run(stop); });
    threads.emplace_back([&] { reader_->Run(stop); });
    const bool running = nemesis_.Attack();
    stop.WaitForNotificationWithTimeout(absl::Milliseconds(Pick(random_, 100)));
    stop.Notify();
    for (std::thread& thread : threads) thread.join();
    return running;
  }

  // The world as it was acknowledged.
  Model MakeModel() const {
    Model model = registrar_.model();
    for (const auto& writer : writers_) model.Take(writer->model());
    return model;
  }

  void PrintProgress(int round) const {
    std::cout << "round " << round << ": " << nemesis_.kills() << " kills, "
              << checker_->acknowledged() << " changes acknowledged, lost "
              << journal_.count(Journal::Fault::kLost) << ", doubled "
              << journal_.count(Journal::Fault::kDoubled) << ", invented "
              << journal_.count(Journal::Fault::kInvented) << std::endl;
  }

  void PrintResult(int rounds) const {
    int64_t again = 0;
    int64_t replays = 0;
    for (const auto& writer : writers_) {
      again += writer->attempts_again();
      replays += writer->replays();
    }
    std::cout << "RESULT name=crash runs=" << rounds
              << " faults=" << nemesis_.kills()
              << " acknowledged=" << checker_->acknowledged()
              << " lost=" << journal_.count(Journal::Fault::kLost)
              << " doubled=" << journal_.count(Journal::Fault::kDoubled)
              << " invented=" << journal_.count(Journal::Fault::kInvented)
              << " wrong=" << journal_.count(Journal::Fault::kWrong)
              << " seed=" << seed_;
    constexpr const char* kProcesses[] = {"ingest", "aggregate", "query"};
    for (int i = 0; i < 3; ++i) {
      std::cout << " kills_" << kProcesses[i] << "=" << nemesis_.kills_of(i);
    }
    for (int i = 0; i < Nemesis::kWays; ++i) {
      const auto way = static_cast<Nemesis::Way>(i);
      std::cout << " kills_" << NameOf(way) << "=" << nemesis_.kills_by(way);
    }
    std::cout << " repeated=" << again << " replays=" << replays
              << " reads=" << reader_->answers() << std::endl;
  }

  const uint64_t seed_;
  Random random_;
  TemporaryFolder folder_;
  const std::string data_;
  Journal journal_;
  ThreeDaemons daemons_;
  Registrar registrar_;
  Nemesis nemesis_;
  std::vector<std::unique_ptr<Writer>> writers_;
  std::unique_ptr<Reader> reader_;
  std::unique_ptr<Checker> checker_;
};

TEST_F(CrashTest, NothingAcknowledgedIsLostDoubledOrInvented) {
  const absl::Time end =
      absl::Now() + RunLength(RunLong() ? absl::Minutes(5) : absl::Seconds(10));
  const v1::RegistryRows world = MakeWorld(random_);
  ASSERT_TRUE(registrar_.Apply(world));
  MakeClients(world);
  int round = 0;
  while (absl::Now() < end && !HasFailure() && journal_.clean()) {
    ++round;
    if (!RunRound()) break;
    for (int i = 0; i < 3; ++i) daemons_[i].WaitReady();
    checker_->CheckRound(MakeModel(), round % kThoroughEvery == 0);
    if (round % kVerifyEvery == 0) checker_->Verify();
    PrintProgress(round);
  }
  if (!HasFailure()) checker_->CheckAll(MakeModel());
  PrintResult(round);
  EXPECT_TRUE(journal_.clean()) << journal_.Explain();
  if (HasFailure()) return;
  for (int number = 2; number >= 0; --number) daemons_[number].Stop();
  const Finished fsck =
      RunProgram({BuiltProgram("disclosured"), "fsck", "--data-dir=" + data_},
                 absl::Minutes(5));
  EXPECT_EQ(fsck.code, 0) << fsck.output;
}

}  // namespace
}  // namespace disclosure::testing
