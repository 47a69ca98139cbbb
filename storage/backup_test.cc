// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

#include "storage/backup.h"

#include <atomic>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <memory>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "absl/strings/str_cat.h"
#include "base/error.h"
#include "storage/database.h"
#include "storage/temporary_folder.h"

namespace disclosure::storage {
namespace {

using ::testing::HasSubstr;
using Content = std::map<std::string, std::string>;

bool GoOn(int64_t, int64_t) { return true; }

std::string Reason(const absl::Status& status) {
  return status.ok() ? "OK" : base::GetErrorDetails(status).reason;
}

std::string FileBytes(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  return std::string(std::istreambuf_iterator<char>(in), {});
}

// Changes one bit in the middle of a file.
void Flip(const std::string& path) {
  std::string bytes = FileBytes(path);
  ASSERT_FALSE(bytes.empty()) << path;
  bytes[bytes.size() / 2] ^= 1;
  std::ofstream(path, std::ios::binary | std::ios::trunc) << bytes;
}

std::vector<std::string> TableFiles(const std::string& folder) {
  std::vector<std::string> files;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    if (entry.path().extension() == ".sst") files.push_back(entry.path());
  }
  return files;
}

class BackupTest : public ::testing::Test {
 protected:
  BackupTest() { Open(); }

  DatabaseOptions Options(const std::string& path) const {
    return {.path = path, .families = {"a", "b"}};
  }

  void Open() {
    auto database = Database::Open(Options(data_));
    ASSERT_TRUE(database.ok()) << database.status();
    database_ = *std::move(database);
  }

  // Both families, so that a torn batch would show.
  void Put(int number, size_t bytes = 100) {
    WriteBatch batch(*database_);
    // Of no pattern, so that it stays as large as it is.
    std::string value;
    uint64_t state = static_cast<uint64_t>(number) + 1;
    for (size_t i = 0; i < bytes; ++i) {
      state = state * 6364136223846793005u + 1442695040888963407u;
      value += static_cast<char>(state >> 56);
    }
    batch.Put(0, absl::StrCat(number), value);
    batch.Put(1, absl::StrCat(number), value);
    const absl::Status written = database_->Write(batch, Durability::kSynced);
    ASSERT_TRUE(written.ok()) << written;
  }

  static Content Read(const Database& database, int family) {
    Content content;
    const absl::Status read = database.Scan(
        family, "", "", [&](std::string_view key, std::string_view value) {
          content.emplace(key, value);
          return true;
        });
    EXPECT_TRUE(read.ok()) << read;
    return content;
  }

  std::unique_ptr<BackupFolder> OpenFolder(
      std::shared_ptr<FaultPlan> faults = nullptr) {
    auto folder =
        BackupFolder::Open({.path = backups_, .faults = std::move(faults)});
    EXPECT_TRUE(folder.ok()) << folder.status();
    return folder.ok() ? *std::move(folder) : nullptr;
  }

  // Makes and verifies one.
  BackupFolder::Created Make(const std::string& metadata = "") {
    auto folder = OpenFolder();
    auto created = folder->Create(*database_, metadata, GoOn);
    EXPECT_TRUE(created.ok()) << created.status();
    if (!created.ok()) return {};
    const absl::Status verified = folder->Verify(created->backup.id, GoOn);
    EXPECT_TRUE(verified.ok()) << verified;
    return *std::move(created);
  }

  // What a restored backup holds; both families must agree.
  Content Restored(int64_t id) {
    const std::string target = folder_.path() + "/restored";
    auto restored = RestoreBackup(backups_, id, target, GoOn);
    EXPECT_TRUE(restored.ok()) << restored.status();
    if (!restored.ok()) return {};
    auto database = Database::Open(Options(target));
    EXPECT_TRUE(database.ok()) << database.status();
    if (!database.ok()) return {};
    Content content = Read(**database, 0);
    EXPECT_EQ(content, Read(**database, 1));
    return content;
  }

  TemporaryFolder folder_;
  const std::string data_ = folder_.path() + "/data";
  const std::string backups_ = folder_.path() + "/backups";
  std::unique_ptr<Database> database_;
};

TEST_F(BackupTest, LaterBackupWritesOnlyWhatIsNew) {
  for (int i = 0; i < 20; ++i) Put(i, 50'000);
  const BackupFolder::Created first = Make("one");
  EXPECT_GT(first.written_bytes, 2'000'000);
  EXPECT_GE(first.written_bytes, first.backup.bytes);
  Put(100);
  const BackupFolder::Created second = Make("two");
  EXPECT_LT(second.written_bytes, 200'000);
  EXPECT_GT(second.backup.bytes, first.backup.bytes);
  EXPECT_GT(second.backup.id, first.backup.id);

  auto list = ListBackups(backups_);
  ASSERT_TRUE(list.ok()) << list.status();
  ASSERT_EQ(list->size(), 2u);
  EXPECT_EQ((*list)[0].metadata, "two");
  EXPECT_EQ((*list)[1].metadata, "one");
  EXPECT_EQ((*list)[1].id, first.backup.id);
  EXPECT_GT((*list)[1].made_at_seconds, 1'700'000'000);
}

TEST_F(BackupTest, EachBackupIsRestoredAsItWas) {
  Put(1);
  const Content one = Read(*database_, 0);
  const int64_t first = Make().backup.id;
  Put(2);
  const Content two = Read(*database_, 0);
  const int64_t second = Make().backup.id;
  Put(3);
  database_.reset();
  std::filesystem::remove_all(data_);
  EXPECT_EQ(Restored(first), one);
  EXPECT_EQ(Restored(second), two);
  EXPECT_EQ(Restored(0), two);
  const auto unknown = RestoreBackup(backups_, 99, data_, GoOn);
  EXPECT_EQ(Reason(unknown.status()), "BACKUP_UNKNOWN");
  EXPECT_FALSE(std::filesystem::exists(data_));
}

TEST_F(BackupTest, WhatWasWrittenBeforeIsInABackupTakenWhileMoreIsWritten) {
  for (int i = 0; i < 50; ++i) Put(i, 20'000);
  std::atomic<bool> stop = false;
  std::atomic<int> written = 50;
  std::thread writer([&] {
    for (int i = 50; !stop; ++i) {
      Put(i, 2'000);
      written = i + 1;
    }
  });
  for (int round = 0; round < 3; ++round) {
    const int before = written;
    const int64_t id = Make().backup.id;
    const Content restored = Restored(id);
    for (int i = 0; i < before; ++i) {
      EXPECT_TRUE(restored.contains(absl::StrCat(i))) << i;
    }
    // No gap: it is a point in time.
    for (size_t i = 0; i < restored.size(); ++i) {
      EXPECT_TRUE(restored.contains(absl::StrCat(i))) << i;
    }
  }
  stop = true;
  writer.join();
}

TEST_F(BackupTest, ChangedByteIsFoundAndTheFileNamed) {
  Put(1, 5'000);
  const int64_t id = Make().backup.id;
  const std::vector<std::string> files =
      TableFiles(backups_ + "/shared_checksum");
  ASSERT_FALSE(files.empty());
  Flip(files[0]);
  const std::string name = std::filesystem::path(files[0]).filename();
  const absl::Status verified = OpenFolder()->Verify(id, GoOn);
  EXPECT_EQ(Reason(verified), "BACKUP_DAMAGED");
  EXPECT_THAT(std::string(verified.message()), HasSubstr(name));
  const auto restored =
      RestoreBackup(backups_, id, folder_.path() + "/restored", GoOn);
  EXPECT_EQ(Reason(restored.status()), "BACKUP_DAMAGED");
  EXPECT_THAT(std::string(restored.status().message()), HasSubstr(name));
}

TEST_F(BackupTest, BackupWithoutAFileIsListedAsDamagedAndNotPassedOver) {
  Put(1);
  const int64_t first = Make().backup.id;
  Put(2);
  const int64_t second = Make().backup.id;
  const std::string manifest_folder =
      absl::StrCat(backups_, "/private/", second);
  std::filesystem::remove_all(manifest_folder);
  auto list = ListBackups(backups_);
  ASSERT_TRUE(list.ok()) << list.status();
  ASSERT_EQ(list->size(), 2u);
  EXPECT_EQ((*list)[0].id, second);
  EXPECT_TRUE((*list)[0].damaged);
  EXPECT_FALSE((*list)[1].damaged);
  const auto newest =
      RestoreBackup(backups_, 0, folder_.path() + "/restored", GoOn);
  EXPECT_EQ(Reason(newest.status()), "BACKUP_DAMAGED");
  EXPECT_EQ(Restored(first).size(), 1u);
}

TEST_F(BackupTest, TableFileThatTheDiskChangedIsNotCopied) {
  for (int i = 0; i < 10; ++i) Put(i, 5'000);
  ASSERT_TRUE(database_->Close().ok());
  for (const std::string& file : TableFiles(data_)) Flip(file);
  Open();
  auto created = OpenFolder()->Create(*database_, "", GoOn);
  EXPECT_EQ(Reason(created.status()), "BACKUP_DAMAGED");
  EXPECT_THAT(ListBackups(backups_).value(), ::testing::IsEmpty());
}

TEST_F(BackupTest, StoppedBackupLeavesNothingAndTheNextOneSucceeds) {
  for (int i = 0; i < 20; ++i) Put(i, 20'000);
  const int64_t first = Make().backup.id;
  for (int i = 20; i < 40; ++i) Put(i, 20'000);
  {
    auto folder = OpenFolder();
    int calls = 0;
    auto stopped = folder->Create(*database_, "", [&](int64_t, int64_t total) {
      EXPECT_GT(total, 0);
      return ++calls < 2;
    });
    EXPECT_EQ(Reason(stopped.status()), "BACKUP_STOPPED");
    const absl::Status verify =
        folder->Verify(first, [](int64_t, int64_t) { return false; });
    EXPECT_EQ(Reason(verify), "BACKUP_STOPPED");
  }
  EXPECT_EQ(ListBackups(backups_)->size(), 1u);
  EXPECT_TRUE(database_->health().ok());
  EXPECT_EQ(Restored(Make().backup.id), Read(*database_, 0));
}

TEST_F(BackupTest, OnlyTheNewestAreKept) {
  std::vector<int64_t> ids;
  for (int i = 0; i < 4; ++i) {
    Put(i);
    ids.push_back(Make().backup.id);
  }
  auto folder = OpenFolder();
  ASSERT_TRUE(folder->KeepNewest(2).ok());
  EXPECT_EQ(ListBackups(backups_)->size(), 2u);
  ASSERT_TRUE(folder->KeepNewest(0).ok());
  EXPECT_EQ(ListBackups(backups_)->size(), 1u);
  EXPECT_EQ(Restored(ids.back()), Read(*database_, 0));
}

TEST_F(BackupTest, FolderIsTakenByOneAndRefusedWithAReason) {
  auto folder = OpenFolder();
  EXPECT_EQ(Reason(BackupFolder::Open({.path = backups_}).status()),
            "BACKUP_DIR_IN_USE");
  folder.reset();
  EXPECT_NE(OpenFolder(), nullptr);
  EXPECT_EQ(Reason(BackupFolder::Open({.path = data_ + "/no/parent"}).status()),
            "BACKUP_DIR_UNUSABLE");
  EXPECT_EQ(Reason(BackupFolder::Open({.path = data_ + "/CURRENT"}).status()),
            "BACKUP_DIR_UNUSABLE");
  EXPECT_THAT(ListBackups(folder_.path() + "/nothing").value(),
              ::testing::IsEmpty());
  EXPECT_EQ(Reason(RestoreBackup(folder_.path() + "/nothing", 0,
                                 folder_.path() + "/restored", GoOn)
                       .status()),
            "BACKUP_UNKNOWN");
}

class BackupFaultTest : public BackupTest,
                        public ::testing::WithParamInterface<Fault> {};

// Every operation in the folder of backups fails once, one after another, until
// a backup passes untouched. Nothing of it touches the database or the backup
// made before, and the next one succeeds.
TEST_P(BackupFaultTest, FailedBackupHarmsNothing) {
  Put(1);
  const Content one = Read(*database_, 0);
  const int64_t first = Make().backup.id;
  bool passed = false;
  // The others are variants of this one: every fourth place is enough.
  const int step = GetParam() == Fault::kNotDone ? 1 : 4;
  for (int n = 1; !passed; n += step) {
    SCOPED_TRACE(n);
    ASSERT_LT(n, 1000) << "a backup never passes";
    Put(n + 1);
    auto faults = std::make_shared<FaultPlan>();
    faults->FailNth(n, GetParam());
    {
      auto folder = BackupFolder::Open({.path = backups_, .faults = faults});
      absl::Status made = folder.status();
      if (folder.ok()) {
        made = (*folder)->Create(*database_, "", GoOn).status();
      }
      passed = faults->failures() == 0;
      EXPECT_NE(Reason(made), "") << made;
      EXPECT_TRUE(made.ok() || !passed) << made;
    }
    EXPECT_TRUE(database_->health().ok());
    EXPECT_EQ(OpenFolder()->Verify(first, GoOn), absl::OkStatus());
    if (n % 16 != 1) continue;
    EXPECT_EQ(Restored(Make().backup.id), Read(*database_, 0));
    EXPECT_EQ(Restored(first), one);
  }
}

INSTANTIATE_TEST_SUITE_P(Faults, BackupFaultTest,
                         ::testing::Values(Fault::kNotDone, Fault::kHalfDone,
                                           Fault::kDone, Fault::kDiskFull));

}  // namespace
}  // namespace disclosure::storage
