// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0
//
// The store in memory must be the store on disk, but for the disk: random
// groups go to both, and after each everything that can be asked is the same.
// What it does when it is told to fail is tested case by case.

#include "services/ingest/memory_store.h"

#include <iostream>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "services/ingest/embedded_store.h"
#include "services/ingest/test_support.h"
#include "storage/temporary_folder.h"

namespace disclosure::ingest {
namespace {

using Fault = MemoryStore::Fault;
using Operation = MemoryStore::Operation;

v1::LogInfo TestLogInfo() {
  v1::LogInfo log;
  log.set_id("0123456789abcdef0123456789abcdef");
  log.set_name("main");
  return log;
}

LogState StateOf(const StoredLog& stored) {
  return {.log = TestLogInfo(),
          .tail = stored.tail,
          .registry = stored.registry,
          .registry_record = stored.registry_record};
}

std::string PrintChange(const StoredChange& change) {
  return absl::StrCat(change.sequence, " ", absl::BytesToHexString(change.hash),
                      " ", absl::BytesToHexString(change.change), " ",
                      absl::BytesToHexString(change.figures_part), "\n");
}

std::string PrintFiled(std::vector<registry::FiledReport> filed) {
  std::string text;
  for (const registry::FiledReport& report : filed) {
    absl::StrAppend(&text, report.year, report.area ? "a " : "o ");
  }
  return text;
}

// One store and the state of its committer.
class Side {
 public:
  explicit Side(ReportStore& store) : store_(store) { Begin(); }

  void Begin() {
    auto stored = store_.Begin();
    ASSERT_TRUE(stored.ok()) << stored.status();
    state_ = StateOf(*stored);
  }

  // Decides and commits a group; the answers.
  std::string Commit(std::vector<Mutation> group, absl::Time now) {
    auto loaded = store_.Load(WhatToLoad(group, *state_.registry));
    EXPECT_TRUE(loaded.ok()) << loaded.status();
    Decision decision = Decide(state_, *loaded, TestJudge(), now, &group);
    absl::Status committed = store_.Commit(decision.records);
    EXPECT_TRUE(committed.ok()) << committed;
    state_ = decision.after;
    std::string text;
    for (const Answer& answer : decision.answers) {
      absl::StrAppend(&text, Print(answer), "; ");
    }
    return text;
  }

  // All that can be read.
  std::string PrintAll() {
    std::string text = absl::StrCat(
        state_.tail.sequence, " ", absl::BytesToHexString(state_.tail.hash),
        " registry ", state_.registry_record.DebugString(),
        absl::BytesToHexString(state_.registry->ToRows().SerializeAsString()),
        "\n");
    int64_t next = 1;
    auto take = [&](const ChangeValue& change) {
      absl::StrAppend(
          &text,
          PrintChange({.sequence = next++,
                       .hash = std::string(change.hash),
                       .change = std::string(change.change),
                       .figures_part = std::string(change.figures_part)}));
    };
    // In portions that are cut by bytes and by number.
    for (;;) {
      auto read = store_.ReadChanges(next, state_.tail.sequence, 3, 4000, take);
      EXPECT_TRUE(read.ok()) << read.status();
      absl::StrAppend(&text, "read ", read.value_or(0), "\n");
      if (read.value_or(0) == 0) break;
    }
    for (int i = 1; i <= 5; ++i) PrintOffice(absl::StrCat("o", i), &text);
    return text;
  }

  const registry::Registry& registry() const { return *state_.registry; }

 private:
  void PrintOffice(const std::string& office, std::string* text) {
    absl::StrAppend(text, office, ": ", PrintFiled(*store_.ReportsOf(office)),
                    "\n");
    const ReportKey report{
        .office = office, .year = 2020, .scope = v1::SCOPE_OWN};
    auto head = store_.GetHead(report);
    if (!head->has_value()) return;
    absl::StrAppend(text, (*head)->DebugString());
    for (int i = 0; i <= (*head)->revision() + 1; ++i) {
      auto revision = store_.GetRevision(report, i, i % 2 == 0);
      if (!(*revision).has_value()) continue;
      absl::StrAppend(text, PrintChange((*revision)->change),
                      absl::BytesToHexString((*revision)->narrative_part),
                      "\n");
    }
  }

  ReportStore& store_;
  LogState state_;
};

Mutation RandomMutation(std::mt19937_64& random,
                        const registry::Registry& registry) {
  const std::string office = absl::StrCat("o", 1 + random() % 5);
  const std::string request =
      random() % 3 == 0 ? "" : absl::StrCat("r", random() % 40);
  switch (random() % 8) {
    case 0: {
      v1::RegistryRows rows;
      v1::OfficeRow& row = *rows.add_offices();
      row = OfficeOf419001(office);
      row.set_name(absl::StrCat("name ", random() % 3));
      row.set_contact(random() % 2 == 0 ? "" : "somebody");
      if (random() % 4 == 0) row.set_last_year(2019);
      v1::DueDate& due = *rows.add_due_dates();
      due.set_report_year(2020);
      due.set_year(2021);
      due.set_month(static_cast<int>(1 + random() % 3));
      due.set_day(20);
      return Apply(std::move(rows), request);
    }
    case 1:
    case 2: {
      Mutation mutation;
      mutation.principal = TestPrincipal();
      mutation.request_id = request;
      mutation.note = "why";
      mutation.what = Withdrawal{
          .report = {.office = office, .year = 2020, .scope = v1::SCOPE_OWN},
          .expected_revision = {},
          .validate_only = false};
      SealContent(&mutation);
      return mutation;
    }
    default: {
      v1::AnnualReport report =
          MakeReport(office, static_cast<int>(random() % 3));
      if (random() % 3 != 0) {
        report.set_revision(static_cast<int>(random() % 4));
      }
      return Submit(registry, std::move(report), request);
    }
  }
}

TEST(MemoryStoreTest, SaysWhatTheStoreOnDiskSays) {
  const uint64_t seed = std::random_device{}();
  SCOPED_TRACE(seed);
  std::mt19937_64 random(seed);
  storage::TemporaryFolder folder;
  EmbeddedStore on_disk({.database = {.path = folder.path() + "/data"}});
  MemoryStore in_memory(TestLogInfo());
  Side disk(on_disk);
  Side memory(in_memory);
  auto registry = MakeRegistry(SmallRegistry());
  std::vector<Mutation> first;
  first.push_back(Apply(SmallRegistry(), "first"));
  EXPECT_EQ(memory.Commit(first, InTime()), disk.Commit(first, InTime()));
  for (int round = 0; round < 60; ++round) {
    std::vector<Mutation> group;
    for (uint64_t i = 0; i <= random() % 6; ++i) {
      group.push_back(RandomMutation(random, *registry));
    }
    const absl::Time now = random() % 2 == 0 ? InTime() : TooLate();
    ASSERT_EQ(memory.Commit(group, now), disk.Commit(group, now)) << round;
    if (random() % 8 == 0) {
      disk.Begin();
      memory.Begin();
    }
    ASSERT_EQ(memory.PrintAll(), disk.PrintAll()) << round;
  }
}

// A store that fails when it is told to.
class FailingMemoryStoreTest : public ::testing::Test {
 protected:
  FailingMemoryStoreTest()
      : store_(TestLogInfo(), [this](Operation operation) {
          return operation == fails_ ? fault_ : Fault::kNone;
        }) {}

  // What committing the next group with that fault leaves after Begin().
  int64_t HeadAfter(Fault fault) {
    Side side(store_);
    std::vector<Mutation> group;
    group.push_back(Apply(SmallRegistry()));
    auto loaded = store_.Load({});
    Decision decision = Decide(StateOf(*store_.Begin()), *loaded, TestJudge(),
                               InTime(), &group);
    fault_ = fault;
    EXPECT_EQ(Reason(store_.Commit(decision.records)), "STORE_UNAVAILABLE");
    fault_ = Fault::kNone;
    EXPECT_EQ(store_.contents().head(), 0);
    EXPECT_EQ(Reason(store_.health()), "STORE_UNAVAILABLE");
    return store_.Begin()->tail.sequence;
  }

  Operation fails_ = Operation::kCommit;
  Fault fault_ = Fault::kNone;
  MemoryStore store_;
};

TEST_F(FailingMemoryStoreTest, AGroupThatWasNotDoneIsNotThere) {
  EXPECT_EQ(HeadAfter(Fault::kNotDone), 0);
}

TEST_F(FailingMemoryStoreTest, AGroupThatWasDoneUnknownShowsWhenBegunAgain) {
  EXPECT_EQ(HeadAfter(Fault::kDone), 1);
  EXPECT_EQ(store_.contents().head(), 1);
}

TEST_F(FailingMemoryStoreTest, NothingCanBeReadBeforeItIsOpen) {
  EXPECT_EQ(Reason(store_.GetHead({}).status()), "STORE_UNAVAILABLE");
  fails_ = Operation::kBegin;
  fault_ = Fault::kNotDone;
  EXPECT_EQ(Reason(store_.Begin().status()), "STORE_UNAVAILABLE");
  EXPECT_EQ(Reason(store_.health()), "STORE_UNAVAILABLE");
  fault_ = Fault::kNone;
  EXPECT_TRUE(store_.Begin().ok());
  EXPECT_TRUE(store_.health().ok());
  EXPECT_TRUE(store_.Close().ok());
  EXPECT_EQ(Reason(store_.ReportsOf("o1").status()), "STORE_UNAVAILABLE");
}

TEST_F(FailingMemoryStoreTest, ABackupIsACopyThatAnotherLogBeginsWith) {
  EXPECT_EQ(HeadAfter(Fault::kDone), 1);
  MemoryStore restored(TestLogInfo(), nullptr, store_.contents());
  auto begun = restored.Begin();
  ASSERT_TRUE(begun.ok());
  EXPECT_EQ(begun->tail.sequence, 1);
  EXPECT_EQ(begun->tail.hash, store_.Begin()->tail.hash);
}

}  // namespace
}  // namespace disclosure::ingest
