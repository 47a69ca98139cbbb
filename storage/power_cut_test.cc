// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0
//
// Cuts the power at the n-th change of the disk, n = 1, 2, 3 ..., until the
// whole scenario passes. What is there afterwards must be the beginning of
// what was written, each batch wholly, with everything that was synced.

#include <algorithm>
#include <iostream>
#include <memory>
#include <random>
#include <string>

#include <gtest/gtest.h>

#include "absl/strings/str_cat.h"
#include "base/test_process.h"
#include "base/test_run.h"
#include "storage/database.h"
#include "storage/temporary_folder.h"

namespace disclosure::storage {
namespace {

// What the writer was told.
struct Written {
  int begun = 0;  // writes that were tried
  int safe = 0;   // of them, up to the last synced one that returned OK
};

// What the checks counted.
struct Counted {
  int lost = 0;
  int invented = 0;
};

// Each run is a process of its own: it ends in the middle of whatever the
// database's threads are doing.
class PowerCutTest : public ::testing::TestWithParam<Profile> {
 protected:
  DatabaseOptions Options(std::shared_ptr<FaultPlan> faults) const {
    DatabaseOptions options;
    options.path = folder_->path() + "/data";
    options.families = {"a", "b"};
    options.profile = GetParam();
    options.faults = std::move(faults);
    // A few writes fill it: files are made and merged all the time.
    options.write_buffer_bytes = 16 << 10;
    return options;
  }

  // Writes on from what is there and closes, twice, until the power fails.
  int Write(int n, uint64_t seed) {
    auto faults = std::make_shared<FaultPlan>();
    std::mt19937_64 random(seed);
    faults->CutPowerAtNth(n, random());
    for (int opening = 0; opening < 2; ++opening) {
      auto database = Database::Open(Options(faults));
      if (!database.ok()) return Complain(database.status());
      for (int i = 0; i < 12; ++i) {
        const bool synced = GetParam() == Profile::kTruth || random() % 6 == 0;
        WriteBatch batch(**database);
        const std::string key = absl::StrCat(written_->begun++);
        const std::string value(1000 + random() % 9000, 'x');
        batch.Put(0, key, value);
        batch.Put(1, key, value);
        absl::Status status = (*database)->Write(
            batch, synced ? Durability::kSynced : Durability::kBuffered);
        if (!status.ok()) return Complain(status);
        if (synced) written_->safe = written_->begun;
      }
      absl::Status closed = (*database)->Close();
      if (!closed.ok()) return Complain(closed);
      written_->safe = written_->begun;
    }
    return 0;
  }

  // What is there must be the first writes, each whole; their number.
  int Check() {
    auto database = Database::Open(Options(nullptr));
    if (!database.ok()) return Complain(database.status());
    int count = 0;
    for (;; ++count) {
      auto a = (*database)->Get(0, absl::StrCat(count));
      auto b = (*database)->Get(1, absl::StrCat(count));
      if (!a.ok() || !b.ok()) return Complain(a.ok() ? b.status() : a.status());
      EXPECT_EQ(*a, *b) << "half a batch";
      if (!a->has_value()) break;
    }
    int entries = 0;
    absl::Status scanned =
        (*database)->Scan(0, "", "", [&](std::string_view, std::string_view) {
          ++entries;
          return true;
        });
    if (!scanned.ok()) return Complain(scanned);
    EXPECT_EQ(entries, count) << "a hole: an earlier write is lost";
    counted_->lost += std::max(0, written_->safe - count);
    counted_->invented += std::max(0, count - written_->begun);
    EXPECT_EQ(counted_->lost, 0);
    EXPECT_EQ(counted_->invented, 0);
    *found_ = count;
    return HasFailure() ? 1 : 0;
  }

  static int Complain(const absl::Status& status) {
    std::cerr << status << std::endl;
    return 1;
  }

  std::unique_ptr<TemporaryFolder> folder_;
  base::SharedWithChildren<Written> written_;
  base::SharedWithChildren<int> found_;
  base::SharedWithChildren<Counted> counted_;
};

TEST_P(PowerCutTest, LeavesTheBeginningOfWhatWasWritten) {
  const uint64_t seed = base::TestSeed();
  const int scenarios = base::RunLong() ? 10 : 1;
  const int step = base::RunLong() ? 1 : 5;
  int cuts = 0;
  int64_t safe = 0;
  int64_t lost_unsynced = 0;
  for (int scenario = 0; scenario < scenarios; ++scenario) {
    base::Ended ended;
    for (int n = 1; ended.code != 0; n += step) {
      SCOPED_TRACE(absl::StrCat("scenario ", scenario, " cut ", n));
      ASSERT_LT(n, 3000) << "the scenario never passes";
      folder_ = std::make_unique<TemporaryFolder>();
      *written_ = {};
      ended = base::RunForked(
          [&] { return Write(n, seed + static_cast<uint64_t>(scenario)); });
      ASSERT_TRUE(ended.code == 0 || ended.code == FaultPlan::kPowerCutExit)
          << ended.code << " signal " << ended.signal;
      ASSERT_EQ(base::RunForked([&] { return Check(); }).code, 0);
      cuts += ended.code == FaultPlan::kPowerCutExit;
      safe += written_->safe;
      lost_unsynced += written_->begun - *found_;
    }
  }
  std::cout << "RESULT name=power-cut-storage runs=" << cuts
            << " faults=" << cuts << " acknowledged=" << safe
            << " lost=" << counted_->lost << " invented=" << counted_->invented
            << " seed=" << seed << " kind="
            << (GetParam() == Profile::kTruth ? "synced" : "derived")
            << std::endl;
  EXPECT_GT(lost_unsynced, 0) << "the power cuts took nothing";
}

INSTANTIATE_TEST_SUITE_P(Profiles, PowerCutTest,
                         ::testing::Values(Profile::kTruth, Profile::kDerived),
                         [](const auto& info) {
                           return info.param == Profile::kTruth ? "Truth"
                                                                : "Derived";
                         });

}  // namespace
}  // namespace disclosure::storage
