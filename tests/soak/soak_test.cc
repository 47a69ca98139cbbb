// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

// Three processes under mixed load, with restarts, for as long as wanted. In
// each third of the time one process stays while the other two are stopped and
// killed by turns every few seconds; its memory, descriptors and threads must
// be flat. Offices amend and withdraw a fixed set of reports, so that what
// aggregate and query hold does not grow, while the log does.

#include <array>
#include <atomic>
#include <iostream>
#include <string>
#include <thread>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/synchronization/notification.h"
#include "gtest/gtest.h"
#include "tests/crash/reader.h"
#include "tests/crash/registrar.h"
#include "tests/crash/writer.h"
#include "tests/soak/usage.h"
#include "tests/soak/visitor.h"
#include "tests/system/compare.h"
#include "tests/system/daemon.h"
#include "tests/system/world.h"

namespace disclosure::testing {
namespace {

constexpr const char* kProcesses[] = {"ingest", "aggregate", "query"};
constexpr int kQuery = 2;
constexpr int kSoakWriters = 2;
constexpr int kVisitors = 3;
constexpr absl::Duration kSampleEvery = absl::Seconds(1);
constexpr int kRestartEverySamples = 5;

Usage Flat(int64_t memory_mb, int64_t descriptors, int64_t threads) {
  return {.memory_mb = memory_mb,
          .data_files = 0,
          .descriptors = descriptors,
          .threads = threads};
}

// Of 100 samples: what it holds, and what is added with each.
std::vector<Usage> Samples(const Usage& first, int64_t memory_each,
                           int64_t descriptors_each) {
  std::vector<Usage> samples(100, first);
  for (size_t i = 0; i < samples.size(); ++i) {
    samples[i].memory_mb += memory_each * static_cast<int64_t>(i);
    samples[i].descriptors += descriptors_each * static_cast<int64_t>(i);
  }
  return samples;
}

TEST(FlatnessTest, WhatStaysIsFlatAndWhatGrowsIsNamed) {
  EXPECT_EQ(Judge(Samples(Flat(100, 20, 9), 0, 0)).growth, "");
  EXPECT_EQ(Judge(Samples(Flat(100, 20, 9), 1, 0)).growth, " memory");
  EXPECT_EQ(Judge(Samples(Flat(100, 20, 9), 0, 1)).growth, " descriptors");
}

TEST(FlatnessTest, TheWarmUpMayGrow) {
  std::vector<Usage> samples = Samples(Flat(100, 20, 9), 0, 0);
  for (size_t i = 0; i < 25; ++i) samples[i] = Flat(10, 5, 3);
  EXPECT_EQ(Judge(samples).growth, "");
}

class SoakTest : public ::testing::Test {
 protected:
  SoakTest()
      : seed_(TestSeed()),
        random_(seed_),
        data_(folder_.path() + "/data"),
        journal_(folder_.path() + "/journal"),
        daemons_(data_),
        registrar_(daemons_.ingest().address(), random_(), &journal_) {}

  ~SoakTest() override { EndLoad(); }

  void BeginLoad(const v1::RegistryRows& world) {
    for (v1::RegistryRows& hand : DealOffices(world, kSoakWriters)) {
      writers_.push_back(std::make_unique<Writer>(
          Writer::Options{.name = absl::StrCat("writer", writers_.size()),
                          .ingest = daemons_.ingest().address(),
                          .rows = std::move(hand),
                          .seed = random_(),
                          .repeats_known = true},
          &journal_));
    }
    for (int i = 0; i < kVisitors; ++i) {
      visitors_.push_back(std::make_unique<Visitor>(daemons_.MakeClient(),
                                                    world, registrar_.log(),
                                                    random_(), &journal_));
    }
    reader_ = std::make_unique<Reader>(
        Reader::Options{.query = daemons_.query().address(),
                        .log = registrar_.log(),
                        .seed = random_(),
                        .lives = &query_lives_},
        &journal_);
    for (auto& writer : writers_) {
      threads_.emplace_back([&] { writer->Run(stop_); });
    }
    for (auto& visitor : visitors_) {
      threads_.emplace_back([&] { visitor->Run(stop_); });
    }
    threads_.emplace_back([this] { registrar_.Run(stop_); });
    threads_.emplace_back([this] { reader_->Run(stop_); });
  }

  void EndLoad() {
    if (!stop_.HasBeenNotified()) stop_.Notify();
    for (std::thread& thread : threads_) thread.join();
    threads_.clear();
  }

  std::optional<Usage> Look(int process) {
    return ReadUsage(daemons_[process].process().pid(),
                     absl::StrCat(data_, "/", kProcesses[process]));
  }

  // Stops or kills a process, and starts it again.
  bool Restart(int process) {
    if (process == kQuery) ++query_lives_;
    if (OneIn(random_, 2)) {
      daemons_[process].Kill();
      ++kills_;
    } else {
      daemons_[process].Stop();
      ++stops_;
    }
    if (process == kQuery) ++query_lives_;
    return daemons_[process].Start();
  }

  // One process stays for `length`, the others do not. What it held, sampled.
  std::vector<Usage> Stay(int staying, absl::Duration length) {
    std::vector<Usage> samples;
    const absl::Time end = absl::Now() + length;
    absl::Time minute = absl::Now() + absl::Minutes(1);
    absl::Notification never;
    for (int tick = 1; absl::Now() < end && !HasFailure(); ++tick) {
      never.WaitForNotificationWithTimeout(kSampleEvery);
      const auto usage = Look(staying);
      EXPECT_TRUE(usage.has_value()) << daemons_[staying].LastWords();
      if (!usage) break;
      samples.push_back(*usage);
      if (tick % kRestartEverySamples == 0) {
        const int other = tick / kRestartEverySamples % 2 + 1;
        if (!Restart((staying + other) % 3)) break;
      }
      if (absl::Now() < minute) continue;
      minute += absl::Minutes(1);
      PrintMinute(staying);
      // Nobody looks at the acknowledgements of a soak.
      journal_.TakeNew();
    }
    return samples;
  }

  int64_t calls() const {
    int64_t calls = 0;
    for (const auto& writer : writers_) calls += writer->acknowledged();
    for (const auto& visitor : visitors_) calls += visitor->calls();
    return calls;
  }

  void PrintMinute(int staying) {
    std::cout << absl::StrFormat("%5.1f min  %s stays",
                                 absl::ToDoubleMinutes(absl::Now() - begin_),
                                 kProcesses[staying]);
    for (int i = 0; i < 3; ++i) {
      const auto usage = Look(i);
      std::cout << "; " << kProcesses[i] << " "
                << (usage ? Print(*usage) : "away");
    }
    std::cout << "; " << calls() << " calls, log at " << journal_.newest()
              << ", " << kills_ << " kills, " << stops_ << " stops"
              << std::endl;
  }

  void PrintResult(const std::string& held) const {
    int64_t acknowledged = 0;
    for (const auto& writer : writers_) acknowledged += writer->acknowledged();
    std::cout << "RESULT name=soak runs=3 faults=" << kills_ + stops_
              << " acknowledged=" << acknowledged
              << " lost=" << journal_.count(Journal::Fault::kLost)
              << " doubled=" << journal_.count(Journal::Fault::kDoubled)
              << " invented=" << journal_.count(Journal::Fault::kInvented)
              << " wrong=" << journal_.count(Journal::Fault::kWrong)
              << " seed=" << seed_ << " kills=" << kills_ << " stops=" << stops_
              << " calls=" << calls() << held << std::endl;
  }

  const uint64_t seed_;
  const absl::Time begin_ = absl::Now();
  Random random_;
  TemporaryFolder folder_;
  const std::string data_;
  Journal journal_;
  ThreeDaemons daemons_;
  Registrar registrar_;
  std::atomic<int64_t> query_lives_ = 0;
  int kills_ = 0;
  int stops_ = 0;
  std::vector<std::unique_ptr<Writer>> writers_;
  std::vector<std::unique_ptr<Visitor>> visitors_;
  std::unique_ptr<Reader> reader_;
  absl::Notification stop_;
  std::vector<std::thread> threads_;
};

TEST_F(SoakTest, MemoryDescriptorsAndThreadsStayFlat) {
  const absl::Duration length = RunLength(absl::Seconds(6));
  const v1::RegistryRows world = MakeWorld(random_);
  ASSERT_TRUE(registrar_.Apply(world));
  BeginLoad(world);
  std::string held;
  for (int staying = 0; staying < 3 && !HasFailure(); ++staying) {
    // A life of its own, so that all three are judged at the same age.
    ASSERT_TRUE(Restart(staying));
    const std::vector<Usage> samples = Stay(staying, length / 3);
    // A run of seconds shows that it works, not what it holds.
    if (length < absl::Minutes(3) || samples.size() < kSamplesMin) continue;
    const Flatness flatness = Judge(samples);
    std::cout << kProcesses[staying] << ": early " << Print(flatness.early)
              << "; late " << Print(flatness.late) << std::endl;
    EXPECT_EQ(flatness.growth, "") << kProcesses[staying];
    absl::StrAppend(&held, " mb_", kProcesses[staying], "=",
                    flatness.early.memory_mb, "..", flatness.late.memory_mb);
  }
  EndLoad();
  EXPECT_TRUE(journal_.clean()) << journal_.Explain();
  EXPECT_GT(calls(), 0);
  PrintResult(held);
  if (HasFailure()) return;
  for (int i = 0; i < 3; ++i) daemons_[i].WaitReady();
  Client client = daemons_.MakeClient();
  ExpectVerified(client);
}

}  // namespace
}  // namespace disclosure::testing
