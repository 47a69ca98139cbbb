// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

// A state that was saved comes back as it was and goes on like the one that was
// never stopped; what cannot be used is thrown away; a disk that fails at any
// point leaves a state of before or of after.

#include "services/aggregate/checkpoint.h"

#include <cstdlib>
#include <filesystem>
#include <fstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "services/aggregate/checkpoint_record.h"
#include "services/aggregate/testing/fixture.h"

namespace disclosure::aggregate {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

class CheckpointTest : public testing::Test, protected Fixture {
 protected:
  void SetUp() override {
    std::string name = testing::TempDir() + "/checkpoint.XXXXXX";
    ASSERT_NE(mkdtemp(name.data()), nullptr);
    folder_ = name;
    log.Apply(Rows({Region("C", ""), Region("D", "C")},
                   {Office("D1", "D", "tax"), Office("D2", "D", "edu"),
                    Government("D3", "D", "gov")}));
    File("D1", 5);
    FileArea("D3", 50);
    ASSERT_TRUE(Follow().ok());
  }
  void TearDown() override { std::filesystem::remove_all(folder_); }

  std::string path() const { return folder_ + "/checkpoint"; }

  std::unique_ptr<Checkpoint> Open(
      std::shared_ptr<storage::FaultPlan> faults = nullptr) {
    auto checkpoint = Checkpoint::Open(
        {.path = path(),
         .log = [this](const std::string& line) { lines_.push_back(line); },
         .faults = std::move(faults)});
    EXPECT_TRUE(checkpoint.ok()) << checkpoint.status();
    return checkpoint.ok() ? *std::move(checkpoint) : nullptr;
  }

  std::unique_ptr<Rollup> Load(Checkpoint& checkpoint) {
    auto loaded = checkpoint.Load(layout);
    EXPECT_TRUE(loaded.ok()) << loaded.status();
    return loaded.ok() ? *std::move(loaded) : nullptr;
  }

  // Everything that a follower from the beginning, and one that was at
  // `position`, is told, as text.
  std::string Told(const Rollup& rollup, int64_t position) {
    std::string text;
    for (int64_t sequence : {int64_t{0}, position}) {
      v1::LogPosition from = rollup.position();
      from.set_sequence(sequence);
      UpdateCursor cursor(rollup, from);
      v1::RollupServiceFollowResponse update;
      cursor.Next(rollup, 1 << 24, &update);
      std::vector<std::string> lines;
      const v1::RollupItems items = ItemsOf(update);
      for (const auto& row : items.rows()) lines.push_back(row.DebugString());
      for (const auto& row : items.reports()) {
        lines.push_back(row.DebugString());
      }
      for (const auto& row : update.registry().regions()) {
        lines.push_back(row.DebugString());
      }
      std::sort(lines.begin(), lines.end());
      for (const std::string& line : lines) text += line;
      text += update.position().DebugString();
    }
    return text;
  }

  std::string folder_;
  std::vector<std::string> lines_;
};

TEST_F(CheckpointTest, AnEmptyFolderHasNothing) {
  auto checkpoint = Open();
  EXPECT_EQ(Load(*checkpoint), nullptr);
  EXPECT_EQ(checkpoint->sequence(), 0);
  EXPECT_THAT(lines_, IsEmpty());
}

// A database that is made anew has another identity.
TEST_F(CheckpointTest, AnEmptyFolderIsNotMadeAnew) {
  const auto identity = [this] {
    std::ifstream file(path() + "/IDENTITY");
    std::string line;
    std::getline(file, line);
    return line;
  };
  auto checkpoint = Open();
  const std::string before = identity();
  EXPECT_NE(before, "");
  EXPECT_EQ(Load(*checkpoint), nullptr);
  ASSERT_TRUE(checkpoint->Clear().ok());
  EXPECT_EQ(identity(), before);
  // What was written is thrown away.
  ASSERT_TRUE(checkpoint->Save(*rollup).ok());
  ASSERT_TRUE(checkpoint->Clear().ok());
  EXPECT_NE(identity(), before);
  EXPECT_EQ(Load(*checkpoint), nullptr);
}

TEST_F(CheckpointTest, WhatWasSavedComesBackAndGoesOn) {
  {
    auto checkpoint = Open();
    Load(*checkpoint);
    ASSERT_TRUE(checkpoint->Save(*rollup).ok());
    EXPECT_EQ(checkpoint->sequence(), 3);
    // A row of before becomes a tombstone.
    log.Withdraw("D1", 2020, v1::SCOPE_OWN);
    ASSERT_TRUE(Follow().ok());
    ASSERT_TRUE(checkpoint->Save(*rollup).ok());
  }
  auto checkpoint = Open();
  auto loaded = Load(*checkpoint);
  ASSERT_NE(loaded, nullptr);
  EXPECT_EQ(loaded->sequence(), 4);
  EXPECT_EQ(loaded->chain_hash(), rollup->chain_hash());
  EXPECT_EQ(Told(*loaded, 3), Told(*rollup, 3));
  EXPECT_THAT(Told(*loaded, 3), HasSubstr("removed: true"));

  File("D2", 8);
  log.Apply(Rows({Region("E", "C")}, {Office("D1", "E", "tax")}));
  File("D1", 9);
  ASSERT_TRUE(Follow().ok());
  ASSERT_TRUE(Follow(*loaded).ok());
  EXPECT_EQ(Told(*loaded, 4), Told(*rollup, 4));
  EXPECT_EQ(loaded->row_count(), rollup->row_count());
  EXPECT_EQ(loaded->report_count(), rollup->report_count());
  EXPECT_THAT(lines_, IsEmpty());
}

TEST_F(CheckpointTest, OneOfAnotherFormIsDiscarded) {
  auto checkpoint = Open();
  ASSERT_TRUE(checkpoint->Save(*rollup).ok());
  checkpoint.reset();
  {
    auto database = storage::Database::Open(
        {.path = path(), .families = {"meta", "registry", "report", "row"}});
    ASSERT_TRUE(database.ok());
    v1::RollupServiceFollowResponse head;
    *head.mutable_log() = log.info();
    *head.mutable_position() = rollup->position();
    head.set_catalog("fedcba9876543210");
    storage::WriteBatch batch(**database);
    batch.Put(kMetaFamily, kHeadKey, head.SerializeAsString());
    ASSERT_TRUE((*database)->Write(batch, storage::Durability::kSynced).ok());
  }
  checkpoint = Open();
  EXPECT_EQ(Load(*checkpoint), nullptr);
  EXPECT_THAT(lines_, ElementsAre(HasSubstr("fedcba9876543210")));
  // Nothing of it is left to mix with what comes next.
  ASSERT_TRUE(checkpoint->Save(Rollup(layout, log.info())).ok());
  checkpoint = nullptr;
  checkpoint = Open();
  auto loaded = Load(*checkpoint);
  ASSERT_NE(loaded, nullptr);
  EXPECT_EQ(loaded->row_count(), 0);
}

TEST_F(CheckpointTest, ADamagedItemDiscardsAll) {
  for (int family : {kRegistryFamily, kReportFamily, kRowFamily}) {
    lines_.clear();
    auto checkpoint = Open();
    Load(*checkpoint);
    ASSERT_TRUE(checkpoint->Clear().ok());
    ASSERT_TRUE(checkpoint->Save(*rollup).ok());
    checkpoint.reset();
    {
      auto database = storage::Database::Open(
          {.path = path(), .families = {"meta", "registry", "report", "row"}});
      ASSERT_TRUE(database.ok());
      auto last = (*database)->Last(family);
      ASSERT_TRUE(last.ok() && last->has_value());
      std::string value = (*last)->second;
      value.resize(value.size() - 1);
      storage::WriteBatch batch(**database);
      batch.Put(family, (*last)->first, value);
      ASSERT_TRUE((*database)->Write(batch, storage::Durability::kSynced).ok());
    }
    checkpoint = Open();
    EXPECT_EQ(Load(*checkpoint), nullptr) << family;
    EXPECT_EQ(lines_.size(), 1u);
  }
}

TEST_F(CheckpointTest, ADamagedFolderIsReplaced) {
  auto checkpoint = Open();
  ASSERT_TRUE(checkpoint->Save(*rollup).ok());
  checkpoint.reset();
  std::ofstream(path() + "/CURRENT") << "nothing\n";
  checkpoint = Open();
  ASSERT_NE(checkpoint, nullptr);
  EXPECT_EQ(Load(*checkpoint), nullptr);
  EXPECT_FALSE(lines_.empty());
  EXPECT_TRUE(checkpoint->Save(*rollup).ok());
}

// Operations on the disk fail, each in one of the ways there are; whatever
// happens, the state that comes back is one that was saved, and following from
// it gives the same.
TEST_F(CheckpointTest, AnyFailureLeavesAStateOfBeforeOrAfter) {
  const storage::Fault kinds[] = {
      storage::Fault::kNotDone, storage::Fault::kHalfDone,
      storage::Fault::kDone, storage::Fault::kDiskFull};
  for (int64_t n = 1;; ++n) {
    storage::Fault fault = kinds[n % 4];
    std::filesystem::remove_all(path());
    Rollup state(layout, log.info());
    auto faults = std::make_shared<storage::FaultPlan>();
    auto checkpoint = Open(faults);
    faults->FailNth(n, fault);
    for (size_t i = 0; i < log.changes().size(); ++i) {
      ASSERT_TRUE(state.Apply(Decode(layout, log.changes()[i])).ok());
      checkpoint->Save(state).IgnoreError();
    }
    bool failed = faults->failures() > 0;
    faults->Heal();
    checkpoint.reset();
    checkpoint = Open();
    auto loaded = Load(*checkpoint);
    if (loaded == nullptr) {
      loaded = std::make_unique<Rollup>(layout, log.info());
    }
    ASSERT_TRUE(Follow(*loaded).ok());
    ASSERT_EQ(Told(*loaded, 1), Told(*rollup, 1)) << n;
    if (!failed) break;
  }
}

}  // namespace
}  // namespace disclosure::aggregate
