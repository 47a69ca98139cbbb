// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

// A checker that sees nothing passes too: here it is told of acknowledgements
// that never were, or not told of some that were, and must say so.

#include <map>
#include <string>
#include <thread>

#include "absl/synchronization/notification.h"
#include "gtest/gtest.h"
#include "tests/crash/checker.h"
#include "tests/crash/registrar.h"
#include "tests/crash/writer.h"
#include "tests/system/daemon.h"
#include "tests/system/process.h"
#include "tests/system/world.h"

namespace disclosure::testing {
namespace {

using Fault = Journal::Fault;
using Changes = std::map<int64_t, Acknowledged>;

TEST(JournalTest, RepeatedAnswerIsNoFinding) {
  TemporaryFolder folder;
  Journal journal(folder.path() + "/journal");
  const Acknowledged change = {
      .sequence = 7, .request_id = "r1", .office = "o"};
  journal.Acknowledge("writer", change, false);
  journal.Acknowledge("writer", change, true);
  EXPECT_TRUE(journal.clean());
  EXPECT_EQ(journal.newest(), 7);
  EXPECT_EQ(journal.TakeNew().size(), 1u);
  EXPECT_TRUE(journal.TakeNew().empty());
}

TEST(JournalTest, TwoChangesOfOneRequestAreDoubledAndExplained) {
  TemporaryFolder folder;
  Journal journal(folder.path() + "/journal");
  journal.Write("writer", "intent r1 o 2020");
  journal.Acknowledge("writer", {.sequence = 7, .request_id = "r1"}, false);
  journal.Acknowledge("writer", {.sequence = 8, .request_id = "r1"}, false);
  EXPECT_EQ(journal.count(Fault::kDoubled), 1);
  EXPECT_NE(journal.Explain().find("intent r1 o 2020"), std::string::npos);
}

TEST(JournalTest, TwoRequestsWithOneChangeAreOneLost) {
  TemporaryFolder folder;
  Journal journal(folder.path() + "/journal");
  journal.Acknowledge("writer", {.sequence = 7, .request_id = "r1"}, false);
  journal.Acknowledge("writer", {.sequence = 7, .request_id = "r2"}, false);
  EXPECT_EQ(journal.count(Fault::kLost), 1);
}

class CheckerTest : public ::testing::Test {
 protected:
  void SetUp() override {
    ASSERT_TRUE(daemon_.StartReady());
    Journal journal(folder_.path() + "/journal");
    Random random(TestSeed());
    const v1::RegistryRows world = MakeWorld(random);
    Registrar registrar(daemon_.address(), 1, &journal);
    ASSERT_TRUE(registrar.Apply(world));
    Writer writer({.name = "writer",
                   .ingest = daemon_.address(),
                   .rows = world,
                   .seed = random(),
                   .repeats_known = true},
                  &journal);
    absl::Notification stop;
    std::thread filing([&] { writer.Run(stop); });
    stop.WaitForNotificationWithTimeout(absl::Milliseconds(400));
    stop.Notify();
    filing.join();
    ASSERT_TRUE(journal.clean()) << journal.Explain();
    log_ = registrar.log();
    model_ = writer.model();
    true_ = journal.TakeNew();
    ASSERT_GT(true_.size(), 5u);
  }

  // What a checker finds that is told of these.
  std::map<Fault, int> Check(const Changes& told) {
    Journal journal(folder_.path() + "/journal" + std::to_string(++checks_));
    for (const auto& [sequence, change] : told) {
      journal.Acknowledge("told", change, false);
    }
    Checker checker(Client(daemon_.address()), log_, 1, &journal);
    checker.CheckRound(model_, true);
    std::map<Fault, int> found;
    for (const Fault fault :
         {Fault::kLost, Fault::kDoubled, Fault::kInvented, Fault::kWrong}) {
      if (journal.count(fault) > 0) found[fault] = journal.count(fault);
    }
    return found;
  }

  // The first submission after a change; after the registry's, if none is
  // named.
  Changes::iterator SomeSubmission(Changes& changes, int64_t after = 1) {
    auto it = changes.upper_bound(after);
    while (it->second.digest.empty()) ++it;
    return it;
  }

  TemporaryFolder folder_;
  Daemon daemon_{{"--target=all", "--data-dir=" + folder_.path() + "/data"}};
  std::string log_;
  Model model_;
  Changes true_;
  int checks_ = 0;
};

TEST_F(CheckerTest, SeesWhatIsLostDoubledAndInvented) {
  EXPECT_EQ(Check(true_), (std::map<Fault, int>()));

  Changes told = true_;
  told.erase(SomeSubmission(told));
  EXPECT_EQ(Check(told), (std::map<Fault, int>{{Fault::kInvented, 1}}));

  // Acknowledged beyond the end of the log.
  told = true_;
  Acknowledged beyond = true_.rbegin()->second;
  ++beyond.sequence;
  beyond.request_id = "beyond";
  told.emplace(beyond.sequence, beyond);
  EXPECT_GE(Check(told)[Fault::kLost], 1);

  // Other bytes than those that were sent.
  told = true_;
  SomeSubmission(told)->second.content[0] ^= 1;
  EXPECT_GE(Check(told)[Fault::kLost], 1);
  told = true_;
  SomeSubmission(told)->second.figures[0] ^= 1;
  EXPECT_GE(Check(told)[Fault::kLost], 1);

  // One request, one content, two changes of the log.
  told = true_;
  const auto first = SomeSubmission(told);
  const auto second = SomeSubmission(told, first->first);
  first->second.digest = second->second.digest;
  first->second.office = second->second.office;
  told.erase(second);
  EXPECT_EQ(Check(told)[Fault::kDoubled], 1);

  model_ = Model();
  EXPECT_GE(Check(true_)[Fault::kWrong], 1);
}

}  // namespace
}  // namespace disclosure::testing
