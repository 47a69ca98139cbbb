// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0
//
// Cuts the power of the disk of backups at the n-th change of it, n = 1, 2,
// 3 ..., until a backup is complete. The earlier backup must be whole, the new
// one too once its maker was told that it is, and a next one must succeed.

#include <iostream>
#include <map>
#include <memory>
#include <string>

#include <gtest/gtest.h>

#include "absl/strings/str_cat.h"
#include "base/test_process.h"
#include "base/test_run.h"
#include "storage/backup.h"
#include "storage/database.h"
#include "storage/temporary_folder.h"

namespace disclosure::storage {
namespace {

using Content = std::map<std::string, std::string>;

bool GoOnWith(int64_t, int64_t) { return true; }

int Say(const absl::Status& status) {
  std::cerr << status << std::endl;
  return 1;
}

class BackupPowerCutTest : public ::testing::Test {
 protected:
  std::unique_ptr<Database> OpenDatabase(const std::string& path) const {
    auto database = Database::Open({.path = path, .families = {"a"}});
    if (!database.ok()) Say(database.status());
    return database.ok() ? *std::move(database) : nullptr;
  }

  // What one more run of the service writes.
  int Write(int number) const {
    auto database = OpenDatabase(data());
    WriteBatch batch(*database);
    for (int i = 0; i < 20; ++i) {
      batch.Put(0, absl::StrCat(number, " ", i), std::string(500, 'x'));
    }
    return database->Write(batch, Durability::kSynced).ok() ? 0 : 1;
  }

  // Makes and verifies a backup, unless the power fails.
  int BackUp(std::shared_ptr<FaultPlan> faults) const {
    auto database = OpenDatabase(data());
    auto folder =
        BackupFolder::Open({.path = backups(), .faults = std::move(faults)});
    if (!folder.ok()) return Say(folder.status());
    auto created = (*folder)->Create(*database, "", GoOnWith);
    if (!created.ok()) return Say(created.status());
    const absl::Status verified =
        (*folder)->Verify(created->backup.id, GoOnWith);
    return verified.ok() ? 0 : Say(verified);
  }

  Content Read(const std::string& path) const {
    Content content;
    auto database = OpenDatabase(path);
    const absl::Status read = database->Scan(
        0, "", "", [&](std::string_view key, std::string_view value) {
          content.emplace(key, value);
          return true;
        });
    EXPECT_TRUE(read.ok()) << read;
    return content;
  }

  Content Restored(int64_t id) const {
    const std::string target = folder_->path() + "/restored";
    auto restored = RestoreBackup(backups(), id, target, GoOnWith);
    EXPECT_TRUE(restored.ok()) << id << " " << restored.status();
    return restored.ok() ? Read(target) : Content();
  }

  // After a backup under which the power was cut or, if `told`, was not.
  int Check(bool told) {
    auto list = ListBackups(backups());
    if (!list.ok()) return Say(list.status());
    const Content all = Read(data());
    EXPECT_EQ(Restored(1).size(), 20u);
    bool there = false;
    for (const Backup& backup : *list) {
      if (backup.id == 1 || backup.damaged) continue;
      there = true;
      EXPECT_EQ(Restored(backup.id), all);
    }
    EXPECT_TRUE(there || !told);
    if (BackUp(nullptr) != 0) return 1;
    EXPECT_EQ(Restored(0), all);
    return HasFailure() ? 1 : 0;
  }

  std::string data() const { return folder_->path() + "/data"; }
  std::string backups() const { return folder_->path() + "/backups"; }

  std::unique_ptr<TemporaryFolder> folder_;
};

TEST_F(BackupPowerCutTest, TakesNoBackupThatWasComplete) {
  const uint64_t seed = base::TestSeed();
  const int scenarios = base::RunLong() ? 4 : 1;
  const int step = base::RunLong() ? 1 : 4;
  int cuts = 0;
  for (int scenario = 0; scenario < scenarios; ++scenario) {
    base::Ended ended;
    for (int n = 1; ended.code != 0; n += step) {
      SCOPED_TRACE(absl::StrCat("scenario ", scenario, " cut ", n));
      ASSERT_LT(n, 2000) << "a backup never passes";
      folder_ = std::make_unique<TemporaryFolder>();
      ASSERT_EQ(base::RunForked([&] {
                  return Write(1) + BackUp(nullptr) + Write(2);
                }).code,
                0);
      ended = base::RunForked([&] {
        auto faults = std::make_shared<FaultPlan>();
        faults->CutPowerAtNth(n, seed + static_cast<uint64_t>(scenario) +
                                     static_cast<uint64_t>(n));
        return BackUp(faults);
      });
      ASSERT_TRUE(ended.code == 0 || ended.code == FaultPlan::kPowerCutExit)
          << ended.code << " signal " << ended.signal;
      cuts += ended.code == FaultPlan::kPowerCutExit;
      ASSERT_EQ(base::RunForked([&] { return Check(ended.code == 0); }).code,
                0);
    }
  }
  EXPECT_GT(cuts, 0);
  std::cout << "RESULT name=power-cut-backup runs=" << cuts
            << " faults=" << cuts << " seed=" << seed << std::endl;
}

}  // namespace
}  // namespace disclosure::storage
