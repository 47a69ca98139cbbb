// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

// The data folder, the log, the order to stop and the watchdog.

#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <filesystem>
#include <fstream>
#include <limits>
#include <string>
#include <thread>

#include "absl/strings/str_cat.h"
#include "absl/synchronization/notification.h"
#include "base/error.h"
#include "server/data_dir.h"
#include "server/log.h"
#include "server/termination.h"
#include "server/watchdog.h"

namespace disclosure::server {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

std::string ReasonOf(const absl::Status& status) {
  return base::GetErrorDetails(status).reason;
}

class DataDirTest : public ::testing::Test {
 protected:
  DataDirTest() {
    std::string name = ::testing::TempDir() + "data_dir_XXXXXX";
    folder_ = ::mkdtemp(name.data());
  }
  ~DataDirTest() override { std::filesystem::remove_all(folder_); }

  std::string folder_;
};

TEST_F(DataDirTest, MakesTheFolderAndLeavesNoProbe) {
  std::string path = folder_ + "/new";
  auto dir = DataDir::Open(path);
  ASSERT_TRUE(dir.ok()) << dir.status();
  EXPECT_EQ((*dir)->path(), path);
  EXPECT_TRUE(std::filesystem::exists(path + "/disclosured.lock"));
  EXPECT_FALSE(std::filesystem::exists(path + "/disclosured.probe"));
}

TEST_F(DataDirTest, InUseNamesTheProcessInBothLanguages) {
  auto first = DataDir::Open(folder_);
  ASSERT_TRUE(first.ok()) << first.status();
  absl::Status second = DataDir::Open(folder_).status();
  EXPECT_EQ(ReasonOf(second), "DATA_DIR_IN_USE");
  EXPECT_THAT(base::GetErrorDetails(second).zh,
              HasSubstr(absl::StrCat("数据目录 ", folder_, " 正被进程 ",
                                     ::getpid(), " 使用。")));
  EXPECT_THAT(std::string(second.message()),
              HasSubstr(absl::StrCat("in use by process ", ::getpid())));
  first->reset();
  EXPECT_TRUE(DataDir::Open(folder_).ok());
}

// A killed process leaves its lock file behind; that must not lock anybody out.
TEST_F(DataDirTest, AKilledOwnerIsNoOwner) {
  int ready[2];
  ASSERT_EQ(::pipe(ready), 0);
  pid_t child = ::fork();
  if (child == 0) {
    auto dir = DataDir::Open(folder_);
    char ok = dir.ok() ? 'y' : 'n';
    if (::write(ready[1], &ok, 1) != 1) ::_exit(1);
    for (;;) ::pause();
  }
  char ok = 0;
  ASSERT_EQ(::read(ready[0], &ok, 1), 1);
  EXPECT_EQ(ok, 'y');
  EXPECT_THAT(std::string(DataDir::Open(folder_).status().message()),
              HasSubstr(absl::StrCat("by process ", child)));
  ::kill(child, SIGKILL);
  ::waitpid(child, nullptr, 0);
  EXPECT_TRUE(DataDir::Open(folder_).ok());
  ::close(ready[0]);
  ::close(ready[1]);
}

TEST_F(DataDirTest, FullDiskIsSaidAtStart) {
  absl::Status status =
      DataDir::Open(folder_,
                    {.free_bytes_min = std::numeric_limits<int64_t>::max()})
          .status();
  EXPECT_EQ(status.code(), absl::StatusCode::kResourceExhausted);
  EXPECT_EQ(ReasonOf(status), "DISK_FULL");
  EXPECT_THAT(base::GetErrorDetails(status).zh, HasSubstr("请清理磁盘"));
  EXPECT_TRUE(DataDir::Open(folder_).ok());  // Given back.
}

TEST_F(DataDirTest, AFileOrAMissingParentIsRefused) {
  std::ofstream(folder_ + "/file") << "x";
  EXPECT_EQ(ReasonOf(DataDir::Open(folder_ + "/file").status()),
            "DATA_DIR_NOT_A_FOLDER");
  EXPECT_EQ(ReasonOf(DataDir::Open(folder_ + "/no/where").status()),
            "DATA_DIR_MISSING");
  EXPECT_EQ(
      ReasonOf(DataDir::Open(folder_ + "/no", {.create = false}).status()),
      "DATA_DIR_MISSING");
}

TEST_F(DataDirTest, AFolderThatCannotBeWrittenIsRefused) {
  // The super-user may write everywhere, so take a place nobody can write.
  std::string path = ::geteuid() == 0 ? "/proc/self" : folder_;
  std::filesystem::permissions(folder_, std::filesystem::perms::owner_read |
                                            std::filesystem::perms::owner_exec);
  absl::Status status = DataDir::Open(path).status();
  std::filesystem::permissions(folder_, std::filesystem::perms::owner_all);
  EXPECT_EQ(status.code(), absl::StatusCode::kPermissionDenied) << status;
  EXPECT_EQ(ReasonOf(status), "DATA_DIR_NOT_WRITABLE");
}

TEST(LogTest, OneLinePerEventWhateverTheTextHolds) {
  ::testing::internal::CaptureStderr();
  LogInfo("office \"天坛\"\nforged line\x1b[31m");
  LogDebug("hidden");
  std::string text = ::testing::internal::GetCapturedStderr();
  EXPECT_THAT(text, HasSubstr("info office \"天坛\"\\nforged line\\x1b[31m\n"));
  EXPECT_THAT(text, Not(HasSubstr("hidden")));
}

TEST(LogTest, LevelDecidesWhatIsWritten) {
  EXPECT_EQ(ParseLogLevel("warning"), LogLevel::kWarning);
  EXPECT_EQ(ParseLogLevel("loud"), std::nullopt);
  InitLog(LogLevel::kError);
  EXPECT_FALSE(LogEnabled(LogLevel::kWarning));
  EXPECT_TRUE(LogEnabled(LogLevel::kError));
  InitLog(LogLevel::kInfo);
  EXPECT_TRUE(LogEnabled(LogLevel::kWarning));
}

TEST(TerminationTest, WaitsForTheSignalAndNamesIt) {
  Termination termination;
  ::kill(::getpid(), SIGTERM);
  EXPECT_EQ(termination.Wait(), "SIGTERM");
  ::kill(::getpid(), SIGINT);
  EXPECT_EQ(termination.Wait(), "SIGINT");
}

TEST(TerminationTest, APartOfTheProcessMayAskToo) {
  Termination termination;
  std::thread part([&] {
    termination.Request("store failed");
    termination.Request("and again");
  });
  EXPECT_EQ(termination.Wait(), "store failed");
  part.join();
}

TEST(WatchdogDeathTest, TurnsAHangIntoADiagnosedAbort) {
  ::testing::FLAGS_gtest_death_test_style = "threadsafe";
  EXPECT_DEATH(
      {
        Watchdog watchdog(absl::Milliseconds(1), [] { return "3 calls left"; });
        absl::Notification never;
        never.WaitForNotification();
      },
      "not over after 1ms, aborting: 3 calls left");
}

TEST(WatchdogTest, DoesNothingWhenTheStepIsOver) {
  Watchdog watchdog(absl::Seconds(60), [] { return "unused"; });
}

}  // namespace
}  // namespace disclosure::server
