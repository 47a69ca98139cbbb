// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

#include "storage/unsynced.h"

#include <filesystem>
#include <fstream>
#include <set>
#include <string>

#include <gtest/gtest.h>

#include "base/file.h"
#include "storage/temporary_folder.h"

namespace disclosure::storage {
namespace {

class UnsyncedTest : public ::testing::Test {
 protected:
  std::string Path(const std::string& name) const {
    return folder_.path() + "/" + name;
  }

  void Append(const std::string& name, const std::string& text) {
    std::ofstream(Path(name), std::ios::app) << text;
  }

  void Create(const std::string& name, const std::string& text) {
    Append(name, text);
    unsynced_.Created(Path(name));
  }

  void SyncFolder() { unsynced_.FolderSynced(folder_.path()); }

  // "-" for a file that is not there.
  std::string Read(const std::string& name) const {
    return base::ReadFile(Path(name)).value_or("-");
  }

  TemporaryFolder folder_;
  Unsynced unsynced_;
};

TEST_F(UnsyncedTest, BytesAfterTheLastSyncAreLost) {
  Create("f", "safe");
  SyncFolder();
  unsynced_.Synced(Path("f"));
  Append("f", " lost");
  EXPECT_EQ(unsynced_.Take(0).bytes, 5);
  EXPECT_EQ(Read("f"), "safe");
}

TEST_F(UnsyncedTest, SyncedFileIsLostWithItsName) {
  Create("f", "content");
  unsynced_.Synced(Path("f"));
  EXPECT_EQ(unsynced_.Take(0).changes, 1);
  EXPECT_EQ(Read("f"), "-");
}

TEST_F(UnsyncedTest, ReplacedAndDeletedFilesComeBack) {
  Append("old", "one");
  Append("gone", "three");
  Create("new", "two");
  unsynced_.Synced(Path("new"));
  SyncFolder();
  std::filesystem::rename(Path("new"), Path("old"));
  unsynced_.Renamed(Path("new"), Path("old"), "one");
  std::filesystem::remove(Path("gone"));
  unsynced_.Deleted(Path("gone"), "three");
  EXPECT_EQ(unsynced_.Take(0).changes, 2);
  EXPECT_EQ(Read("old"), "one");
  EXPECT_EQ(Read("new"), "two");
  EXPECT_EQ(Read("gone"), "three");
}

TEST_F(UnsyncedTest, NothingIsLostAfterSyncs) {
  Append("old", "one");
  Create("new", "two");
  unsynced_.Synced(Path("new"));
  std::filesystem::rename(Path("new"), Path("old"));
  unsynced_.Renamed(Path("new"), Path("old"), "one");
  SyncFolder();
  const Losses losses = unsynced_.Take(0);
  EXPECT_EQ(losses.bytes, 0);
  EXPECT_EQ(losses.changes, 0);
  EXPECT_EQ(Read("old"), "two");
}

// An odd seed tears: over the seeds every length from the safe one on is left.
TEST_F(UnsyncedTest, AnyBeginningMaySurvive) {
  std::set<std::string> found;
  for (uint64_t seed = 1; seed < 200; seed += 2) {
    std::filesystem::remove(Path("f"));
    Create("f", "ab");
    SyncFolder();
    unsynced_.Synced(Path("f"));
    Append("f", "cd");
    unsynced_.Take(seed);
    found.insert(Read("f"));
  }
  EXPECT_EQ(found, (std::set<std::string>{"ab", "abc", "abcd"}));
}

}  // namespace
}  // namespace disclosure::storage
