// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0
//
// Lets the n-th operation on the disk fail, n = 1, 2, 3 ..., until the whole
// scenario passes. After each failure the database is opened again: every
// acknowledged write must be there, and each batch wholly or not at all.

#include <memory>
#include <set>
#include <string>

#include <gtest/gtest.h>

#include "absl/strings/str_cat.h"
#include "base/error.h"
#include "storage/database.h"
#include "storage/temporary_folder.h"

namespace disclosure::storage {
namespace {

constexpr int kWrites = 4;

DatabaseOptions Options(const std::string& path,
                        std::shared_ptr<FaultPlan> faults) {
  DatabaseOptions options;
  options.path = path;
  options.families = {"a", "b"};
  options.faults = std::move(faults);
  return options;
}

// Opens, writes and closes; adds the number of each acknowledged write. True
// if nothing failed.
bool RunScenario(const std::string& path, std::shared_ptr<FaultPlan> faults,
                 std::set<int>* acknowledged) {
  auto database = Database::Open(Options(path, std::move(faults)));
  if (!database.ok()) {
    EXPECT_NE(base::GetErrorDetails(database.status()).reason, "");
    return false;
  }
  bool all = true;
  for (int i = 0; i < kWrites; ++i) {
    WriteBatch batch(**database);
    batch.Put(0, absl::StrCat(i), std::string(5000, 'x'));
    batch.Put(1, absl::StrCat(i), "y");
    absl::Status status = (*database)->Write(batch, Durability::kSynced);
    if (status.ok()) {
      acknowledged->insert(i);
    } else {
      EXPECT_NE(base::GetErrorDetails(status).reason, "");
      all = false;
    }
  }
  // What Close reports concerns buffered writes, and there are none.
  return (*database)->Close().ok() && all;
}

std::set<std::string> Keys(const Database& database, int family) {
  std::set<std::string> keys;
  absl::Status status = database.Scan(
      family, "", "", [&](std::string_view key, std::string_view) {
        keys.insert(std::string(key));
        return true;
      });
  EXPECT_TRUE(status.ok()) << status;
  return keys;
}

class DatabaseFaultTest : public ::testing::TestWithParam<Fault> {};

TEST_P(DatabaseFaultTest, AcknowledgedWritesSurviveAnyFailure) {
  for (int n = 1;; ++n) {
    ASSERT_LT(n, 1000) << "the scenario never passes";
    TemporaryFolder folder;
    auto faults = std::make_shared<FaultPlan>();
    faults->FailNth(n, GetParam());
    std::set<int> acknowledged;
    bool passed = RunScenario(folder.path(), faults, &acknowledged);
    bool failed = faults->failures() > 0;
    faults->Heal();

    auto database = Database::Open(Options(folder.path(), faults));
    ASSERT_TRUE(database.ok()) << "n=" << n << " " << database.status();
    std::set<std::string> keys = Keys(**database, 0);
    EXPECT_EQ(keys, Keys(**database, 1)) << "half a batch, n=" << n;
    for (int i : acknowledged) {
      EXPECT_TRUE(keys.contains(absl::StrCat(i))) << "lost " << i << " n=" << n;
    }
    if (!failed) {
      EXPECT_TRUE(passed);
      break;
    }
  }
}

INSTANTIATE_TEST_SUITE_P(AllFaults, DatabaseFaultTest,
                         ::testing::Values(Fault::kNotDone, Fault::kHalfDone,
                                           Fault::kDone, Fault::kDiskFull));

TEST(DatabaseFaultTest, FullDiskIsNamed) {
  TemporaryFolder folder;
  auto faults = std::make_shared<FaultPlan>();
  faults->FailNth(1, Fault::kDiskFull, 1000000);
  auto database = Database::Open(Options(folder.path(), faults));
  EXPECT_EQ(database.status().code(), absl::StatusCode::kResourceExhausted);
  EXPECT_EQ(base::GetErrorDetails(database.status()).reason, "DISK_FULL");
}

// After a failed write nothing more is taken until the database is reopened.
TEST(DatabaseFaultTest, FailedWriteEndsWriting) {
  TemporaryFolder folder;
  auto faults = std::make_shared<FaultPlan>();
  auto database = Database::Open(Options(folder.path(), faults));
  ASSERT_TRUE(database.ok()) << database.status();
  WriteBatch batch(**database);
  batch.Put(0, "k", "v");
  faults->FailNth(1, Fault::kNotDone);
  EXPECT_FALSE((*database)->Write(batch, Durability::kSynced).ok());
  EXPECT_FALSE((*database)->Write(batch, Durability::kSynced).ok());
  EXPECT_FALSE((*database)->health().ok());
}

}  // namespace
}  // namespace disclosure::storage
