// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0
//
// A copy of a database's folder, made while it is open, is what a crash would
// leave. Its log is then cut or damaged at every interesting place.

#include "storage/log_tail.h"

#include <filesystem>
#include <fstream>
#include <memory>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "base/error.h"
#include "base/file.h"
#include "storage/database.h"
#include "storage/temporary_folder.h"

namespace disclosure::storage {
namespace {

namespace fs = std::filesystem;
using ::testing::HasSubstr;
using ::testing::SizeIs;

constexpr int kRecords = 6;

class LogTailTest : public ::testing::Test {
 protected:
  // Writes records of 20 KB, so that they cross blocks, and copies the folder.
  void SetUp() override {
    auto database = Database::Open(Options(folder_.path() + "/live"));
    ASSERT_TRUE(database.ok()) << database.status();
    for (int i = 0; i < kRecords; ++i) {
      WriteBatch batch(**database);
      batch.Put(0, absl::StrCat("key", i), std::string(20000, 'x'));
      ASSERT_TRUE((*database)->Write(batch, Durability::kSynced).ok());
      sizes_.push_back(LogSize(folder_.path() + "/live"));
    }
    // While it is open: closing it leaves no log.
    fs::copy(folder_.path() + "/live", original_, fs::copy_options::recursive);
    fs::copy(original_, copy_, fs::copy_options::recursive);
  }

  DatabaseOptions Options(const std::string& path) {
    DatabaseOptions options;
    options.path = path;
    options.families = {"a"};
    options.log = [this](const std::string& line) { lines_.push_back(line); };
    return options;
  }

  // The write-ahead log with the highest number.
  static fs::path Log(const std::string& folder) {
    fs::path newest;
    for (const auto& entry : fs::directory_iterator(folder)) {
      if (entry.path().extension() == ".log" && entry.path() > newest) {
        newest = entry.path();
      }
    }
    return newest;
  }

  static int64_t LogSize(const std::string& folder) {
    return static_cast<int64_t>(fs::file_size(Log(folder)));
  }

  // Opens the copy and counts the records there.
  absl::StatusOr<int> CountRecords() {
    auto database = Database::Open(Options(copy_));
    if (!database.ok()) return database.status();
    int count = 0;
    absl::Status status =
        (*database)->Scan(0, "", "", [&](std::string_view, std::string_view) {
          ++count;
          return true;
        });
    if (!status.ok()) return status;
    return count;
  }

  TemporaryFolder folder_;
  std::string original_ = folder_.path() + "/original";
  std::string copy_ = folder_.path() + "/copy";
  std::vector<int64_t> sizes_;
  std::vector<std::string> lines_;
};

TEST_F(LogTailTest, WholeLogHasNoTornTail) {
  EXPECT_THAT(FindTornTails(copy_), SizeIs(0));
  EXPECT_EQ(*CountRecords(), kRecords);
  EXPECT_THAT(lines_, SizeIs(0));
}

TEST_F(LogTailTest, TornTailIsDroppedAndLogged) {
  int64_t cut = (sizes_[kRecords - 2] + sizes_[kRecords - 1]) / 2;
  fs::resize_file(Log(copy_), cut);
  auto tails = FindTornTails(copy_);
  ASSERT_THAT(tails, SizeIs(1));
  EXPECT_EQ(tails[0].bytes, cut - sizes_[kRecords - 2]);
  EXPECT_EQ(*CountRecords(), kRecords - 1);
  ASSERT_THAT(lines_, SizeIs(1));
  EXPECT_THAT(lines_[0], HasSubstr("dropped"));
}

// Cut anywhere, the log gives exactly the records that are whole.
TEST_F(LogTailTest, EveryCutKeepsTheWholeRecords) {
  fs::path log = Log(copy_);
  for (int64_t cut = sizes_[kRecords - 1] - 1; cut > sizes_[0]; cut -= 3001) {
    fs::remove_all(copy_);
    fs::copy(original_, copy_, fs::copy_options::recursive);
    fs::resize_file(Log(copy_), cut);
    int whole = 0;
    while (whole < kRecords && sizes_[whole] <= cut) ++whole;
    int64_t torn = 0;
    for (const TornTail& tail : FindTornTails(copy_)) torn += tail.bytes;
    EXPECT_EQ(torn, cut - sizes_[whole - 1]) << "cut at " << cut;
    auto count = CountRecords();
    ASSERT_TRUE(count.ok()) << count.status();
    EXPECT_EQ(*count, whole) << "cut at " << cut;
  }
}

TEST_F(LogTailTest, DamageInTheMiddleIsRefused) {
  std::fstream log(Log(copy_), std::ios::in | std::ios::out);
  log.seekp(sizes_[1] + 1000);
  log.put('?');
  log.close();
  auto count = CountRecords();
  EXPECT_EQ(base::GetErrorDetails(count.status()).reason, "DATA_DAMAGED");
}

// A length that reaches beyond the end of the file hides all that follows: as
// RocksDB reads it, a torn end.
TEST_F(LogTailTest, LengthThatHidesLaterRecordsIsRefused) {
  for (const char* name : {"log", "manifest"}) {
    SCOPED_TRACE(name);
    fs::remove_all(copy_);
    fs::copy(original_, copy_, fs::copy_options::recursive);
    fs::path path = Log(copy_);
    if (name == std::string("manifest")) {
      path = copy_ + "/" +
             std::string(absl::StripAsciiWhitespace(
                 base::ReadFile(copy_ + "/CURRENT").value()));
    } else {
      // Small ones at the end, within a block.
      auto database = Database::Open(Options(folder_.path() + "/small"));
      ASSERT_TRUE(database.ok());
      for (int i = 0; i < 3; ++i) {
        WriteBatch batch(**database);
        batch.Put(0, absl::StrCat(i), "value");
        ASSERT_TRUE((*database)->Write(batch, Durability::kSynced).ok());
      }
      fs::remove_all(copy_);
      fs::copy(folder_.path() + "/small", copy_);
      path = Log(copy_);
    }
    std::fstream file(path, std::ios::in | std::ios::out | std::ios::binary);
    file.seekp(5);  // The high byte of the first record's length.
    file.put('\x70');
    file.close();
    ASSERT_THAT(FindTornTails(copy_), SizeIs(1));
    EXPECT_TRUE(FindTornTails(copy_)[0].is_damage);
    auto count = CountRecords();
    EXPECT_EQ(base::GetErrorDetails(count.status()).reason, "DATA_DAMAGED");
    EXPECT_THAT(std::string(count.status().message()),
                HasSubstr(path.filename().string()));
  }
}

}  // namespace
}  // namespace disclosure::storage
