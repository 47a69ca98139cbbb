// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

// Random submissions, amendments, withdrawals and moves of the registry,
// through the API of one process that is killed and started again on the way.
// At checked positions every answer must be what the model says; meanwhile
// readers hold answers against themselves.

#include <atomic>
#include <iostream>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "gtest/gtest.h"
#include "tests/system/compare.h"
#include "tests/system/daemon.h"
#include "tests/system/world.h"

namespace disclosure::testing {
namespace {

class PropertyTest : public ::testing::Test {
 protected:
  PropertyTest()
      : random_(TestSeed()),
        daemon_({"--target=all", "--data-dir=" + folder_.path() + "/data"}) {}

  void Step() {
    const int64_t chance = Pick(random_, 99);
    if (chance < 12) return Move();
    if (chance < 22) return Withdraw();
    const v1::Submission submission = RandomSubmission(random_, model_);
    auto answer = client_->Submit(submission);
    if (!answer.ok()) {
      // An office may have lost its row of that year.
      ASSERT_EQ(Reason(answer.status()), "OFFICE_UNKNOWN")
          << Describe(answer.status()) << "\n"
          << daemon_.LastWords();
      return;
    }
    model_.Submit(submission.report(), answer->receipt());
    Advance(answer->receipt().position());
  }

  void Move() {
    const v1::RegistryRows rows = RandomMove(random_, model_);
    auto answer = client_->Apply(rows);
    if (!answer.ok()) {
      ASSERT_EQ(Reason(answer.status()), "REGISTRY_INVALID")
          << Describe(answer.status()) << "\n"
          << daemon_.LastWords();
      return;
    }
    model_.Apply(rows);
    ++moves_;
    Advance(answer->position());
  }

  void Withdraw() {
    const auto request = RandomWithdrawal(random_, model_);
    if (!request) return;
    auto answer = Call(client_->ingest(),
                       &v1::IngestService::Stub::WithdrawReport, *request);
    ASSERT_TRUE(answer.ok()) << Describe(answer.status());
    model_.Withdraw(answer->receipt());
    Advance(answer->receipt().position());
  }

  void Advance(const v1::LogPosition& position) {
    if (position.sequence() > position_.sequence()) position_ = position;
  }

  void Check() {
    ++checks_;
    for (int year = kFirstYear; year <= kLastYear; ++year) {
      // All lines together, and one of them by turns.
      std::vector<std::string> lines = model_.Lines(year);
      lines = {lines[static_cast<size_t>(checks_) % lines.size()]};
      answers_ +=
          ExpectAnswers(*client_, model_, year, std::move(lines), position_);
    }
  }

  // Asks for families of random regions until told to stop.
  void Read(uint64_t seed) {
    Random random(seed);
    Client client(daemon_.address());
    while (!stop_reading_) {
      v1::ListTotalsRequest request;
      const auto level = Pick(random, 2);
      request.set_region(level == 0   ? "P"
                         : level == 1 ? "C" + std::to_string(Pick(random, 1))
                                      : "D" + std::to_string(Pick(random, 4)));
      request.set_year(static_cast<int>(kFirstYear + Pick(random, 2)));
      auto family =
          Call(client.query(), &v1::QueryService::Stub::ListTotals, request);
      if (!family.ok()) continue;  // It is being started again.
      EXPECT_EQ(FamilyProblem(*family), "") << request.ShortDebugString();
      ++families_;
    }
  }

  TemporaryFolder folder_;
  Random random_;
  Daemon daemon_;
  std::unique_ptr<Client> client_;
  Model model_;
  v1::LogPosition position_;
  int checks_ = 0;
  int answers_ = 0;
  int moves_ = 0;
  std::atomic<bool> stop_reading_ = false;
  std::atomic<int> families_ = 0;
};

TEST_F(PropertyTest, AnswersAreWhatTheModelSays) {
  const int rounds = RunLong() ? 40 : 6;
  const int steps = RunLong() ? 150 : 75;
  ASSERT_TRUE(daemon_.StartReady());
  client_ = std::make_unique<Client>(daemon_.address());
  const v1::RegistryRows world = MakeWorld(random_);
  auto applied = client_->Apply(world);
  ASSERT_TRUE(applied.ok()) << Describe(applied.status());
  model_.Apply(world);
  Advance(applied->position());

  std::thread reader([this, seed = random_()] { Read(seed); });
  for (int round = 0; round < rounds && !HasFailure(); ++round) {
    for (int i = 0; i < steps && !HasFailure(); ++i) Step();
    if (HasFailure()) break;
    Check();
    if (round % 3 == 1) {
      daemon_.Kill();
      EXPECT_TRUE(daemon_.StartReady());
      Check();
    }
  }
  stop_reading_ = true;
  reader.join();
  ASSERT_FALSE(HasFailure());
  ExpectVerified(*client_);
  client_.reset();
  daemon_.Stop();
  std::cout << position_.sequence() << " changes, " << moves_ << " moves, "
            << model_.filed() << " reports, " << answers_ << " answers, "
            << families_ << " families read meanwhile" << std::endl;
  EXPECT_GT(families_, 0);
}

}  // namespace
}  // namespace disclosure::testing
