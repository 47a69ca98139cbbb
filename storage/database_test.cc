// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

#include "storage/database.h"

#include <filesystem>
#include <fstream>
#include <map>
#include <memory>
#include <random>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "base/error.h"
#include "storage/temporary_folder.h"

namespace disclosure::storage {
namespace {

using ::testing::HasSubstr;

constexpr int kA = 0;
constexpr int kB = 1;

std::string Reason(const absl::Status& status) {
  return base::GetErrorDetails(status).reason;
}

class DatabaseTest : public ::testing::Test {
 protected:
  DatabaseOptions Options() {
    DatabaseOptions options;
    options.path = folder_.path() + "/data";
    options.families = {"a", "b"};
    options.log = [this](const std::string& line) { lines_.push_back(line); };
    return options;
  }

  std::unique_ptr<Database> Open() {
    auto database = Database::Open(Options());
    EXPECT_TRUE(database.ok()) << database.status();
    return database.ok() ? *std::move(database) : nullptr;
  }

  static void Put(Database& database, int family, const std::string& key,
                  const std::string& value) {
    WriteBatch batch(database);
    batch.Put(family, key, value);
    ASSERT_TRUE(database.Write(batch, Durability::kSynced).ok());
  }

  // key=value of a range, in order.
  static std::string Print(const Database& database, int family,
                           const std::string& from = "",
                           const std::string& to = "") {
    std::vector<std::string> pairs;
    absl::Status status = database.Scan(
        family, from, to, [&](std::string_view key, std::string_view value) {
          pairs.push_back(std::string(key) + "=" + std::string(value));
          return true;
        });
    EXPECT_TRUE(status.ok()) << status;
    return absl::StrJoin(pairs, " ");
  }

  TemporaryFolder folder_;
  std::vector<std::string> lines_;
};

TEST_F(DatabaseTest, KeepsFamiliesApart) {
  auto database = Open();
  Put(*database, kA, "k", "1");
  Put(*database, kB, "k", "2");
  EXPECT_EQ(Print(*database, kA), "k=1");
  EXPECT_EQ(Print(*database, kB), "k=2");
  EXPECT_EQ(database->Get(kA, "k")->value(), "1");
  EXPECT_FALSE(database->Get(kA, "other")->has_value());
}

TEST_F(DatabaseTest, ScanIsBoundedAndStops) {
  auto database = Open();
  WriteBatch batch(*database);
  for (const char* key : {"a", "b", "c", "d"}) batch.Put(kA, key, key);
  batch.Delete(kA, "c");
  EXPECT_EQ(batch.count(), 5);
  ASSERT_TRUE(database->Write(batch, Durability::kBuffered).ok());
  EXPECT_EQ(Print(*database, kA), "a=a b=b d=d");
  EXPECT_EQ(Print(*database, kA, "b", "d"), "b=b");
  int visited = 0;
  ASSERT_TRUE(database
                  ->Scan(kA, "", "",
                         [&](std::string_view, std::string_view) {
                           return ++visited < 2;
                         })
                  .ok());
  EXPECT_EQ(visited, 2);
}

TEST_F(DatabaseTest, LastIsTheGreatestKey) {
  auto database = Open();
  EXPECT_FALSE(database->Last(kA)->has_value());
  Put(*database, kA, "x", "1");
  Put(*database, kA, "y", "2");
  EXPECT_EQ(database->Last(kA)->value().first, "y");
  EXPECT_EQ(database->Last(kA)->value().second, "2");
}

TEST_F(DatabaseTest, SurvivesReopening) {
  auto database = Open();
  Put(*database, kA, "k", "1");
  EXPECT_GT(database->DiskBytes(), 0);
  ASSERT_TRUE(database->Close().ok());
  database = Open();
  EXPECT_EQ(Print(*database, kA), "k=1");
  EXPECT_TRUE(database->health().ok());
  EXPECT_TRUE(lines_.empty()) << lines_[0];
}

TEST_F(DatabaseTest, SecondOpeningIsRefused) {
  auto database = Open();
  auto second = Database::Open(Options());
  EXPECT_EQ(Reason(second.status()), "DATA_DIR_IN_USE");
  Put(*database, kA, "k", "1");
}

TEST_F(DatabaseTest, MissingDatabaseIsNotMade) {
  DatabaseOptions options = Options();
  options.must_exist = true;
  auto database = Database::Open(options);
  EXPECT_EQ(Reason(database.status()), "DATA_DIR_EMPTY");
  EXPECT_FALSE(std::filesystem::exists(options.path));
}

TEST_F(DatabaseTest, FamiliesOfANewerVersionAreRefused) {
  DatabaseOptions options = Options();
  options.families.push_back("newer");
  ASSERT_TRUE(Database::Open(options).ok());
  auto older = Database::Open(Options());
  EXPECT_EQ(Reason(older.status()), "DATA_DIR_TOO_NEW");
  EXPECT_THAT(std::string(older.status().message()), HasSubstr("newer"));
}

TEST_F(DatabaseTest, FamilyMayBeAdded) {
  Put(*Open(), kA, "k", "1");
  DatabaseOptions options = Options();
  options.families.push_back("added");
  auto database = Database::Open(options);
  ASSERT_TRUE(database.ok()) << database.status();
  EXPECT_EQ(Print(**database, kA), "k=1");
  EXPECT_EQ(Print(**database, 2), "");
}

// A family is written, rewritten and erased from beside a map, before it was
// probed and after, in memory and in the files of earlier rounds; every key
// that is or was there is asked for, and as many that never were.
TEST_F(DatabaseTest, ProbedFamilyKnowsItsKeys) {
  std::mt19937 random(20);
  std::map<std::string, std::string> expected;
  constexpr unsigned kKeys = 300;
  for (int round = 0; round < 4; ++round) {
    DatabaseOptions options = Options();
    if (round > 0) options.probed_families = {kB};
    auto database = Database::Open(options).value();
    for (int write = 0; write < 20; ++write) {
      WriteBatch batch(*database);
      for (int i = 0; i < 10; ++i) {
        std::string key = absl::StrCat("key ", random() % kKeys);
        if (random() % 4 == 0) {
          batch.Delete(kB, key);
          expected.erase(key);
        } else {
          expected[key] = absl::StrCat(round, " ", write, " ", i);
          batch.Put(kB, key, expected[key]);
        }
      }
      ASSERT_TRUE(database->Write(batch, Durability::kSynced).ok());
    }
    for (unsigned i = 0; i < 2 * kKeys; ++i) {
      std::string key = absl::StrCat("key ", i);
      auto found = database->Get(kB, key).value();
      auto it = expected.find(key);
      EXPECT_EQ(found.has_value(), it != expected.end()) << key;
      if (found && it != expected.end()) {
        EXPECT_EQ(*found, it->second);
      }
    }
    ASSERT_TRUE(database->Close().ok());
  }
}

TEST_F(DatabaseTest, FileInPlaceOfTheFolderIsExplained) {
  std::ofstream(folder_.path() + "/data") << "x";
  auto database = Database::Open(Options());
  EXPECT_EQ(Reason(database.status()), "DATA_DIR_NOT_WRITABLE");
}

TEST_F(DatabaseTest, DamagedFileIsRefused) {
  Put(*Open(), kA, "k", "1");
  std::ofstream(folder_.path() + "/data/CURRENT") << "nonsense";
  auto database = Database::Open(Options());
  EXPECT_EQ(Reason(database.status()), "DATA_DAMAGED");
}

}  // namespace
}  // namespace disclosure::storage
